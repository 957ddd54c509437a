import CEpoll
import Glibc

/// One WebSocket of the load, as plain as can be: the load must cost less than the server.
final class Line {
  let file: Int32
  /// Where it is in the list of whoever opened it.
  let place: Int
  fileprivate(set) var isOpen = false
  fileprivate(set) var isClosed = false
  fileprivate var unread: [UInt8] = []
  fileprivate var unsent: [UInt8] = []

  fileprivate init(file: Int32, place: Int) {
    self.file = file
    self.place = place
  }
}

/// Many lines on one epoll, moved by whoever calls `turn`.
final class Lines {
  /// Called when a WebSocket is open.
  var opened: (Line) -> Void = { _ in }
  /// Called with the payload of each text frame; valid during the call only.
  var heard: (Line, UnsafeRawBufferPointer) -> Void = { _, _ in }
  /// Called when the server has closed a line.
  var closed: (Line) -> Void = { _ in }
  private let epoll = epoll_create1(0)
  private var lines: [Int32: Line] = [:]
  private var events = [epoll_event](repeating: epoll_event(), count: 512)
  private var buffer = [UInt8](repeating: 0, count: 256 * 1024)

  deinit {
    for line in lines.values { Glibc.close(line.file) }
    Glibc.close(epoll)
  }

  /// Begins to connect to a port of the loopback, each line from an address of its own, as members
  /// in different places would.
  ///
  /// - Throws: `NobodyListens`, `BenchFailure`.
  func connect(port: Int, place: Int, path: String) throws -> Line {
    let kind = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
    let file = socket(AF_INET, Int32(kind), 0)
    guard file >= 0 else { throw BenchFailure("no more sockets: raise `ulimit -n`") }
    var on: Int32 = 1
    setsockopt(file, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    var source = Self.address(127 << 24 | 1 << 16 | UInt32(place % 20_000 + 1), port: 0)
    var target = Self.address(127 << 24 | 1, port: port)
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = withUnsafePointer(to: &source) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(file, $0, size) }
    }
    let result = withUnsafePointer(to: &target) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(file, $0, size) }
    }
    guard result == 0 || errno == EINPROGRESS else {
      let code = errno
      Glibc.close(file)
      if code == ECONNREFUSED { throw NobodyListens() }
      throw BenchFailure("cannot connect: \(String(cString: strerror(code)))")
    }
    let line = Line(file: file, place: place)
    lines[file] = line
    line.unsent = Array(
      """
      GET \(path) HTTP/1.1\r
      Host: localhost:\(port)\r
      Upgrade: websocket\r
      Connection: Upgrade\r
      Sec-WebSocket-Key: a3JpbmcgYmVuY2htYXJrLg==\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Protocol: kring.1\r
      \r

      """.utf8)
    watch(line, EPOLL_CTL_ADD)
    return line
  }

  /// An address of the loopback, 127.0.0.0/8.
  static func address(_ host: UInt32, port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = host.bigEndian
    address.sin_port = in_port_t(port).bigEndian
    return address
  }

  private func watch(_ line: Line, _ change: Int32) {
    var event = epoll_event()
    event.events = EPOLLIN.rawValue | (line.unsent.isEmpty ? 0 : EPOLLOUT.rawValue)
    event.data.fd = line.file
    epoll_ctl(epoll, change, line.file, &event)
  }

  /// Cuts a line, as a lost network would.
  func cut(_ line: Line) {
    guard !line.isClosed else { return }
    line.isClosed = true
    lines[line.file] = nil
    Glibc.close(line.file)
  }

  /// Reads nothing from a line any more.
  func ignore(_ line: Line) {
    var event = epoll_event()
    event.data.fd = line.file
    epoll_ctl(epoll, EPOLL_CTL_MOD, line.file, &event)
  }

  /// Sends one text frame.
  func send(_ payload: [UInt8], over line: Line) { send(opcode: 1, payload[...], line) }

  private func send(opcode: UInt8, _ payload: ArraySlice<UInt8>, _ line: Line) {
    guard !line.isClosed else { return }
    var frame: [UInt8] = [0x80 | opcode]
    frame.reserveCapacity(payload.count + 8)
    if payload.count < 126 {
      frame.append(0x80 | UInt8(payload.count))
    } else {
      frame += [0x80 | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xff)]
    }
    // A mask of zeros leaves the payload as it is.
    frame += [0, 0, 0, 0]
    frame += payload
    guard line.unsent.isEmpty else {
      line.unsent += frame
      return
    }
    let sent = frame.withUnsafeBytes { Glibc.send(line.file, $0.baseAddress, $0.count, Self.flags) }
    guard sent < frame.count else { return }
    line.unsent = Array(frame[max(0, sent)...])
    watch(line, EPOLL_CTL_MOD)
  }

  private static let flags = Int32(MSG_NOSIGNAL)

  /// Handles what has come, after waiting for so many milliseconds at most.
  func turn(_ milliseconds: Int32) {
    handle(epoll_wait(epoll, &events, Int32(events.count), milliseconds))
  }

  /// Handles what has come, after waiting until a moment of `seconds()` at most.
  func turn(until moment: Double) {
    var time = timespec()
    time.tv_nsec = Int(min(max(moment - seconds(), 0), 0.999) * 1e9)
    handle(epoll_pwait2(epoll, &events, Int32(events.count), &time, nil))
  }

  private func handle(_ found: Int32) {
    let count = Int(found)
    guard count > 0 else { return }
    for place in 0..<count {
      guard let line = lines[events[place].data.fd] else { continue }
      if events[place].events & EPOLLOUT.rawValue != 0 { flush(line) }
      if events[place].events & ~EPOLLOUT.rawValue != 0 { read(line) }
    }
  }

  private func flush(_ line: Line) {
    let sent = line.unsent.withUnsafeBytes {
      Glibc.send(line.file, $0.baseAddress, $0.count, Self.flags)
    }
    if sent > 0 { line.unsent.removeFirst(sent) }
    if line.unsent.isEmpty { watch(line, EPOLL_CTL_MOD) }
  }

  private func read(_ line: Line) {
    let count = buffer.withUnsafeMutableBytes { recv(line.file, $0.baseAddress, $0.count, 0) }
    guard count > 0 else {
      if count < 0, errno == EAGAIN { return }
      cut(line)
      return closed(line)
    }
    if line.unread.isEmpty {
      let used = buffer.withUnsafeBytes {
        take(UnsafeRawBufferPointer(rebasing: $0[..<count]), line)
      }
      if used < count { line.unread = Array(buffer[used..<count]) }
    } else {
      var whole = line.unread
      line.unread = []
      whole += buffer[..<count]
      let used = whole.withUnsafeBytes { take($0, line) }
      if used < whole.count { line.unread = Array(whole[used...]) }
    }
  }

  /// Handles what is whole, and tells how much that was.
  private func take(_ bytes: UnsafeRawBufferPointer, _ line: Line) -> Int {
    var used = 0
    if !line.isOpen {
      guard let end = memmem(bytes.baseAddress, bytes.count, "\r\n\r\n", 4) else { return 0 }
      guard memmem(bytes.baseAddress, bytes.count, " 101 ", 5) != nil else {
        cut(line)
        closed(line)
        return bytes.count
      }
      used = bytes.baseAddress.map { end - UnsafeMutableRawPointer(mutating: $0) + 4 } ?? 0
      line.isOpen = true
      opened(line)
    }
    while !line.isClosed, bytes.count - used >= 2 {
      var head = 2
      var length = Int(bytes[used + 1])
      if length >= 126 {
        head = length == 126 ? 4 : 10
        guard bytes.count - used >= head else { break }
        length = bytes[(used + 2)..<(used + head)].reduce(0) { $0 << 8 | Int($1) }
      }
      guard bytes.count - used >= head + length else { break }
      let payload = UnsafeRawBufferPointer(rebasing: bytes[(used + head)..<(used + head + length)])
      switch bytes[used] & 0x0f {
      case 1: heard(line, payload)
      case 8:
        cut(line)
        closed(line)
      case 9: send(opcode: 10, Array(payload)[...], line)
      default: break
      }
      used += head + length
    }
    return line.isClosed ? bytes.count : used
  }
}

/// There is no server at a port.
struct NobodyListens: Error {}

/// Why a measurement could not be made.
struct BenchFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// Seconds of a clock that never goes back.
func seconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
