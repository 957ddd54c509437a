import CLibWebSockets
import Glibc

/// The file descriptor by which libwebsockets can be woken, which 4.1.6 closes twice on a libuv loop: at once when the
/// context is destroyed, and again when the loop has closed its handle. Whatever another thread opened in between
/// under the same number would be closed.
struct WakeupDescriptor {
  private let number: Int32?

  /// Finds the one eventfd that the loop polls on behalf of libwebsockets.
  init(of loop: Loop) {
    var found: Int32?
    uv_walk(
      loop.uv,
      { handle, result in
        var number: uv_os_fd_t = -1
        guard let handle, uv_handle_get_type(handle) == UV_POLL, uv_fileno(handle, &number) == 0,
          WakeupDescriptor.isEventfd(number)
        else { return }
        result?.assumingMemoryBound(to: Int32?.self).pointee = number
      }, &found)
    number = found
  }

  /// Takes the number again between the two closings, for the second to close; false when another thread was faster.
  func hold() -> Bool {
    guard let number else { return false }
    let anything = open("/dev/null", O_RDONLY | O_CLOEXEC)
    let taken = anything == number ? number : fcntl(anything, F_DUPFD_CLOEXEC, number)
    if anything != number { close(anything) }
    if taken == number { return true }
    close(taken)
    return false
  }

  private static func isEventfd(_ number: Int32) -> Bool {
    var name = [CChar](repeating: 0, count: 64)
    let count = readlink("/proc/self/fd/\(number)", &name, name.count)
    let text = name.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
    return String(decoding: text, as: UTF8.self) == "anon_inode:[eventfd]"
  }
}
