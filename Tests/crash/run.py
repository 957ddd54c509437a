"""Kills the real server, lets its disk fail and its clocks jump, and looks what is left.

Like Tests/cli/run.py: each check prints one line, the last line is «N passed, N failed», and
arguments are words that the names of the checks to run must contain. With KRING_CRASH_ALL=1 the
disk fails at every single operation, which takes half an hour.
"""

import os
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "cli"), str(HERE.parent / "browser")]
os.environ.setdefault("SWIFT_BACKTRACE", "enable=no")

import clocks
import disk
import kills
import tails
from wire import Closed


def checks():
    """All checks, in the order in which they are written."""
    for module in (kills, disk, tails, clocks):
        for name, check in list(vars(module).items()):
            if name.startswith("test_"):
                yield check


def main(words):
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="kring-") as folder:
        for number, check in enumerate(checks()):
            name = check.__doc__.splitlines()[0].rstrip(".")
            if not all(word in name for word in words):
                continue
            began = time.monotonic()
            own = Path(folder) / str(number)
            own.mkdir()
            try:
                check(own)
                passed += 1
                print(f"ok {time.monotonic() - began:5.1f} s  {name}", flush=True)
            except (AssertionError, OSError, RuntimeError, ValueError, KeyError, Closed,
                    subprocess.SubprocessError) as error:
                failed += 1
                print(f"FAILED      {name}: {error}", flush=True)
                traceback.print_exc()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
