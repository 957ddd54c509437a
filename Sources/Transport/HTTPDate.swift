import Glibc

/// The `Date` line of responses, made once a second.
struct HTTPDate {
  private var second = 0
  private var bytes: [UInt8] = []

  /// The line with its end.
  var line: [UInt8] {
    mutating get {
      let now = time(nil)
      if now != second || bytes.isEmpty {
        second = now
        bytes = Array("Date: \(Self.text(now))\r\n".utf8)
      }
      return bytes
    }
  }

  /// Returns a time as HTTP writes it, whatever the language of the system.
  static func text(_ seconds: time_t) -> String {
    var (seconds, parts) = (seconds, tm())
    gmtime_r(&seconds, &parts)
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let clock = "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
    return "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) "
      + "\(parts.tm_year + 1900) \(clock) GMT"
  }
}
