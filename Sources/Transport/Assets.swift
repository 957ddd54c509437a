import CZlib
import TransportLoop

/// The files a ``Server`` serves, whole responses in memory by path, so that a request cannot reach any other file.
package struct Assets: Sendable {
  var entries: [String: Asset] = [:]
  private let hosts: [String]

  /// Makes an empty set.
  ///
  /// - Parameter hosts: whose pages may show those added here in a frame, as a content policy names them.
  package init(framedBy hosts: [String] = []) { self.hosts = hosts }

  /// Adds one file; the content type follows from the ending of the path unless given.
  ///
  /// A path that ends in `/index.html` also answers for its folder and is never cached. A name that ends in `-` and
  /// eight capitals or digits before the last dot, as in `app-3QX7ZK2M.js`, says what is in the file: it never changes.
  /// - Parameter brotli: the same bytes as brotli makes them, for those who take it.
  package mutating func add(
    path: String, contentType: String? = nil, body: [UInt8], brotli: [UInt8]? = nil
  ) {
    let isIndex = path.hasSuffix("/index.html")
    let asset = Asset(
      contentType: contentType ?? Self.contentType(of: path), body: body, brotli: brotli,
      caching: isIndex ? .never : Self.namesContent(path) ? .forever : .asking, framedBy: hosts)
    entries[path] = asset
    if isIndex { entries[String(path.dropLast("index.html".count))] = asset }
  }

  /// Answers for a path as for a file, if there is that one.
  package mutating func answer(_ path: String, as file: String) {
    entries[path] = entries[file]
  }

  static func namesContent(_ path: String) -> Bool {
    path.contains(#/-[A-Z0-9]{8}\.[a-z0-9]+$/#)
  }

  /// The paths that are answered.
  package var paths: [String] { entries.keys.sorted() }

  static func contentType(of path: String) -> String {
    let ending = path.lastIndex(of: ".").map { path[path.index(after: $0)...].lowercased() }
    return switch ending {
    case "html": "text/html; charset=utf-8"
    case "js", "mjs": "text/javascript; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "svg": "image/svg+xml"
    case "json": "application/json"
    case "webmanifest": "application/manifest+json"
    case "png": "image/png"
    case "ico": "image/x-icon"
    case "woff2": "font/woff2"
    case "txt": "text/plain; charset=utf-8"
    default: "application/octet-stream"
    }
  }
}

/// One file with its responses as they go out.
struct Asset: Sendable {
  /// A response and how many of its bytes are the head, which is all that HEAD gets.
  struct Response: Sendable {
    let bytes: [UInt8]
    let headCount: Int
  }

  /// How long a browser may keep a file.
  enum Caching {
    /// Not at all: it names all the others.
    case never
    /// As long as it likes, but it asks each time whether it is still the same.
    case asking
    /// Without asking.
    case forever
  }

  /// The responses for a file in one content coding.
  private struct Representation: Sendable {
    /// A tag stands for the bytes as they are sent, so each coding has its own; nil for what is never cached.
    let etag: String?
    let whole: Response
    let notModified: Response
  }

  private let plain: Representation
  private let zipped: Representation?
  private let brotli: Representation?

  init(
    contentType: String, body: [UInt8], brotli: [UInt8]?, caching: Caching, framedBy hosts: [String]
  ) {
    let hash = hexOfSHA256(body).prefix(32)
    let cacheControl =
      switch caching {
      case .never: "no-store"
      case .asking: "no-cache"
      case .forever: "public, max-age=31536000, immutable"
      }
    func representation(_ bytes: [UInt8], _ coding: String?) -> Representation {
      let etag = caching == .never ? nil : "\"\(hash)\(coding.map { "-\($0)" } ?? "")\""
      // Also on files that are only sent plain: a cache on the way must not answer for all with what one asked for.
      let common =
        "\(SecurityHeaders.lines(for: contentType, framedBy: hosts))Cache-Control: \(cacheControl)\r\n"
        + (etag.map { "ETag: \($0)\r\n" } ?? "") + "Vary: Accept-Encoding\r\n\r\n"
      let head = Array(
        ("HTTP/1.1 200 OK\r\nContent-Type: \(contentType)\r\nContent-Length: \(bytes.count)\r\n"
          + (coding.map { "Content-Encoding: \($0)\r\n" } ?? "") + common).utf8)
      let unchanged = Array("HTTP/1.1 304 Not Modified\r\n\(common)".utf8)
      return Representation(
        etag: etag, whole: Response(bytes: head + bytes, headCount: head.count),
        notModified: Response(bytes: unchanged, headCount: unchanged.count))
    }
    func smaller(_ bytes: [UInt8]?, _ coding: String) -> Representation? {
      guard let bytes, bytes.count < body.count else { return nil }
      return representation(bytes, coding)
    }
    plain = representation(body, nil)
    zipped = smaller(Self.isText(contentType) ? gzip(body) : nil, "gzip")
    self.brotli = smaller(brotli, "br")
  }

  /// Chooses the response for what the browser has and can read.
  func response(ifNoneMatch: String?, acceptEncoding: String?) -> Response {
    let chosen = representation(for: acceptEncoding ?? "")
    if let etag = chosen.etag, let ifNoneMatch, Self.matches(ifNoneMatch, etag) {
      return chosen.notModified
    }
    return chosen.whole
  }

  private func representation(for accepted: String) -> Representation {
    if let brotli, Self.accepts("br", in: accepted) { return brotli }
    if let zipped, Self.accepts("gzip", in: accepted) { return zipped }
    return plain
  }

  private static func isText(_ contentType: String) -> Bool {
    contentType.hasPrefix("text/") || contentType.hasPrefix("application/json")
      || contentType.hasPrefix("application/manifest+json") || contentType == "image/svg+xml"
  }

  private static func matches(_ header: String, _ etag: String) -> Bool {
    header.split(separator: ",").contains { part in
      var tag = part.drop { $0 == " " }
      if tag.hasPrefix("W/") { tag = tag.dropFirst(2) }
      while tag.last == " " { tag = tag.dropLast() }
      return tag == "*" || tag == etag
    }
  }

  /// Says whether a browser takes a coding: one with `q=0` it does not, and `*` is for those it does not name.
  private static func accepts(_ coding: String, in header: String) -> Bool {
    let entries = header.lowercased().split(separator: ",").map { part in
      part.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
    }
    guard
      let words = entries.first(where: { $0.first == coding })
        ?? entries.first(where: { $0.first == "*" })
    else { return false }
    return !words.dropFirst().contains { $0.hasPrefix("q=0") && $0.allSatisfy("q=0.".contains) }
  }
}

/// Returns the bytes in gzip form, the same for the same bytes, or nil when zlib cannot.
func gzip(_ bytes: [UInt8]) -> [UInt8]? {
  var stream = z_stream()
  // 15 + 16: the largest window, with a gzip header, which zlib writes without a time.
  let begun = deflateInit2_(
    &stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
    Int32(MemoryLayout<z_stream>.size))
  guard begun == Z_OK else { return nil }
  defer { deflateEnd(&stream) }
  var input = bytes
  var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
  let ended = input.withUnsafeMutableBufferPointer { source in
    output.withUnsafeMutableBufferPointer { target in
      stream.next_in = source.baseAddress
      stream.avail_in = UInt32(source.count)
      stream.next_out = target.baseAddress
      stream.avail_out = UInt32(target.count)
      return deflate(&stream, Z_FINISH)
    }
  }
  guard ended == Z_STREAM_END else { return nil }
  return Array(output.prefix(Int(stream.total_out)))
}
