import KringAudit
import KringServer

/// What `kring-server audit` was asked.
struct AuditWish {
  /// The data folder.
  private(set) var data = ""
  /// The session to look for, if one was named.
  private(set) var session: AuditSearch?
  /// More files to look into.
  private(set) var also: [String] = []

  /// Reads flags, and the folder from the environment if no flag names it.
  init(
    arguments: [String], environment: [String: String]
  ) throws(ConfigurationError) {
    data = environment["KRING_DATA"] ?? ""
    var words = arguments[...]
    while let flag = words.popFirst() {
      guard ["--data", "--session", "--also"].contains(flag) else {
        throw ConfigurationError(flag, "expected --data, --session or --also")
      }
      guard let value = words.popFirst(), !value.isEmpty else {
        throw ConfigurationError(flag, "expected a value, found nothing")
      }
      switch flag {
      case "--data": data = value
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
    guard !data.isEmpty else {
      throw ConfigurationError("--data", "expected a folder, found nothing")
    }
    guard also.isEmpty || session != nil else {
      throw ConfigurationError("--also", "expected --session with it, found nothing")
    }
  }
}
