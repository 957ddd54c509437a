"""Kills and upgrades under load, by `kring-load kills`."""

import os
import re
import select
import signal
import subprocess
import sys

from program import program
from server import PROGRAMS, ROOT

GOOD = ("lost", "doubled", "reordered", "different", "stale")

UNEXPLAINED = "connections ended without a reason"


def table(*options):
    """Runs it; the figures by name."""
    done = program("kring-load", "kills", *options, seconds=180)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-2000:]}"
    rows = dict(re.findall(r"^(\S.*?) {2,}(\S.*)$", done.stdout, re.MULTILINE))
    for name in GOOD:
        assert rows[name] == "0", done.stdout
    for name in ("commands acknowledged", "commands sent again", "events told", "views compared"):
        assert int(rows[name]) > 0, done.stdout
    return rows


def test_kills(folder):
    """25 kills under load: nothing acknowledged is lost, doubled, reordered or shown differently."""
    rows = table("--kills", 25, "--sessions", 20, "--members", 4, "--rate", 400, "--seed", 25)
    assert rows["kills"] == "25" and rows[UNEXPLAINED] == "0"


def test_drains(folder):
    """3 upgrades under load: everybody is back at the announced time, and nothing is lost or doubled."""
    rows = table("--drain", "--kills", 3, "--sessions", 24, "--members", 4, "--rate", 400,
                 "--seed", 3)
    assert rows["drains"] == "3" and rows[UNEXPLAINED] == "0"


def test_nodes(folder):
    """three nodes and their database are stopped in six ways: nothing is lost, doubled, stale or different."""
    faults = ("kill", "drain", "terminate", "short-pause", "crash", "promote")
    rows = table("--database", "--nodes", 3, "--kills", 2, "--sessions", 8, "--members", 4, "--rate",
                 200, "--seed", 6, "--fault", *faults)
    assert all(rows[fault] == "2" for fault in faults)


def test_past_lease(folder):
    """a node that stands still past its lease harms nothing, and what a late standby lacks is told."""
    rows = table("--database", "--kills", 1, "--sessions", 8, "--members", 4, "--rate", 200, "--seed",
                 8, "--fault", "pause", "promote-late")
    assert rows["pause"] == rows["promote-late"] == "1"
    assert int(rows["findings behind a late standby, which a node told"]) > 0


# A server whose journal is spoilt before each of its starts: the last events of all sessions.
SPOILER = """#!{python}
import json, os, re, sqlite3, sys
file = sys.argv[sys.argv.index("--data") + 1] + "/journal.sqlite"
if os.path.exists(file):
    journal = sqlite3.connect(file)
    for (session,) in journal.execute("SELECT DISTINCT session FROM events").fetchall():
        last = journal.execute("SELECT pos, seq, bytes FROM events WHERE session = ? "
                               "ORDER BY pos DESC LIMIT 2", (session,)).fetchall()
        if len(last) == 2:
            {spoil}(journal, session, *last)
    journal.commit()
    journal.close()
os.execv("{server}", ["{server}", *sys.argv[1:]])
"""
SPOILS = """
def numbered(text, seq):
    number = int.from_bytes(seq, "big")
    changed, count = re.subn(rb'"seq":\\d+', b'"seq":%d' % number, text, count=1)
    assert count == 1, text
    return changed

def forget(journal, session, last, before):
    journal.execute("DELETE FROM events WHERE pos = ?", last[:1])
    # The end of a set is written with its event, and forgotten with it.
    event = json.loads(last[2])
    if event["event"] in ("set.opened", "set.discarded"):
        number = event["set"].to_bytes(8, "big")
        journal.execute("DELETE FROM ends WHERE session = ? AND closed_set = ?", (session, number))

def double(journal, session, last, before):
    seq = (int.from_bytes(last[1], "big") + 1).to_bytes(8, "big")
    (end,) = journal.execute("SELECT max(pos) FROM events").fetchone()
    journal.execute("INSERT INTO events VALUES (?, 1, ?, ?, ?)",
                    (end + 1, session, seq, numbered(last[2], seq)))

def swap(journal, session, last, before):
    for (pos, seq, _), (_, _, text) in ((last, before), (before, last)):
        journal.execute("UPDATE events SET bytes = ? WHERE pos = ?", (numbered(text, seq), pos))
"""


def stand_in(folder, text):
    """A program that takes the place of kring-server, within what looks like Kring's folder."""
    for name in ("web", "protocol"):
        (folder / name).symlink_to(ROOT / name)
    program = folder / "kring-server"
    program.write_text(text, encoding="utf-8")
    program.chmod(0o755)
    return program


def spoilt(folder, spoil, fault):
    """Runs it with a server whose journal is spoilt; it must find that out."""
    head, body = SPOILER.format(
        python=sys.executable, spoil=spoil, server=(PROGRAMS / "kring-server").resolve()
    ).split("\n", 1)
    server = stand_in(folder, f"{head}\n{SPOILS}{body}")
    done = program("kring-load", "kills", "--program", server, "--kills", 4, "--sessions", 4,
                   "--members", 4, "--rate", 300, "--seed", 4, seconds=100)
    assert done.returncode == 1, done.stdout
    found = re.search(rf"^{fault} +(\d+)$", done.stdout, re.MULTILINE)
    assert found and int(found[1]) > 0, f"{done.stdout}\n{done.stderr[-2000:]}"


def test_forgetting(folder):
    """a server that forgets what it acknowledged is found out."""
    spoilt(folder, "forget", "lost")


def test_doubling(folder):
    """a server that keeps an event twice is found out."""
    spoilt(folder, "double", "doubled")


def test_swapping(folder):
    """a server that keeps two events in another order than told is found out."""
    spoilt(folder, "swap", "reordered")


def test_stopped(folder):
    """a measurement that is told to stop leaves neither a server nor data."""
    stopped(folder, signal.SIGTERM)


def test_interrupted(folder):
    """one that a script started in the background ends by SIGINT too, and leaves as little."""
    stopped(folder, signal.SIGINT, ignored=True)


def test_killed(folder):
    """one that is killed leaves its data, for want of anybody who could remove it, but no server."""
    stopped(folder, signal.SIGKILL)


def stopped(folder, number, ignored=False):
    """Starts a measurement, tells it to stop, and looks for what is left."""
    # Each server writes a point at its start, and holds the pipe open as long as it lives.
    os.mkfifo(folder / "alive")
    alive = os.open(folder / "alive", os.O_RDONLY | os.O_NONBLOCK)
    between = os.open(folder / "alive", os.O_WRONLY)
    server = stand_in(folder, f"""#!/bin/sh
        exec 9> {folder}/alive
        printf . >&9
        exec {(PROGRAMS / "kring-server").resolve()} "$@" """)
    data = folder / "data"
    data.mkdir()
    kills = subprocess.Popen(
        [PROGRAMS / "kring-load", "kills", "--program", server, "--kills", "1000",
         "--sessions", "4", "--members", "4"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, "TMPDIR": str(data)},
        # As a shell does it for what it starts in the background.
        preexec_fn=(lambda: signal.signal(number, signal.SIG_IGN)) if ignored else None)
    try:
        for start in (1, 2):
            assert heard(alive) == b".", f"start {start} was not seen"
        assert list(data.glob("*/*/journal.sqlite"))
        kills.send_signal(number)
        output, _ = kills.communicate(timeout=30)
    finally:
        kills.kill()
        kills.wait()
    assert kills.returncode == -number, output
    assert b"kring-load:" not in output, output
    os.close(between)
    while (point := heard(alive)) == b".":
        pass
    assert point == b"", "a server is still running"
    os.close(alive)
    assert (list(data.iterdir()) == []) == (number != signal.SIGKILL)


def heard(pipe, seconds=30):
    """The next byte of a pipe, none at its end, and nothing at all after so many seconds."""
    return os.read(pipe, 1) if select.select([pipe], [], [], seconds)[0] else None
