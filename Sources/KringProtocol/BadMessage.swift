import KringJSON

/// A message, or the body of a request, that is not what the protocol allows.
///
/// Answered as a rejection if `ref` could be read, otherwise as an error before close 4000.
package struct BadMessage: Error, Hashable, Sendable {
  /// The place, as in `$.planned[2].step`; `$` for the whole.
  package var at: String
  /// What was expected there.
  package var expected: String
  /// The number of the command, if the message could be read so far.
  package var ref: Int?

  package init(at: String, expected: String, ref: Int? = nil) {
    self.at = at
    self.expected = expected
    self.ref = ref
  }

  /// The longest place given back, in bytes: keys are the sender's and may be long.
  static let longestPlace = 120

  init(_ error: JSONError, ref: Int? = nil) {
    var place = "$"
    if !error.path.isEmpty { place += error.path.first == "[" ? error.path : "." + error.path }
    if place.utf8.count > Self.longestPlace {
      while place.utf8.count > Self.longestPlace { place.removeLast() }
      place += "…"
    }
    self.init(at: place, expected: error.expected, ref: ref)
  }
}

extension BadMessage: CustomStringConvertible {
  /// The complaint in one line.
  package var description: String { "\(at): expected \(expected)" }
}
