/// Responses as they stand on the wire.
enum HTTPText {
  /// Builds a whole response with the security headers.
  static func response(
    status: Int, headers: [(String, String)], body: [UInt8], closing: Bool, head: Bool = false
  ) -> [UInt8] {
    var text = "HTTP/1.1 \(status) \(reason(status))\r\n"
    for (name, value) in headers where isClean(name) && isClean(value) {
      text += "\(name): \(value)\r\n"
    }
    if status != 204 { text += "Content-Length: \(body.count)\r\n" }
    let contentType = headers.first { $0.0.lowercased() == "content-type" }?.1 ?? ""
    text += SecurityHeaders.lines(for: contentType.lowercased())
    if closing { text += "Connection: close\r\n" }
    text += "\r\n"
    return Array(text.utf8) + (head ? [] : body)
  }

  /// A line break in a header would let its writer add headers, or a response.
  private static func isClean(_ text: String) -> Bool {
    !text.utf8.contains { $0 < 32 || $0 == 127 }
  }

  private static func reason(_ status: Int) -> String {
    switch status {
    case 200: "OK"
    case 201: "Created"
    case 204: "No Content"
    case 304: "Not Modified"
    case 308: "Permanent Redirect"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 409: "Conflict"
    case 411: "Length Required"
    case 413: "Content Too Large"
    case 414: "URI Too Long"
    case 415: "Unsupported Media Type"
    case 417: "Expectation Failed"
    case 426: "Upgrade Required"
    case 429: "Too Many Requests"
    case 431: "Request Header Fields Too Large"
    case 500: "Internal Server Error"
    case 501: "Not Implemented"
    case 503: "Service Unavailable"
    case 505: "HTTP Version Not Supported"
    default: "Answer"
    }
  }
}
