import Foundation
import Locking

/// Writes what clients and server say to each other as JSON lines, so tests can hold it against
/// the schemas.
///
/// Works where the environment variable `KRING_TRAFFIC` names a folder; usable from any thread.
final class TrafficRecorder: Sendable {
  private let file: Locked<FileHandle>

  private init(_ file: FileHandle) {
    self.file = Locked(file)
  }

  private static let shared: TrafficRecorder? = {
    guard let folder = ProcessInfo.processInfo.environment["KRING_TRAFFIC"], !folder.isEmpty
    else { return nil }
    let path = "\(folder)/swift-\(ProcessInfo.processInfo.processIdentifier).jsonl"
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let file = FileHandle(forWritingAtPath: path)
    else { return nil }
    return TrafficRecorder(file)
  }()

  /// The recorder of this process, if one is wanted.
  static func fromEnvironment() -> TrafficRecorder? { shared }

  /// Writes one frame, which is JSON, under the side that sent it.
  func record(_ frame: [UInt8], fromClient: Bool) {
    var line = Data((#"{"dir":""# + (fromClient ? "client" : "server") + #"","json":"#).utf8)
    line.append(contentsOf: frame)
    line.append(contentsOf: "}\n".utf8)
    file.withLock { $0.write(line) }
  }
}
