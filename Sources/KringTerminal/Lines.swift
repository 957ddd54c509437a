import Glibc

/// Writes a line to standard error.
package func complain(_ line: String) { write(line, to: STDERR_FILENO) }

/// Writes a line to standard output at once, so that pipes and people see it.
///
/// Ends the program quietly when nobody reads any more.
package func say(_ line: String) {
  if !write(line, to: STDOUT_FILENO) { exit(0) }
}

@discardableResult
private func write(_ line: String, to file: Int32) -> Bool {
  var rest = Array((line + "\n").utf8)[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
    if count < 0, errno == EINTR { continue }
    guard count >= 0 else { return false }
    rest = rest.dropFirst(count)
  }
  return true
}
