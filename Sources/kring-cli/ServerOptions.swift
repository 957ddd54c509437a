import ArgumentParser
import Foundation
import KringClient
import KringJSON
import KringMethods
import KringProtocol
import KringTerminal

/// The server and what it takes to be trusted by it.
struct ServerOptions: ParsableArguments {
  @Option(help: "The address of the server.")
  var server: String
  @Option(help: "A file with the creation key that the server asks for.")
  var creationKeyFile: String?
  @OptionGroup var trust: TrustOptions

  func validate() throws {
    guard let url = URL(string: server), ["http", "https"].contains(url.scheme), url.host != nil
    else {
      throw ValidationError(
        "--server: expected an address such as http://localhost:8080, found \(server).")
    }
  }

  /// What creates sessions there.
  func maker() throws -> SessionMaker {
    let key = try creationKeyFile.map {
      String(decoding: try contents(of: $0), as: UTF8.self)
        .trimmingCharacters(in: .whitespacesAndNewlines)
    }
    return SessionMaker(server: server, caFile: trust.caFile, creationKey: key)
  }
}

/// Whose certificates are believed.
struct TrustOptions: ParsableArguments {
  @Option(help: "A PEM file with the authorities to trust instead of the system's.")
  var caFile: String?
}

/// The size of a meeting.
struct MeetingOptions: ParsableArguments {
  @Option(help: "The number of cases, 1 to 6.")
  var cases: Int?
  @Option(help: "The length of the meeting in minutes, 10 to 480.")
  var minutes: Int?

  func validate() throws {
    if let cases, !(1...6).contains(cases) {
      throw ValidationError("--cases: expected 1 to 6, found \(cases).")
    }
    if let minutes, !(10...480).contains(minutes) {
      throw ValidationError("--minutes: expected 10 to 480, found \(minutes).")
    }
  }
}

/// The method that a session is made with: one that the server knows, or a file.
func method(_ name: String) throws -> CreateRequest.Method {
  guard name.hasSuffix(".json") || name.contains("/") else { return .named(name) }
  let bytes = try contents(of: name)
  // A server ends the connection in the middle of what is far too long for it.
  guard bytes.count <= Method.largestFile else {
    let problem = Problem("", .size, ["\(bytes.count)", "\(Method.largestFile)"])
    throw Leaving.errorsInFile.because("\(name): \(problem)")
  }
  do {
    return .file(try JSON.parse(bytes))
  } catch {
    throw Leaving.errorsInFile.because("\(name): \(error)")
  }
}
