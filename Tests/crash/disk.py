"""The disk fails under the real server: at one operation after another, or because it is full."""

import os
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

from meeting import STORAGE, Script, ready, refused_hello
from meetings import new
from program import cli
from server import Server
from shim import EIO, ENOSPC, ShimmedServer

# How many operations are tried in one check; all of them with KRING_CRASH_ALL=1.
SAMPLES = 6
ALL = os.environ.get("KRING_CRASH_ALL") == "1"


def chosen(total, count=SAMPLES):
    """Numbers from 1 to a total: all of them, or some at the same distance."""
    if ALL or total <= count:
        return range(1, total + 1)
    return [1 + (2 * step + 1) * total // (2 * count) for step in range(count)]


class Trouble:
    """What has to be so from each failure to the recovery of one server."""

    def __init__(self, server):
        self.server = server
        self.count = 0
        # What the server has said about troubles that are over.
        self.heard = 0

    def repaired(self, repair=None):
        """Called when something was refused: looks at the server, takes the cause away and waits
        until it serves again."""
        self.count += 1
        server = self.server
        process = server.process
        failed = server.hears("storage", self.heard)
        if server["broken"]:
            assert not ready(server)
            refused = refused_hello(server)
            assert refused == (STORAGE, "storage"), refused
        (repair or server.repair)()
        repaired = len(server.output)
        self.heard = server.hears("storage-recovered", failed)
        lines = server.log(failed - 1, self.heard)
        codes = {line["code"] for line in lines if line["event"] == "storage"}
        assert codes <= {"storage", "not-writable"}, codes
        # One attempt may have been under way; the next, a second later, must do.
        late = [line for line in server.log(repaired, self.heard) if line["event"] == "storage"]
        assert len(late) <= 1, late
        assert server.process is process and process.poll() is None


def survived(server, script, trouble):
    """Plays to the end, and looks at what is there: in this process, and after a kill."""
    script.play(trouble.repaired)
    server.repair()
    server.restart()
    script.holds()


def operations(folder):
    """How many operations a start makes, and a start and a whole meeting."""
    server = ShimmedServer(folder, "count").start()
    try:
        started = server["count"]
        Script(server).play(Script.unexpected)
        return started, server["count"]
    finally:
        server.kill()


def fails_at(folder, name, number, **fault):
    """Plays with an operation of the running server that fails; whether it came to that."""
    server = ShimmedServer(folder, name).start()
    try:
        server.fail_at(number, **fault)
        trouble = Trouble(server)
        survived(server, Script(server), trouble)
        return trouble.count
    finally:
        server.kill()


def test_operations(folder):
    """a write, sync, truncation or opening that fails while meetings are held loses nothing acknowledged."""
    started, total = operations(folder)
    count = sum(
        fails_at(folder, f"eio{number}", number, error=EIO, torn=number % 2 == 0)
        for number in chosen(total - started))
    assert count >= SAMPLES // 2, f"only {count} failures were seen by somebody"


def test_full(folder):
    """a disk that is full from one operation on loses nothing acknowledged."""
    started, total = operations(folder)
    for number in chosen(total - started, 3):
        fails_at(folder, f"full{number}", number, error=ENOSPC)


def test_start(folder):
    """a start that the disk does not allow says so and ends with 74, and the next one does it."""
    started, _ = operations(folder)
    assert started > 5, started
    for number in chosen(started, 5):
        server = ShimmedServer(folder, f"start{number}")
        server.fail_at(number, torn=number % 2 == 1)
        try:
            try:
                server.start()
                raise AssertionError(f"operation {number} of a start failed, and nobody minds")
            except RuntimeError as ended:
                assert "storage" in str(ended) or "not-writable" in str(ended), ended
            assert server.ends() in (74, -9), server.process.returncode
            server.repair()
            server.start()
            script = Script(server)
            survived(server, script, Trouble(server))
        finally:
            server.kill()


@contextmanager
def small_disk(folder, size):
    """A file system of so many bytes; only root can make one."""
    folder.mkdir()
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=True, timeout=20)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True, timeout=20)


def test_small_disk(folder):
    """a small file system that fills up under texts of every size loses nothing acknowledged."""
    assert os.geteuid() == 0, "not run: mounting a file system needs root"
    seen = 0
    for size in (542, 1054, 2078, 4126):
        for pages in chosen(24, 1):
            name = f"disk{size}-{pages}"
            with small_disk(folder / name, 4 << 20) as disk:
                server = ShimmedServer(folder, f"server{size}-{pages}", data=disk / "data").start()
                try:
                    seen += fill(server, disk, size, pages)
                finally:
                    server.kill()
    assert seen, "the disk never was full"


def fill(server, disk, size, pages):
    """Leaves so many pages free, plays, and makes room when somebody was refused."""
    filler = Path(disk) / "filler"
    free = os.statvfs(disk)
    with open(filler, "wb") as file:
        os.posix_fallocate(file.fileno(), 0, (free.f_bavail - pages) * free.f_frsize)
    trouble = Trouble(server)
    script = Script(server, size)
    script.play(lambda: trouble.repaired(lambda: filler.unlink(missing_ok=True)))
    server.restart()
    script.holds()
    return trouble.count


def test_folder(folder):
    """when the data folder or a file in it goes nothing more is acknowledged, with one line, until it is back."""
    server = ShimmedServer(folder, "gone").start()
    try:
        link = new(server)["link"]
        heard = 0
        for name in ("", "journal.sqlite", "closed.sqlite", "lock"):
            path = server.data / name
            away = folder / f"away-{name}"
            path.rename(away)
            refused = cli("new", "--server", server.address, "--method", "bovv6")
            assert refused.returncode == 1 and "storage" in refused.stderr, refused
            failed = server.hears("storage", heard)
            assert not ready(server)
            assert refused_hello(server) == (STORAGE, "storage")
            # Long enough for three attempts, each of which is refused.
            end = time.monotonic() + 3
            while time.monotonic() < end:
                assert cli("new", "--server", server.address, "--method", "bovv6").returncode == 1
            away.rename(path)
            heard = server.hears("storage-recovered", failed)
            lines = [line for line in server.log(failed - 1, heard) if line["event"] == "storage"]
            assert [line["code"] for line in lines] == ["replaced"], lines
            assert ready(server)
        # Nobody writes anything, and it is noticed all the same.
        other = ShimmedServer(folder, "replaced").start()
        try:
            shutil.rmtree(other.data)
            other.hears("storage", seconds=10)
            assert not ready(other)
            second = Server(other.data).start()
            assert second.stop() == 0
        finally:
            other.kill()
        held = cli("verify", link, "--name", "Vera")
        assert held.returncode == 0, held.stderr
    finally:
        server.kill()
