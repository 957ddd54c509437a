import ArgumentParser
import Foundation
import KringTerminal
import TransportClient
import TransportLoop

/// Compares the page that a server serves with a list.
struct VerifyPageCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify-page",
    abstract: "Compares the page that a server serves with a list of its files.",
    discussion: """
      Asks for every file of the list, as it is and packed as browsers ask for it, and says of each \
      that differs, is missing, or is too much. The list is web.sha256 of the Debian package \
      (/usr/share/kring/web.sha256, which is taken without --list), or one that you made of a page \
      that you bundled yourself. Take it from somebody other than the one whose server you look at.

      Ends with 0 if all is as listed, with 1 if not, with 65 if the list is none.

      This says what the server served to THIS client, now. A server can serve something else to \
      others, to one person, or a minute later; nobody can see that from here. What is too much is \
      found only where a file that differs names it.

      EXAMPLE
        kring-cli verify-page https://kring.example --list web.sha256
      """)

  @Argument(help: "The address of the server, with its base if it has one.")
  var address: String
  @Option(help: "The list of files, as sha256sum writes it.")
  var list = "/usr/share/kring/web.sha256"
  @OptionGroup var trust: TrustOptions

  /// The most bytes of a file of the page.
  private static let largest = 16 << 20
  /// What no server of Kring sends with a page, and browsers heed.
  private static let strange = ["link", "refresh"]

  func validate() throws {
    guard let url = URL(string: address), ["http", "https"].contains(url.scheme), url.host != nil,
      url.query == nil, url.fragment == nil
    else {
      throw ValidationError(
        "expected an address such as https://kring.example, found \(address).")
    }
  }

  func run() async throws {
    let text = String(decoding: try contents(of: list), as: UTF8.self)
    let expected: PageList
    do throws(PageList.Flaw) {
      expected = try PageList(reading: text)
    } catch {
      let place = error.line == 0 ? list : "\(list), line \(error.line)"
      throw Leaving.errorsInFile.because("\(place): expected \(error.expected)")
    }
    var faults: [String] = []
    var seen: Set<String> = []
    func fault(_ text: String) {
      if seen.insert(text).inserted { faults.append(text) }
    }
    for file in expected.files {
      for path in Self.paths(of: file) {
        for coding in ["identity", "gzip, deflate, br"] {
          let answer = try await ask(path, coding)
          for text in self.faults(of: file, at: path, in: answer, expected) { fault(text) }
          for stranger in strangers(of: file, in: answer, expected) {
            if try await serves(stranger) {
              fault("too much: \(Plain.line(stranger)), which \(Self.shown(path)) names")
            }
          }
        }
      }
    }
    for text in faults { say(text) }
    guard faults.isEmpty else {
      throw Leaving.failed.because(
        "\(address) serves another page than \(list) lists: \(faults.count) differences")
    }
    say("\(address) served this client all \(expected.files.count) files as \(list) lists them")
  }

  /// Where a file is answered for.
  private static func paths(of file: String) -> [String] {
    switch file {
    case "index.html": ["", file]
    case "proof.html": ["proof", file]
    default: [file]
    }
  }

  private static func shown(_ path: String) -> String { path.isEmpty ? "the start page" : path }

  private func ask(_ path: String, _ coding: String) async throws -> HTTPClient.Answer {
    let base = address.hasSuffix("/") ? address : address + "/"
    return try await leaving(address) {
      try await HTTPClient.request(
        "GET", base + path, headers: [("Accept-Encoding", coding)], caFile: trust.caFile)
    }
  }

  /// What is wrong with an answer, in sentences.
  private func faults(
    of file: String, at path: String, in answer: HTTPClient.Answer, _ expected: PageList
  ) -> [String] {
    let name = Self.shown(path)
    guard answer.status == 200 else {
      return ["missing: \(name); the server answers \(answer.status)"]
    }
    var found: [String] = []
    for header in Self.strange where answer[header] != nil {
      found.append("too much: the header \(header) of \(name), which no server of Kring sends")
    }
    switch answer["content-encoding"] {
    case nil, "identity":
      if hexOfSHA256(answer.body) != expected.digests[file] { found.append("differs: \(name)") }
    case "br":
      if hexOfSHA256(answer.body) != expected.digests[file + ".br"] {
        found.append("differs: \(name), packed by brotli")
      }
    case "gzip":
      if Self.plain(answer).map(hexOfSHA256) != expected.digests[file] {
        found.append("differs: \(name), packed by gzip")
      }
    case let other?:
      found.append("differs: \(name) is packed as \(Plain.line(other)), which nobody asked for")
    }
    return found
  }

  /// The body as it is, if it can be had without brotli.
  private static func plain(_ answer: HTTPClient.Answer) -> [UInt8]? {
    switch answer["content-encoding"] {
    case nil, "identity": answer.body
    case "gzip": unzipped(answer.body, most: largest)
    default: nil
    }
  }

  /// What a file that differs names beside the list.
  private func strangers(
    of file: String, in answer: HTTPClient.Answer, _ expected: PageList
  ) -> [String] {
    guard answer.status == 200, let body = Self.plain(answer),
      hexOfSHA256(body) != expected.digests[file]
    else { return [] }
    return expected.strangers(in: String(decoding: body, as: UTF8.self), of: file)
  }

  /// Whether the server answers for a path; what is another's is not asked for.
  private func serves(_ path: String) async throws -> Bool {
    if path.contains("//") { return true }
    return try await ask(path, "identity").status == 200
  }
}
