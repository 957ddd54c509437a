/// What members and method files wrote, made so that a terminal shows it and obeys none of it, and
/// that no line of it can be taken for one of this program's own.
enum Plain {
  /// What the program calls the person at the prompt, and who is not there or not known.
  private static let ownWords: Set<String> = ["you", "nobody", "somebody"]

  /// A text: its second and further lines are set in deeper than any line of the program.
  static func text(_ words: String) -> String {
    lines(words).joined(separator: "\n    | ")
  }

  /// A text on one line.
  static func line(_ words: String) -> String {
    lines(words).filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// A name; in quotes where it is a word that the program has for somebody else.
  static func name(_ name: String) -> String {
    ownWords.contains(name.lowercased()) ? "\"\(name)\"" : name
  }

  private static func lines(_ words: String) -> [String] {
    var lines = [String.UnicodeScalarView()]
    for scalar in words.unicodeScalars {
      switch scalar.value {
      case 0x0a, 0x2028, 0x2029: lines.append(String.UnicodeScalarView())
      case 0x09: lines[lines.endIndex - 1].append(" ")
      // What turns the direction would reach beyond the text, up to the end of the line.
      case 0x00...0x1f, 0x7f...0x9f, 0x061c, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069: break
      default: lines[lines.endIndex - 1].append(scalar)
      }
    }
    return lines.map(String.init)
  }
}
