import KringMethods
import KringProtocol

/// The methods on offer, as read at start.
package struct Offer: Sendable {
  /// The methods and the frame.
  package let catalogue: Catalogue
  /// What is served of them: the answer to a `GET` by its path below `/api/`.
  package let answers: [String: [UInt8]]

  /// Creates an offer from the files it was read from.
  package init(files: [(name: String, bytes: [UInt8])]) throws(MethodErrors) {
    catalogue = try Catalogue(files: files)
    var answers = ["methods": catalogue.index]
    for file in files { answers["methods/" + file.name.dropLast(".json".count)] = file.bytes }
    self.answers = answers
  }

  /// Whether a path is that of the methods or of one of them.
  func serves(_ path: String) -> Bool {
    path.hasPrefix("/api/") && answers[String(path.dropFirst("/api/".count))] != nil
  }
}
