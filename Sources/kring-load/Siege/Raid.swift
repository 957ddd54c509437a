import CEpoll
import Foundation
import Glibc
import Locking
import Synchronization

/// The attackers of one attack, on a thread of their own that yields to everything else.
final class Raid: Sendable {
  private let isOver = Atomic(false)
  private let hasEnded = DispatchSemaphore(value: 0)
  private let tally = Locked(Tally())

  /// Begins an attack on a port of the loopback.
  init(_ attack: Attack, port: Int) {
    let thread = Thread { [self] in
      // 0 is this thread alone: the members that are measured must not wait for attackers.
      setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
      let band = Band(attack, port: port)
      while !isOver.load(ordering: .relaxed) { band.turn() }
      tally.withLock { $0 = band.end() }
      hasEnded.signal()
    }
    thread.start()
  }

  /// Ends all its connections, and tells what became of them.
  func end() -> Tally {
    isOver.store(true, ordering: .relaxed)
    hasEnded.wait()
    return tally.withLock { $0 }
  }
}

/// The connections of one attack; used on one thread.
private final class Band {
  private final class Raider {
    let file: Int32
    let place: Int
    var isConnected = false
    /// Whether it may send again and again.
    var isReady = false
    /// Whether it is a WebSocket by now.
    var isOpen = false
    /// Whether the server said why before it hung up.
    var heardWhy = false
    var unsent: [UInt8] = []
    var heard: [UInt8] = []
    var next = 0.0

    init(file: Int32, place: Int) {
      self.file = file
      self.place = place
    }
  }

  private let attack: Attack
  private let port: Int
  private let epoll = epoll_create1(0)
  private var raiders: [Int32: Raider] = [:]
  private var free: [Int]
  private var events = [epoll_event](repeating: epoll_event(), count: 1024)
  private var buffer = [UInt8](repeating: 0, count: 64 * 1024)
  private var tally = Tally()

  init(_ attack: Attack, port: Int) {
    self.attack = attack
    self.port = port
    free = Array((0..<attack.connections).reversed())
  }

  func end() -> Tally {
    for raider in raiders.values { Glibc.close(raider.file) }
    Glibc.close(epoll)
    return tally
  }

  /// The connections begun in one turn at most.
  private static let atOnce = 64

  func turn() {
    for _ in 0..<min(free.count, Self.atOnce) {
      guard let place = free.popLast() else { break }
      if !connect(place) {
        free.insert(place, at: 0)
        break
      }
    }
    tally.held = max(tally.held, raiders.count)
    let pause: Int32 = !free.isEmpty || hasFlood ? 1 : 20
    let count = Int(epoll_wait(epoll, &events, Int32(events.count), pause))
    for place in 0..<max(0, count) {
      guard let raider = raiders[events[place].data.fd] else { continue }
      if events[place].events & EPOLLOUT.rawValue != 0 { flush(raider) }
      if events[place].events & ~EPOLLOUT.rawValue != 0 { read(raider, events[place].events) }
    }
    guard !attack.again(0).isEmpty else { return }
    let now = seconds()
    for raider in Array(raiders.values) where raider.isReady && raider.unsent.isEmpty {
      guard now >= raider.next else { continue }
      raider.next = now + attack.pause
      tally.sent += 1
      send(attack.again(raider.place), raider)
    }
  }

  private var hasFlood: Bool { attack.pause < 0.02 && !attack.again(0).isEmpty }

  private func connect(_ place: Int) -> Bool {
    let kind = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
    let file = socket(AF_INET, Int32(kind), 0)
    guard file >= 0 else { return false }
    var on: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    setsockopt(file, Int32(IPPROTO_TCP), TCP_NODELAY, &on, size)
    // The port is chosen at connect, so that one address has as many as there are.
    setsockopt(file, 0, 24, &on, size)  // IP_BIND_ADDRESS_NO_PORT
    if !attack.reads {
      var least: Int32 = 1
      setsockopt(file, SOL_SOCKET, SO_RCVBUF, &least, size)
    }
    let number = UInt32(place % attack.addresses)
    var source = Lines.address(
      127 << 24 | 2 << 16 | (number / 200) << 8 | (number % 200 + 1), port: 0)
    var target = Lines.address(127 << 24 | 1, port: port)
    let length = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = withUnsafePointer(to: &source) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(file, $0, length) }
    }
    let result = withUnsafePointer(to: &target) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(file, $0, length) }
    }
    guard result == 0 || errno == EINPROGRESS else {
      Glibc.close(file)
      return false
    }
    tally.tried += 1
    let raider = Raider(file: file, place: place)
    raiders[file] = raider
    watch(raider, EPOLL_CTL_ADD)
    return true
  }

  private func watch(_ raider: Raider, _ change: Int32) {
    var event = epoll_event()
    let writes = !raider.isConnected || !raider.unsent.isEmpty
    event.events =
      (attack.reads ? EPOLLIN.rawValue : 0) | (writes ? EPOLLOUT.rawValue : 0)
    event.data.fd = raider.file
    epoll_ctl(epoll, change, raider.file, &event)
  }

  private func flush(_ raider: Raider) {
    if !raider.isConnected {
      raider.isConnected = true
      let request = attack.first(raider.place)
      let asksForWebSocket = request.starts(with: Attack.upgrade().prefix(7))
      raider.isReady = !asksForWebSocket
      raider.unsent = request
      // One that does not read will not see that it is a WebSocket now.
      if asksForWebSocket, !attack.reads { raider.unsent += attack.open(raider.place) }
    }
    if !raider.unsent.isEmpty {
      let sent = raider.unsent.withUnsafeBytes {
        Glibc.send(raider.file, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if sent < 0, errno != EAGAIN { return ended(raider) }
      raider.unsent.removeFirst(max(0, sent))
    }
    if raider.unsent.isEmpty {
      if !attack.reads { raider.isReady = true }
      watch(raider, EPOLL_CTL_MOD)
    }
  }

  private func send(_ bytes: [UInt8], _ raider: Raider) {
    let sent = bytes.withUnsafeBytes {
      Glibc.send(raider.file, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
    if sent < 0, errno != EAGAIN { return ended(raider) }
    guard sent < bytes.count else { return }
    raider.unsent = Array(bytes[max(0, sent)...])
    watch(raider, EPOLL_CTL_MOD)
  }

  private func read(_ raider: Raider, _ events: UInt32) {
    let count =
      attack.reads || events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0
      ? buffer.withUnsafeMutableBytes { recv(raider.file, $0.baseAddress, $0.count, 0) } : 0
    if count < 0, errno == EAGAIN { return }
    guard count > 0 else { return ended(raider) }
    raider.heard += buffer[..<count]
    understand(raider)
    // Who was sent away comes back at once.
    if raider.heardWhy, attack.hangsUp || raider.isOpen { ended(raider) }
  }

  private func ended(_ raider: Raider) {
    guard raiders.removeValue(forKey: raider.file) != nil else { return }
    if !raider.heardWhy { note(raider.isOpen ? "cut" : "cut at once") }
    Glibc.close(raider.file)
    free.insert(raider.place, at: 0)
  }

  private func note(_ outcome: String) { tally.outcomes[outcome, default: 0] += 1 }

  /// Takes answers and frames out of what was heard.
  private func understand(_ raider: Raider) {
    while !raider.heard.isEmpty {
      guard raider.isOpen ? takeFrame(raider) : takeAnswer(raider) else { return }
    }
  }

  private func takeAnswer(_ raider: Raider) -> Bool {
    guard let (status, count) = Self.answer(in: raider.heard) else { return false }
    guard raider.heard.count >= count else { return false }
    raider.heard.removeFirst(count)
    note("\(status)")
    guard status == 101 else {
      raider.heardWhy = true
      return true
    }
    raider.isOpen = true
    raider.isReady = true
    send(attack.open(raider.place), raider)
    return true
  }

  /// The status of an answer and how long it is.
  private static func answer(in bytes: [UInt8]) -> (status: Int, count: Int)? {
    bytes.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, let end = memmem(base, bytes.count, "\r\n\r\n", 4) else {
        return nil
      }
      let head = UnsafeRawPointer(end) - base + 4
      let text = String(decoding: bytes[..<head], as: UTF8.self).lowercased()
      let status = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
      let length = text.split(separator: "\r\n").first { $0.hasPrefix("content-length: ") }
      let body = length.flatMap { Int($0.dropFirst("content-length: ".count)) } ?? 0
      return (status, head + (status == 101 || status == 304 ? 0 : body))
    }
  }

  private func takeFrame(_ raider: Raider) -> Bool {
    let heard = raider.heard
    guard heard.count >= 2 else { return false }
    var head = 2
    var length = Int(heard[1] & 0x7f)
    if length >= 126 {
      head = length == 126 ? 4 : 10
      guard heard.count >= head else { return false }
      length = heard[2..<head].reduce(0) { $0 << 8 | Int($1) }
    }
    guard heard.count >= head + length else { return false }
    if heard[0] & 0x0f == 8, length >= 2 {
      note("\(Int(heard[head]) << 8 | Int(heard[head + 1]))")
      raider.heardWhy = true
    }
    raider.heard.removeFirst(head + length)
    return true
  }
}
