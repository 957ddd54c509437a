import CPostgreSQL

/// libpq, once a connection has asked for it; its functions have the names and types of its header.
///
/// A server on a data folder does without it, and without what comes with it: Kerberos, LDAP and GnuTLS.
var libpq: kring_libpq { PostgresLibrary.shared.functions }

/// The library as it was found at the first look, from any thread.
struct PostgresLibrary: @unchecked Sendable {
  static let shared = PostgresLibrary()

  /// Null pointers where `problem` says why.
  fileprivate private(set) var functions = kring_libpq()
  /// Why it cannot be used; `nil` if it can.
  let problem: String?

  private init() {
    problem = kring_libpq_load(&functions).map {
      "\(String(cString: $0)); expected Debian's package libpq5"
    }
  }
}
