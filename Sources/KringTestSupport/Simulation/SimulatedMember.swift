import KringClient
import KringCore
import KringProtocol
import KringSeal
import Transport

/// A member of a simulation: the logic of a real client, and frames on their way.
final class SimulatedMember {
  var replica: Replica
  let number: Int
  /// The connection of the moment.
  var link: Link?
  /// Which server it goes to.
  var moves = Moves()
  /// The number of the last event that its state ever had.
  var seen = 0
  /// Own cards that had no room any more when they were to be laid again.
  var withoutRoom: Set<ID> = []
  /// Cards that it was told were lost with a database.
  var toldLost: Set<ID> = []
  /// Whether this client will not come back, as its protocol tells it.
  var isOver = false
  /// Whether it ever had a seat.
  var wasSeated = false
  /// What it asked, to be asked once more; refused commands are never sent again.
  var asked: [(ref: Int, command: Command)] = []
  /// The versions of its closed cards, as far as it made them.
  var versions: [ID: Int] = [:]
  /// The answers that came to commands, by number.
  var answers: [Int: Answer] = [:]

  enum Answer: Equatable {
    case ok
    case refused(String)
  }

  init(_ replica: Replica, number: Int) {
    self.replica = replica
    self.number = number
  }

  var id: ID { replica.seat.member }
  var view: View { replica.view }
  var name: String { "member \(number)" }
  var writer: Witness.Writer { .init(token: replica.seat.token.bytes, member: id) }
}

/// A connection with what is on its way in both directions.
final class Link {
  let id: ConnectionID
  let node: SimulatedNode
  let owner: SimulatedMember
  /// Who the server says its frames are for.
  var receiver: ID
  var toServer: [[UInt8]] = []
  var toMember: [ServerMessage] = []
  /// How the server closed it; comes after what it sent.
  var goodbye: FakeNetwork.Goodbye?
  var isSlow = false
  /// How many messages the server was given.
  var spoken = 0
  /// Whether the server knows of it.
  var isOpen = false
  /// The number of the last event that was kept when it was made.
  var since = 0
  /// When the member was welcomed, in milliseconds since 1970.
  var welcomed: Int?
  /// Whether the server said when to come back.
  var isTold = false
  /// The server that has the session, if it was said that another one has it.
  var movedTo: NodeLabel?

  init(_ id: ConnectionID, at node: SimulatedNode, owner: SimulatedMember) {
    self.id = id
    self.node = node
    self.owner = owner
    receiver = owner.id
  }
}
