"""Kills the real server, lets its disk fail and its clocks jump, and looks what is left.

Like Tests/cli/run.py: each check prints one line, the last line is «N passed, N failed», and
arguments are words that the names of the checks to run must contain. With KRING_CRASH_ALL=1 the
disk fails at every single operation, which takes half an hour.
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "cli"), str(HERE.parent / "browser")]
os.environ.setdefault("SWIFT_BACKTRACE", "enable=no")

import checking
import clocks
import disk
import kills
import tails
from wire import Closed


def main(words):
    groups = ([disk], [kills], [tails], [clocks])
    return checking.run(groups, words, checking.folders, [Closed])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
