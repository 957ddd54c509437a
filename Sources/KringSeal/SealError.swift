/// Why a text was not sealed or an envelope not opened.
package enum SealError: Error, Hashable, Sendable {
  /// The text is longer than the largest envelope holds; both counts in bytes of UTF-8 JSON.
  case tooLong(bytes: Int, allowed: Int)
  /// Not one of the four lengths, or not canonical base64url.
  case form
  /// Another version of the envelope.
  case version
  /// A key id that is not known.
  case key
  /// It does not open: made with another key, for another place, or changed on the way.
  case altered
  /// The length field points beyond the envelope.
  case length
  /// What follows the text is not all zero.
  case padding
  /// The text is not UTF-8.
  case utf8
  /// The text is not one JSON object, or one that `KringJSON` refuses: nested deeper than 8, a key
  /// given twice.
  case object

  /// The stable word for the error, the same in every client and in the vectors.
  package var code: String {
    switch self {
    case .tooLong: "too-long"
    case .form: "form"
    case .version: "version"
    case .key: "key"
    case .altered: "altered"
    case .length: "length"
    case .padding: "padding"
    case .utf8: "utf8"
    case .object: "object"
    }
  }
}

extension SealError: CustomStringConvertible {
  /// One sentence for a person who reads a log or a terminal.
  package var description: String {
    switch self {
    case .tooLong(let bytes, let allowed):
      "the text takes \(bytes) bytes and at most \(allowed) are allowed"
    case .form: "this is not an envelope: wrong length or wrong characters"
    case .version: "the envelope is of another version"
    case .key: "the envelope names an unknown key"
    case .altered: "the envelope does not open here: other key, other place, or changed"
    case .length: "the text in the envelope is longer than the envelope"
    case .padding: "there is something behind the text in the envelope"
    case .utf8: "the text in the envelope is not UTF-8"
    case .object: "the text in the envelope is not one JSON object"
    }
  }
}
