"""Runs what operators use, with the real programs: proxies, systemd, sqlite3, metrics, logs.

Like Tests/cli/run.py: each check prints one line, the last line is «N passed, N failed», and
arguments are words that the names of the checks to run must contain.
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "cli"), str(HERE.parent / "browser")]
os.environ.setdefault("SWIFT_BACKTRACE", "enable=no")

import audits
import backups
import balancers
import checking
import containers
import documents
import figures
import installing
import monitoring
import moving
import nodes
import packages
import proxies
import settings
import smuggling
import sockets
import unit


def main(words):
    # Installing, packing and the documents' commands make the same page and build in the same folder.
    groups = (
        [installing, packages, containers, documents], [figures, monitoring], [proxies], [balancers],
        [nodes, moving], [settings], [audits], [backups], [smuggling], [sockets], [unit])
    return checking.run(groups, words, checking.folders)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
