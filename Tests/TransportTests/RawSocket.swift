import Glibc
import TransportTestSupport

/// A plain TCP client on loopback for input that no decent client sends; every wait ends after 20 seconds.
final class RawSocket {
  private let fd: Int32
  /// Keeps the server running.
  private let port: Harness.Port
  private var buffer: [UInt8] = []

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  init(port: Harness.Port, receiveBuffer: Int32? = nil) throws {
    self.port = port
    fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard fd >= 0 else { throw Failure(description: "socket: \(String(cString: strerror(errno)))") }
    if var size = receiveBuffer {
      setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port.number).bigEndian
    address.sin_addr = in_addr(s_addr: UInt32(0x7f00_0001).bigEndian)
    let done = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(fd, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard done == 0 else {
      throw Failure(description: "connect: \(String(cString: strerror(errno)))")
    }
  }

  /// Connects to a socket in the file system.
  init(path: String, port: Harness.Port) throws {
    self.port = port
    fd = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let done = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(fd, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard done == 0 else {
      throw Failure(description: "connect: \(String(cString: strerror(errno)))")
    }
  }

  deinit { close(fd) }

  var descriptor: Int32 { fd }

  func write(_ text: String) throws { try write(Array(text.utf8)) }

  func write(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        send(fd, $0.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else {
        throw Failure(description: "send: \(String(cString: strerror(errno)))")
      }
      sent += count
    }
  }

  /// Says that nothing more will be sent.
  func finishWriting() { shutdown(fd, Int32(SHUT_WR)) }

  /// Reads more into the buffer; false at the end of the stream or when it was reset.
  private func fill() throws -> Bool {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = recv(fd, &chunk, chunk.count, 0)
    if count > 0 {
      buffer.append(contentsOf: chunk.prefix(count))
      return true
    }
    if count == 0 || errno == ECONNRESET { return false }
    throw Failure(description: "recv: \(String(cString: strerror(errno)))")
  }

  /// Reads exactly so many bytes.
  func read(_ count: Int) throws -> [UInt8] {
    while buffer.count < count {
      guard try fill() else {
        throw Failure(description: "ended after \(buffer.count) of \(count)")
      }
    }
    defer { buffer.removeFirst(count) }
    return Array(buffer.prefix(count))
  }

  /// Reads to the end of the stream.
  func readToEnd() throws -> [UInt8] {
    while try fill() {}
    defer { buffer = [] }
    return buffer
  }

  struct Response {
    var status = 0
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []

    subscript(_ name: String) -> String? { headers.first { $0.name == name }?.value }
  }

  /// Reads the head of a response and as many bytes as its Content-Length says.
  func response(head: Bool = false) throws -> Response {
    let end = Array("\r\n\r\n".utf8)
    var cut: Int?
    while true {
      if buffer.count >= 4 {
        cut = (0...(buffer.count - 4)).first { Array(buffer[$0..<($0 + 4)]) == end }
      }
      if cut != nil { break }
      guard try fill() else {
        throw Failure(description: "no response, only \(buffer.count) bytes")
      }
    }
    let text = String(decoding: try read((cut ?? 0) + 4), as: UTF8.self)
    let lines = text.split(separator: "\r\n").map(String.init)
    var response = Response()
    response.status = Int(lines[0].split(separator: " ")[1]) ?? 0
    for line in lines.dropFirst() {
      let colon = line.firstIndex(of: ":") ?? line.endIndex
      let value = line[colon...].dropFirst().drop { $0 == " " }
      response.headers.append((line[..<colon].lowercased(), String(value)))
    }
    if !head, response.status != 304, response.status != 101 {
      response.body = try read(Int(response["content-length"] ?? "0") ?? 0)
    }
    return response
  }
}
