"""Follows the page on backup and restore, command by command."""

import json
import os
import re
import subprocess
from contextlib import contextmanager
from pathlib import Path

from meetings import new
from program import Person
from server import ADDRESS, PROGRAMS, Server
from settings import DEPLOY, environment

NAMES = ("Anna", "Bram", "Cas", "Dora")


def commands():
    """The blocks of commands of the page, by the heading they stand under."""
    page = (DEPLOY / "backup.md").read_text(encoding="utf-8")
    found = {}
    for part in page.split("\n## ")[1:]:
        found[part.splitlines()[0]] = re.findall(r"^```sh\n(.*?)^```$", part, re.M | re.S)
    return found


def here(lines):
    """A block with what is installed on a machine taken from the repository."""
    return lines.replace("/usr/share/kring/methods", environment()["KRING_METHODS"]).replace(
        "/usr/share/kring/web", environment()["KRING_WEB"])


def shell(lines, folders):
    """Runs a block as it stands."""
    done = subprocess.run(
        ["sh", "-eu", "-c", lines], capture_output=True, text=True, timeout=60, check=False,
        env=environment(**folders, PATH=f"{PROGRAMS}:{os.environ['PATH']}"))
    assert done.returncode == 0, (lines, done)
    return done.stdout


def view(link, seat, name):
    """What a member sees on coming back, without the time of the state."""
    watcher = Person("watch", link, "--name", name, "--seat", seat, "--json")
    try:
        seen = json.loads(watcher.hears('"view"'))
    finally:
        watcher.kill()
    return seen


def places(folder):
    """The variables of the page."""
    return {"DATA": str(folder / "data"), "BACKUPS": str(folder / "all"),
            "BACKUP": str(folder / "all" / "2030-01-31"), "RESTORED": str(folder / "restored"),
            "KEYS": str(folder / "keys")}


@contextmanager
def meeting(own, folder):
    """A session with three closed cards in it, and its people."""
    link = new(own)["link"]
    folder.mkdir()
    present = []
    try:
        for name in NAMES:
            present.append(Person("join", link, "--name", name, "--seat", folder / name))
            present[-1].hears("Members:", "you")
        anna, bram, cas, dora = present
        anna.types("take-chair").hears("The chair: you")
        anna.types("go 1.keuze").hears("Step 1.keuze")
        anna.types("presents Bram", "go 1.schrijf")
        for person in (anna, cas, dora):
            person.hears("Step 1.schrijf")
            person.types("say Ik zou wachten", "who").hears("Members:")
        yield link, present
    finally:
        for person in present:
            person.kill()


@contextmanager
def restored(lines, folders):
    """The server that the last block starts."""
    started = subprocess.Popen(
        ["sh", "-eu", "-c", f"exec {here(lines).strip()} --port 0"], text=True, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(**folders, PATH=f"{PROGRAMS}:{os.environ['PATH']}"))
    try:
        yield ADDRESS.search(started.stdout.readline())[0]
    finally:
        started.terminate()
        assert started.wait(40) == 0
        started.stdout.close()


def check(own, folder, folders, blocks, back_up):
    """Backs up, brings back, and compares what each member of each session sees."""
    with meeting(own, folder / "one") as (one, _), meeting(own, folder / "two") as (two, people):
        back_up()
        # What comes after the backup is not in it.
        people[0].types("close").hears("The meeting is closed.")
    before = {}
    if own.process.poll() is None:
        before = {name: view(one, folder / "one" / name, name) for name in NAMES}
    shell(blocks["Is the backup good?"][0], folders)
    copy, start, _ = blocks["Bringing it back"]
    shell(copy, folders)
    with restored(start, folders) as address:
        one, two = (f"{address}/#{link.split('#')[1]}" for link in (one, two))
        for name in NAMES:
            seen = view(one, folder / "one" / name, name)
            assert seen == before.get(name, seen), name
            assert seen["view"]["step"] == view(two, folder / "two" / name, name)["view"]["step"]
        # The closed cards are all there, and still nobody's.
        for link, place in ((one, "one"), (two, "two")):
            anna, dora = (Person("join", link, "--name", name, "--seat", folder / place / name)
                          for name in ("Anna", "Dora"))
            try:
                dora.hears("Members:", "you")
                anna.types("go", "open")
                for _ in range(3):
                    dora.hears("Ik zou wachten")
            finally:
                anna.kill()
                dora.kill()


def test_running(folder):
    """a backup beside the running server, made as the page says, brings every session back."""
    blocks = commands()
    folders = places(folder)
    own = Server(folders["DATA"]).start()
    try:
        check(own, folder, folders, blocks,
              lambda: shell(blocks["While it runs"][0], folders))
    finally:
        own.stop()
    assert os.stat(folders["BACKUP"]).st_mode & 0o777 == 0o700
    # Only what is older than a day goes.
    shell(blocks["Forgetting"][0], folders)
    assert os.path.exists(folders["BACKUP"])
    day = 24 * 3600
    made = os.stat(folders["BACKUP"]).st_mtime
    os.utime(folders["BACKUP"], (made - 2 * day, made - 2 * day))
    shell(blocks["Forgetting"][0], folders)
    assert not os.path.exists(folders["BACKUP"])


def test_stopped(folder):
    """a backup of the stopped server, made as the page says, brings every session back."""
    blocks = commands()
    assert sum(map(len, blocks.values())) == 8, blocks.keys()
    folders = places(folder)
    own = Server(folders["DATA"]).start()

    def back_up():
        assert own.stop() == 0
        shell(blocks["While it is stopped"][0], folders)
        shell(blocks["The key for proofs of attendance"][0], folders)
        kept = Path(folders["KEYS"]) / "proof.key"
        assert kept.read_bytes() == (Path(folders["DATA"]) / "proof.key").read_bytes()
        assert kept.stat().st_mode & 0o777 == 0o600
        own.start()

    try:
        check(own, folder, folders, blocks, back_up)
    finally:
        own.stop()


def test_order(folder):
    """a set that is opened between the two copies of a backup is whole, cards and all."""
    blocks = commands()
    lines = blocks["While it runs"][0].splitlines()
    place = next(number for number, line in enumerate(lines) if "journal.sqlite" in line)
    assert any("closed.sqlite" in line for line in lines[:place]), lines
    folders = places(folder)
    own = Server(folders["DATA"]).start()
    try:
        with meeting(own, folder / "one") as (link, (anna, bram, _, _)):
            shell("\n".join(lines[:place]), folders)
            anna.types("go", "open")
            for _ in range(3):
                bram.hears("Ik zou wachten")
            shell("\n".join(lines[place:]), folders)
        before = view(link, folder / "one" / "Bram", "Bram")
    finally:
        own.stop()
    copy, start, _ = blocks["Bringing it back"]
    shell(copy, folders)
    with restored(start, folders) as address:
        link = f"{address}/#{link.split('#')[1]}"
        after = view(link, folder / "one" / "Bram", "Bram")
        assert len(after["view"]["items"]) == 3, after
        assert after == before
    # The rows of the opened set went at the start.
    audit = subprocess.run([PROGRAMS / "kring-server", "audit", "--data", folders["RESTORED"]],
                           capture_output=True, text=True, timeout=60, check=False)
    assert audit.returncode == 0, audit.stdout


def test_unset(folder):
    """no block of the page does anything where a folder has no name."""
    (folder / "here").mkdir()
    for name in ("one", "2020-01-01"):
        (folder / "here" / name).mkdir()
        (folder / "here" / name / "journal.sqlite").write_bytes(b"kept")
        os.utime(folder / "here" / name, (0, 0))
    before = sorted((folder / "here").rglob("*"))
    for block in [block for found in commands().values() for block in found]:
        for missing in ({}, {name: "" for name in places(folder)}):
            if "systemctl" in block:
                continue  # it names its own folder; Tests/deploy/documents.py runs it
            for options in ("-c", "-euc"):
                done = subprocess.run(
                    ["sh", options, here(block)], cwd=folder / "here", capture_output=True, text=True,
                    timeout=60, check=False, stdin=subprocess.DEVNULL,
                    env=environment(**missing, PATH=f"{PROGRAMS}:{os.environ['PATH']}"))
                assert done.returncode != 0, (block, options, done)
    assert sorted((folder / "here").rglob("*")) == before


def test_forgetting(folder):
    """forgetting removes old backups and nothing else, whatever lies beside them."""
    block, = commands()["Forgetting"]
    folders = places(folder)
    beside = folder / "all"
    made = {
        "2030-01-30": ["closed.sqlite", "journal.sqlite"], "photos": ["journal.sqlite"],
        "2030-01-29": ["closed.sqlite", "journal.sqlite", "letter.txt"], "kring-2030": ["a"],
        "2030-02-01": ["closed.sqlite", "journal.sqlite"],
    }
    for name, files in made.items():
        (beside / name).mkdir(parents=True)
        for file in files:
            (beside / name / file).write_text("kept", encoding="utf-8")
        if name != "2030-02-01":
            os.utime(beside / name, (0, 0))
    # A folder that is not empty then is complained of, and stays.
    subprocess.run(["sh", "-eu", "-c", block], capture_output=True, text=True, timeout=60,
                   check=False, env=environment(**folders))
    left = {str(path.relative_to(beside)) for path in beside.rglob("*") if path.is_file()}
    assert left == {"photos/journal.sqlite", "2030-01-29/letter.txt", "kring-2030/a",
                    "2030-02-01/closed.sqlite", "2030-02-01/journal.sqlite"}, left
    assert not (beside / "2030-01-30").exists()
