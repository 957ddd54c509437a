import KringJSON
import Testing

func written(_ write: (inout JSONWriter) -> Void) -> String {
  var writer = JSONWriter()
  write(&writer)
  return String(decoding: writer.bytes, as: UTF8.self)
}

@Suite struct WriterTests {
  @Test("a value is written compactly, keys as given, slashes and letters as they are")
  func canonical() throws {
    let text = #"{"b":[1,-2,{"é/😀":"a/b"},[]],"a":{},"c":null,"d":true,"e":false,"f":0.5}"#
    #expect(String(decoding: try parse(text).bytes, as: UTF8.self) == text)
  }

  @Test("what was written is read back as the same value")
  func roundTrip() throws {
    let value = JSON.object([
      .init(
        "q\"\\", .string(JSONText((0..<256).map { String(UnicodeScalar(UInt8($0))) }.joined()))),
      .init("n", .array([.int(JSON.largest), .int(-JSON.largest), .int(0), .double(1e300)])),
      .init("", .object([])),
    ])
    #expect(try JSON.parse(value.bytes) == value)
  }

  @Test("control characters get their short escape or four lower-case digits")
  func escapes() {
    #expect(
      written { $0.string("\u{8}\t\n\u{c}\r\u{0}\u{1f}\u{7f}\"\\/") }
        == #""\b\t\n\f\r\u0000\u001f"# + "\u{7f}" + #"\"\\/""#)
  }

  @Test("commas come between values and nowhere else")
  func commas() {
    let text = written { writer in
      writer.beginObject()
      writer.key("a")
      writer.beginArray()
      writer.int(1)
      writer.beginObject()
      writer.endObject()
      writer.string("x")
      writer.plain(Array("y".utf8))
      writer.raw(Array("[0]".utf8))
      writer.endArray()
      writer.anyKey("b\n")
      writer.bool(false)
      writer.key("c")
      writer.null()
      writer.endObject()
    }
    #expect(text == #"{"a":[1,{},"x","y",[0]],"b\n":false,"c":null}"#)
  }

  @Test("whole numbers are written in full", arguments: [0, 7, -7, 10, 120_034, Int.max, Int.min])
  func numbers(number: Int) {
    #expect(written { $0.int(number) } == "\(number)")
  }

  @Test("a writer goes on after the bytes it was given")
  func appending() {
    var writer = JSONWriter(Array("event: ".utf8))
    writer.beginArray()
    writer.endArray()
    #expect(writer.bytes == Array("event: []".utf8))
  }
}
