import Glibc
import Transport

/// Files and folders of the operator that others on the machine can read.
enum Permissions {
  /// The settings whose file or folder is not for its owner alone, by their names.
  static func loose(_ settings: Configuration) -> [String] {
    let places = [
      ("data", settings.data), ("creation-key-file", settings.creationKeyFile),
      ("tls-key", settings.server.tlsKey),
    ]
    return places.compactMap { name, path in
      guard let path else { return nil }
      var found = stat()
      // A group may be given the key on purpose; the folder of sessions is the server's alone.
      let others: mode_t = name == "data" ? 0o077 : 0o007
      return stat(path, &found) == 0 && found.st_mode & others != 0 ? name : nil
    }
  }
}
