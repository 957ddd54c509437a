import KringClient
import KringCore
import KringJSON
import KringPlay
import KringSeal
import KringTestSupport
import Testing

@Suite("scripts")
struct ScriptTests {
  static func script(_ name: String) throws -> Script {
    try Script(file: Repository.bytes("Sources/KringPlay/Scripts/\(name).json"))
  }

  static let files = ["bovv6", "incident"]

  /// Everything that is said in a meeting of a length with a script.
  private func said(_ script: Script, minutes: Int) throws -> Set<String> {
    var script = script
    script.minutes = minutes
    let stage = try Stage(seed: 1)
    let performance = try Performance(script, on: stage)
    try performance.play()
    #expect(performance.members.flatMap(\.refusals) == [])
    let texts = Texts(stage.sealer, in: performance.leading.view)
    return Set(
      texts.opened.values.flatMap { json -> [String] in
        guard case .object(let fields) = json else { return [] }
        return fields.compactMap {
          guard case .string(let text) = $0.value else { return nil }
          return text.string
        }
      })
  }

  @Test("every line of a script that ships is said in an hour or in a longer one", arguments: files)
  func everyLine(_ name: String) throws {
    let script = try Self.script(name)
    let said = try said(script, minutes: 60).union(said(script, minutes: 90))
    for line in script.texts { #expect(said.contains(line.text), "\(line.text)") }
  }

  @Test("a script that ships has words for everything that its group writes", arguments: files)
  func everyInput(_ name: String) throws {
    let script = try Self.script(name)
    let stage = try Stage(seed: 1)
    let performance = try Performance(script, on: stage)
    try performance.play()
    let view = performance.leading.view
    let texts = Texts(stage.sealer, in: view)
    // What a director makes up names the step.
    let steps = view.creation?.plan.steps.map(\.id) ?? []
    let words = view.items.compactMap { texts.words($0.item) }
    let notes = view.notes.compactMap { texts.words($0.note.item) }
    #expect(words.count == view.items.count && notes.count == steps.count)
    for word in words + notes { #expect(!steps.contains(where: word.contains), "\(word)") }
  }

  @Test("BOvV has six people, incident at least four")
  func sizes() throws {
    #expect(try Self.script("bovv6").members.count == 6)
    #expect(try Self.script("incident").members.count >= 4)
  }

  @Test("a script is filled up with other names")
  func fill() throws {
    var script = try Self.script("bovv6")
    let names = script.members
    script.fill(to: 20)
    #expect(script.members.count == 20 && Set(script.members).count == 20)
    #expect(Array(script.members.prefix(6)) == names)
    script.fill(to: 4)
    #expect(script.members.count == 20)
  }

  @Test(
    "a script with an error says where",
    arguments: [
      (#"{"members": ["A", "B", "C"], "texts": []}"#, "method"),
      (#"{"method": "a", "members": "A", "texts": []}"#, "members"),
      (#"{"method": "a", "members": ["A", "B", 3], "texts": []}"#, "members"),
      (#"{"method": "a", "members": ["A", "B", "B"], "texts": []}"#, "members"),
      (#"{"method": "a", "members": ["A", "B", "C"], "texts": {}}"#, "texts"),
      (
        #"{"method": "a", "members": ["A", "B", "C"], "texts": [{"member": "A"}]}"#, "texts[0].step"
      ),
      (#"{"method": "a", "cases": 0, "members": ["A", "B", "C"], "texts": []}"#, "cases"),
      (#"{"method": "a", "members": ["A", "B", "C"], "texts": [], "b": 1}"#, "b"),
    ])
  func errors(_ file: String, place: String) {
    let error = #expect(throws: JSONError.self) { try Script(file: Array(file.utf8)) }
    #expect(error?.path == place)
  }
}
