import KringClient
import KringCore
import KringPlay
import KringProtocol
import KringSeal

/// A scripted group on a stage, led by a director: the same seed gives the same bytes.
package final class Performance {
  /// The server and the members.
  package let stage: Stage
  /// The group, in the order of the script.
  package let members: [StageMember]
  /// How many beats were played.
  package private(set) var beats = 0
  private var director: Director

  /// Creates the session and its group; nobody has said hello yet.
  ///
  /// - Parameter method: what is posted instead of the id in the script.
  package init(
    _ script: Script, on stage: Stage, method: CreateRequest.Method? = nil,
    stop: Director.Stop? = nil
  ) throws {
    self.stage = stage
    stage.create(
      stage.creation(
        method: method ?? .named(script.method), cases: script.cases, minutes: script.minutes))
    members = try script.members.enumerated().map { place, name in
      try stage.newMember(name, isHost: place == 0)
    }
    director = Director(
      script: script, members: members.map(\.id),
      stationery: SeededStationery(sealer: stage.sealer, seed: stage.random.next()), stop: stop)
  }

  /// Everybody takes a seat, in order.
  package func join() {
    for member in members { stage.enter(member) }
  }

  /// Who knows everything: the chair, who never presents.
  package var leading: StageMember {
    members.first { $0.id == members[0].view.chair } ?? members[0]
  }

  /// Lets the director say who does what next, does it and lets a second pass.
  ///
  /// - Parameter perform: does one act; by default the member does it once.
  /// - Returns: false when the play is over.
  package func beat(_ perform: ((Director.Act) -> Void)? = nil) throws -> Bool {
    guard let acts = try director.next(leading.view) else { return false }
    for act in acts {
      if let perform { perform(act) } else { self.perform(act) }
    }
    beats += 1
    stage.advance(1000)
    return true
  }

  /// Does one act.
  package func perform(_ act: Director.Act) {
    switch act.message {
    case .command(let command): stage.send(command, by: members[act.member])
    case .say(let message): stage.say(message, by: members[act.member])
    }
  }

  /// Plays from the lobby to the close.
  ///
  /// - Parameter afterBeat: called after each beat, when everything has settled.
  package func play(afterBeat: () throws -> Void = {}) throws {
    join()
    while try beat() { try afterBeat() }
  }
}
