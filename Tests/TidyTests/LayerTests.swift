import Testing

@Suite("layers")
struct LayerTests {
  @Test("imports in the sources never point upwards")
  func importsPointDown() throws {
    expectNone(
      of: Layers.wrongImports, in: try Repository.files(in: "Sources", ["swift"]),
      butIn: SourceFile("Sources/KringMethods/A.swift", "import KringServer"),
      SourceFile("Sources/Transport/A.swift", "@preconcurrency public import KringCore"),
      SourceFile("Sources/KringServer/A.swift", "import struct KringSeal.Keys"),
      SourceFile("Sources/KringServer/A.swift", "import Foundation; import GRDB"),
      SourceFile("Sources/NewTarget/A.swift", "import KringCore"))
  }

  @Test("dependencies in the manifest never point upwards")
  func dependenciesPointDown() throws {
    let manifest = try Manifest()
    let wrong = manifest.targets.flatMap { target, dependencies in
      dependencies.filter { !Layers.allows(target, $0) }.map { "\(target) → \($0)" }
    }
    #expect(wrong.isEmpty)
    #expect(Set(manifest.targets.keys).isSubset(of: Layers.below.keys), "a target without a row")
    #expect(!Layers.allows("KringJournal", "KringServer"))
    #expect(!Layers.allows("KringServer", "Crypto"))
    #expect(Layers.allows("kring-server", "KringCore"))
  }

  @Test("the table of layers has no circle")
  func noCircle() {
    for (target, below) in Layers.below {
      #expect(!Layers.reachable(from: below, by: Layers.below).contains(target))
    }
    #expect(Layers.reachable(from: ["a"], by: ["a": ["b"], "b": ["a"]]).contains("b"))
  }

  @Test("the server cannot reach KringSeal by the manifest")
  func serverWithoutSealInManifest() throws {
    let targets = try Manifest().targets
    let reached = Layers.reachable(from: ["kring-server", "KringServer"], by: targets)
    #expect(reached.isSuperset(of: ["KringCore", "KringProtocol", "Transport", "GRDB"]))
    #expect(reached.isDisjoint(with: ["KringSeal", "Crypto"]))
    let worse = targets.merging(["KringProtocol": ["KringSeal"]]) { $0.union($1) }
    #expect(Layers.reachable(from: ["kring-server"], by: worse).contains("Crypto"))
  }

  @Test("the server cannot reach KringSeal by imports")
  func serverWithoutSealInImports() throws {
    let files = try Repository.files(in: "Sources", ["swift"])
    let reached = Layers.reachable(
      from: ["kring-server", "KringServer"], by: Layers.imports(of: files))
    #expect(reached.contains("KringCore"))
    #expect(reached.isDisjoint(with: ["KringSeal", "Crypto"]))
    let worse = Layers.imports(of: [
      SourceFile("Sources/KringServer/A.swift", "import KringProtocol"),
      SourceFile("Sources/KringProtocol/A.swift", "import Foundation\nimport KringSeal"),
    ])
    #expect(Layers.reachable(from: ["KringServer"], by: worse).contains("KringSeal"))
  }

  @Test("KringCore and KringJSON import nothing at all")
  func pureTargets() throws {
    for target in Layers.pure {
      expectNone(
        of: { file in Layers.imports(of: file).map { "\(file.path): \($0)" } },
        in: try Repository.files(in: "Sources/" + target, ["swift"]),
        butIn: SourceFile("A.swift", "// why\n  @_exported import Foundation"))
    }
    #expect(!Layers.allows("KringCore", "Foundation"))
  }
}
