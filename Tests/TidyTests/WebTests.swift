import Testing

@Suite("web")
struct WebTests {
  @Test("text never becomes markup or code in the browser")
  func markup() throws {
    expectNone(
      of: {
        $0.places(
          of: #/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function\(/#)
      },
      in: try Repository.files(in: "web", ["js", "html"]),
      butIn: SourceFile("web/a.js", "p.innerHTML = name"), SourceFile("web/a.js", "eval(text)"))
  }

  @Test("every script and style sheet is reached from the page, and nothing missing is asked for")
  func reached() throws {
    let sample = [
      SourceFile("web/index.html", #"<script type="module" src="/main.js"></script>"#),
      SourceFile("web/main.js", "import { a } from './core/a.js'\nimport './gone.js'"),
      SourceFile("web/core/a.js", "export const a = 1"),
      SourceFile("web/core/dead.js", "export const b = 1"),
    ]
    let found = WebFiles(sample)
    #expect(found.dead == ["web/core/dead.js"])
    #expect(found.missing == ["web/gone.js"])
    let files = WebFiles(
      try Repository.files(in: "web"), start: ["web/index.html", "web/proof.html"])
    #expect(files.dead.isEmpty)
    #expect(files.missing.isEmpty)
    #expect(files.reached.contains { $0.hasSuffix(".js") }, "no script is reached at all")
  }

  @Test("core, net, seal and i18n of the page know no DOM")
  func withoutDOM() throws {
    let files = try ["core", "net", "seal", "i18n"].flatMap {
      try Repository.files(in: "web/" + $0, ["js"])
    }
    let globals =
      #/(^|[^.\w])((document|window|localStorage|sessionStorage)\.\w|HTMLElement|customElements)/#
    expectNone(
      of: { $0.places(of: globals, inCode: true) },
      in: files,
      butIn: SourceFile("web/core/a.js", "const a = document.querySelector('a')"))
  }
}
