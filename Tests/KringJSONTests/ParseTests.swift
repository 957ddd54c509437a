import KringJSON
import Testing

func parse(_ text: String, depth: Int = 8) throws(JSONError) -> JSON {
  try JSON.parse(Array(text.utf8), limits: JSON.Limits(depth: depth))
}

func failure(_ text: String) -> JSONError? {
  failure(Array(text.utf8))
}

func failure(_ bytes: [UInt8]) -> JSONError? {
  do {
    _ = try JSON.parse(bytes)
    return nil
  } catch { return error }
}

@Suite struct ParseTests {
  @Test("every kind of value is read")
  func kinds() throws {
    let text = #" {"a": [null, true, false, 0, -12, 1.5, 2e3], "b": {"": "x"}, "c": []} "#
    let expected = JSON.object([
      .init(
        "a",
        .array([.null, .bool(true), .bool(false), .int(0), .int(-12), .double(1.5), .double(2000)])
      ),
      .init("b", .object([.init("", "x")])),
      .init("c", .array([])),
    ])
    #expect(try parse(text) == expected)
    #expect(try parse("{}") == .object([]))
    #expect(try parse("7") == .int(7))
  }

  @Test("a raw buffer is read like an array")
  func buffer() throws {
    let text = Array(#"{"a":["b"]}"#.utf8)
    let value = try text.withUnsafeBytes { try JSON.parse($0) }
    #expect(try value == parse(#"{"a":["b"]}"#))
  }

  @Test(
    "escapes become the characters they stand for",
    arguments: [
      (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
      (#""\u0041\u00e9\u20AC""#, "Aé€"),
      (#""\ud83d\ude00!""#, "😀!"),
      (#""kring → één 😀""#, "kring → één 😀"),
      (
        #""a long plain text before \u0000 and after it""#,
        "a long plain text before \0 and after it"
      ),
      (#""""#, ""),
    ])
  func escapes(text: String, expected: String) throws {
    #expect(try parse(text) == .string(JSONText(expected)))
  }

  @Test("a plain string is a slice of the message, not a copy")
  func slices() throws {
    let bytes = Array(#"["0123456789abcdef0123456789abcdef"]"#.utf8)
    guard case .array(let elements) = try JSON.parse(bytes), case .string(let text) = elements[0]
    else {
      Issue.record("not an array of a string")
      return
    }
    #expect(text.bytes.startIndex == 2)
    #expect(text.string == "0123456789abcdef0123456789abcdef")
    let shared = bytes.withUnsafeBufferPointer { whole in
      text.bytes.withUnsafeBufferPointer { part in
        whole.baseAddress.flatMap { $0 + 2 } == part.baseAddress
      }
    }
    #expect(shared)
  }

  @Test("whole numbers end at two to the power of 53")
  func numbers() throws {
    #expect(try parse("9007199254740991") == .int(JSON.largest))
    #expect(try parse("-9007199254740991") == .int(-JSON.largest))
    for text in [
      "9007199254740992", "-9007199254740992", "9999999999999999", "10000000000000000",
      "-99999999999999999", "123456789012345678901234567890",
    ] {
      #expect(failure(text)?.expected == "a number within ±(2^53 − 1)", "\(text)")
    }
  }

  @Test("nesting ends at the limit")
  func depth() throws {
    #expect(try parse("[[{\"a\":[]}]]", depth: 4) != .null)
    #expect(throws: JSONError(offset: 7, path: "[0][0].a", expected: "less nesting")) {
      try parse("[[{\"a\":[]}]]", depth: 3)
    }
    #expect(try parse("7", depth: 0) == .int(7))
    let open = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
    #expect(failure(open)?.offset == 8)
  }

  @Test("keys given twice are refused, among few and among many")
  func duplicates() {
    #expect(
      failure(#"{"a":1,"b":2,"a":3}"#)
        == JSONError(offset: 13, path: "a", expected: "each key once"))
    #expect(failure(#"{"a":1,"\u0061":3}"#)?.expected == "each key once")
    #expect(failure(#"{"a":{"b":1},"b":{"a":2}}"#) == nil)
    let many = (0..<5000).map { #""k\#($0)":0"# }.joined(separator: ",")
    #expect(failure("{\(many)}") == nil)
    #expect(failure("{\(many),\"k4711\":1}")?.path == "k4711")
    #expect(failure("{\(many),\"k3\":1}")?.path == "k3")
  }

  @Test(
    "texts that are not strict JSON are refused",
    arguments: [
      "", " ", "{", "[", "[1", "[1,", "[1,]", "[,1]", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,",
      "{\"a\":1,}", "{a:1}", "{'a':1}", "{1:1}", "[1 2]", "{\"a\" 1}",
      "{xa\":1}", "{\"a\"=1}", "nul", "nulL", "True",
      "NaN", "Infinity", "-Infinity", "+1", "01", "-01", "00", "-", ".5", "1.", "1.e2", "1e", "1e+",
      "0x10", "1e999", "-1e999", "1 1", "{}{}", "[]x", "// c\n1", "\u{feff}1", "\"a", "\"a\\",
      "\"a\\\"", "\"\\x41\"", "\"\\u12\"", "\"\\u12G4\"", "\"\\ud800\"", "\"\\udc00\"",
      "\"\\ud800\\u0041\"", "\"\\ud800x\"", "\"a\nb\"", "\"a\tb\"", "\"\u{0}\"",
      "\"longer than eight \u{1f} bytes\"", "\u{0}", "1\u{0}", "\u{a0}1",
    ])
  func refusals(text: String) {
    #expect(failure(text) != nil)
  }

  @Test(
    "bytes that are not UTF-8 are refused in strings and keys",
    arguments: [
      [0x80], [0xc0, 0x80], [0xc1, 0xbf], [0xc3], [0xc3, 0x28], [0xe0, 0x80, 0x80],
      [0xe2, 0x82], [0xe2, 0x28, 0xa1], [0xed, 0xa0, 0x80], [0xed, 0xbf, 0xbf], [0xf0, 0x80, 0x80],
      [0xf0, 0x80, 0x80, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xff], [0xfe],
      [0xf0, 0x9f, 0x98],
    ] as [[UInt8]])
  func encoding(bytes: [UInt8]) {
    let quote = UInt8(ascii: "\"")
    #expect(failure([quote] + bytes + [quote])?.expected == "valid UTF-8")
    #expect(failure(Array("\"0123456789é".utf8) + bytes + [quote])?.expected == "valid UTF-8")
    #expect(failure(Array("{\"".utf8) + bytes + Array("\":1}".utf8))?.offset == 2)
  }

  @Test("an error names the byte and the place in the value")
  func places() {
    #expect(
      failure(#"{"steps":[{},{"inputs":[{"opens":tru}]}]}"#)
        == JSONError(offset: 33, path: "steps[1].inputs[0].opens", expected: "a value"))
    #expect(failure(#"[[1,2],[3,x]]"#)?.path == "[1][1]")
    #expect(failure("\"één")?.description == "byte 6: expected a closing quote")
    #expect(failure("[] 1")?.description == "byte 3: expected nothing after the value")
    #expect(failure(#"{"a":[+]}"#)?.description == "a[0] (byte 6): expected a value")
  }

  @Test("a text cut anywhere is refused")
  func cuts() throws {
    let whole = Array(#"{"a":[1.5e-3,"é\u00e9😀",{"b":null,"c":[true,false]}],"d":-7}"#.utf8)
    #expect(failure(whole) == nil)
    for length in 0..<whole.count {
      #expect(failure(Array(whole[..<length])) != nil, "cut at \(length)")
    }
  }
}
