import Foundation
import Testing

@testable import Transport
@testable import TransportLoop
import TransportTestSupport

@Suite("starting and stopping")
struct StartTests {
  /// Makes a server that must not start, and returns why it did not.
  private func refusal(_ change: (inout ServerConfiguration) -> Void) throws -> TransportError {
    var configuration = ServerConfiguration()
    change(&configuration)
    return try #require(throws: TransportError.self) { _ = try Server(configuration) }
  }

  @Test("a port in use is named with what to do about it")
  func portInUse() throws {
    // An address of its own, and a port below those that the system gives by itself: no test
    // beside this, on this address or on all, comes upon it.
    let host = "127.0.0.2"
    var number = 20_000
    var found: Harness?
    while found == nil, number < 30_000 {
      number += 1
      found = try? Harness { [number] in
        $0.host = host
        $0.port = number
      }
    }
    let harness = try #require(found)
    let error = try refusal {
      $0.host = host
      $0.port = number
    }
    #expect(error.code == .portInUse)
    #expect(error.code.rawValue == "port-in-use")
    #expect(
      error.message
        == "Port \(number) of \(host) is in use by another program; stop that, or choose "
        + "another port.")
    try harness.stop()
    // And afterwards it is free again.
    let next = try Harness {
      $0.host = host
      $0.port = number
    }
    #expect(next.port.number == number)
  }

  @Test(
    "a host that cannot be listened on is named", arguments: ["no such host.invalid", "192.0.2.1"])
  func badHost(host: String) throws {
    let error = try refusal { $0.host = host }
    #expect(error.code == (host == "192.0.2.1" ? .hostNotLocal : .hostNotFound))
    #expect(error.message.contains(host))
    #expect(error.message.contains("expected"))
  }

  @Test("a port out of range is refused", arguments: [-1, 65_536])
  func badPort(port: Int) throws {
    #expect(try refusal { $0.port = port }.code == .portNotAllowed)
  }

  @Test(
    "localhost and all addresses can be listened on", arguments: ["localhost", "0.0.0.0", "::"])
  func hosts(host: String) throws {
    let harness = try Harness { $0.host = host }
    let client = try RawWebSocket(port: harness.port)
    try client.send("x")
    #expect(try client.receive().text == "x")
  }

  @Test("certificates and keys that cannot be used are named")
  func badCertificates() throws {
    let files = try Certificates()
    let nonsense = files.folder.appendingPathComponent("nonsense.pem").path
    try Data("nonsense".utf8).write(to: URL(fileURLWithPath: nonsense))
    for (certificate, key, code, named) in [
      (files.certificate, files.otherKey, TransportError.Code.keyMismatch, files.otherKey),
      ("/nowhere/c.pem", files.key, .certificateUnreadable, "/nowhere/c.pem"),
      (nonsense, files.key, .certificateUnreadable, nonsense),
      (files.key, files.key, .certificateUnreadable, files.key),
      (files.certificate, "/nowhere/k.pem", .keyUnreadable, "/nowhere/k.pem"),
      (files.certificate, nonsense, .keyUnreadable, nonsense),
      (files.certificate, nil, .keyUnreadable, files.certificate),
    ] {
      let error = try refusal {
        $0.tlsCertificate = certificate
        $0.tlsKey = key
      }
      #expect(error.code == code)
      #expect(error.message.contains(named))
    }
    #expect(try refusal { $0.tlsKey = files.key }.code == .certificateUnreadable)
  }

  @Test("a key that is too weak, and a chain broken further on, are refused in OpenSSL's words")
  func badChains() throws {
    let (files, weak) = (try Certificates(), try Certificates(.weak))
    let broken = files.folder.appendingPathComponent("broken.pem").path
    let good = try String(contentsOfFile: files.certificate, encoding: .utf8)
    let next = good.replacingOccurrences(of: "CERTIFICATE-----\nM", with: "CERTIFICATE-----\n*")
    try Data((good + next).utf8).write(to: URL(fileURLWithPath: broken))
    for (certificate, key, words) in [
      (weak.certificate, weak.key, "key too small"), (broken, files.key, "base64"),
    ] {
      let error = try refusal {
        $0.tlsCertificate = certificate
        $0.tlsKey = key
      }
      #expect(error.code == .certificateUnreadable)
      for word in [certificate, words, "2048 bits"] {
        #expect(error.message.contains(word), "\(error.message)")
      }
    }
    let harness = try Harness {
      $0.tlsCertificate = files.certificate
      $0.tlsKey = files.key
    }
    // The broken chain first: it belongs to the key that is there.
    for (certificate, key) in [(broken, files.key), (weak.certificate, weak.key)] {
      try Data(contentsOf: URL(fileURLWithPath: certificate))
        .write(to: URL(fileURLWithPath: files.certificate))
      if key != files.key {
        try Data(contentsOf: URL(fileURLWithPath: key)).write(to: URL(fileURLWithPath: files.key))
      }
      let isReloaded = try harness.onThread { (try? $0.reloadCertificate()) != nil }
      #expect(!isReloaded, "\(certificate)")
    }
  }

  @Test("stopping closes every connection, tells the delegate, and can be asked twice")
  func stop() throws {
    let harness = try Harness()
    let clients = try (0..<5).map { _ in try RawWebSocket(port: harness.port) }
    let ids = try (0..<5).map { try harness.opened(after: $0) }
    harness.server.stop()
    try harness.stop()
    for client in clients { #expect(try client.socket.readToEnd() == []) }
    for id in ids { #expect(harness.events.filter { $0 == .closed(id) }.count == 1) }
    try letGo(of: harness.port)
    harness.server.stop()
    #expect(harness.server.post {} == false)
  }

  /// Expects that nobody listens on a port any more. A process that another test has just forked has
  /// the listening socket too, until it becomes its program; so this may take a moment.
  private func letGo(of port: Harness.Port) throws {
    let end = ContinuousClock.now + .seconds(10)
    while (try? RawSocket(port: port)) != nil, ContinuousClock.now < end { sched_yield() }
    #expect(throws: RawSocket.Failure.self) { try RawSocket(port: port) }
  }

  @Test("a server that never ran gives its port back")
  func neverRan() throws {
    var configuration = ServerConfiguration()
    do {
      let server = try Server(configuration)
      configuration.port = server.port
    }
    #expect(try Server(configuration).port == configuration.port)
  }

  @Test("starting and stopping many times leaves no open files")
  func noLeaks() throws {
    func open() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").filter { number in
        // Sockets and the loop's own files; other tests run at the same time and open some, too.
        let target = try? FileManager.default.destinationOfSymbolicLink(
          atPath: "/proc/self/fd/\(number)")
        return target?.hasPrefix("anon_inode") == true
      }.count
    }
    let before = try open()
    for _ in 0..<100 {
      let harness = try Harness()
      let client = try RawWebSocket(port: harness.port)
      try harness.stop()
      #expect(try client.socket.readToEnd() == [])
    }
    // A leak would be two or more files each time.
    #expect(try open() < before + 100)
  }

  @Test(
    "the limit on open files is fitted to the connections, as far as the system allows",
    arguments: [
      (1024, 4096, 1000, 3048), (1024, 2000, 1000, 2000), (1024, 1024, 1000, nil),
      (20_000, 20_000, 10_000, nil), (1 << 20, 1 << 20, 10_000, 65_536),
      (1 << 20, 1 << 20, 100_000, 102_048),
    ] as [(UInt, UInt, Int, UInt?)])
  func descriptors(soft: UInt, hard: UInt, connections: Int, expected: UInt?) {
    #expect(DescriptorLimit.newLimit(soft: soft, hard: hard, connections) == expected)
  }

  @Test("posts of many threads all run, each thread's in its order, on the server's thread")
  func posts() throws {
    let harness = try Harness()
    let ran = EventLog<[Int]>()
    let server = harness.server
    let threads = (0..<4).map { number in
      Thread {
        for count in 0..<1000 {
          server.post {
            server.loop.checkThread()
            ran.add([number, count])
          }
        }
      }
    }
    for thread in threads { thread.start() }
    for number in 0..<4 { _ = try ran.wait("the last of \(number)") { $0 == [number, 999] } }
    let all = ran.all
    #expect(all.count == 4000)
    for number in 0..<4 {
      #expect(all.filter { $0[0] == number }.map { $0[1] } == Array(0..<1000))
    }
  }

  @Test("posted work ends in a turn's end")
  func postTurn() throws {
    let harness = try Harness()
    harness.server.post {}
    try harness.wait("the end of the turn") { $0 == .turnEnded }
  }

  @Test("timers come up in the order of their time, cancelled ones never")
  func timers() throws {
    let harness = try Harness()
    let rung = EventLog<String>()
    _ = try harness.onThread { server in
      _ = server.schedule(after: .milliseconds(60)) { rung.add("third") }
      let never = server.schedule(after: .milliseconds(10)) { rung.add("never") }
      _ = server.schedule(after: .milliseconds(30)) {
        rung.add("second")
        server.cancel(never)
      }
      _ = server.schedule(after: .zero) {
        rung.add("first")
        server.cancel(never)
      }
      return true
    }
    _ = try rung.wait("the last timer") { $0 == "third" }
    #expect(rung.all == ["first", "second", "third"])
  }

  @Test("of timers due at the same time one may cancel the other")
  func cancelDue() {
    var timers = Timers()
    var ran: [Int] = []
    var ids: [TimerID] = []
    for number in 0..<100 {
      ids.append(timers.add(at: .milliseconds(number * 37 % 100)) { ran.append(number) })
    }
    for number in stride(from: 0, to: 100, by: 3) { timers.cancel(ids[number]) }
    while let work = timers.takeDue(at: .milliseconds(49)) { work() }
    #expect(ran.allSatisfy { $0 * 37 % 100 <= 49 && $0 % 3 != 0 })
    #expect(ran == ran.sorted { $0 * 37 % 100 < $1 * 37 % 100 })
    let first = timers.add(at: .zero) { ran.append(-1) }
    timers.cancel(first)
    #expect(timers.takeDue(at: .milliseconds(49)) == nil)
  }

  @Test("time does not go back")
  func now() throws {
    let harness = try Harness()
    let times = try (0..<10).map { _ in try harness.onThread { $0.now } }
    #expect(times == times.sorted())
    #expect(times[0] < times[9])
  }
}
