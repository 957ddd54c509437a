import Glibc
import Synchronization

/// Says which seed was played when the process dies of a failed precondition.
enum Crash {
  private static let current = Atomic<UInt64>(0)

  /// Notes the seed that is played from now on.
  static func seed(_ seed: UInt64) {
    if current.exchange(seed, ordering: .relaxed) == 0 { arm() }
  }

  private static func arm() {
    for number in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV] {
      signal(number) { number in
        Crash.tell()
        signal(number, SIG_DFL)
        raise(number)
      }
    }
  }

  /// Writes the seed with nothing but `write`, which is all a signal handler may do.
  private static func tell() {
    var seed = current.load(ordering: .relaxed)
    write(1, "crashed in seed ", 16)
    var divisor: UInt64 = 1
    while seed / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      var digit = UInt8(ascii: "0") + UInt8(seed / divisor)
      write(1, &digit, 1)
      seed %= divisor
      divisor /= 10
    }
    write(1, "\n", 1)
  }
}
