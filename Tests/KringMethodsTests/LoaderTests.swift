import KringJSON
import KringMethods
import Testing

private func words(_ json: JSON) -> String {
  guard case .string(let text) = json else { return "" }
  return text.string
}

private func problems(of bytes: [UInt8], isFrame: Bool = false) -> [Problem] {
  do {
    if isFrame { _ = try Frame(file: bytes) } else { _ = try Method(file: bytes) }
    return []
  } catch { return error.problems }
}

@Suite struct LoaderTests {
  @Test("every method file of the house is in order", arguments: Files.methods)
  func files(id: String) throws {
    let method = try Files.method(id)
    #expect(method.id == id)
    #expect(!method.steps.isEmpty)
  }

  @Test("a broken file is refused with every place and reason, as the vectors say")
  func vectors() throws {
    let vectors = try Files.vectors("methods")
    #expect(vectors.count >= 180)
    for vector in vectors {
      var reader = try ObjectReader(vector)
      let name = try reader.string("name")
      let isFrame = try reader.optionalBool("frame") ?? false
      let valid = try reader.bool("valid")
      _ = try reader.optionalBool("schema_valid")
      let found = problems(of: Array(try reader.text("json").bytes), isFrame: isFrame)
      let expected = try reader.array("problems").map { json in
        var problem = try ObjectReader(json)
        let path = try problem.string("path")
        let code = try #require(Problem.Code(rawValue: problem.string("code")))
        let values = try problem.has("values") ? problem.array("values").map(words) : []
        let read = Problem(path, code, values)
        #expect(try read.reason == problem.string("reason"), "\(name)")
        try problem.end()
        return read
      }
      try reader.end()
      #expect(found == expected, "\(name)")
      #expect(valid == found.isEmpty, "\(name)")
    }
  }

  @Test("a file of 64 KiB is read, one byte more is refused unread")
  func fileSize() throws {
    let file = try Files.bytes("methods/bovv6.json")
    let space = { (size: Int) in [UInt8](repeating: 0x20, count: size - file.count) }
    #expect(problems(of: file + space(65_536)).isEmpty)
    #expect(
      problems(of: file + space(65_537))
        == [Problem("", .size, ["65537", "65536"])])
  }

  @Test("a method inside something else is read like a file")
  func insideOther() throws {
    let json = try JSON.parse(Files.bytes("methods/incident.json"))
    #expect(try Method(json: json) == Files.method("incident"))
    #expect(throws: MethodErrors.self) { try Method(json: .object([])) }
  }

  @Test("a problem says its place and reason in one line")
  func lines() {
    let file = Array(#"{"kring":2,"x":1}"#.utf8)
    #expect(throws: MethodErrors.self) { try Method(file: file) }
    let lines = problems(of: file).map(\.description)
    #expect(
      lines.first
        == "kring: made for version 2 of method files; this Kring reads 1: begin with one of its own"
    )
    #expect(lines.last == "x: unknown key")
    #expect(lines.count == 10)
    #expect(Problem("a", .noInput, ["b", "c"]).description == #"a: no input "b" in step "c""#)
    #expect(Problem("", .size, ["2", "1"]).description == "the file has 2 bytes, at most 1")
  }

  /// A file as older ones were: each step has a sentence for the presenter.
  private func older(_ json: JSON) -> JSON {
    switch json {
    case .array(let elements): return .array(elements.map(older))
    case .object(var fields):
      for place in fields.indices { fields[place].value = older(fields[place].value) }
      let keys = fields.map(\.key)
      if keys.contains("chair"), !keys.contains("presenter") {
        let words = [JSON.Field("nl", "Luister."), JSON.Field("en", "Listen.")]
        fields.append(JSON.Field("presenter", .object(words)))
      }
      return .object(fields)
    default: return json
    }
  }

  @Test("what older files say to a presenter where nobody presents is left out")
  func olderFiles() throws {
    let frame = try JSON.parse(Files.bytes("methods/frame.json"))
    #expect(older(frame) != frame)
    #expect(try Frame(file: older(frame).bytes) == Files.frame())
    let start = try JSON.parse(Files.bytes("methods/start.json"))
    #expect(older(start) != start)
    #expect(try Method(json: older(start)) == Files.method("start"))
    let presented = try JSON.parse(Files.bytes("methods/bovv6.json"))
    #expect(older(presented) == presented)
  }

  @Test("a file cut anywhere is refused and stops nothing")
  func cuts() throws {
    let file = try Files.bytes("methods/troika.json")
    for length in stride(from: 0, to: file.count - 2, by: 7) {
      #expect(problems(of: Array(file[..<length])).count == 1, "cut at \(length)")
    }
  }
}

@Suite struct CatalogueTests {
  private func files(_ ids: [String]) throws -> [(name: String, bytes: [UInt8])] {
    try ids.map { ("\($0).json", try Files.bytes("methods/\($0).json")) }
  }

  private func problems(_ files: [(name: String, bytes: [UInt8])]) -> [String] {
    do {
      _ = try Catalogue(files: files)
      return []
    } catch { return error.problems.map(\.description) }
  }

  @Test("the house's own files make a catalogue")
  func house() throws {
    let catalogue = try Catalogue(files: files(["frame"] + Files.methods.reversed()))
    #expect(catalogue.methods.map(\.id) == Files.methods)
    #expect(catalogue.method("hats")?.group.largest == 12)
    #expect(catalogue.method("nothing") == nil)
  }

  @Test("a catalogue with anything wrong is refused with all of it")
  func broken() throws {
    let method = try Files.bytes("methods/bovv6.json")
    let variant = String(decoding: method, as: UTF8.self).replacing(
      #""id": "bovv6""#, with: #""id": "kort", "variantOf": "lang""#)
    #expect(problems([("bovv6.json", method)]) == ["frame.json: no such file"])
    let all =
      try files(["frame"]) + [
        ("other.json", method), ("kort.json", Array(variant.utf8)), ("leeg.json", []),
      ]
    #expect(
      problems(all) == [
        "leeg.json: byte 0: expected a value",
        #"other.json: the file of method "bovv6" is bovv6.json"#,
        #"kort.json: variantOf: no method "lang""#,
      ])
  }
}
