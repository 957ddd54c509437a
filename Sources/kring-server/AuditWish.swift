import KringAudit
import KringServer

/// What `kring-server audit` was asked.
struct AuditWish {
  /// What is looked at.
  enum Place {
    /// A data folder.
    case folder(String)
    /// A PostgreSQL, in libpq's words.
    case database(String)
  }

  /// The data folder or database.
  let place: Place
  /// The session to look for, if one was named.
  private(set) var session: AuditSearch?
  /// More files and folders to look into.
  private(set) var also: [String] = []

  /// Reads flags, and the folder or database from the environment if no flag names one.
  init(
    arguments: [String], environment: [String: String]
  ) throws(ConfigurationError) {
    var data: String?
    var database: String?
    var words = arguments[...]
    while let word = words.popFirst() {
      // What is behind «=» may be a password, and is not said again.
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let flag = String(parts[0])
      guard ["--data", "--database", "--session", "--also"].contains(flag) else {
        throw ConfigurationError(flag, "expected --data, --database, --session or --also")
      }
      guard let value = parts.count > 1 ? String(parts[1]) : words.popFirst(), !value.isEmpty else {
        throw ConfigurationError(flag, "expected a value, found nothing")
      }
      switch flag {
      case "--data": data = value
      case "--database": database = value
      case "--also": also.append(value)
      default:
        guard let search = AuditSearch(value) else {
          throw ConfigurationError(
            flag,
            "expected the 22 characters that kring-cli id prints, a UUID or 32 hexadecimal "
              + "digits, found \(value)")
        }
        session = search
      }
    }
    guard data == nil || database == nil else {
      throw ConfigurationError("--database", "expected nothing, because --data is given")
    }
    if data == nil, database == nil {
      // As a server reads them: with a database the folder has no sessions.
      data = environment["KRING_DATA"]
      database = environment["KRING_DATABASE"]
    }
    if let database, !database.isEmpty {
      place = .database(database)
    } else if let data, !data.isEmpty {
      place = .folder(data)
    } else {
      throw ConfigurationError("--data", "expected a folder, found nothing")
    }
    guard also.isEmpty || session != nil else {
      throw ConfigurationError("--also", "expected --session with it, found nothing")
    }
  }
}
