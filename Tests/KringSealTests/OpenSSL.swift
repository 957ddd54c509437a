import COpenSSL

/// The same codec once more, on the `openssl` C library and without a line of KringSeal, so that a
/// mistake shared by both sides of one library cannot hide.
enum OpenSSL {
  struct Failure: Error { var call: String }

  /// Derives bytes with HKDF-SHA-256 and an empty salt.
  static func derive(_ secret: [UInt8], _ info: String, _ count: Int) throws -> [UInt8] {
    guard let context = EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, nil) else {
      throw Failure(call: "EVP_PKEY_CTX_new_id")
    }
    defer { EVP_PKEY_CTX_free(context) }
    let info = Array(info.utf8)
    try check(EVP_PKEY_derive_init(context), "EVP_PKEY_derive_init")
    try check(EVP_PKEY_CTX_set_hkdf_md(context, EVP_sha256()), "set_hkdf_md")
    try check(EVP_PKEY_CTX_set1_hkdf_salt(context, [0], 0), "set1_hkdf_salt")
    try check(EVP_PKEY_CTX_set1_hkdf_key(context, secret, Int32(secret.count)), "set1_hkdf_key")
    try check(EVP_PKEY_CTX_add1_hkdf_info(context, info, Int32(info.count)), "add1_hkdf_info")
    var bytes = [UInt8](repeating: 0, count: count)
    var length = count
    try check(EVP_PKEY_derive(context, &bytes, &length), "EVP_PKEY_derive")
    guard length == count else { throw Failure(call: "EVP_PKEY_derive: \(length) bytes") }
    return bytes
  }

  /// Opens AES-256-GCM; returns `nil` if the tag does not fit.
  static func open(
    key: [UInt8], nonce: [UInt8], ciphertext: [UInt8], tag: [UInt8], binding: [UInt8]
  ) throws -> [UInt8]? {
    guard let context = EVP_CIPHER_CTX_new() else { throw Failure(call: "EVP_CIPHER_CTX_new") }
    defer { EVP_CIPHER_CTX_free(context) }
    var plaintext = [UInt8](repeating: 0, count: ciphertext.count)
    var tag = tag
    var length: Int32 = 0
    try check(EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce), "EVP_DecryptInit_ex")
    try check(
      EVP_DecryptUpdate(context, nil, &length, binding, Int32(binding.count)), "additional data")
    try check(
      EVP_DecryptUpdate(context, &plaintext, &length, ciphertext, Int32(ciphertext.count)),
      "EVP_DecryptUpdate")
    try check(
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, Int32(tag.count), &tag), "set tag")
    var rest = [UInt8](repeating: 0, count: 16)
    return EVP_DecryptFinal_ex(context, &rest, &length) == 1 ? plaintext : nil
  }

  /// Seals AES-256-GCM and returns ciphertext ‖ tag.
  static func seal(
    key: [UInt8], nonce: [UInt8], plaintext: [UInt8], binding: [UInt8]
  ) throws -> [UInt8] {
    guard let context = EVP_CIPHER_CTX_new() else { throw Failure(call: "EVP_CIPHER_CTX_new") }
    defer { EVP_CIPHER_CTX_free(context) }
    var ciphertext = [UInt8](repeating: 0, count: plaintext.count)
    var tag = [UInt8](repeating: 0, count: 16)
    var length: Int32 = 0
    try check(EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce), "EVP_EncryptInit_ex")
    try check(
      EVP_EncryptUpdate(context, nil, &length, binding, Int32(binding.count)), "additional data")
    try check(
      EVP_EncryptUpdate(context, &ciphertext, &length, plaintext, Int32(plaintext.count)),
      "EVP_EncryptUpdate")
    var rest = [UInt8](repeating: 0, count: 16)
    try check(EVP_EncryptFinal_ex(context, &rest, &length), "EVP_EncryptFinal_ex")
    try check(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, 16, &tag), "get tag")
    return ciphertext + tag
  }

  private static func check(_ result: Int32, _ call: String) throws {
    guard result == 1 else { throw Failure(call: call) }
  }
}
