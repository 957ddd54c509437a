import Foundation

// How flags and environment become a configuration.

extension Configuration {
  /// Reads flags and environment; a flag wins over its variable.
  ///
  /// - Parameter arguments: the words after the name of the program.
  package init(
    arguments: some Sequence<String>, environment: [String: String]
  ) throws(ConfigurationError) {
    self.init()
    let flags = try Self.split(arguments)
    for setting in Setting.all {
      if let values = flags[setting.name] {
        places[setting.name] = setting.flag
        for value in values { try take(setting, value, at: setting.flag) }
      } else if let text = environment[setting.variable] {
        places[setting.name] = setting.variable
        let values = setting.isList ? text.split(separator: ",").map(String.init) : [text]
        for value in values {
          try take(setting, value.trimmingCharacters(in: .whitespaces), at: setting.variable)
        }
      }
    }
    for (name, value) in [("data", data), ("web", web), ("methods", methods)] where value.isEmpty {
      throw ConfigurationError("--\(name)", "expected a folder, found nothing")
    }
  }

  private mutating func take(
    _ setting: Setting, _ value: String, at place: String
  ) throws(ConfigurationError) {
    do { try setting.take(&self, value) } catch {
      // What is meant for a database may have its password.
      let found = value.isEmpty ? "nothing" : setting.name == "database" ? "something else" : value
      throw ConfigurationError(place, "expected \(error.expected), found \(found)")
    }
  }

  /// Returns what the flags say, by the names of their settings.
  private static func split(
    _ arguments: some Sequence<String>
  ) throws(ConfigurationError) -> [String: [String]] {
    var found: [String: [String]] = [:]
    var words = Array(arguments)[...]
    while let word = words.popFirst() {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let flag = String(parts[0])
      guard let setting = Setting.all.first(where: { $0.flag == flag }) else {
        throw ConfigurationError(
          flag,
          ["audit", "key", "move"].contains(flag)
            ? "expected this command as the first word"
            : "expected one of the flags that --help lists")
      }
      var value = parts.count > 1 ? String(parts[1]) : nil
      if setting.value == nil { value = value ?? "yes" }
      guard let value = value ?? words.popFirst() else {
        throw ConfigurationError(flag, "expected \(setting.value ?? "a value"), found nothing")
      }
      guard setting.isList || found[setting.name] == nil else {
        throw ConfigurationError(flag, "expected once, found again")
      }
      found[setting.name, default: []].append(value)
    }
    return found
  }

  /// The lines of the help about flags and variables.
  package static var help: String {
    Setting.all.map { setting in
      let flag = [setting.flag, setting.value].compactMap { $0 }.joined(separator: " ")
      let more = setting.isList ? "; may be repeated (in the variable: commas between)" : ""
      return "  \(flag) (\(setting.variable); default: \(setting.standard))\n"
        + "      \(setting.help)\(more)\n"
    }.joined()
  }

  /// The same as lines of a table in Markdown.
  package static var table: String {
    "| flag | variable | default | meaning |\n| --- | --- | --- | --- |\n"
      + Setting.all.map { setting in
        let flag = [setting.flag, setting.value].compactMap { $0 }.joined(separator: " ")
        let more = setting.isList ? " (list)" : ""
        return "| `\(flag)`\(more) | `\(setting.variable)` | \(setting.standard) "
          + "| \(setting.help) |\n"
      }.joined()
  }
}
