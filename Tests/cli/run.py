"""Runs kring-cli against a real kring-server on the loopback, and counts what holds.

The programs are taken from $KRING_PROGRAMS, else from .build/debug. Each check prints one line;
the last line is «N passed, N failed», and the exit code is 1 if something failed. Arguments are
words that the names of the checks to run must contain.
"""

import os
import sys
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "browser"), str(HERE.parent / "crash")]
os.environ.setdefault("SWIFT_BACKTRACE", "enable=no")

import bad_input
import bounds
import canaries
import checking
import examples
import lies
import meetings
import pages
import plays
import proofs
import remains
import starts
import trust
from server import Server


@contextmanager
def given(folder):
    """A server and a folder for all checks of a group."""
    server = Server(folder / "data").start()
    try:
        yield lambda _: (server, folder)
    finally:
        server.stop()


def main(words):
    groups = (
        [plays], [examples], [meetings], [lies], [canaries, remains, proofs],
        [starts, bad_input, bounds, trust, pages])
    return checking.run(groups, words, given)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
