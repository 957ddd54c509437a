import Foundation

/// Lines on standard error for the operator: codes and figures, never a text, a name, a token, a
/// session or an address.
public enum Log {
  /// Writes that something went wrong.
  public static func error(_ code: String, _ message: String = "") { write("error", code, message) }

  /// Writes that something happened.
  public static func notice(_ code: String, _ message: String = "") {
    write("notice", code, message)
  }

  private static func write(_ level: String, _ code: String, _ message: String) {
    let time = Date().formatted(.iso8601)
    let line = "\(time) \(level) \(code)\(message.isEmpty ? "" : " " + message)\n"
    FileHandle.standardError.write(Data(line.utf8))
  }
}
