import CPostgreSQL
import Glibc

/// A connection to PostgreSQL that waits for nothing longer than it has patience.
///
/// Belongs to one thread at a time. After a lost answer or a warning it is closed, and of what was
/// sent last nobody knows whether it was done.
package final class PostgresConnection {
  private var handle: OpaquePointer?
  /// How long one wait for an answer may take.
  var patience: Duration
  /// The names of the statements that the server has parsed, by their texts.
  private var prepared: [String: String] = [:]
  /// How many names were given; that of an exchange that failed may be taken, and is not used again.
  private var names = 0
  /// The warning that came with the last exchange.
  private var warning: String?
  /// The code (SQLSTATE) of the error that ended the last exchange; `nil` without an answer.
  private(set) var state: String?
  /// Whether the connection was given up because no answer came in time.
  private(set) var isOverdue = false
  /// The process that serves this connection.
  let backend: Int

  /// Connects to the first of the hosts that takes writes, at most three seconds each.
  package init(_ settings: PostgresSettings) throws(JournalError) {
    if let problem = PostgresLibrary.shared.problem {
      throw JournalError(.storage, "no connection to the database: \(problem)")
    }
    guard Self.isReadable(settings.connection) else {
      throw JournalError(
        .notWritable,
        "what the database is connected with cannot be read; expected words such as "
          + "\"host=… dbname=…\", or a URI in which @ and / of a password are written %40 and %2F")
    }
    // Words before `dbname` give way to those in the connection string, which `dbname` may be.
    let words = [
      ("connect_timeout", "3"), ("tcp_user_timeout", "5000"), ("keepalives_idle", "5"),
      ("keepalives_interval", "2"), ("keepalives_count", "3"),
      ("fallback_application_name", "kring"), ("dbname", settings.connection),
      ("client_encoding", "UTF8"), ("target_session_attrs", "read-write"),
    ]
    patience = settings.patience
    let opened = Self.withStrings(words.map(\.0)) { names in
      Self.withStrings(words.map(\.1)) { libpq.PQconnectdbParams(names, $0, 1) }
    }
    guard let opened, libpq.PQstatus(opened) == CONNECTION_OK else {
      let message = Self.message(of: opened)
      libpq.PQfinish(opened)
      // libpq's word for a standby, and for a database or role that is set to read only.
      let more = message.hasSuffix("read-only") ? "; expected a database that takes writes" : ""
      throw JournalError(.storage, "no connection to the database: \(message)\(more)")
    }
    handle = opened
    backend = Int(libpq.PQbackendPID(opened))
    _ = libpq.PQsetNoticeReceiver(
      opened, { PostgresConnection.note($1, for: $0) },
      Unmanaged.passUnretained(self).toOpaque())
    guard libpq.PQsetnonblocking(opened, 1) == 0, libpq.PQenterPipelineMode(opened) == 1 else {
      throw lost()
    }
    try begin()
  }

  /// Lets names mean what is PostgreSQL's own, for whoever may make functions elsewhere in the database
  /// could have some of this role's own run in their place.
  ///
  /// Refuses a pooler: a lock, a setting or a statement that it hands on is somebody else's then. It
  /// tells a client the number of no process of the server, and has one parse the same name twice.
  private func begin() throws(JournalError) {
    var process: Int?
    do throws(JournalError) {
      let statement = PostgresStatement(
        """
        SELECT pg_catalog.pg_backend_pid()::bigint,
          pg_catalog.set_config('search_path', 'pg_catalog', false)
        """)
      process = try exchange([statement])[0].rows[0].number(0)
    } catch {
      guard state == "42P05" else { throw error }
    }
    guard process == backend else {
      throw JournalError(
        .storage, "there is a pooler before the database; expected the database itself")
    }
  }

  /// Whether libpq reads a connection string as it is meant. Its own complaint would repeat a part of
  /// the string, which may be one of the password.
  private static func isReadable(_ text: String) -> Bool {
    guard let options = libpq.PQconninfoParse(text, nil) else { return false }
    defer { libpq.PQconninfoFree(options) }
    var option = options
    while let word = option.pointee.keyword {
      // A password with an @ in a URI makes its rest the host, one with a / a part of it the port. (A
      // host that begins with an @ is a socket without a file.)
      if ["host", "dbname"].contains(String(cString: word)), let value = option.pointee.val,
        String(cString: value).dropFirst().contains("@")
      {
        return false
      }
      option += 1
    }
    return true
  }

  deinit { close() }

  /// The version of the server, such as 150018.
  var serverVersion: Int { handle.map { Int(libpq.PQserverVersion($0)) } ?? 0 }

  /// Lets go of the connection; does nothing when it is closed.
  package func close() {
    guard let handle else { return }
    libpq.PQfinish(handle)
    self.handle = nil
  }

  /// Sends statements in one go and returns what each gave.
  ///
  /// They are one transaction, unless BEGIN or COMMIT is among them: when one fails, nothing of any
  /// is done.
  /// - Parameter mayWarn: whether a warning is no failure. One that comes with a commit says that the
  ///   commit may be on fewer disks than was asked for.
  /// - Throws: the failure; `state` then tells its kind.
  package func exchange(
    _ statements: [PostgresStatement], mayWarn: Bool = false
  ) throws(JournalError) -> [PostgresResult] {
    warning = nil
    state = nil
    var new: [(sql: String, name: String)] = []
    // For each answer that comes: whether it is that to a statement, not to its parsing.
    var answers: [Bool] = []
    for statement in statements {
      let known = prepared[statement.sql] ?? new.first { $0.sql == statement.sql }?.name
      let name = known ?? "kring\(names)"
      if known == nil {
        names += 1
        let types = statement.values.map(\.type)
        try sent(libpq.PQsendPrepare(handle, name, statement.sql, Int32(types.count), types))
        new.append((statement.sql, name))
        answers.append(false)
      }
      try send(name, statement.values)
      answers.append(true)
    }
    try sent(libpq.PQpipelineSync(handle))
    let results = try results()
    for (sql, name) in new { prepared[sql] = name }
    if let warning, !mayWarn {
      close()
      throw JournalError(
        .storage, "the database warned, and what it was told may be half done: \(warning)")
    }
    return zip(answers, results).filter(\.0).map(\.1)
  }

  // MARK: Sending

  private func send(_ name: String, _ values: [PostgresValue]) throws(JournalError) {
    // One string of bytes for all values, for pointers into it.
    let bytes = values.flatMap { $0.bytes ?? [] }
    let lengths = values.map { Int32($0.bytes?.count ?? 0) }
    let done = bytes.withUnsafeBufferPointer { buffer in
      let empty: StaticString = ""
      let start = UnsafeRawPointer(buffer.baseAddress ?? empty.utf8Start)
        .assumingMemoryBound(to: CChar.self)
      var place = 0
      let pointers: [UnsafePointer<CChar>?] = values.map { value in
        defer { place += value.bytes?.count ?? 0 }
        return value.bytes == nil ? nil : start + place
      }
      let formats = [Int32](repeating: 1, count: values.count)
      return libpq.PQsendQueryPrepared(
        handle, name, Int32(values.count), pointers, lengths, formats, 1)
    }
    try sent(done)
  }

  private func sent(_ done: Int32) throws(JournalError) {
    guard done == 1 else { throw lost() }
  }

  // MARK: Answers

  /// Takes all answers up to the end of the exchange.
  private func results() throws(JournalError) -> [PostgresResult] {
    var results: [PostgresResult] = []
    var failure: JournalError?
    var ends = 0
    while true {
      guard let pointer = try next() else {
        // Behind each answer comes an end; two of them are the end of the connection.
        ends += 1
        guard ends < 2 else { throw failure ?? lost() }
        continue
      }
      ends = 0
      let status = libpq.PQresultStatus(pointer)
      switch status {
      case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
        results.append(PostgresResult(pointer))
        continue
      case PGRES_FATAL_ERROR:
        if failure == nil { failure = self.failure(pointer) }
      default: break
      }
      libpq.PQclear(pointer)
      if status == PGRES_PIPELINE_SYNC { break }
    }
    if let failure { throw failure }
    return results
  }

  /// Returns the next answer, `nil` at the end of those to one statement.
  private func next() throws(JournalError) -> OpaquePointer? {
    while true {
      let unsent = libpq.PQflush(handle)
      guard handle != nil, unsent >= 0 else { throw lost() }
      guard libpq.PQisBusy(handle) == 1 else { return libpq.PQgetResult(handle) }
      try wait(forRoom: unsent == 1)
      guard libpq.PQconsumeInput(handle) == 1 else { throw lost() }
    }
  }

  private func wait(forRoom: Bool) throws(JournalError) {
    let events = Int16(POLLIN) | (forRoom ? Int16(POLLOUT) : 0)
    var descriptor = pollfd(fd: libpq.PQsocket(handle), events: events, revents: 0)
    let (seconds, attoseconds) = patience.components
    let milliseconds = Int32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    let ready = poll(&descriptor, 1, milliseconds)
    if ready < 0, errno == EINTR { return }
    guard ready > 0 else {
      isOverdue = true
      close()
      throw JournalError(.storage, "the database did not answer within \(patience)")
    }
  }

  /// Closes the connection and returns the failure that ended it.
  private func lost() -> JournalError {
    let message = handle == nil ? "it is closed" : Self.message(of: handle)
    close()
    return JournalError(.storage, "the connection to the database is lost: \(message)")
  }

  private func failure(_ result: OpaquePointer) -> JournalError {
    state = Self.field(kring_diag_sqlstate, of: result)
    // Without an answer of the server there is what libpq has to say.
    let message = Self.field(kring_diag_message, of: result) ?? Self.message(of: handle)
    return JournalError(state: state, message)
  }

  private static func note(_ result: OpaquePointer?, for connection: UnsafeMutableRawPointer?) {
    guard let result, let connection,
      field(kring_diag_severity, of: result) == "WARNING"
    else { return }
    Unmanaged<PostgresConnection>.fromOpaque(connection).takeUnretainedValue().warning =
      field(kring_diag_message, of: result) ?? "without a word"
  }

  private static func field(_ name: Int32, of result: OpaquePointer) -> String? {
    libpq.PQresultErrorField(result, name).map { String(cString: $0) }
  }

  private static func message(of handle: OpaquePointer?) -> String {
    guard let text = libpq.PQerrorMessage(handle) else { return "no message" }
    return String(cString: text).split(whereSeparator: \.isNewline)
      .map { $0.drop(while: \.isWhitespace) }.joined(separator: "; ")
  }

  /// Calls `body` with pointers to texts, and a null pointer behind the last.
  private static func withStrings<Value>(
    _ strings: [String], _ body: ([UnsafePointer<CChar>?]) -> Value
  ) -> Value {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies.map { UnsafePointer($0) } + [nil])
  }
}

extension JournalError {
  /// Creates the error of a statement from PostgreSQL's code (SQLSTATE), `nil` without an answer, and
  /// its sentence, which names tables and settings at most, never a value.
  init(state: String?, _ message: String) {
    let code: Code =
      switch state {
      case "KR001": .fenced
      case "42P01", "42703": .newerFormat
      case "42501": .notWritable
      case "23505", "22P03", "42804": .corrupt
      default: .storage
      }
    let expected = state == "42501" ? "; expected the role that owns schema kring" : ""
    self.init(code, "the database: \(message) (PostgreSQL \(state ?? "gave no code"))\(expected)")
  }
}
