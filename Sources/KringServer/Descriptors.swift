import Glibc

/// How many files and sockets the system lets this process have open at most.
enum Descriptors {
  /// With fewer the server does not start: it could not open its journal and answer a health check.
  static let least = 256
  /// What is kept for everything else than connections: the journal, the page while it is loaded, the
  /// listening sockets.
  static let reserve = 128

  /// The hard limit of the process.
  static var hardLimit: Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return .max }
    return Int(clamping: limit.rlim_max)
  }

  /// How many connections fit under a hard limit, at most as many as are wanted; throws when it is
  /// too low for any.
  static func connections(wanted: Int, hardLimit: Int) throws(ResourceError) -> Int {
    guard hardLimit >= least else {
      throw ResourceError(
        "this process may have only \(hardLimit) files open (ulimit -H -n, or LimitNOFILE of the "
          + "unit); expected at least \(least), and \(wanted + reserve) for \(wanted) connections")
    }
    return min(wanted, hardLimit - reserve)
  }
}

/// Something that the system does not give.
package struct ResourceError: Error, CustomStringConvertible {
  /// What, in one sentence.
  package let description: String

  init(_ description: String) { self.description = description }
}
