// swift-tools-version: 6.1
import PackageDescription

// A package of its own: only the benchmark needs swift-nio.
let package = Package(
  name: "nio-relay",
  dependencies: [.package(url: "https://github.com/apple/swift-nio", from: "2.101.2")],
  targets: [
    .executableTarget(
      name: "nio-relay",
      dependencies: [
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOWebSocket", package: "swift-nio"),
      ],
      path: ".",
      sources: ["Relay.swift"])
  ])
