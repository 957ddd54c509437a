import Glibc

/// The folder a journal lives in: made when missing, locked against other processes, with a file
/// `alive` whose time says when the journal was last in use.
final class DataFolder {
  /// Its path, as it was given.
  let path: String
  /// The wall clock last noted before it was opened, in milliseconds since 1970.
  let lastAlive: Int64?
  private let lock: CInt
  private let alive: CInt

  /// Makes the folder, for its owner alone, when it is missing, and takes its lock.
  ///
  /// - Throws: `not-writable`, `in-use` or `storage`.
  init(_ path: String) throws(JournalError) {
    self.path = path
    try Self.make(path)
    lock = try Self.file("lock", in: path)
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      _ = Glibc.close(lock)
      throw code == EWOULDBLOCK
        ? JournalError(.inUse, "data folder \(path) is in use by another process")
        : Self.failure(code, "cannot lock data folder \(path)")
    }
    lastAlive = Self.time(of: path + "/alive")
    do {
      alive = try Self.file("alive", in: path)
    } catch {
      _ = Glibc.close(lock)
      throw error
    }
  }

  deinit {
    _ = Glibc.close(alive)
    _ = Glibc.close(lock)
  }

  /// Returns the path of a file in the folder, made for its owner alone when missing.
  func file(_ name: String) throws(JournalError) -> String {
    _ = Glibc.close(try Self.file(name, in: path))
    return path + "/" + name
  }

  /// The bytes of a file in the folder; 0 when there is none.
  func size(of name: String) throws(JournalError) -> Int {
    var found = stat()
    guard stat(path + "/" + name, &found) != 0 else { return Int(found.st_size) }
    guard errno == ENOENT else {
      throw Self.failure(errno, "cannot look at \(name) in data folder \(path)")
    }
    return 0
  }

  /// Sets the time of `alive`; a failure only makes a later pause look longer.
  func noteAlive(at milliseconds: Int64) {
    let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
    let time = timespec(tv_sec: Int(seconds), tv_nsec: Int(rest) * 1_000_000)
    _ = futimens(alive, [time, time])
  }

  private static func make(_ path: String) throws(JournalError) {
    guard mkdir(path, 0o700) != 0 else { return try sync(parent(of: path)) }
    switch errno {
    case EEXIST:
      return
    case ENOENT where parent(of: path) != path:
      try make(parent(of: path))
      guard mkdir(path, 0o700) == 0 else { fallthrough }
      try sync(parent(of: path))
    default:
      throw failure(errno, "cannot make data folder \(path)")
    }
  }

  /// Makes a new folder's name in its parent durable.
  private static func sync(_ folder: String) throws(JournalError) {
    let handle = open(folder, O_RDONLY | O_CLOEXEC)
    defer { _ = Glibc.close(handle) }
    guard handle >= 0, fsync(handle) == 0 else { throw failure(errno, "cannot sync \(folder)") }
  }

  private static func parent(of path: String) -> String {
    var parent = path[...]
    while parent.count > 1, parent.last == "/" { parent.removeLast() }
    guard let slash = parent.lastIndex(of: "/") else { return "." }
    return slash == parent.startIndex ? "/" : String(parent[..<slash])
  }

  private static func file(_ name: String, in folder: String) throws(JournalError) -> CInt {
    let handle = open(folder + "/" + name, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard handle >= 0 else { throw failure(errno, "cannot write \(name) in data folder \(folder)") }
    return handle
  }

  private static func time(of file: String) -> Int64? {
    var found = stat()
    guard stat(file, &found) == 0 else { return nil }
    return Int64(found.st_mtim.tv_sec) * 1000 + Int64(found.st_mtim.tv_nsec / 1_000_000)
  }

  private static func failure(_ code: CInt, _ what: String) -> JournalError {
    let full = [ENOSPC, EDQUOT, EIO, EMFILE, ENFILE, ENOMEM].contains(code)
    return JournalError(
      full ? .storage : .notWritable, "\(what): \(String(cString: strerror(code)))")
  }
}
