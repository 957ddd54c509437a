import Foundation

/// Names of people as others may see them.
///
/// Which characters show nothing is a list of code points and not a Unicode property, so that
/// clients of all ages and languages agree on it: `protocol/README.md`, section 10.
package enum Names {
  /// How many characters a name may have.
  package static let length = 40

  /// Returns a name without what shows nothing, its words one space apart; `nil` unless 1 to 40
  /// characters (code points) are left.
  package static func clean(_ name: String) -> String? {
    var words: [[Unicode.Scalar]] = [[]]
    for scalar in name.unicodeScalars {
      switch Kind(scalar) {
      case .space: words.append([])
      case .unseen: break
      // A joiner has nothing to join at the beginning of a word.
      case .joiner where words[words.endIndex - 1].isEmpty: break
      case .joiner, .seen: words[words.endIndex - 1].append(scalar)
      }
    }
    for place in words.indices {
      while let last = words[place].last, last == "\u{200c}" || last == "\u{200d}" {
        words[place].removeLast()
      }
    }
    let clean = Array(words.filter { !$0.isEmpty }.joined(separator: [" "]))
    guard 1...length ~= clean.count else { return nil }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: clean)
    return String(text)
  }

  /// Whether a text shows anything at all.
  package static func isVisible(_ text: String) -> Bool {
    text.unicodeScalars.contains { Kind($0) == .seen }
  }

  /// Returns a name for each person, no two the same: of those with equal names the first keeps it
  /// and the others are numbered, «Anna» and «Anna (2)». Capitals make no difference.
  package static func distinct(_ names: [String]) -> [String] {
    var taken: Set<String> = []
    return names.map { name in
      var label = name
      var number = 2
      while !taken.insert(key(label)).inserted {
        label = "\(name) (\(number))"
        number += 1
      }
      return label
    }
  }

  private static func key(_ name: String) -> String {
    var scalars = String.UnicodeScalarView()
    scalars.append(
      contentsOf: name.precomposedStringWithCompatibilityMapping.unicodeScalars
        .filter { Kind($0) != .joiner })
    return String(scalars).lowercased()
  }

  private enum Kind {
    /// Shows itself.
    case seen
    /// Joins or dresses the characters beside it; nothing by itself.
    case joiner
    /// Is seen as a space.
    case space
    /// Shows nothing, or turns the direction of what stands after it.
    case unseen

    init(_ scalar: Unicode.Scalar) {
      switch scalar.value {
      case 0x09...0x0d, 0x20, 0x85, 0xa0, 0x1680, 0x2000...0x200a, 0x2028, 0x2029, 0x202f, 0x205f,
        0x3000:
        self = .space
      case 0x200c, 0x200d, 0xfe0e, 0xfe0f: self = .joiner
      case 0x00...0x1f, 0x7f...0x9f, 0xad, 0x034f, 0x061c, 0x115f, 0x1160, 0x17b4, 0x17b5,
        0x180b...0x180f, 0x200b, 0x200e, 0x200f, 0x202a...0x202e, 0x2060...0x206f, 0x2800, 0x3164,
        0xfe00...0xfe0d, 0xfeff, 0xffa0, 0xfff0...0xfffb, 0xfffe, 0xffff, 0x1bca0...0x1bca3,
        0x1d159, 0x1d173...0x1d17a, 0xe0000...0xe0fff:
        self = .unseen
      default: self = .seen
      }
    }
  }
}
