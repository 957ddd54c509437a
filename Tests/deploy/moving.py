"""Sessions that move between a data folder and a PostgreSQL, and the audit of a database."""

import re
import signal
import subprocess
from contextlib import ExitStack
from pathlib import Path

from audits import audit, clean
from meetings import new, people
from nodes import POSTGRES, database, execute, options
from server import PROGRAMS, Server


def kring(*words):
    """Exit code and lines of a command of the server."""
    done = subprocess.run([PROGRAMS / "kring-server", *map(str, words)], text=True,
                          capture_output=True, timeout=120, check=False)
    return done.returncode, done.stdout + done.stderr


def moves(*words):
    """Expects a move that is done; how many sessions, events and closed sets it says it moved."""
    code, text = kring("move", *words)
    found = re.match(r"moved (\d+) sessions, (\d+) events, (\d+) closed sets; read back", text)
    assert code == 0 and found, text
    return tuple(map(int, found.groups()))


def test_move(folder):
    """a meeting goes on in a database and comes back, its closed cards too."""
    with ExitStack() as ending:
        place = ending.enter_context(database())
        own = Server(folder / "data").start()
        ending.callback(lambda: own.stop())
        link = new(own)["link"]
        cards = people(link, "Anna", "Bram", "Cas", "Dora")
        anna, bram, cas, dora = present = ending.enter_context(cards)
        anna.types("take-chair", "go 1.keuze").hears("Step 1.keuze")
        anna.types("presents Bram", "go 1.schrijf")
        for name, person in (("c", cas), ("d", dora)):
            person.hears("Step 1.schrijf")
            person.types(f"say Ik zou {name}", "who").hears("Members:")
        assert kring("move", "--data", own.data, "--to-database", place)[0] == 1
        own.stop()
        sessions, events, sets = moves("--data", own.data, "--to-database", place)
        assert (sessions, sets) == (1, 1) and events > 6, (sessions, events, sets)
        own, port = Server(folder / "data", *options(place, "a")), own.port
        own.port = port
        own.start()
        for person in present:
            person.hears("Connected again")
        anna.types("say Ik zou a", "who").hears("Members:")
        code, text = kring("move", "--database", place, "--to-data", folder / "other")
        assert code == 1 and "a server runs on the database as node a" in text, text
        own.stop()
        # The folder still has what was moved from it.
        code, text = kring("move", "--database", place, "--to-data", own.data)
        assert code == 1 and "1 sessions; expected a folder that has none" in text, text
        for name in ("journal.sqlite", "closed.sqlite"):
            (own.data / name).unlink()
        assert moves("--database", place, "--to-data", own.data)[2] == 1
        clean(own.data)
        own = Server(folder / "data")
        own.port = port
        own.start()
        for person in present:
            person.hears("Connected again")
        anna.types("go", "open")
        bram.hears("3 cards:")
        said = sorted(bram.hears("  Ik zou") for _ in range(3))
        assert said == ["  Ik zou a", "  Ik zou c", "  Ik zou d"], said


def filled(folder, count=20):
    """A stopped server's folder with so many sessions."""
    own = Server(folder).start()
    try:
        for _ in range(count):
            new(own)
    finally:
        own.stop()
    return own.data


def made(folder, place):
    """A database in which a node has made the tables."""
    Server(folder / "node", *options(place, "a")).start().stop()
    return place


def test_killed_there(folder):
    """a move to a database that is killed in the middle leaves it empty, and is run again."""
    data = filled(folder / "data")
    with database() as place:
        made(folder, place)
        # Somebody at the database is in the way, so that the move is in the middle for sure.
        other = subprocess.Popen([POSTGRES / "psql", "-q", place], stdin=subprocess.PIPE, text=True)
        try:
            print("BEGIN; LOCK TABLE kring.events IN SHARE MODE;", file=other.stdin, flush=True)
            while not execute(place, "SELECT pid FROM pg_locks WHERE mode = 'ShareLock' AND granted "
                                     "AND relation = 'kring.events'::regclass"):
                assert other.poll() is None
            move = subprocess.Popen(
                [PROGRAMS / "kring-server", "move", "--data", data, "--to-database", place])
            waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            while not execute(place, waiting):
                assert move.poll() is None
            move.kill()
            assert move.wait(30) == -signal.SIGKILL
        finally:
            other.communicate("ROLLBACK;\n", timeout=30)
        while execute(place, "SELECT pid FROM pg_stat_activity WHERE application_name = 'kring'"):
            pass
        assert execute(place, "SELECT count(*) FROM kring.sessions") == "0"
        assert moves("--data", data, "--to-database", place)[0] == 20
        assert execute(place, "SELECT count(*) FROM kring.sessions") == "20"


def test_killed_back(folder):
    """a move to a folder that is killed in the middle leaves it without sessions, and is run again."""
    data = filled(folder / "data")
    with database() as place:
        assert moves("--data", data, "--to-database", place)[0] == 20
        # The system kills it at a write beyond so many blocks of 512 bytes.
        target = folder / "target"
        done = subprocess.run(
            ["sh", "-c", 'ulimit -c 0; ulimit -f 200; exec "$@"', "sh", PROGRAMS / "kring-server",
             "move", "--database", place, "--to-data", target], timeout=60, check=False)
        assert done.returncode == -signal.SIGXFSZ, done
        assert (target / "moving" / "journal.sqlite-wal").stat().st_size > 50_000
        own = Server(target).start()
        own.stop()
        code, text = audit(target)
        assert code == 1 and "moving: a file that does not belong here" in text, text
        assert " 0 sessions" in text, text
        assert moves("--database", place, "--to-data", target)[0] == 20
        assert " 20 sessions" in clean(target)


def test_words(folder):
    """wrong words of a move end with 64, what cannot be used with 74, and help lists the codes."""
    for words, named in (([], "--to-database"), (["--data", "x"], "found --data"),
                         (["--data", "x", "--to-data", "y"], "found --data and --to-data"),
                         (["--nope", "x"], "--nope"), (["--data"], "--data"),
                         (["--data", "x", "--data=y"], "found again")):
        code, text = kring("move", *words)
        assert code == 64 and named in text, (words, text)
    assert kring("move", "--data", folder, "--to-database", "host=/nowhere")[0] == 1
    data = filled(folder / "data", 1)
    code, text = kring("move", "--data", data, "--to-database", "host=/nowhere password=hidden")
    assert code == 74 and "no connection to the database" in text and "hidden" not in text, text
    # What stands behind a wrong word may be a password.
    for words in ((f"host={folder} password=hidden",), (f"--databases=host={folder} password=hidden",)):
        code, text = kring("audit", *words)
        assert code == 64 and "expected --data, --database" in text and "hidden" not in text, text
    code, text = kring("audit", f"--database=host={folder} password=hidden")
    assert code == 66 and "no connection to the database" in text and "hidden" not in text, text
    code, text = kring("move", "--help")
    assert code == 0 and all(f"\n  {number} " in text for number in (0, 1, 64, 74)), text


def laid(server, ending):
    """A session with a card in a closed set: what making it gave, and its people."""
    made_here = new(server)
    anna, bram, cas = ending.enter_context(people(made_here["link"], "Anna", "Bram", "Cas"))
    anna.types("take-chair", "go 1.keuze").hears("Step 1.keuze")
    anna.types("presents Bram", "go 1.schrijf")
    cas.hears("Step 1.schrijf")
    cas.types("say Ik zou wachten", "who").hears("Members:")
    return made_here, (anna, bram, cas)


def test_audit(folder):
    """an audit of a database is clean beside a node with closed cards, and names what is planted."""
    with ExitStack() as ending:
        place = ending.enter_context(database())
        looks = ("audit", "--database", place)
        assert kring(*looks)[0] == 66
        code, text = kring(
            "audit", "--database", f"{place} options='-c default_transaction_read_only=on'")
        assert code == 66 and "read-only; expected a database that takes writes" in text, text
        own = Server(folder / "data", *options(place, "a")).start()
        ending.callback(own.stop)
        made_here, (anna, bram, _) = laid(own, ending)
        assert execute(place, "SELECT count(*) FROM kring.closed") == "1"
        code, text = kring(*looks)
        assert code == 0 and "1 sessions" in text and "nothing is wrong" in text, text
        assert "not looked at: the files of the database, its log, archives, standbys" in text, text
        code, text = kring(*looks, "--session", made_here["session"])
        assert code == 1 and "table kring.closed, 1 rows" in text, text
        bram.types("who").hears("Members:")
        execute(place, "INSERT INTO kring.ends SELECT session, closed_set FROM kring.closed")
        code, text = kring(*looks)
        assert code == 1 and "kring.closed: 1 rows of sets that have ended" in text, text
        execute(place, "DELETE FROM kring.ends")
        anna.types("close", "purge").hears("The session was removed")
        code, text = kring(*looks, "--session", made_here["session"])
        assert code == 0 and "not found" in text, text
        # The log of the database still has it, and that can be seen where it is at hand.
        files = Path(re.search(r"host=(\S+)", place)[1]) / "data"
        code, text = kring(*looks, "--session", made_here["session"], "--also", files)
        assert code == 1 and "/pg_wal/" in text and "raw" in text, text
        assert kring(*looks)[0] == 0
        assert kring(*looks, "--data", own.data)[0] == 64


def test_damaged(folder):
    """a closed set that cannot be read keeps no node from starting; once it is removed its people go on."""
    with ExitStack() as ending:
        place = ending.enter_context(database())
        own = Server(folder / "data", *options(place, "a")).start()
        ending.callback(lambda: own.stop())
        _, group = laid(own, ending)
        own.kill()
        execute(place, "UPDATE kring.closed SET bytes = substr(bytes, 1, 30)")
        code, text = kring("audit", "--database", place)
        assert code == 1 and "kring.closed: a closed set is cut short: set 2 of session" in text, text
        own, port = Server(folder / "data", *options(place, "a")), own.port
        own.port = port
        own.start()
        own.says("closed sets of 1 sessions cannot be read")
        assert new(own)["link"]
        execute(place, "DELETE FROM kring.closed")
        for one in group:
            one.hears("Connected again")
            one.types("who").hears("Members:")
