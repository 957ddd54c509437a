import ArgumentParser
import Foundation
import KringJSON
import KringProtocol
import KringSeal
import KringTerminal
import TransportClient

/// Works on proofs of attendance.
struct ProofCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "proof",
    abstract: "Works on proofs of attendance.",
    discussion: """
      EXAMPLE
        kring-cli proof check proof.json --server https://kring.example
      """,
    subcommands: [Check.self])

  /// Checks a proof.
  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Checks a proof of attendance, and says what is certain of it.",
      discussion: """
        Says whether the server signed what the proof says of the meeting, and whether the paper is \
        the one it was signed for. Names and numbers are what the participant typed: nobody checked \
        them. Without --keys and --server the keys are asked of the server that the proof names; \
        whether that is one you know is for you to judge. Ends with 0 if the proof holds, with 1 if \
        it does not, with 65 if the file is no proof.

        EXAMPLE
          kring-cli proof check proof.json --server https://kring.example
        """)

    @Argument(help: "The file of the proof, or a file with its link.")
    var file: String
    @Option(help: "A file with the server's keys, as its /.well-known/kring.json gives them.")
    var keys: String?
    @Option(help: "The address of the server that the proof must be of.")
    var server: String?
    @OptionGroup var trust: TrustOptions

    func validate() throws {
      guard keys == nil || server == nil else {
        throw ValidationError("--keys and --server: expected one of them.")
      }
    }

    func run() async throws {
      let bytes = try contents(of: file)
      let proof: Proof
      do throws(Proof.Flaw) {
        proof = try Proof(reading: bytes)
      } catch {
        try refuse(error)
      }
      try await check(proof)
    }

    private func check(_ proof: Proof) async throws {
      let statement = proof.statement
      if let server, Self.origin(server) != statement.server {
        throw Leaving.failed.because(
          "\(file) does not hold: it is of \(statement.server), not of \(server)")
      }
      let known = try await published(by: statement.server)
      do throws(Proof.Flaw) {
        try proof.check(known)
      } catch {
        try refuse(error)
      }
      let minutes = { (time: Int) in time / 60_000 }
      say("holds: signed by \(statement.server), meeting \(Plain.line(statement.reference))")
      say(
        "from \(Self.date(statement.began)) to \(Self.date(statement.ended)), "
          + "\(minutes(statement.breaks)) minutes of breaks")
      say(
        "this participant was connected for \(minutes(statement.present)) of "
          + "\(minutes(statement.ended - statement.began)) minutes; \(statement.members) held a seat"
      )
      if case .string(let name)? = proof.paper["name"] {
        say("the name was typed by the participant: \(Plain.line(name.string))")
      }
    }

    /// Ends the program with what is wrong.
    private func refuse(_ flaw: Proof.Flaw) throws -> Never {
      switch flaw {
      case .notAProof(let why):
        throw Leaving.errorsInFile.because("\(file) is no proof of attendance: \(why)")
      case .unknownKey:
        throw Leaving.failed.because("\(file) does not hold: the server has no such key")
      case .badSignature:
        throw Leaving.failed.because(
          "\(file) does not hold: the server did not sign this; something of it was changed")
      case .wrongTime:
        throw Leaving.failed.because(
          "\(file) does not hold: the server did not use this key when it is said to have signed")
      case .changedPaper:
        throw Leaving.failed.because(
          "\(file) does not hold: the paper is not the one that it was signed for")
      }
    }

    private func published(by server: String) async throws -> [ProofKey] {
      let place = keys ?? server + "/.well-known/kring.json"
      let bytes: [UInt8]
      if let keys {
        bytes = try contents(of: keys)
      } else {
        let answer = try await leaving(server) {
          try await HTTPClient.request("GET", place, caFile: trust.caFile)
        }
        guard answer.status == 200 else {
          throw Leaving.failed.because(
            "\(place) answers \(answer.status); expected the server's keys")
        }
        bytes = answer.body
      }
      do {
        return try ProofKey.list(try JSON.parse(bytes))
      } catch {
        throw Leaving.errorsInFile.because("\(place) holds no keys of a server: \(error)")
      }
    }

    /// An address without what follows the host.
    private static func origin(_ address: String) -> String {
      address.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).prefix(3)
        .joined(separator: "/")
    }

    private static func date(_ milliseconds: Int) -> String {
      Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(.iso8601)
    }
  }
}
