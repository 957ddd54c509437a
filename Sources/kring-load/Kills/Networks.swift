import Foundation
import Glibc
import KringTerminal

/// A network for each node between it and the database, which lives in a namespace of its own: so
/// each can be cut by itself. Needs root and iproute2.
final class Networks {
  let name = "kring\(getpid())"
  private let nodes: Int

  init(nodes: Int) throws {
    guard getuid() == 0 else {
      throw BenchFailure("networks can only be cut by root; expected to run as root")
    }
    self.nodes = nodes
    try Self.ip("netns", "add", name)
    do {
      try Self.ip("-n", name, "link", "set", "lo", "up")
      for node in 0..<nodes {
        let (here, there) = (link(node), "\(link(node))d")
        try Self.ip(
          "link", "add", here, "type", "veth", "peer", "name", there, "netns", name)
        try Self.ip("address", "add", "\(subnet(node)).1/24", "dev", here)
        try Self.ip("-n", name, "address", "add", "\(subnet(node)).2/24", "dev", there)
        try Self.ip("link", "set", here, "up")
        try Self.ip("-n", name, "link", "set", there, "up")
      }
    } catch {
      remove()
      throw error
    }
  }

  /// Where a node reaches the database.
  func address(of node: Int) -> String { "\(subnet(node)).2" }

  /// Cuts a network in both directions.
  func cut(_ node: Int) throws { try Self.ip("link", "set", link(node), "down") }

  /// Lets pass what a node sends to the database, and nothing back.
  func halve(_ node: Int) throws {
    try Self.ip("-n", name, "route", "add", "blackhole", "\(subnet(node)).1/32")
  }

  /// Makes a network whole again.
  func mend(_ node: Int, halved: Bool) throws {
    if halved {
      try Self.ip("-n", name, "route", "delete", "blackhole", "\(subnet(node)).1/32")
    } else {
      try Self.ip("link", "set", link(node), "up")
    }
  }

  func remove() {
    do { try Self.ip("netns", "delete", name) } catch { complain("kills: \(error)") }
  }

  private func link(_ node: Int) -> String { "kr\(getpid() % 100_000)n\(node)" }
  /// Of the block that is kept for benchmarks of networks (RFC 2544).
  private func subnet(_ node: Int) -> String { "198.18.\(node + 1)" }

  private static func ip(_ words: String...) throws {
    let task = Process()
    task.executableURL = URL(filePath: "/usr/bin/env")
    task.arguments = ["ip"] + words
    let output = Pipe()
    task.standardError = output
    try task.run()
    let said = output.fileHandleForReading.readDataToEndOfFile()
    task.waitUntilExit()
    guard task.terminationStatus == 0 else {
      throw BenchFailure(
        "ip \(words.joined(separator: " ")): \(String(decoding: said, as: UTF8.self))")
    }
  }
}
