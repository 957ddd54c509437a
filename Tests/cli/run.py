"""Runs kring-cli against a real kring-server on the loopback, and counts what holds.

The programs are taken from $KRING_PROGRAMS, else from .build/debug. Each check prints one line;
the last line is «N passed, N failed», and the exit code is 1 if something failed. Arguments are
words that the names of the checks to run must contain.
"""

import os
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "browser")]
os.environ.setdefault("SWIFT_BACKTRACE", "enable=no")

import bad_input
import canaries
import examples
import lies
import meetings
import plays
import remains
import starts
import trust
from server import Server


def checks():
    """All checks, in the order in which they are written."""
    for module in (starts, bad_input, meetings, trust, examples, plays, lies, canaries,
                   remains):
        for name, check in list(vars(module).items()):
            if name.startswith("test_"):
                yield check


def main(words):
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="kring-") as folder:
        server = Server(Path(folder) / "data").start()
        try:
            for check in checks():
                name = check.__doc__.splitlines()[0].rstrip(".")
                if not all(word in name for word in words):
                    continue
                began = time.monotonic()
                try:
                    check(server, Path(folder))
                    passed += 1
                    print(f"ok {time.monotonic() - began:5.1f} s  {name}", flush=True)
                except (AssertionError, OSError, RuntimeError, ValueError, KeyError,
                        subprocess.SubprocessError) as error:
                    failed += 1
                    print(f"FAILED      {name}: {error}", flush=True)
                    traceback.print_exc()
        finally:
            server.stop()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
