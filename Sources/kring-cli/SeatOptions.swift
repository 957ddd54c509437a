import ArgumentParser
import Foundation
import KringClient
import KringCore
import KringJSON
import KringProtocol
import KringSeal
import KringTerminal
import TransportClient

/// The link of a session.
struct LinkOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "The link of the session, a file with it, or - to read it from standard input.",
      valueName: "link"))
  var place: String

  /// The link itself; empty when there is none where it should be.
  var link: String { LinkSource.link(place) ?? "" }
  /// The address of the server.
  var server: String { String(link.prefix { $0 != "#" }) }

  func validate() throws {
    guard LinkSecret(link: link) != nil, let url = URL(string: server),
      ["http", "https"].contains(url.scheme), url.host != nil
    else {
      throw ValidationError(
        "LINK: expected the whole link, such as http://localhost:8080/#… with 43 characters "
          + "after the #, a file with it, or -.")
    }
  }

  /// The keys of the link.
  func keys() throws -> Keys {
    guard let secret = LinkSecret(link: link) else {
      throw Leaving.usage.because("the link is not whole")
    }
    return Keys(secret)
  }
}

/// A session and the seat to take in it.
struct SeatOptions: ParsableArguments {
  @OptionGroup var session: LinkOptions
  @Option(help: "The name that the others see.")
  var name: String
  @Option(help: "The claim that `new --json` printed; it only suggests the chair.")
  var claim: String?
  @Option(help: "A file that keeps the seat, so that the same member comes back.")
  var seat: String?
  @OptionGroup var trust: TrustOptions

  func validate() throws {
    if let claim, Token(text: claim) == nil {
      throw ValidationError("--claim: expected the 43 characters that `new --json` printed.")
    }
    guard !name.isEmpty, name.utf8.count <= 200 else {
      throw ValidationError("--name: expected 1 to 200 bytes.")
    }
  }

  /// The address of the server.
  var server: String { session.server }

  /// The keys of the link.
  func keys() throws -> Keys { try session.keys() }

  /// What comes in with this seat: a kept one, or a new one that is kept before it is used.
  func replica() throws -> Replica {
    let keys = try keys()
    let seat = try keptSeat() ?? Seat.draw()
    try keep(seat)
    let json = JSON.object([.init("name", .string(JSONText(name)))])
    let envelope = try Sealer(keys).seal(json.bytes, item: seat.member, path: SealPath.member)
    return Replica(
      keys: keys, seat: seat, name: envelope, claim: claim.flatMap { Token(text: $0)?.bytes })
  }

  private func keptSeat() throws -> Seat? {
    guard let file = seat, FileManager.default.fileExists(atPath: file) else { return nil }
    do {
      var reader = try ObjectReader(JSON.parse(contents(of: file)))
      let member = try reader.text("member", as: "a member id") { ID(uuid: $0.bytes) }
      let token = try reader.text("token", as: "43 characters") { Token(text: $0.string) }
      return Seat(member: member, token: token)
    } catch let error as JSONError {
      throw Leaving.errorsInFile.because("\(file): \(error)")
    }
  }

  /// Keeps a seat, also one that was given back and so has another member.
  func keep(_ seat: Seat) throws {
    guard let file = self.seat else { return }
    let json = JSON.object([
      .init("member", .string(JSONText(seat.member.uuid))),
      .init("token", .string(JSONText(seat.token.text))),
    ])
    let isKept = FileManager.default.createFile(
      atPath: file, contents: Data(json.bytes + [0x0a]), attributes: [.posixPermissions: 0o600])
    guard isKept else { throw Leaving.unreadable.because("\(file) cannot be written") }
  }
}
