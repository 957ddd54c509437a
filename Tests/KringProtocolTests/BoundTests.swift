import KringCore
import KringJSON
import Testing

@testable import KringProtocol

/// Lists, names and nesting, kept exactly and passed by one; envelopes and numbers are in the vectors.
@Suite("bounds of messages")
struct BoundTests {
  private static let id = "37693cfc-7480-49e4-9d87-b8c1d2e3f4a5"

  private func refusal(_ text: String) -> BadMessage? {
    do {
      _ = try ClientMessage.decode(Array(text.utf8))
      return nil
    } catch { return error }
  }

  private func list(_ count: Int, _ element: String) -> String {
    "[" + Array(repeating: element, count: count).joined(separator: ",") + "]"
  }

  @Test("`planned` has 256 lines and `roles` 64, and not one more")
  func lines() {
    func planned(_ count: Int) -> String {
      let lines = list(count, #"{"step":"1.a","planned_ms":60000}"#)
      return #"{"ref":1,"do":"plan.time","visit":1,"planned":\#(lines)}"#
    }
    #expect(planned(256).utf8.count <= 16 * 1024)
    #expect(refusal(planned(256)) == nil)
    #expect(
      refusal(planned(257))
        == BadMessage(at: "$.planned", expected: "from 0 to 256 elements", ref: 1))
    func roles(_ count: Int) -> String {
      let lines = list(count, #"{"role":"zelf","member":"\#(Self.id)"}"#)
      return #"{"ref":1,"do":"cast.take","take":1,"roles":\#(lines)}"#
    }
    #expect(refusal(roles(64)) == nil)
    #expect(
      refusal(roles(65)) == BadMessage(at: "$.roles", expected: "from 0 to 64 elements", ref: 1))
  }

  @Test("the id of a step has 64 characters and that of an input 32, and not one more")
  func names() {
    func naming(step: Int, input: Int) -> String {
      let step = "1." + String(repeating: "a", count: step - 2)
      let input = String(repeating: "a", count: input)
      return #"{"ref":1,"do":"input.name","step":"\#(step)","input":"\#(input)","named":true}"#
    }
    #expect(refusal(naming(step: 64, input: 32)) == nil)
    #expect(refusal(naming(step: 65, input: 32))?.at == "$.step")
    #expect(refusal(naming(step: 64, input: 33))?.at == "$.input")
  }

  @Test("an object has 64 keys at most; of those that are too many the whole is refused")
  func keys() {
    func ping(_ more: Int) -> String {
      #"{"do":"ping""# + (0..<more).map { #","k\#($0)":0"# }.joined() + "}"
    }
    #expect(refusal(ping(63)) == BadMessage(at: "$.k0", expected: "no such key"))
    #expect(refusal(ping(64)) == BadMessage(at: "$", expected: "at most 64 keys"))
  }

  /// The body of a request with a method that nests so deep and so many chosen parts.
  private func body(methodDepth: Int = 1, parts: Int = 0) -> [UInt8] {
    let bytes = String(decoding: Base64URL.encode([UInt8](repeating: 7, count: 32)), as: UTF8.self)
    let inner = methodDepth - 1
    let method =
      #"{"x":\#(String(repeating: "[", count: inner))"#
      + #"\#(inner == 0 ? "0" : "")\#(String(repeating: "]", count: inner))}"#
    let frame = (0..<parts).map { #""p\#($0)":true"# }.joined(separator: ",")
    return Array(
      (#"{"session":"AAECAwQFBgcICQoLDA0ODw","join":"\#(bytes)","claim":"\#(bytes)","#
        + #""method":\#(method),"cases":1,"minutes":60,"frame":{\#(frame)}}"#).utf8)
  }

  @Test("the body that makes a session nests 16 deep, and not 17")
  func depth() throws {
    _ = try CreateRequest.decode(body(methodDepth: 15))
    let error = #expect(throws: BadMessage.self) {
      try CreateRequest.decode(body(methodDepth: 16))
    }
    #expect(error?.expected == "less nesting")
    #expect(error?.at.hasPrefix("$.method.x[0]") == true)
  }

  @Test("a body chooses 32 parts of the frame at most")
  func parts() throws {
    #expect(try CreateRequest.decode(body(parts: 32)).frame.count == 32)
    #expect(throws: BadMessage(at: "$.frame", expected: "an object of at most 32 parts")) {
      try CreateRequest.decode(body(parts: 33))
    }
  }

  @Test("the place of a mistake is given back up to 120 bytes")
  func places() throws {
    func at(_ length: Int) -> String? {
      refusal(#"{"do":"ping","\#(String(repeating: "k", count: length))":1}"#)?.at
    }
    #expect(at(118)?.utf8.count == 120)
    #expect(at(118)?.hasSuffix("k") == true)
    #expect(at(119) == "$." + String(repeating: "k", count: 118) + "…")
  }

  @Test("a client reads what nests 32 deep, and not 33")
  func servers() throws {
    func message(_ depth: Int) -> [UInt8] {
      let inner = depth - 1
      return Array(
        (#"{"news":"# + String(repeating: "[", count: inner) + String(repeating: "]", count: inner)
          + "}").utf8)
    }
    #expect(try ServerMessage.decode(message(32), for: Sample.anna) == .unknown)
    #expect(throws: JSONError.self) { try ServerMessage.decode(message(33), for: Sample.anna) }
  }
}
