"""A server whose disk fails and whose clocks jump as a test says, and whose log can be waited for."""

import json
import mmap
import shutil
import struct
import subprocess
import threading
import time
from pathlib import Path

from server import Server

NAMES = ("count", "fail_at", "broken", "error", "torn", "real_ms", "running_ms")
EIO, ENOSPC = 5, 28


def compiled(folder):
    """The preloaded library, made once in a folder."""
    library = folder / "shim.so"
    if not library.exists():
        compiler = shutil.which("clang") or shutil.which("cc")
        subprocess.run(
            [compiler, "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library,
             Path(__file__).with_name("shim.c"), "-ldl"],
            check=True, timeout=60)
    return library


class ShimmedServer(Server):
    """A kring-server with the shim in it."""

    def __init__(self, folder, name, *options, data=None):
        super().__init__(data or folder / name, *options)
        control = folder / f"{name}.control"
        control.write_bytes(bytes(8 * len(NAMES)))
        with open(control, "r+b") as file:
            self._map = mmap.mmap(file.fileno(), 8 * len(NAMES))
        self.before = ["env", f"LD_PRELOAD={compiled(folder.parent)}",
                       f"KRING_SHIM_CONTROL={control}"]
        self._changed = threading.Condition()
        self._ended = False
        self["error"] = EIO

    def __getitem__(self, name):
        return struct.unpack_from("=q", self._map, 8 * NAMES.index(name))[0]

    def __setitem__(self, name, value):
        struct.pack_into("=q", self._map, 8 * NAMES.index(name), value)

    def _read(self, stream, lines):
        with self._changed:
            self._ended = False
        for line in stream:
            with self._changed:
                self.output.append(line)
                self._changed.notify_all()
            lines.put(line)
        lines.put(None)
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def log(self, since=0, until=None):
        """The lines of the log after so many lines of output, as objects."""
        return [json.loads(line) for line in self.output[since:until] if line.startswith("{")]

    def hears(self, event, since=0, seconds=20):
        """Waits until the log has an event after so many lines of output; how many there are with
        that one."""
        end = time.monotonic() + seconds
        place = since
        with self._changed:
            while True:
                for line in self.output[place:]:
                    place += 1
                    if line.startswith("{") and json.loads(line)["event"] == event:
                        return place
                assert not self._ended, f"the server ended before it said {event}"
                left = end - time.monotonic()
                assert left > 0, f"the server never said {event}"
                self._changed.wait(left)

    def fail_at(self, number, error=EIO, torn=False):
        """Lets the disk fail from the so many-th operation from now on."""
        self["error"], self["torn"] = error, int(torn)
        self["fail_at"] = self["count"] + number

    def repair(self):
        """Takes the fault away."""
        self["fail_at"] = 0
        self["broken"] = 0

    def ends(self, seconds=20):
        """Waits for the end; the exit code."""
        return self.process.wait(seconds)
