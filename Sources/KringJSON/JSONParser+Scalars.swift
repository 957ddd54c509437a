extension JSONParser {
  /// Reads a number; `at` is on its first character.
  mutating func number() throws(JSONError) -> JSON {
    let start = at
    let negative = byte(at) == UInt8(ascii: "-")
    if negative { at += 1 }
    let first = at
    var magnitude = 0
    while case UInt8(ascii: "0")...UInt8(ascii: "9") = byte(at) {
      // Sixteen digits hold every allowed number; seventeen are kept, which are beyond all of them.
      if at - first < 17 { magnitude = magnitude * 10 + Int(byte(at) - UInt8(ascii: "0")) }
      at += 1
    }
    guard at > first else { throw failure("a digit") }
    guard at == first + 1 || byte(first) != UInt8(ascii: "0") else {
      throw failure("no leading zero", at: first)
    }
    switch byte(at) {
    case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
      return try fraction(from: start)
    default:
      guard magnitude <= JSON.largest else {
        throw failure("a number within ±(2^53 − 1)", at: start)
      }
      return .int(negative ? -magnitude : magnitude)
    }
  }

  private mutating func fraction(from start: Int) throws(JSONError) -> JSON {
    if byte(at) == UInt8(ascii: ".") {
      at += 1
      try digits()
    }
    if byte(at) == UInt8(ascii: "e") || byte(at) == UInt8(ascii: "E") {
      at += 1
      if byte(at) == UInt8(ascii: "+") || byte(at) == UInt8(ascii: "-") { at += 1 }
      try digits()
    }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    guard let value = Double(text), value.isFinite else {
      throw failure("a finite number", at: start)
    }
    return .double(value)
  }

  private mutating func digits() throws(JSONError) {
    let first = at
    while case UInt8(ascii: "0")...UInt8(ascii: "9") = byte(at) { at += 1 }
    guard at > first else { throw failure("a digit") }
  }

  /// Reads a string; `at` is on its opening quote.
  mutating func string() throws(JSONError) -> JSONText {
    let start = at + 1
    at = plainEnd(from: start)
    if byte(at) == UInt8(ascii: "\"") {
      at += 1
      return JSONText(valid: bytes[start..<at - 1])
    }
    return try unusualString(from: start)
  }

  /// The first place from `place` on that is not a printable ASCII character other than `"`, `\`.
  private func plainEnd(from place: Int) -> Int {
    guard let base else { return place }
    let raw = UnsafeRawPointer(base)
    var place = place
    // Eight at a time: a byte is special if it is below 0x20, above 0x7f, `"` or `\`. Each of
    // the tests below sets the high bit of such a byte; a borrow may also set it in a byte above
    // a special one, never in one below, so that the byte-wise end decides correctly.
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    while place + 8 <= end {
      let word = raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      let quote = word ^ (ones &* 0x22)
      let slash = word ^ (ones &* 0x5c)
      let special =
        (word &- ones &* 0x20) | (quote &- ones) | (slash &- ones) | word
      if special & highs != 0 { break }
      place += 8
    }
    while place < end {
      let byte = base[place]
      if byte < 0x20 || byte > 0x7f || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        break
      }
      place += 1
    }
    return place
  }

  /// Goes on with a string that has escapes or characters beyond ASCII; `at` is on the first.
  private mutating func unusualString(from start: Int) throws(JSONError) -> JSONText {
    var decoded: [UInt8] = []
    var copied = start
    while true {
      at = plainEnd(from: at)
      guard at < end else { throw failure("a closing quote") }
      switch byte(at) {
      case UInt8(ascii: "\""):
        at += 1
        if copied == start { return JSONText(valid: bytes[start..<at - 1]) }
        decoded.append(contentsOf: bytes[copied..<at - 1])
        return JSONText(valid: decoded[...])
      case UInt8(ascii: "\\"):
        decoded.append(contentsOf: bytes[copied..<at])
        try escape(into: &decoded)
        copied = at
      case 0..<0x20: throw failure("no control character in a string")
      default: try skipCharacter()
      }
    }
  }

  private mutating func escape(into decoded: inout [UInt8]) throws(JSONError) {
    let start = at
    at += 2
    switch byte(at - 1) {
    case UInt8(ascii: "\""): decoded.append(UInt8(ascii: "\""))
    case UInt8(ascii: "\\"): decoded.append(UInt8(ascii: "\\"))
    case UInt8(ascii: "/"): decoded.append(UInt8(ascii: "/"))
    case UInt8(ascii: "b"): decoded.append(0x08)
    case UInt8(ascii: "f"): decoded.append(0x0c)
    case UInt8(ascii: "n"): decoded.append(0x0a)
    case UInt8(ascii: "r"): decoded.append(0x0d)
    case UInt8(ascii: "t"): decoded.append(0x09)
    case UInt8(ascii: "u"):
      var code = try hexadecimal()
      if code & 0xfc00 == 0xd800, byte(at) == UInt8(ascii: "\\"), byte(at + 1) == UInt8(ascii: "u")
      {
        at += 2
        let low = try hexadecimal()
        guard low & 0xfc00 == 0xdc00 else { throw failure("a pair of surrogates", at: start) }
        code = 0x10000 + (code & 0x3ff) << 10 + (low & 0x3ff)
      }
      guard let scalar = Unicode.Scalar(code) else {
        throw failure("a pair of surrogates", at: start)
      }
      decoded.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    default: throw failure("a known escape", at: start)
    }
  }

  private mutating func hexadecimal() throws(JSONError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      let character = byte(at)
      let digit: UInt8
      switch character {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = character - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = character - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = character - UInt8(ascii: "A") + 10
      default: throw failure("four hexadecimal digits")
      }
      code = code << 4 | UInt32(digit)
      at += 1
    }
    return code
  }

  /// Steps over one character beyond ASCII, in the one form UTF-8 allows for it.
  private mutating func skipCharacter() throws(JSONError) {
    let second = byte(at + 1)
    let length: Int
    switch byte(at) {
    case 0xc2...0xdf where second & 0xc0 == 0x80: length = 2
    case 0xe0 where 0xa0...0xbf ~= second: length = 3
    case 0xed where 0x80...0x9f ~= second: length = 3
    case 0xe1...0xec where second & 0xc0 == 0x80: length = 3
    case 0xee...0xef where second & 0xc0 == 0x80: length = 3
    case 0xf0 where 0x90...0xbf ~= second: length = 4
    case 0xf1...0xf3 where second & 0xc0 == 0x80: length = 4
    case 0xf4 where 0x80...0x8f ~= second: length = 4
    default: throw failure("valid UTF-8")
    }
    for place in 2..<max(length, 2) {
      guard byte(at + place) & 0xc0 == 0x80 else { throw failure("valid UTF-8") }
    }
    at += length
  }
}
