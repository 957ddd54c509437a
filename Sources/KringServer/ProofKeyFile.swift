import Foundation
import Glibc
import KringJSON
import KringJournal
import KringProtocol

/// The file `proof.key` of a data folder: the key with which the server signs, and the public ones of
/// all before it.
///
/// Its owner alone may read it. It is written whole under another name and then put in its place, so a
/// stop in between leaves the one before.
package struct ProofKeyFile {
  /// Its name in the data folder.
  package static let name = "proof.key"

  private let folder: String
  private var path: String { folder + "/" + Self.name }

  package init(folder: String) { self.folder = folder }

  /// Reads the keys; `nil` where there is no file.
  ///
  /// - Throws: `corrupt` with what was expected, `not-writable` where it cannot be read.
  package func read() throws(JournalError) -> ProofKeys? {
    guard access(path, F_OK) == 0 else { return nil }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw JournalError(
        .notWritable, "cannot read \(path); expected a file of the server's own user")
    }
    do {
      return try ProofKeys(file: Array(data))
    } catch {
      throw JournalError(
        .corrupt, "\(path) is no file of `kring-server key`: \(error); a backup has one")
    }
  }

  /// Reads the keys, or makes the first one; the folder too, where the journal lies elsewhere.
  package func readOrMake(now: Int) throws(JournalError) -> ProofKeys {
    if let keys = try read() { return keys }
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw failure("make", folder) }
    let keys = ProofKeys(.generate(), now: now)
    try write(keys)
    return keys
  }

  /// Writes the keys in the place of those there; durable when this returns.
  package func write(_ keys: ProofKeys) throws(JournalError) {
    let new = path + ".new"
    unlink(new)
    let file = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failure("write", new) }
    let bytes = keys.file
    let isWritten = Glibc.write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
    guard Glibc.close(file) == 0, isWritten, rename(new, path) == 0 else {
      let error = failure("write", new)
      unlink(new)
      throw error
    }
    let parent = open(folder, O_RDONLY | O_CLOEXEC)
    defer { _ = Glibc.close(parent) }
    guard parent >= 0, fsync(parent) == 0 else { throw failure("sync", folder) }
  }

  private func failure(_ what: String, _ path: String) -> JournalError {
    JournalError(.notWritable, "cannot \(what) \(path): \(String(cString: strerror(errno)))")
  }
}

extension ProofKeys {
  /// What the file holds.
  fileprivate var file: [UInt8] {
    JSON.object([
      .init("v", .int(1)), .init("secret", .text(Base64URL.text(present.seed))),
      .init("keys", .array(published.map(\.json))),
    ]).bytes + [0x0a]
  }

  fileprivate init(file bytes: [UInt8]) throws(JSONError) {
    let json = try JSON.parse(bytes)
    var reader = try ObjectReader(json)
    let seed = try reader.text("secret", as: "32 bytes in base64url without padding") {
      Base64URL.decode($0.bytes, count: 32)
    }
    let keys = try ProofKey.list(json)
    guard let present = SigningKey(seed: seed), keys.last?.publicKey == present.publicKey else {
      throw JSONError(path: "keys", expected: "the public key of the secret as the last one")
    }
    self.init(present, published: keys)
  }
}
