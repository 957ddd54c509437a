import Foundation
import TransportLoop

/// One HTTP/1.1 exchange a call, for the few requests a program makes beside its WebSocket.
package enum HTTPClient {
  /// What a server answered.
  package struct Answer: Sendable {
    /// The status code.
    package let status: Int
    /// The headers in their order, names in lower case.
    package let headers: [(name: String, value: String)]
    /// The body.
    package let body: [UInt8]

    /// The first header of a name in lower case.
    package subscript(_ name: String) -> String? { headers.first { $0.name == name }?.value }
  }

  /// The most bytes of an answer that are read.
  static let longestAnswer = 64 << 20

  /// Sends one request on a connection of its own and reads the answer.
  ///
  /// - Parameters:
  ///   - url: `http` or `https`.
  ///   - caFile: a PEM file with the authorities to trust instead of the system's.
  ///   - timeout: how long may pass without a byte.
  /// - Throws: ``TransportError``: `bad-url`, `connect-failed`, `timed-out`, `bad-answer`, `certificate-unreadable`.
  package static func request(
    _ method: String, _ url: String, headers: [(String, String)] = [], body: [UInt8] = [],
    caFile: String? = nil, timeout: Duration = .seconds(20)
  ) async throws(TransportError) -> Answer {
    let address = try Address(url)
    var head = "\(method) \(address.target) HTTP/1.1\r\nHost: \(address.authority)\r\n"
    for (name, value) in headers { head += "\(name): \(value)\r\n" }
    if !body.isEmpty || method == "POST" || method == "PUT" {
      head += "Content-Length: \(body.count)\r\n"
    }
    let request = Array((head + "Connection: close\r\n\r\n").utf8) + body
    // The calls below wait for the network: they get a thread, not one of the few that tasks share.
    let result = await withCheckedContinuation {
      (continuation: CheckedContinuation<Result<Answer, TransportError>, Never>) in
      let thread = Thread {
        continuation.resume(
          returning: Result { () throws(TransportError) -> Answer in
            let stream = try BlockingStream(address, caFile: caFile, timeout: timeout)
            try stream.write(request)
            return try read(stream, bodyless: method == "HEAD")
          })
      }
      thread.start()
    }
    return try result.get()
  }

  private static func read(
    _ stream: BlockingStream, bodyless: Bool
  ) throws(TransportError) -> Answer {
    var parser = AnswerParser(bodyless: bodyless)
    while !parser.isComplete {
      let chunk = try stream.read()
      if chunk.isEmpty {
        try parser.end()
        break
      }
      try parser.add(chunk)
    }
    return Answer(status: parser.status, headers: parser.headers, body: parser.body)
  }
}
