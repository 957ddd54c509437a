import Glibc
import KringCore
import KringJSON
import KringMethods
import KringProtocol

@testable import Transport

// What libFuzzer calls with bytes of its own making. Which reader gets them is in $KRING_FUZZ.
//
// A crash is a finding, and so is a promise that does not hold: what was read and is written must
// be read as the same again.

private typealias Target = @Sendable ([UInt8]) -> Void

private let targets: [String: Target] = [
  "client-message": clientMessage, "server-message": serverMessage, "journal": journal,
  "json": json, "method": method, "http": http,
]

private let target: Target = {
  let name = getenv("KRING_FUZZ").map { String(cString: $0) } ?? ""
  guard let target = targets[name] else {
    fatalError("KRING_FUZZ: expected one of \(targets.keys.sorted())")
  }
  return target
}()

/// Takes one input; what is wrong with it ends the program.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  target(Array(UnsafeBufferPointer(start: data, count: count)))
  return 0
}

/// What the server reads from a socket.
@Sendable private func clientMessage(_ bytes: [UInt8]) {
  guard let message = try? ClientMessage.decode(bytes) else { return }
  let again = try? ClientMessage.decode(message.bytes)
  precondition(again == message, "another message after writing: \(message)")
}

/// What a client reads from a socket.
@Sendable private func serverMessage(_ bytes: [UInt8]) {
  let member = ID(high: 0x1234_5678_9abc_4def, low: 0x8123_4567_89ab_cdef)
  _ = try? ServerMessage.decode(bytes, for: member)
  _ = try? HTTPFailure.decode(bytes)
  _ = try? HTTPBody.decodeCreated(bytes)
}

/// What the server reads from its own file.
@Sendable private func journal(_ bytes: [UInt8]) {
  guard let event = try? decodeEvent(journal: bytes) else { return }
  var written: [UInt8] = []
  encodeEvent(event, into: &written, journal: true)
  let again = try? decodeEvent(journal: written)
  precondition(again == event, "another event after writing: \(event)")
}

@Sendable private func json(_ bytes: [UInt8]) {
  for depth in [8, 32] {
    guard let value = try? JSON.parse(bytes, limits: JSON.Limits(depth: depth)) else { continue }
    let again = try? JSON.parse(value.bytes, limits: JSON.Limits(depth: depth))
    precondition(again == value, "another value after writing: \(value)")
  }
}

private let house: KringMethods.Frame? = {
  let path = getenv("KRING_FRAME").map { String(cString: $0) } ?? ""
  guard let file = fopen(path, "r") else { return nil }
  defer { fclose(file) }
  var bytes = [UInt8](repeating: 0, count: 1 << 16)
  let count = fread(&bytes, 1, bytes.count, file)
  return try? KringMethods.Frame(file: Array(bytes.prefix(count)))
}()

/// What anybody with the right to create a session may send along.
@Sendable private func method(_ bytes: [UInt8]) {
  _ = try? CreateRequest.decode(bytes)
  guard let house else { fatalError("KRING_FRAME: expected the path of frame.json") }
  guard let method = try? Method(file: bytes) else { return }
  for (cases, minutes) in [(1, 10), (6, 480)] {
    guard let options = Options(cases: cases, minutes: minutes) else { continue }
    let plan = compile(frame: house, method: method, options: options)
    var writer = JSONWriter()
    encodePlan(plan, into: &writer)
    let value = try? JSON.parse(writer.bytes, limits: JSON.Limits(depth: 32))
    let again = value.flatMap { try? decodePlan($0) }
    precondition(again == plan, "another plan after writing: \(plan.method)")
  }
}

/// The parts of HTTP that are ours.
@Sendable private func http(_ bytes: [UInt8]) {
  for bodyless in [false, true] {
    var whole = AnswerParser(bodyless: bodyless)
    var pieces = AnswerParser(bodyless: bodyless)
    let wholeFailed = (try? whole.add(bytes)) == nil
    var piecesFailed = false
    for byte in bytes.prefix(4096) where !piecesFailed && !pieces.isComplete {
      piecesFailed = (try? pieces.add([byte])) == nil
    }
    guard bytes.count <= 4096, !wholeFailed, !piecesFailed else { continue }
    precondition(whole.isComplete == pieces.isComplete, "the end depends on the pieces")
    precondition(whole.status == pieces.status, "the status depends on the pieces")
    precondition(whole.body == pieces.body, "the body depends on the pieces")
  }
  let text = String(decoding: bytes.prefix(4096), as: UTF8.self)
  if let address = try? Address(text) {
    precondition((1...65_535).contains(address.port) && address.target.hasPrefix("/"))
    let again = try? Address("\(address.tls ? "https" : "http")://\(address.authority)/")
    precondition(again?.host == address.host, "another host after writing")
    precondition(again?.port == address.port, "another port after writing")
  }
  // As of the header that a proxy writes.
  for part in text.split(separator: ",") {
    guard let address = PeerAddress(String(part)) else { continue }
    precondition(PeerAddress(address.description) == address, "another address after writing")
  }
  let answer = HTTPText.response(
    status: 200, headers: [("X-Text", text)], body: [], closing: false)
  let clean = HTTPText.response(status: 200, headers: [], body: [], closing: false)
  let more = answer.split(separator: 10).count - clean.split(separator: 10).count
  precondition(more <= 1, "a header became several lines")
}
