import KringJSON

/// The inside of an envelope: a two-byte length, a JSON object in UTF-8, and zeros up to one of
/// four sizes.
///
/// The sizes hide how long a text is; it is never compressed, since that would show it again.
enum Plaintext {
  /// The four sizes in bytes.
  static let sizes = [512, 1024, 2048, 4096]
  /// The most bytes a text may have.
  static let allowed = 4094

  /// Returns the smallest plaintext that holds the JSON object.
  static func pad(_ json: [UInt8]) throws(SealError) -> [UInt8] {
    guard let size = sizes.first(where: { json.count <= $0 - 2 }) else {
      throw .tooLong(bytes: json.count, allowed: allowed)
    }
    try check(json)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size)
    bytes.append(UInt8(json.count >> 8))
    bytes.append(UInt8(json.count & 0xff))
    bytes.append(contentsOf: json)
    bytes.append(contentsOf: repeatElement(0, count: size - bytes.count))
    return bytes
  }

  /// Returns the JSON object in a plaintext of one of the four sizes.
  static func unpad(_ bytes: [UInt8]) throws(SealError) -> [UInt8] {
    guard sizes.contains(bytes.count) else { throw .form }
    let count = Int(bytes[0]) << 8 | Int(bytes[1])
    guard count <= bytes.count - 2 else { throw .length }
    let json = Array(bytes[2..<2 + count])
    guard bytes[(2 + count)...].allSatisfy({ $0 == 0 }) else { throw .padding }
    try check(json)
    return json
  }

  private static func check(_ json: [UInt8]) throws(SealError) {
    guard String(validating: json, as: UTF8.self) != nil else { throw .utf8 }
    let value: JSON
    do { value = try JSON.parse(json) } catch { throw .object }
    guard case .object = value else { throw .object }
  }
}
