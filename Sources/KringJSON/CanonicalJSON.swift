extension JSON {
  /// The one text that a value has by RFC 8785: keys in the order of their UTF-16 units, no white
  /// space, UTF-8. What is signed or hashed is this text.
  ///
  /// Numbers with a fraction or an exponent are not written as that page asks: whoever signs or checks
  /// allows none.
  package var canonical: [UInt8] { sorted.bytes }

  private var sorted: JSON {
    switch self {
    case .null, .bool, .int, .double, .string: self
    case .array(let elements): .array(elements.map(\.sorted))
    case .object(let fields):
      .object(
        fields.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
          .map { Field($0.key, $0.value.sorted) })
    }
  }
}
