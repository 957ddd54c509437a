import Glibc
import KringLines

/// Writes a line to standard error.
package func complain(_ line: String) { Output.write(line, to: STDERR_FILENO) }

/// Writes a line to standard output at once, so that pipes and people see it.
///
/// Ends the program quietly when nobody reads any more.
package func say(_ line: String) {
  if !Output.write(line, to: STDOUT_FILENO) { exit(0) }
}
