import KringJSON

/// Something wrong in a method file.
public struct Problem: Hashable, Sendable, CustomStringConvertible {
  /// The place, as in `steps[3].inputs[0].opens`; empty for the file as a whole.
  public var path: String
  /// What is wrong, as in `no step "einde"`.
  public var reason: String

  /// Creates a problem.
  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  /// Place and reason in one line.
  public var description: String {
    path.isEmpty ? reason : "\(path): \(reason)"
  }
}

/// Everything wrong in a method file, which is refused as a whole.
public struct MethodErrors: Error, Hashable, Sendable, CustomStringConvertible {
  /// The problems in the order of the file; at least one.
  public var problems: [Problem]

  /// One line for each problem.
  public var description: String {
    problems.map(\.description).joined(separator: "\n")
  }
}

/// Collects problems while a file is read.
final class Problems {
  private(set) var all: [Problem] = []

  func add(_ path: String, _ reason: String) {
    all.append(Problem(path: path, reason: reason))
  }

  func add(_ error: JSONError) {
    add(error.path, "expected \(error.expected)")
  }

  /// Fails if there is any.
  func refuse() throws(MethodErrors) {
    guard all.isEmpty else { throw MethodErrors(problems: all) }
  }
}
