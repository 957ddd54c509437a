import KringCore
import KringLines
import KringProtocol
import Transport

/// One figure as the page shows it.
struct Figure {
  enum Kind: String {
    case counter, gauge, histogram
  }

  enum Value {
    case number(Double)
    /// Numbers by the value of one label.
    case byLabel(String, [(String, Int)])
    case histogram(Histogram)
  }

  let name: String
  let kind: Kind
  let help: String
  let value: Value

  init(_ name: String, _ kind: Kind, _ help: String, _ value: Value) {
    self.name = name
    self.kind = kind
    self.help = help
    self.value = value
  }

  init(_ name: String, _ kind: Kind, _ help: String, _ number: Int) {
    self.init(name, kind, help, .number(Double(number)))
  }

  /// The lines of the figure in Prometheus' text format.
  var text: String {
    var lines = "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    switch value {
    case .number(let number): lines += "\(name) \(Self.text(number))\n"
    case .byLabel(let label, let numbers):
      for (word, number) in numbers { lines += "\(name){\(label)=\"\(word)\"} \(number)\n" }
    case .histogram(let histogram):
      var total = 0
      for (bound, count) in zip(histogram.bounds, histogram.counts) {
        total += count
        lines += "\(name)_bucket{le=\"\(Self.text(bound))\"} \(total)\n"
      }
      total += histogram.counts.last ?? 0
      lines += "\(name)_bucket{le=\"+Inf\"} \(total)\n"
      lines += "\(name)_sum \(Self.text(histogram.sum))\n\(name)_count \(total)\n"
    }
    return lines
  }

  private static func text(_ number: Double) -> String {
    if number == .infinity { return "+Inf" }
    return number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
  }
}

/// What the page needs to know beside the counters.
struct Gauges {
  var isReady = false
  var sessions = 0
  var members = 0
  var waiting = 0
  var connections = 0
  var queuedBytes = 0
  var aheadBatches = 0
  var aheadBytes = 0
  var counts = ServerCounts()
  /// Nil without TLS.
  var certificateSecondsLeft: Int?
  var process = ProcessFigures(data: ".", start: 0)
}

extension Metrics {
  /// The closes that the transport does by itself: not text, not UTF-8, too long.
  private static let transportCloses = [1003, 1007, 1009]

  /// All figures, in the order of the table in `operating.md`.
  func figures(_ gauges: Gauges) -> [Figure] {
    let codes = Rejection.Code.allCases.map(\.rawValue) + [ErrorCode.badMessage.rawValue]
    let rejected = codes.filter { $0 != Rejection.Code.door.rawValue }
      .map { ($0, rejections[$0] ?? 0) }
    let closes = (Self.transportCloses + CloseCode.allCases.map(\.rawValue)).map { code in
      (String(code), gauges.counts.closes[UInt16(code)] ?? 0)
    }
    let resumes = Resume.allCases.map { ($0.rawValue, self.resumes[$0] ?? 0) }
    let created = ([200, 201] + Self.creationRefusals).map { (String($0), creations[$0] ?? 0) }
    let own: [Figure] = [
      Figure(
        "kring_build_info", .gauge, "Always 1; the label names the version.",
        .byLabel("version", [(Version.current, 1)])),
      Figure("kring_ready", .gauge, "1 when /readyz says so, else 0.", gauges.isReady ? 1 : 0),
      Figure("kring_sessions", .gauge, "Sessions that are kept.", gauges.sessions),
      Figure("kring_members", .gauge, "Members who are connected.", gauges.members),
      Figure("kring_waiting", .gauge, "Newcomers at a door.", gauges.waiting),
      Figure("kring_connections", .gauge, "WebSockets, joined or not.", gauges.connections),
      Figure(
        "kring_queue_bytes", .gauge, "Bytes that wait for members behind what is being sent.",
        gauges.queuedBytes),
      Figure(
        "kring_disk_queue_batches", .gauge, "Batches that are not on disk yet.",
        gauges.aheadBatches),
      Figure(
        "kring_disk_queue_bytes", .gauge, "Bytes of the batches that are not on disk yet.",
        gauges.aheadBytes),
      Figure(
        "kring_loop_lag_seconds", .histogram,
        "How late the once-a-second timer of the socket thread came up, in seconds.",
        .histogram(loopLag)),
      Figure(
        "kring_commit_seconds", .histogram,
        "From handing a batch to the disk to the word that it is there, in seconds.",
        .histogram(commit)),
      Figure(
        "kring_beat_seconds", .histogram,
        "How long a note of the clock took, by which other nodes see that this one is alive.",
        .histogram(beat)),
      Figure(
        "kring_events_total", .counter, "Events, all sessions together.", events),
      Figure(
        "kring_commands_total", .counter,
        "Commands of members, closed and live ones in one, done or rejected.", commands),
      Figure(
        "kring_rejections_total", .counter, "Commands that were rejected, by code.",
        .byLabel("code", rejected)),
      Figure(
        "kring_closes_total", .counter, "WebSockets closed by the server, by close code.",
        .byLabel("code", closes)),
      Figure(
        "kring_resumes_total", .counter,
        "Returns of known members: with the missed events, with a view, or refused.",
        .byLabel("outcome", resumes)),
      Figure(
        "kring_slow_readers_total", .counter, "How often the queue of a member was found full.",
        gauges.counts.slowReaders),
      Figure(
        "kring_disk_failures_total", .counter, "How often the disk failed.", diskFailures),
      Figure(
        "kring_disk_refusals_total", .counter,
        "Sessions that ended for now because the journal refused what they wrote.", diskRefusals),
      Figure(
        "kring_claims_total", .counter,
        "Sessions taken over from other nodes: for a member who came, or as orphans.",
        .byLabel("from", Cause.allCases.map { ($0.rawValue, claims[$0] ?? 0) })),
      Figure(
        "kring_fenced_total", .counter,
        "How often other nodes took over what was served here.",
        fenced),
      Figure(
        "kring_lost_tails_total", .counter,
        "Sessions of which the database lacked what members had been told was kept.", lostTails),
      Figure(
        "kring_moved_total", .counter,
        "Members who were told which node serves their session.",
        moved),
      Figure(
        "kring_creations_total", .counter, "Requests to create a session, by status of the answer.",
        .byLabel("code", created)),
      Figure(
        "kring_log_lines_dropped_total", .counter,
        "Lines that were dropped because nobody read standard error.", Output.droppedLines),
      Figure(
        "kring_certificate_seconds_left", .gauge,
        "Seconds until the certificate ends, negative once it has ended, +Inf without TLS.",
        .number(gauges.certificateSecondsLeft.map(Double.init) ?? .infinity)),
    ]
    return own + figures(gauges.process)
  }

  private static let creationRefusals = [
    HTTPErrorCode.badMessage, .creationKey, .sessionTaken, .busy, .storage,
  ].map(\.status)

  /// The figures of the process, under the names that Prometheus' own libraries give them.
  private func figures(_ process: ProcessFigures) -> [Figure] {
    [
      Figure(
        "process_cpu_seconds_total", .counter, "Seconds of CPU used by the process.",
        .number(process.cpu)),
      Figure(
        "process_resident_memory_bytes", .gauge, "Bytes of memory that the process uses.",
        process.memory),
      Figure(
        "process_open_fds", .gauge, "Files and sockets that the process has open.",
        process.openFiles),
      Figure(
        "process_max_fds", .gauge, "Files and sockets that the process may have open.",
        process.mostFiles),
      Figure(
        "process_start_time_seconds", .gauge, "When the process started, in seconds since 1970.",
        process.start),
      Figure(
        "kring_disk_free_bytes", .gauge, "Bytes that are free on the disk of the data folder.",
        process.freeDisk),
    ]
  }

  /// The page `/metrics`, in Prometheus' text format.
  func page(_ gauges: Gauges) -> [UInt8] {
    Array(figures(gauges).map(\.text).joined().utf8)
  }
}

extension Gateway {
  /// What there is just now, but for what the transport and the process know.
  var gauges: Gauges {
    let ahead = disk.ahead
    return Gauges(
      isReady: isServing && !isDraining, sessions: rooms.count,
      members: rooms.values.reduce(0) { $0 + $1.connections.count },
      waiting: rooms.values.reduce(0) { $0 + $1.door.count }, aheadBatches: ahead.batches,
      aheadBytes: ahead.bytes)
  }

  /// The page `/metrics` of a server without a transport; for simulations.
  package var page: [UInt8] { metrics.page(gauges) }
}
