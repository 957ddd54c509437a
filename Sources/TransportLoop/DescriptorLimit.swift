import Glibc

/// How many files and sockets the process may have open.
package enum DescriptorLimit {
  /// Fits the limit to so many connections, as far as the system lets the process.
  ///
  /// libwebsockets makes tables of the size of the limit: one of a million, as containers like to have it, costs 16 MB.
  package static func fit(connections: Int) {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    guard let wanted = newLimit(soft: limit.rlim_cur, hard: limit.rlim_max, connections) else {
      return
    }
    limit.rlim_cur = wanted
    // When it fails the old limit holds, and libwebsockets stops accepting before it.
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  /// Returns what the soft limit should be, or nil when it is good.
  static func newLimit(soft: UInt, hard: UInt, _ connections: Int) -> UInt? {
    // Beside the WebSockets: those that fetch the page, the journal, the program's own.
    let needed = UInt(connections) + 2048
    if soft < needed, soft < hard { return min(needed, hard) }
    let ample: UInt = 1 << 16
    return soft > 2 * ample ? max(needed, ample) : nil
  }
}
