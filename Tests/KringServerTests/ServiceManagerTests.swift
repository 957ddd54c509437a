import Foundation
import Glibc
import KringServer
import Testing

/// What a service manager is told, over sockets that are here.
@Suite("Service manager")
struct ServiceManagerTests {
  /// The socket of a manager.
  private final class Ear {
    private let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)

    /// - Parameter name: a path, or `@` and a name that is in no folder; at most 108 bytes.
    init(_ name: String) throws {
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      let bytes = name.utf8.map { $0 == UInt8(ascii: "@") ? 0 : $0 }
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
      let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
      let code = withUnsafePointer(to: &address) { place in
        place.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
      }
      try #require(code == 0, "\(name): \(String(cString: strerror(errno)))")
    }

    deinit { close(descriptor) }

    /// What has come since the last call.
    func hear() -> [String] {
      var said: [String] = []
      var bytes = [UInt8](repeating: 0, count: 200)
      while true {
        let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        guard count >= 0 else { return said }
        said.append(String(decoding: bytes[..<count], as: UTF8.self))
      }
    }
  }

  /// Runs something with a new folder whose path is short, for a socket has a path of 108 bytes.
  private func inFolder(_ body: (String) throws -> Void) throws {
    var name = "/tmp/kring-XXXXXX".utf8CString.map(\.self)
    let folder = String(cString: try #require(mkdtemp(&name)))
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  /// A path in a folder that has so many bytes.
  private func path(in folder: String, bytes: Int) -> String {
    folder + "/" + String(repeating: "e", count: bytes - folder.utf8.count - 1)
  }

  @Test("a manager is told over a socket in the file system, and over one that has only a name")
  func told() throws {
    try inFolder { folder in
      let name = "@" + folder
      for socket in [folder + "/manager", path(in: folder, bytes: 107), name] {
        let ear = try Ear(socket)
        let manager = ServiceManager(environment: ["NOTIFY_SOCKET": socket])
        manager.tell(.ready)
        manager.tell(.stopping)
        #expect(ear.hear() == ["READY=1", "STOPPING=1"])
        manager.tell(.reloading)
        let said = try #require(ear.hear().first)
        #expect(said.wholeMatch(of: #/RELOADING=1\nMONOTONIC_USEC=\d+/#) != nil, "\(said)")
        ServiceManager(environment: [:]).tell(.ready)
        #expect(ear.hear() == [])
      }
    }
  }

  @Test("a name that is no path, or too long, is no manager's: nobody is told, and nothing ends")
  func notTold() throws {
    try inFolder { folder in
      // The system takes both, but a path without a 0 at its end is not for everybody to read.
      let long = path(in: folder, bytes: 108)
      let relative = String(repeating: "../", count: 20) + folder.dropFirst() + "/e"
      for (name, heard) in [(long, long), (relative, folder + "/e")] {
        let ear = try Ear(heard)
        ServiceManager(environment: ["NOTIFY_SOCKET": name]).tell(.ready)
        #expect(ear.hear() == [], "\(name)")
      }
      for name in ["", "/", "@", "vsock:2:1234", "/" + String(repeating: "e", count: 5_000)] {
        ServiceManager(environment: ["NOTIFY_SOCKET": name]).tell(.ready)
      }
    }
  }
}
