import Dispatch
import Foundation
import Glibc
import KringJournal
import KringLines
import KringMethods
import KringProtocol
import KringServer
import Transport
import TransportLoop

@main
enum Program {
  static func main() {
    // Nobody may be reading what is written; that ends nothing.
    signal(SIGPIPE, SIG_IGN)
    let words = CommandLine.arguments.dropFirst()
    if words.first == "--version" {
      Output.write("kring-server \(Version.current)", to: STDOUT_FILENO)
      exit(0)
    }
    if words.first == "audit" { exit(AuditCommand.run(Array(words.dropFirst()))) }
    if words.first == "key" { exit(KeyCommand.run(Array(words.dropFirst()))) }
    if words.first == "move" { exit(MoveCommand.run(Array(words.dropFirst()))) }
    let code = serve(Array(words))
    Output.finish()
    exit(code)
  }

  private static let help = """
    kring-server keeps small confidential meetings of equals in step.

    USAGE
      kring-server --data FOLDER --web FOLDER --methods FOLDER [OPTIONS]
      kring-server audit --data FOLDER [--session ID]     (kring-server audit --help)
      kring-server key show|make|rotate --data FOLDER     (kring-server key --help)
      kring-server move --data FOLDER --to-database CONNINFO   (kring-server move --help)
      kring-server --version

    Serves the page, the session API and the WebSocket on one port, and keeps every session in the
    data folder until it is purged. SIGTERM and SIGINT drain: members are told when to come back.
    SIGHUP reads certificate and keys again, and nobody is disconnected; other signals do nothing.

    EXAMPLES
      kring-server --data data --web web --methods protocol/methods
      kring-server --port 443 --host 0.0.0.0 --origin https://kring.example \\
        --creation-key-file key --tls-cert chain.pem --tls-key key.pem \\
        --data data --web web --methods protocol/methods

    OPTIONS (each also as an environment variable; the flag wins)
    \(Configuration.help)
    EXIT CODES
      0   stopped by a signal
      64  a flag or variable does not fit
      66  a file or folder cannot be read
      69  the address cannot be listened on
      71  the system lets the process open too few files
      74  the data folder or the database cannot be used
      75  the clock is more than 30 days after anything in the data folder, or not the database's
    """

  private static func serve(_ words: [String]) -> Int32 {
    guard !words.contains("--help"), !words.contains("-h") else {
      Output.write(help, to: STDOUT_FILENO)
      return 0
    }
    do {
      let environment = ProcessInfo.processInfo.environment
      var settings = try Configuration(arguments: words, environment: environment)
      try settings.complete()
      let service = try Service(settings, manager: ServiceManager(environment: environment))
      heedSignals(service)
      try service.run { port, metricsPort in
        let address = settings.address(port: port)
        let place = settings.node.map { "node \($0), sessions in the database" }
        say("Kring is at \(address) (\(place ?? "data in \(settings.data)")). Ctrl+C stops it.")
        if let metricsPort { say("Metrics are at http://127.0.0.1:\(metricsPort)/metrics.") }
      }
      return 0
    } catch let error as ConfigurationError {
      return leave(error.isUnreadable ? 66 : 64, error)
    } catch let error as MethodErrors {
      return leave(66, error)
    } catch let error as TransportError {
      return leave(unreadable.contains(error.code) ? 66 : 69, error)
    } catch let error as JournalError {
      return leave(error.code == .clock ? 75 : 74, error)
    } catch let error as ResourceError {
      return leave(71, error)
    } catch let error as ClockError {
      return leave(75, error)
    } catch {
      return leave(70, error)
    }
  }

  private static let unreadable: [TransportError.Code] = [
    .assetsUnreadable, .certificateUnreadable, .keyUnreadable, .keyMismatch,
  ]

  private static func say(_ line: String) { Output.pass(line, to: STDOUT_FILENO) }

  private static func leave(_ code: Int32, _ error: any Error) -> Int32 {
    Output.write("kring-server: \(error)", to: STDERR_FILENO)
    return code
  }

  /// The first SIGINT or SIGTERM drains; everything acknowledged is on disk whenever it stops.
  /// SIGHUP reads certificate and key again; what else would end the process at once does nothing.
  private static func heedSignals(_ service: Service) {
    for number in [SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF] {
      signal(number, SIG_IGN)
    }
    for number in [SIGINT, SIGTERM] { heed(number) { service.drain() } }
    heed(SIGHUP) { service.reload() }
  }

  private static func heed(_ number: Int32, by action: @escaping @Sendable () -> Void) {
    signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
    source.setEventHandler(handler: action)
    source.resume()
    signals.append(source)
  }

  nonisolated(unsafe) private static var signals: [any DispatchSourceSignal] = []
}
