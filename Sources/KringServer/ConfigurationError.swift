/// A flag or variable that does not fit.
package struct ConfigurationError: Error, Equatable, CustomStringConvertible {
  /// The flag.
  package let place: String
  /// What was expected.
  package let reason: String
  /// Whether the flag itself is in order, but the file or folder it names cannot be read.
  package let isUnreadable: Bool

  /// Creates the error of a value that does not fit.
  package init(_ place: String, _ reason: String) {
    self.place = place
    self.reason = reason
    isUnreadable = false
  }

  /// Creates the error of a file or folder that cannot be read.
  package init(unreadable place: String, _ reason: String) {
    self.place = place
    self.reason = reason
    isUnreadable = true
  }

  /// The flag and what was expected, in one line.
  package var description: String { "\(place): \(reason)" }
}
