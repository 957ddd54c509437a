"""Runs programs in tests: to their end, or as a person whose lines are typed and heard."""

import os
import queue
import subprocess
import threading

from server import PROGRAMS

SECONDS = 90


def cli(*arguments, typed=None, seconds=SECONDS):
    """Runs kring-cli to its end; its code, output and complaints."""
    return program("kring-cli", *arguments, typed=typed, seconds=seconds)


def program(name, *arguments, typed=None, seconds=SECONDS):
    """Runs one of Kring's programs to its end; its code, output and complaints."""
    return subprocess.run(
        [PROGRAMS / name, *map(str, arguments)],
        input="" if typed is None else typed,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


class Person:
    """A running kring-cli, whose lines arrive while it runs."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [PROGRAMS / "kring-cli", *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ},
        )
        self.heard = []
        self._lines = {"stdout": queue.Queue(), "stderr": queue.Queue()}
        for name, stream in (("stdout", self.process.stdout), ("stderr", self.process.stderr)):
            threading.Thread(target=self._read, args=(stream, name), daemon=True).start()

    def _read(self, stream, name):
        for line in stream:
            self._lines[name].put(line.rstrip("\n"))
        self._lines[name].put(None)

    def types(self, *lines):
        """Types lines, as a person or a pipe would."""
        for line in lines:
            print(line, file=self.process.stdin, flush=True)
        return self

    def hears(self, *words, stream="stdout", seconds=SECONDS):
        """Reads until a line has all the words, and returns it; fails if none comes."""
        while True:
            try:
                line = self._lines[stream].get(timeout=seconds)
            except queue.Empty:
                line = None
            if line is None:
                heard = "\n    ".join(self.heard[-15:])
                raise AssertionError(f"never heard {words}; last heard:\n    {heard}")
            self.heard.append(line)
            if all(word in line for word in words):
                return line

    def hears_soon(self, *words):
        """Tells whether a line with all the words comes within a second of silence."""
        try:
            return bool(self.hears(*words, seconds=1))
        except AssertionError:
            return False

    def lines(self, stream="stderr", seconds=SECONDS):
        """All lines up to the end of a stream, as they come."""
        while (line := self._lines[stream].get(timeout=seconds)) is not None:
            yield line

    def ends(self, seconds=SECONDS):
        """Waits for the end and returns the exit code."""
        return self.process.wait(seconds)

    def quits(self):
        """Leaves the program; the seat stays."""
        self.types("quit")
        return self.ends()

    def kill(self):
        """Ends it whatever it does."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
