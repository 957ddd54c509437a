import Glibc

/// What the system knows of this process.
struct ProcessFigures {
  /// Seconds of CPU used so far, by all threads.
  var cpu = 0.0
  /// Bytes of memory in use.
  var memory = 0
  /// Files and sockets that are open, and how many may be.
  var openFiles = 0
  var mostFiles = 0
  /// When it started, in seconds since 1970.
  var start = 0
  /// Bytes that are free for it on the disk of the data folder.
  var freeDisk = 0

  /// Asks the system; what it does not tell is 0.
  init(data: String, start: Int) {
    self.start = start
    var usage = rusage()
    if getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 {
      cpu = [usage.ru_utime, usage.ru_stime].reduce(0) {
        $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6
      }
    }
    memory = Self.residentPages * Int(sysconf(Int32(_SC_PAGESIZE)))
    openFiles = Self.countFiles()
    var limit = rlimit()
    if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
      mostFiles = Int(clamping: limit.rlim_cur)
    }
    var disk = statvfs()
    if statvfs(data, &disk) == 0 { freeDisk = Int(disk.f_bavail) * Int(disk.f_frsize) }
  }

  private static var residentPages: Int {
    guard let file = fopen("/proc/self/statm", "re") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
    let text = line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
    return String(decoding: text, as: UTF8.self).split(separator: " ").dropFirst().first.flatMap {
      Int($0)
    } ?? 0
  }

  private static func countFiles() -> Int {
    guard let folder = opendir("/proc/self/fd") else { return 0 }
    defer { closedir(folder) }
    var count = 0
    while readdir(folder) != nil { count += 1 }
    // Without the folder itself, its parent and the descriptor that reads it.
    return max(0, count - 3)
  }
}
