import KringClient
import KringCore
import KringJSON
import KringPlay
import KringSeal
import KringTestSupport
import Testing

@Suite("what a member with another client writes")
struct BrokenTextTests {
  /// The state of a meeting in which one item says something odd, with what a client opens of it.
  private func texts(saying json: String) throws -> (Texts, ID) {
    let stage = try Stage(seed: 1)
    let performance = try Performance(ScriptTests.script("bovv6"), on: stage)
    try performance.play()
    var view = performance.leading.view
    let place = try #require(view.items.firstIndex { $0.path.input == "vragen" })
    let item = view.items[place]
    let path = SealPath.input(step: item.path.step, input: item.path.input)
    view.items[place].envelope = try stage.sealer.seal(
      Array(json.utf8), item: item.item, path: path)
    return (Texts(stage.sealer, in: view), item.item)
  }

  @Test(
    "is broken, and the rest can be read",
    arguments: [
      #"{"text":{"tag":"meta","props":{},"children":[]}}"#, #"{"text":{"toString":null}}"#,
      #"{"text":["x"]}"#, #"{"number":1e308}"#, #"{"__proto__":{"text":"x"}}"#, "{}",
    ])
  func broken(_ json: String) throws {
    let (texts, item) = try texts(saying: json)
    #expect(texts.words(item) == nil)
    #expect(texts.opened[item] == nil)
    #expect(texts.problems == ["\(item.uuid) is broken: not of its kind"])
    #expect(texts.count > 20)
  }

  @Test("says nothing to a terminal but its words")
  func controls() throws {
    let (texts, item) = try texts(saying: #"{"text":"a\u001b[2Jb\nc\u0007","x":1}"#)
    #expect(texts.words(item) == "a[2Jb\nc")
    #expect(texts.problems == [])
  }
}
