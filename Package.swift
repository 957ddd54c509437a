// swift-tools-version: 6.2
import PackageDescription

// Settings that hold for every Swift target, once.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// What computes is optimized in debug builds too: the simulator and the guessing game play thousands
// of meetings. Preconditions hold as everywhere.
let optimized = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

func library(
  _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
  .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: optimized)
}

func program(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
  .executableTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency], settings: [SwiftSetting] = strict
) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")

let package = Package(
  name: "kring",
  products: [
    .executable(name: "kring-server", targets: ["kring-server"]),
    .executable(name: "kring-cli", targets: ["kring-cli"]),
    .executable(name: "kring-load", targets: ["kring-load"]),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    .systemLibrary(name: "CLibWebSockets"),
    .systemLibrary(name: "COpenSSL"),
    .systemLibrary(name: "CZlib"),
    .systemLibrary(name: "CEpoll"),
    .systemLibrary(name: "CPostgreSQL"),
    library("Locking"),
    library("KringJSON"),
    library("KringCore"),
    library("KringMethods", ["KringCore", "KringJSON"]),
    library("KringProtocol", ["KringCore", "KringJSON"]),
    library("KringSeal", ["KringProtocol", "KringCore", "KringJSON", crypto]),
    library("KringJournal", ["KringCore", "Locking", "CPostgreSQL", grdb, sqlite]),
    .target(name: "CReceiving"),
    library("KringLines", ["Locking"]),
    library("TransportLoop", ["Locking", "CLibWebSockets", "COpenSSL"]),
    library(
      "Transport", ["TransportLoop", "CLibWebSockets", "CReceiving", "COpenSSL", "CZlib"]),
    library("TransportClient", ["TransportLoop", "CLibWebSockets", "COpenSSL", "CZlib"]),
    library(
      "KringServer",
      [
        "KringCore", "KringMethods", "KringProtocol", "KringJSON", "KringJournal", "KringLines",
        "Transport", "TransportLoop", "COpenSSL",
      ]),
    library("KringAudit"),
    library(
      "KringClient",
      [
        "KringSeal", "KringProtocol", "KringJSON", "KringCore", "TransportClient", "TransportLoop",
        "Locking",
      ]),
    library(
      "KringPlay",
      ["KringClient", "KringSeal", "KringProtocol", "KringJSON", "KringCore", "TransportClient"],
      exclude: ["Scripts"]),
    library("KringTerminal", ["KringLines", arguments]),
    library(
      "KringTestSupport",
      [
        "KringServer", "KringAudit", "KringClient", "KringPlay", "KringJournal", "KringSeal",
        "KringProtocol", "KringCore", "KringMethods", "KringJSON", "Transport", "TransportLoop",
      ]),
    library(
      "TransportTestSupport", ["Transport", "TransportClient", "TransportLoop"]),
    program(
      "kring-server",
      [
        "KringServer", "KringAudit", "KringJournal", "KringLines", "KringMethods", "KringProtocol",
        "Transport", "TransportLoop",
      ],
      exclude: ["Deploy"]),
    program("kring-cli", ["KringPlay", "KringMethods", "KringTerminal", arguments]),
    program(
      "kring-load",
      [
        "KringClient", "KringJournal", "KringTestSupport", "KringTerminal", "Locking", "CEpoll",
        arguments,
      ],
      exclude: ["Bench/speed.md"]),
    program("kring-echo", ["Transport", "TransportLoop"]),
    program("kring-simulate", ["KringTestSupport", "KringLines", arguments]),
    tests("KringJSONTests", ["KringJSON"]),
    tests("KringCoreTests", ["KringCore", "KringMethods", "KringJSON", "KringProtocol"]),
    tests("KringMethodsTests", ["KringMethods", "KringProtocol", "KringJSON"]),
    tests("KringProtocolTests", ["KringProtocol", "KringCore", "KringJSON"]),
    tests("KringSealTests", ["KringSeal", "KringProtocol", "KringCore", crypto, "COpenSSL"]),
    tests("KringLinesTests", ["KringLines", "Locking"]),
    tests(
      "KringJournalTests", ["KringJournal", "KringTestSupport", "KringCore", "Locking", grdb]),
    tests(
      "TransportTests",
      ["Transport", "TransportLoop", "TransportClient", "TransportTestSupport", "COpenSSL"]),
    tests(
      "TransportClientTests",
      ["TransportClient", "TransportLoop", "Transport", "TransportTestSupport"]),
    tests(
      "KringServerTests",
      [
        "KringServer", "KringTestSupport", "KringClient", "KringPlay", "KringJournal", "KringSeal",
        "KringProtocol", "KringCore", "KringJSON", "Transport", "TransportLoop",
      ]),
    tests(
      "KringAuditTests",
      ["KringAudit", "KringTestSupport", "KringJournal", "KringSeal", "KringCore"]),
    tests(
      "KringClientTests",
      ["KringClient", "KringPlay", "KringTestSupport", "KringProtocol", "KringCore", "KringJSON"]),
    tests(
      "KringPlayTests",
      [
        "KringPlay", "KringClient", "KringTestSupport", "KringServer", "KringMethods", "KringSeal",
        "KringProtocol", "KringCore", "KringJSON",
      ]),
    tests("KringCLITests", ["kring-cli", "KringCore", "KringJSON"]),
    tests("KringLoadTests", ["kring-load", "KringCore"]),
    tests("SimulationTests", ["KringTestSupport"]),
    tests(
      "AnonymityTests",
      [
        "KringServer", "KringTestSupport", "KringClient", "KringJournal", "KringSeal",
        "KringProtocol", "KringCore", "KringJSON",
      ], settings: optimized),
    tests("TidyTests", []),
  ]
)
