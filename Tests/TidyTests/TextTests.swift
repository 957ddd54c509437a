import Testing

@Suite("text")
struct TextTests {
  static let kinds: Set<String> = ["swift", "h", "py", "js", "css"]

  static func written() throws -> [SourceFile] {
    try Repository.files().filter { file in
      kinds.contains(file.fileExtension) || ["kring", "run"].contains(file.name)
    }
  }

  @Test("no file has more than 400 lines, but for the list of all texts in a language")
  func lengths() throws {
    expectNone(
      of: { $0.lines.count > 400 ? ["\($0.path) has \($0.lines.count) lines"] : [] },
      in: try Self.written().filter { !$0.path.contains(#/^web\/i18n\/[a-z]{2}\.js$/#) },
      butIn: SourceFile("A.swift", String(repeating: "a\n", count: 401)))
  }

  // Code in Swift is held at 100 columns by its formatter, which leaves comments alone.
  @Test("no line is wider than 120 columns")
  func widths() throws {
    expectNone(
      of: { file in
        // A raw string, such as a message on the wire, is not broken.
        return file.places(where: { $0.count > 120 && !$0.contains("#\"") })
      },
      in: try Self.written(),
      butIn: SourceFile("a.swift", String(repeating: "a", count: 121)),
      SourceFile("a.css", String(repeating: "é", count: 121)))
  }

  @Test("every text file ends with one line break and has no space at the end of a line")
  func whitespace() throws {
    expectNone(
      of: { file in
        let ends = !file.text.isEmpty && (!file.text.hasSuffix("\n") || file.text.hasSuffix("\n\n"))
        return file.places(where: { $0.last == " " || $0.last == "\t" }) + (ends ? [file.path] : [])
      },
      in: try Self.written(),
      butIn: SourceFile("a.js", "a \n"), SourceFile("a.js", "a"), SourceFile("a.js", "a\n\n"))
  }

  @Test("nothing in the sources crashes without a reason")
  func crashes() throws {
    expectNone(
      of: {
        $0.places(
          of: #/\btry!|\bas!|\b(fatalError|preconditionFailure)\(\s*\)/#, inCode: true)
      },
      in: try Repository.files(in: "Sources", ["swift"]),
      butIn: SourceFile("A.swift", "let a = try! b()"), SourceFile("A.swift", "a as! B"),
      SourceFile("A.swift", "default: fatalError( )"))
  }

  @Test("only the programs print")
  func printing() throws {
    expectNone(
      of: { $0.places(of: #/(^|[^.\w])(print|debugPrint|dump)\(/#, inCode: true) },
      in: try Repository.files(in: "Sources", ["swift"]).filter {
        !Layers.target(of: $0).hasPrefix("kring-")
      },
      butIn: SourceFile("A.swift", "  print(\"here\")"))
  }

  @Test("what threads share is in a Locked, which the thread sanitizer sees, and in no other mutex")
  func mutexes() throws {
    expectNone(
      of: {
        $0.places(of: #/\b(Mutex[<(]|NS(Recursive)?Lock\(|pthread_mutex_init\()/#, inCode: true)
      },
      in: try Repository.files().filter {
        $0.fileExtension == "swift" && Layers.target(of: $0) != "Locking"
      },
      butIn: SourceFile("A.swift", "private let content = Mutex\("<Int>")(0)"))
  }

  @Test("no error is caught and dropped")
  func emptyCatches() throws {
    let statement = #/\bcatch\b[^{}()\n]*(\(\w*\))?\s*\{\s*\}/#.wordBoundaryKind(.simple)
    let promise = #/\.catch\(\s*\(?\w*\)?\s*=>\s*\{\s*\}/#
    let python = #/\bexcept\b[^\n]*:\s*pass\b/#.wordBoundaryKind(.simple)
    expectNone(
      of: { file in
        var found = file.text.matches(of: statement).map(\.range)
        found += file.text.matches(of: python).map(\.range)
        // A test may start what it knows will be refused.
        if !file.path.hasPrefix("Tests/") { found += file.text.matches(of: promise).map(\.range) }
        return found.map { "\(file.path): \(file.text[$0])" }
      },
      in: try Repository.files().filter { ["swift", "js", "py"].contains($0.fileExtension) },
      butIn: SourceFile("A.swift", "} catch {_}".replacing("_", with: "\n")),
      SourceFile("a.js", "} catch (e) {_}".replacing("_", with: " ")),
      SourceFile("a.js", "send().catch(() => {_})".replacing("_", with: "")),
      SourceFile("a.py", "except OSError:\n  " + "pass"))
  }

  @Test("no test waits for time instead of for an event")
  func sleeping() throws {
    let sleep = "sleep"
    let pattern = try Regex(
      #"\b(Task\.S|Thread\.S|time\.S|uS|nanoS)\b|(^|[^.\w])S\(|wait_?[fF]or_?[tT]imeout\("#
        .replacing("S", with: sleep))
    expectNone(
      of: { $0.places(of: pattern) },
      in: try Repository.files(in: "Tests", ["swift", "js", "py", "sh"]),
      butIn: SourceFile("A.swift", "try await Task.\(sleep)(for: .seconds(1))"),
      SourceFile("a.py", "time.\(sleep)(1)"), SourceFile("A.swift", "u\(sleep)(10)"))
  }

  @Test("nothing is left for later")
  func later() throws {
    let words = ["TO", "FIX", "X", "HA"]
    let pattern = try Regex(#"\b(\#(words[0])DO|\#(words[1])ME|\#(words[2])XX|\#(words[3])CK)\b"#)
    expectNone(
      of: { $0.places(of: pattern) },
      in: try Repository.files().filter { $0.name != "LICENSE" },
      butIn: SourceFile("A.swift", "// \(words[0])DO: later"))
  }

  @Test("no file names a place on one machine")
  func places() throws {
    let pattern = #/(^|[^A-Za-z0-9_.*])\/(tmp|home|root|opt|work|farm|Users|private)\/(?!kring)\w/#
    expectNone(
      of: { $0.places(of: pattern) },
      in: try Repository.files(),
      butIn: SourceFile("a.py", "open('/" + "home/anna/notes')"))
  }
}
