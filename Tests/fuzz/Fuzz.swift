import Glibc
import KringCore
import KringJSON
import KringMethods
import KringProtocol

@testable import Transport
@testable import TransportClient

// What libFuzzer calls with bytes of its own making. Which reader gets them is in $KRING_FUZZ.
//
// A crash is a finding, and so is a promise that does not hold: what was read and is written must
// be read as the same again.

private typealias Target = @Sendable ([UInt8]) -> Void

private let targets: [String: Target] = [
  "client-message": clientMessage, "server-message": serverMessage, "journal": journal,
  "json": json, "method": method, "http": http,
  "requests": requests, "frames": frames,
]

private let target: Target = {
  let name = getenv("KRING_FUZZ").map { String(cString: $0) } ?? ""
  guard let target = targets[name] else {
    fatalError("KRING_FUZZ: expected one of \(targets.keys.sorted())")
  }
  return target
}()

/// Ends the program with what is wrong; `precondition` says nothing in a build that is optimized.
private func hold(_ holds: Bool, _ otherwise: @autoclosure () -> String) {
  guard holds else { fatalError(otherwise()) }
}

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
  hold(again == message, "another message after writing: \(message)")
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
  hold(again == event, "another event after writing: \(event)")
}

@Sendable private func json(_ bytes: [UInt8]) {
  for depth in [8, 32] {
    guard let value = try? JSON.parse(bytes, limits: JSON.Limits(depth: depth)) else { continue }
    let again = try? JSON.parse(value.bytes, limits: JSON.Limits(depth: depth))
    hold(again == value, "another value after writing: \(value)")
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
    hold(again == plan, "another plan after writing: \(plan.method)")
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
    hold(whole.isComplete == pieces.isComplete, "the end depends on the pieces")
    hold(whole.status == pieces.status, "the status depends on the pieces")
    hold(whole.body == pieces.body, "the body depends on the pieces")
  }
  let text = String(decoding: bytes.prefix(4096), as: UTF8.self)
  if let address = try? Address(text) {
    hold((1...65_535).contains(address.port), "a port that there is not")
    hold(address.target.hasPrefix("/"), "a target that is no path")
    let again = try? Address("\(address.tls ? "https" : "http")://\(address.authority)/")
    hold(again?.host == address.host, "another host after writing")
    hold(again?.port == address.port, "another port after writing")
  }
  // As of the header that a proxy writes.
  for part in text.split(separator: ",") {
    guard let address = PeerAddress(String(part)) else { continue }
    hold(PeerAddress(address.description) == address, "another address after writing")
  }
  let answer = HTTPText.response(
    status: 200, headers: [("X-Text", text)], body: [], closing: false)
  let clean = HTTPText.response(status: 200, headers: [], body: [], closing: false)
  let more = answer.split(separator: 10).count - clean.split(separator: 10).count
  hold(more <= 1, "a header became several lines")
}

/// What the server reads before it knows who speaks: the same requests, however they are cut.
@Sendable private func requests(_ bytes: [UInt8]) {
  let whole = requests(bytes, in: max(1, bytes.count))
  for size in [1, 7] {
    let pieces = requests(bytes, in: size)
    hold(whole.count == pieces.count, "the number of requests depends on the pieces")
    for (one, other) in zip(whole, pieces) {
      hold(one.head == other.head, "a head depends on the pieces")
      hold(one.body == other.body, "a body depends on the pieces")
      hold(one.refusal == other.refusal, "a refusal depends on the pieces")
    }
  }
  for request in whole {
    for text in [request.head.method, request.head.path, request.head.target] {
      hold(text.utf8.allSatisfy { $0 >= 32 && $0 != 127 }, "a control character got in")
    }
  }
}

/// The requests that come in pieces of so many bytes, up to one after which nothing can be read.
private func requests(_ bytes: [UInt8], in size: Int) -> [RequestIntake.Request] {
  var intake = RequestIntake(longestBody: 64)
  var found: [RequestIntake.Request] = []
  for start in stride(from: 0, to: bytes.count, by: size) {
    bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { intake.add($0) }
    while case .serve(let request) = intake.next() {
      found.append(request)
      guard request.refusal == nil else { return found }
      switch request.head.length {
      case .unknown: return found
      case .bytes(let count) where request.body.isEmpty: intake.drop(count)
      default: break
      }
    }
  }
  return found
}

/// What the server reads of a WebSocket: the same frames, however they are cut.
@Sendable private func frames(_ bytes: [UInt8]) {
  let whole = Looked(at: bytes, in: max(1, bytes.count))
  for size in [1, 7] {
    let pieces = Looked(at: bytes, in: size)
    hold(whole.passed == pieces.passed, "what is passed on depends on the pieces")
    hold(whole.pings == pieces.pings, "pings depend on the pieces")
    hold(whole.goodbye == pieces.goodbye, "the goodbye depends on the pieces")
    hold(whole.failure == pieces.failure, "what is wrong depends on the pieces")
  }
}

/// What is found in frames that come in pieces.
private struct Looked {
  var passed: [UInt8] = []
  var pings: [[UInt8]] = []
  var goodbye: [UInt8]?
  var failure: String?

  init(at bytes: [UInt8], in size: Int) {
    var guarding = FrameGuard()
    for start in stride(from: 0, to: bytes.count, by: size) {
      let piece = bytes[start..<min(start + size, bytes.count)]
      // As the server has it: what is passed on is written over what came.
      let offset = FrameGuard.longestHead
      let memory = UnsafeMutableRawBufferPointer.allocate(
        byteCount: max(Server.Source.leastRoom, offset + piece.count), alignment: 1)
      defer { memory.deallocate() }
      guard let base = memory.baseAddress else { return }
      UnsafeMutableRawBufferPointer(rebasing: memory[offset...]).copyBytes(from: piece)
      let input = UnsafeRawBufferPointer(
        rebasing: UnsafeRawBufferPointer(memory)[offset..<(offset + piece.count)])
      let found = guarding.look(at: input, writing: base)
      passed += memory.prefix(found.count)
      pings += found.pings
    }
    goodbye = guarding.goodbye
    failure = guarding.failure
    if let goodbye {
      let answer = FrameGuard.answer(to: goodbye, notUTF8Code: 1007)
      hold(answer.count != 1 && answer.count <= 125, "an answer that is no close frame")
    }
  }
}
