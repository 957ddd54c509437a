/// The label of a node: what a balancer in front of several servers routes by.
package struct NodeLabel: Hashable, Sendable {
  /// 1 to 32 characters of a–z, 0–9 and the hyphen.
  package let text: String

  /// - Returns: `nil` for any other text.
  package init?(_ text: String) {
    guard (1...32).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed) else {
      return nil
    }
    self.text = text
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
