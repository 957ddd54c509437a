import KringJSON

/// Something wrong in a method file.
package struct Problem: Hashable, Sendable, CustomStringConvertible {
  /// The place, as in `steps[3].inputs[0].opens`; empty for the file as a whole.
  package var path: String
  /// What kind of problem it is, for a page that says it in its reader's language.
  package var code: Code
  /// What fills the blanks of the sentence, as in `["einde"]`.
  package var values: [String]

  package init(_ path: String, _ code: Code, _ values: [String] = []) {
    self.path = path
    self.code = code
    self.values = values
  }

  /// What is wrong, in English, as in `no step "einde"`.
  package var reason: String {
    values.enumerated().reduce(code.sentence) { sentence, value in
      sentence.split(separator: "{\(value.offset)}", omittingEmptySubsequences: false)
        .joined(separator: value.element)
    }
  }

  /// Place and reason in one line.
  package var description: String {
    path.isEmpty ? reason : "\(path): \(reason)"
  }
}

extension Problem {
  /// What a reader of JSON expected, as a problem.
  init(_ error: JSONError) {
    let expected = error.expected
    let (code, values): (Code, [String]) =
      if let found = expected.wholeMatch(of: /a whole number from (\d+) to (\d+)/) {
        (.number, [String(found.1), String(found.2)])
      } else if let found = expected.wholeMatch(of: /from (\d+) to (\d+) elements/) {
        (.count, [String(found.1), String(found.2)])
      } else if let found = expected.wholeMatch(of: /from (\d+) to (\d+) characters/) {
        (.length, [String(found.1), String(found.2)])
      } else if let found = expected.wholeMatch(of: /one of (.+)/) {
        (.choice, [String(found.1)])
      } else {
        (.expected, [expected])
      }
    self.init(error.path, code, values)
  }
}

/// Everything wrong in a method file, which is refused as a whole.
package struct MethodErrors: Error, Hashable, Sendable, CustomStringConvertible {
  /// The problems in the order of the file; at least one.
  package var problems: [Problem]

  /// One line for each problem.
  package var description: String {
    problems.map(\.description).joined(separator: "\n")
  }
}

/// Collects problems while a file is read.
final class Problems {
  private(set) var all: [Problem] = []

  func add(_ path: String, _ code: Problem.Code, _ values: String...) {
    all.append(Problem(path, code, values))
  }

  func add(_ error: JSONError) {
    all.append(Problem(error))
  }

  /// Adds a problem of one of several files.
  func add(_ problem: Problem, in file: String) {
    all.append(Problem("\(file): \(problem.path)", problem.code, problem.values))
  }

  /// Fails if there is any.
  func refuse() throws(MethodErrors) {
    guard all.isEmpty else { throw MethodErrors(problems: all) }
  }
}
