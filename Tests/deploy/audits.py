"""What `kring-server audit` finds, and what not."""

import base64
import json
import shutil
import sqlite3
import subprocess
import uuid

from canaries import script
from meetings import new, people
from program import Person, cli
from server import PROGRAMS, Server


def audit(data, *flags):
    """Exit code and lines of an audit."""
    done = subprocess.run(
        [PROGRAMS / "kring-server", "audit", "--data", data, *map(str, flags)], text=True,
        capture_output=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


def clean(data):
    """Expects that nothing is wrong, and returns the summary."""
    code, text = audit(data)
    assert code == 0 and "nothing is wrong" in text, text
    return text


def faulty(data, *words):
    """Expects a fault whose line has all the words."""
    code, text = audit(data)
    assert code == 1, text
    assert any(all(word in line for word in words) for line in text.splitlines()), (words, text)


def played(folder, *options):
    """A stopped server's folder with one kept session in it, and one removed; made once."""
    own = Server(folder.parent / "played")
    if own.data.exists():
        return own.data
    own.start()
    try:
        for kept in (["--keep"], []):
            done = cli("play", script(folder / "play.json"), "--server", own.address, *kept)
            assert done.returncode == 0, done.stderr
    finally:
        own.stop()
    return own.data


def test_clean(folder):
    """nothing is wrong at any time of a meeting: with closed cards, opened, purged, stopped."""
    own = Server(folder / "data").start()
    try:
        assert " 0 sessions" in clean(own.data)
        steps = 0
        for kept in (["--keep"], []):
            group = Person("play", script(folder / "play.json"), "--server", own.address,
                           "--pause-ms", "20", *kept)
            for line in group.lines("stderr"):
                if line.startswith("play: "):
                    steps += 1
                    if steps % 4 == 0:
                        clean(own.data)
            assert group.ends() == 0
        assert steps > 12, steps
        assert " 1 sessions" in clean(own.data)
    finally:
        own.stop()
    text = clean(own.data)
    assert " 1 sessions" in text and " 0 rows of zeros" not in text, text


def test_killed(folder):
    """after kill -9 with closed cards the folder is clean before and after the next start."""
    own = Server(folder / "data").start()
    with people(new(own)["link"], "Anna", "Bram", "Cas", "Dora") as (anna, bram, cas, dora):
        anna.types("take-chair").hears("The chair: you")
        anna.types("go 1.keuze").hears("Step 1.keuze")
        anna.types("presents Bram", "go 1.schrijf")
        for person in (cas, dora):
            person.hears("Step 1.schrijf")
            person.types("say Ik zou wachten", "who").hears("Members:")
        own.kill()
        # The log would show which cards came together: it is emptied with each.
        assert (own.data / "closed.sqlite-wal").stat().st_size == 0
        assert (own.data / "closed.sqlite").stat().st_size > 4 * 4096
        clean(own.data)
        own.start()
        clean(own.data)
    own.stop()


def forms(session):
    """The written forms of an id."""
    raw = base64.urlsafe_b64decode(session + "==")
    return [raw, raw.hex().encode(), raw.hex().upper().encode(), str(uuid.UUID(bytes=raw)).encode(),
            session.encode(), base64.b64encode(b"x" + raw + b"y")]


def test_session(folder):
    """a session is found by its id in every form, and not at all after its purge."""
    own = Server(folder / "data").start()
    try:
        here = new(own)["session"]
        made = new(own)
        gone = made["session"]
        for wanted in (here, gone, forms(gone)[1].decode(), forms(gone)[3].decode()):
            code, text = audit(own.data, "--session", wanted)
            assert code == 1 and "sqlite" in text and "raw" in text, text
        with people(made["link"], "Anna") as (anna,):
            anna.types("take-chair", "go", "close", "purge").hears("The session was removed")
        code, text = audit(own.data, "--session", gone)
        assert code == 0 and "not found" in text, text
        assert audit(own.data, "--session", here)[0] == 1
        clean(own.data)
        log = folder / "log"
        for number, form in enumerate(forms(gone)):
            log.write_bytes(b"before " + form + b" after")
            code, text = audit(own.data, "--session", gone, "--also", log)
            assert code == 1 and str(log) in text, (number, text)
        (own.data / "notes").write_bytes(forms(gone)[4])
        code, text = audit(own.data, "--session", gone)
        assert code == 1 and "notes, byte 0" in text, text
        faulty(own.data, "notes", "does not belong")
    finally:
        own.stop()


def test_wrong_use(folder):
    """wrong flags end with 64, what cannot be read with 66, and help lists the codes."""
    for flags, word in ((["--session", "abc"], "--session"), (["--nope", "x"], "--nope"),
                        (["--also", "x"], "--session"), (["--session"], "--session")):
        code, text = audit(folder, *flags)
        assert code == 64 and word in text, (code, text)
    assert audit(folder / "none")[0] == 66
    assert audit(folder)[0] == 66
    (folder / "journal.sqlite").write_bytes(b"no database")
    (folder / "closed.sqlite").write_bytes(b"no database")
    assert audit(folder)[0] == 66
    shown = audit(folder, "--help")
    assert shown[0] == 0 and all(f"\n  {code} " in shown[1] for code in (0, 1, 64, 66, 75)), shown


def copied(data, folder, name):
    """A copy to damage."""
    shutil.copytree(data, folder / name)
    return folder / name


def changed(path, sql, *values, secure=True):
    """Changes a database the way another program would."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute(f"PRAGMA secure_delete = {'ON' if secure else 'OFF'}")
    for statement in sql.split(";"):
        database.execute(statement, values if "?" in statement else ())
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def test_planted_rows(folder):
    """rows of unknown sessions, half-removed rows, and rows of ended sets are named with their place."""
    data = played(folder)
    stranger = bytes(range(16))
    here = copied(data, folder, "event")
    changed(here / "journal.sqlite", "INSERT INTO events VALUES (9999, 1, ?, ?, ?)", stranger,
            bytes(8), b"text")
    faulty(here, "journal.sqlite, page", "table events, row 9999", "session that is not kept")
    here = copied(data, folder, "seat")
    changed(here / "journal.sqlite", "INSERT INTO seats VALUES (9999, 1, ?, ?, ?)", stranger,
            bytes(16), bytes(32))
    faulty(here, "table seats, row 9999", "session that is not kept")
    here = copied(data, folder, "zero")
    changed(here / "journal.sqlite", "INSERT INTO events VALUES (9999, 0, ?, ?, ?)", bytes(16),
            bytes(8), bytes(700) + b"x" + bytes(9))
    faulty(here, "table events, row 9999", "removed row that is not zero")
    here = copied(data, folder, "card")
    slot = "INSERT INTO slots VALUES (9999, 1, ?, ?, ?, ?, ?, ?)"
    size = (3000).to_bytes(8, "big")
    changed(here / "closed.sqlite", slot, stranger, bytes(8), bytes(8), bytes(8), size,
            b"A" * 3000 + bytes(968))
    faulty(here, "closed.sqlite", "table slots", "session that is not kept")
    here = copied(data, folder, "ended")
    with sqlite3.connect(here / "journal.sqlite") as database:
        session, number = database.execute(
            "SELECT session, closed_set FROM ends WHERE live = 1").fetchone()
    database.close()
    changed(here / "closed.sqlite", slot, session, number, bytes(8), bytes(8), size,
            b"A" * 3000 + bytes(968))
    faulty(here, "closed.sqlite", "table slots", "set has ended")
    here = copied(data, folder, "behind")
    changed(here / "closed.sqlite", slot, session, (99).to_bytes(8, "big"), bytes(8), bytes(8), size,
            b"A" * 3001 + bytes(967))
    faulty(here, "closed.sqlite", "table slots", "free space in a slot")


def test_planted_schema(folder):
    """columns, tables, indexes and files that are not on the list are named."""
    data = played(folder)
    for name, sql, words in (
        ("column", "ALTER TABLE slots ADD COLUMN writer BLOB", ("slots", "writer")),
        ("table", "CREATE TABLE visits (address TEXT)", ("table visits",)),
        ("index", "CREATE INDEX fast ON slots (session)", ("index fast",)),
    ):
        here = copied(data, folder, name)
        changed(here / "closed.sqlite", sql)
        faulty(here, "closed.sqlite", "not on the list", *words)
    here = copied(data, folder, "journal-column")
    changed(here / "journal.sqlite", "ALTER TABLE events ADD COLUMN at INTEGER")
    faulty(here, "journal.sqlite", "column at of table events")
    here = copied(data, folder, "file")
    (here / "alive").write_text("Anna", encoding="utf-8")
    (here / "old.sqlite").write_text("", encoding="utf-8")
    faulty(here, "alive", "4 bytes")
    faulty(here, "old.sqlite", "does not belong")


def test_planted_remnants(folder):
    """remnants in free pages, in gaps, behind long rows and in the log are named with their place."""
    data = played(folder)
    here = copied(data, folder, "free")
    changed(here / "journal.sqlite",
            "CREATE TABLE gone (text BLOB); INSERT INTO gone VALUES (?); DROP TABLE gone",
            b"kanariewoord" * 4000, secure=False)
    faulty(here, "journal.sqlite, page", "free", "not zero")
    # A row deleted without secure_delete: its bytes stay in the gap of the page.
    here = copied(data, folder, "gap")
    changed(here / "journal.sqlite",
            "INSERT INTO seats VALUES (9999, 0, ?, zeroblob(16), zeroblob(32));"
            " DELETE FROM seats WHERE pos = 9999", b"kanariewoord0123", secure=False)
    faulty(here, "journal.sqlite, page", "byte", "not zero")
    # The log of a server that was killed, with a row in it that is no more.
    for name, kept in (("log", False), ("log-end", True)):
        here = copied(data, folder, name)
        database = sqlite3.connect(here / "journal.sqlite", isolation_level=None)
        database.execute("PRAGMA wal_autocheckpoint = 0")
        database.execute("PRAGMA secure_delete = ON")
        database.execute("INSERT INTO events VALUES (9999, 1, ?, ?, ?)",
                         (bytes(range(16)), bytes(8), b"kanariewoord" * 20))
        database.execute("DELETE FROM events WHERE pos = 9999")
        log = (here / "journal.sqlite-wal").read_bytes()
        assert b"kanariewoord" in log
        database.close()
        if kept:
            # Bytes that are no whole frame.
            log = log[:32 + 24 + 4096] + b"kanariewoord" * 30
        (here / "journal.sqlite-wal").write_bytes(log)
        faulty(here, "journal.sqlite-wal")
        if not kept:
            faulty(here, "journal.sqlite-wal, frame", "row 9999", "remnant in the log")


def test_beside(folder):
    """beside a running server an audit changes nothing and gets in nobody's way."""
    own = Server(folder / "data").start()
    try:
        group = Person("play", "--method", "bovv6", "--members", "8", "--server", own.address)
        audits = 0
        for _ in group.lines("stderr"):
            if audits < 8:
                clean(own.data)
                audits += 1
        outcome = list(group.lines("stdout"))
        assert group.ends() == 0 and outcome[-1].endswith("all agree"), outcome
        assert " 0 returns" in outcome[-1], outcome
        assert audits > 3
        logged = [json.loads(line) for line in "".join(own.output).splitlines() if line[0] == "{"]
        assert {line["event"] for line in logged} <= {"started", "purged"}, logged
    finally:
        own.stop()
