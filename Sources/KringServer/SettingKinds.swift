import Foundation
import KringJournal
import KringProtocol
import Transport

// The kinds of settings: how each is read, and how the value that holds without it is printed.

extension Setting {
  /// The place of a value in the configuration.
  typealias Place<Value> = any WritableKeyPath<Configuration, Value> & Sendable
  /// Reads a value, or says what was expected.
  typealias Reading<Value> = @Sendable (String) throws(Mismatch) -> Value

  /// What was expected of a value.
  struct Mismatch: Error {
    let expected: String
  }

  private static let plain = Configuration()

  /// A whole number.
  static func number(
    _ name: String, _ help: String, _ place: Place<Int>, _ range: ClosedRange<Int>
  ) -> Setting {
    Setting(
      name: name, value: "NUMBER", help: help, standard: "\(plain[keyPath: place])", isList: false
    ) { settings, text throws(Mismatch) in settings[keyPath: place] = try number(text, range) }
  }

  /// A whole number of seconds.
  static func seconds(
    _ name: String, _ help: String, _ place: Place<Duration>, _ range: ClosedRange<Int>
  ) -> Setting {
    Setting(
      name: name, value: "SECONDS", help: help,
      standard: "\(plain[keyPath: place].components.seconds)", isList: false
    ) { settings, text throws(Mismatch) in
      settings[keyPath: place] = .seconds(try number(text, range))
    }
  }

  /// A whole number, or `off`.
  static func number(
    _ name: String, _ help: String, _ place: Place<Int?>, _ range: ClosedRange<Int>
  ) -> Setting {
    Setting(
      name: name, value: "NUMBER", help: help,
      standard: plain[keyPath: place].map { "\($0)" } ?? "off", isList: false
    ) { settings, text throws(Mismatch) in
      settings[keyPath: place] = text == "off" ? nil : try number(text, range, or: " or off")
    }
  }

  /// A whole number of days that need not be given.
  static func days(
    _ name: String, _ help: String, _ place: Place<Int?>, _ range: ClosedRange<Int>
  ) -> Setting {
    Setting(name: name, value: "DAYS", help: help, standard: "none", isList: false) {
      settings, text throws(Mismatch) in settings[keyPath: place] = try number(text, range)
    }
  }

  /// So many a second, and some times as many at once.
  static func rate(
    _ name: String, _ help: String, _ place: Place<Rate>, _ range: ClosedRange<Int>, burst: Int
  ) -> Setting {
    Setting(
      name: name, value: "NUMBER", help: help, standard: "\(plain[keyPath: place].perSecond)",
      isList: false
    ) { settings, text throws(Mismatch) in
      let perSecond = try number(text, range)
      settings[keyPath: place] = Rate(perSecond: perSecond, burst: burst * perSecond)
    }
  }

  /// Yes or no; the flag alone says yes.
  static func truth(_ name: String, _ help: String, _ place: Place<Bool>) -> Setting {
    Setting(
      name: name, value: nil, help: help, standard: plain[keyPath: place] ? "yes" : "no",
      isList: false
    ) { settings, text throws(Mismatch) in settings[keyPath: place] = try truth(text) }
  }

  /// A text that must be given, unless it has a value without.
  static func text(
    _ name: String, _ value: String, _ help: String, _ place: Place<String>,
    reading: @escaping Reading<String>
  ) -> Setting {
    let standard = plain[keyPath: place]
    return Setting(
      name: name, value: value, help: help, standard: standard.isEmpty ? "needed" : standard,
      isList: false
    ) { settings, text throws(Mismatch) in settings[keyPath: place] = try reading(text) }
  }

  /// A text that need not be given.
  ///
  /// - Parameter without: what holds without it, in words.
  static func text(
    _ name: String, _ value: String, _ help: String, _ place: Place<String?>, without: String,
    reading: @escaping Reading<String>
  ) -> Setting {
    Setting(
      name: name, value: value, help: help, standard: plain[keyPath: place] ?? without,
      isList: false
    ) { settings, text throws(Mismatch) in settings[keyPath: place] = try reading(text) }
  }

  /// Any number of values.
  ///
  /// - Parameter without: what holds without any, in words.
  static func list<Value>(
    _ name: String, _ value: String, _ help: String, _ place: Place<[Value]>, without: String,
    reading: @escaping Reading<Value>
  ) -> Setting {
    Setting(name: name, value: value, help: help, standard: without, isList: true) {
      settings, text throws(Mismatch) in settings[keyPath: place].append(try reading(text))
    }
  }

  // MARK: Reading

  private static func number(
    _ text: String, _ range: ClosedRange<Int>, or more: String = ""
  ) throws(Mismatch) -> Int {
    guard text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(text),
      range.contains(number)
    else {
      throw Mismatch(
        expected: "a whole number from \(range.lowerBound) to \(range.upperBound)\(more)")
    }
    return number
  }

  @Sendable static func host(_ text: String) throws(Mismatch) -> String {
    try word(text, "a name or an address")
  }

  @Sendable static func folder(_ text: String) throws(Mismatch) -> String {
    try word(text, "a folder")
  }

  @Sendable static func connection(_ text: String) throws(Mismatch) -> String {
    guard text.contains("=") || text.hasPrefix("postgresql://") || text.hasPrefix("postgres://")
    else { throw Mismatch(expected: "words such as host=… dbname=…, or a URI of PostgreSQL") }
    return text
  }

  @Sendable static func node(_ text: String) throws(Mismatch) -> String {
    guard let label = NodeLabel(text) else {
      throw Mismatch(expected: "1 to 32 characters of a-z, 0-9 and -")
    }
    return label.text
  }

  @Sendable static func durable(_ text: String) throws(Mismatch) -> String {
    guard PostgresSettings.Durability(rawValue: text) != nil else {
      throw Mismatch(expected: "local or standby")
    }
    return text
  }

  @Sendable static func file(_ text: String) throws(Mismatch) -> String {
    try word(text, "a file")
  }

  @Sendable static func address(_ text: String) throws(Mismatch) -> PeerAddress {
    guard let address = PeerAddress(text) else { throw Mismatch(expected: "an IP address") }
    return address
  }

  private static func word(_ text: String, _ what: String) throws(Mismatch) -> String {
    guard !text.isEmpty else { throw Mismatch(expected: what) }
    return text
  }

  /// Reads the place of a socket in the file system.
  @Sendable static func socketFile(_ text: String) throws(Mismatch) -> String {
    guard text.hasPrefix("unix:/") else {
      throw Mismatch(expected: "unix: and a whole path, such as unix:/run/kring/kring.sock")
    }
    return String(text.dropFirst("unix:".count))
  }

  @Sendable static func base(_ text: String) throws(Mismatch) -> String {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let isPath = parts.count > 1 && parts.first == "" && parts.last == ""
    let names = parts.dropFirst().dropLast()
    let letters = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~")
    guard isPath,
      names.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && letters.isSuperset(of: $0) })
    else {
      throw Mismatch(expected: "a path of letters, digits and -_.~ that begins and ends with /")
    }
    return text
  }

  private static func truth(_ text: String) throws(Mismatch) -> Bool {
    switch text {
    case "1", "true", "yes": true
    case "0", "false", "no": false
    default: throw Mismatch(expected: "yes or no")
    }
  }

  /// Reads a host as a content policy names it.
  ///
  /// Nothing is taken that would mean everybody, such as `*.com`, nor a page without TLS, whose place
  /// anybody on the network can take, nor a mark that would end the policy's own list. (Without quotes
  /// `none` and `self` are hosts, and meant otherwise.)
  @Sendable static func frameAncestor(_ text: String) throws(Mismatch) -> String {
    let host =
      #/
      ( http://(localhost|127\.0\.0\.1)
      | (https://)? [a-z0-9]([a-z0-9\-]*[a-z0-9])? (\.[a-z0-9]([a-z0-9\-]*[a-z0-9])?)*
      | (https://)? \*(\.[a-z0-9]([a-z0-9\-]*[a-z0-9])?){2,} )
      (:[0-9]{1,5})?
      /#
    guard text.wholeMatch(of: host) != nil, text != "none", text != "self" else {
      throw Mismatch(
        expected: "a host in lower case, such as call.example, with https:// before it or not, "
          + "*. before a name of two parts or more for those below it, and a port or not")
    }
    return text
  }

  @Sendable static func origin(_ text: String) throws(Mismatch) -> String {
    let parts = text.components(separatedBy: "://")
    guard parts.count == 2, ["http", "https"].contains(parts[0]), !parts[1].isEmpty,
      !parts[1].contains("/"), text == text.lowercased()
    else {
      throw Mismatch(
        expected: "scheme://host or scheme://host:port in lower case, without a slash at the end")
    }
    return text
  }
}
