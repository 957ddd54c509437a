import ArgumentParser
import Dispatch
import Foundation
import Glibc
import KringCore
import KringJournal
import KringMethods
import KringServer
import Transport

@main
struct KringServerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kring-server",
    abstract: "Keeps small confidential meetings of equals in step.",
    discussion: """
      Serves the page, the session API and the WebSocket on one port, and keeps every session in \
      the data folder until it is purged.

        kring-server --data data --web web --methods protocol/methods
        kring-server --port 443 --host 0.0.0.0 --origin https://kring.example --creation-key-file key \\
          --tls-cert chain.pem --tls-key key.pem --data data --web web --methods protocol/methods

      Exit codes: 0 stopped by a signal, 64 wrong flags, 66 a file or folder cannot be read, \
      69 the address cannot be listened on, 74 the data folder cannot be used.
      """)

  @Option(help: "The port to listen on; 0 lets the system choose.")
  var port = 8080
  @Option(help: "The name or address to listen on.")
  var host = "127.0.0.1"
  @Option(help: "The folder of the journal; made if it does not exist.")
  var data: String
  @Option(help: "The folder of the browser page.")
  var web: String
  @Option(help: "The folder of the method files.")
  var methods: String
  @Option(name: .customLong("tls-cert"), help: "The certificate chain, in PEM.")
  var tlsCert: String?
  @Option(name: .customLong("tls-key"), help: "The key of the certificate, in PEM.")
  var tlsKey: String?
  @Option(help: "An origin that pages may have; may be given more than once (default: localhost).")
  var origin: [String] = []
  @Option(help: "The address of a proxy whose X-Forwarded-For is believed, for limits only.")
  var proxy: [String] = []
  @Option(help: "A file with the key that creating a session needs.")
  var creationKeyFile: String?
  @Flag(help: "Lets anybody create a session, also with --origin or --proxy.")
  var openCreation = false
  @Option(help: "The most members of a session, 2 to 32.")
  var members = 12
  @Option(help: "The most sessions.")
  var sessions = 10_000
  @Option(help: "The most connections.")
  var connections = 10_000
  @Option(help: "How many messages a second a member may send; twice as many at once.")
  var rate = 20
  @Option(help: "Over how many seconds the returns after a restart are spread.")
  var drainSpread = 3

  func run() throws {
    do {
      var settings = try configuration()
      try settings.complete()
      let service = try Service(settings)
      stopOnSignals(service)
      try service.run { port in
        let line =
          "Kring is at \(settings.address(port: port)) (data in \(data)). Ctrl+C stops it.\n"
        FileHandle.standardOutput.write(Data(line.utf8))
      }
    } catch let error as ConfigurationError {
      throw leave(error.isUnreadable ? 66 : 64, error)
    } catch let error as MethodErrors {
      throw leave(66, error)
    } catch let error as TransportError {
      throw leave(Self.unreadable.contains(error.code) ? 66 : 69, error)
    } catch let error as JournalError {
      throw leave(74, error)
    }
  }

  private static let unreadable: [TransportError.Code] = [
    .assetsUnreadable, .certificateUnreadable, .keyUnreadable, .keyMismatch,
  ]

  private func leave(_ code: Int32, _ error: any Error) -> ExitCode {
    FileHandle.standardError.write(Data("kring-server: \(error)\n".utf8))
    return ExitCode(code)
  }

  private func configuration() throws -> Configuration {
    var settings = Configuration()
    settings.host = host
    settings.port = port
    settings.data = data
    settings.web = web
    settings.methods = methods
    settings.origins = origin
    settings.proxies = proxy
    settings.openCreation = openCreation
    guard (tlsCert == nil) == (tlsKey == nil) else {
      throw ValidationError("--tls-cert and --tls-key go together.")
    }
    if let tlsCert, let tlsKey { settings.tls = (tlsCert, tlsKey) }
    if let creationKeyFile {
      guard let text = try? String(contentsOfFile: creationKeyFile, encoding: .utf8) else {
        throw ConfigurationError(
          unreadable: "--creation-key-file", "cannot read \(creationKeyFile)")
      }
      settings.creationKey = text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
    guard 2...32 ~= members else { throw ValidationError("--members: expected 2 to 32.") }
    guard 0...65_535 ~= port else { throw ValidationError("--port: expected 0 to 65535.") }
    guard rate > 0 else { throw ValidationError("--rate: expected a number from 1.") }
    settings.gateway.limits.members = members
    settings.gateway.rate.perSecond = rate
    settings.gateway.rate.burst = 2 * rate
    settings.gateway.sessions = sessions
    settings.limits.maxConnections = connections
    settings.drainSpread = max(0, drainSpread) * 1000
    return settings
  }

  /// The first SIGINT or SIGTERM drains; everything acknowledged is on disk whenever it stops.
  private func stopOnSignals(_ service: Service) {
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { service.drain() }
      source.resume()
      Self.signals.append(source)
    }
    signal(SIGPIPE, SIG_IGN)
  }

  nonisolated(unsafe) private static var signals: [any DispatchSourceSignal] = []
}
