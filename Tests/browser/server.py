"""A real kring-server for a test, which can be killed and started again."""

import functools
import os
import queue
import re
import signal
import subprocess
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = Path(os.environ.get("KRING_PROGRAMS", ROOT / ".build" / "debug"))
ADDRESS = re.compile(r"https?://[^\s/]+:(\d+)")


@functools.cache
def page():
    """The folder of the page as people get it, made from its sources by each process for itself,
    and beside the one that `./kring run` and `./kring install` make."""
    folder = ROOT / f".build-page-{os.environ.get('PYTEST_XDIST_WORKER', 'tests')}"
    subprocess.run([ROOT / "web" / "bundle.sh", folder], check=True, timeout=120)
    return folder


class Server:
    """A kring-server on the loopback with a data folder of its own.

    `address` is what it printed, without a slash at the end; `port` stays the same over
    restarts. Everything it prints is in `output`, also after it has gone. It serves the page as
    people get it, unless `web` names another folder.
    """

    def __init__(self, data, *options, program=PROGRAMS / "kring-server", web=None,
                 methods=ROOT / "protocol" / "methods"):
        self.data = Path(data)
        self.program = program
        self.options = [*options, "--web", str(web or page()), "--methods", str(methods)]
        self.port = 0
        self.address = ""
        self.output = []
        self.process = None
        # What runs the server, such as env with its options.
        self.before = []

    def start(self, seconds=20):
        """Starts the server and waits until it has printed its address."""
        command = [*self.before, self.program]
        command += ["--port", str(self.port), "--data", str(self.data)]
        self.process = subprocess.Popen(
            [*command, *self.options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        lines = queue.Queue()
        threading.Thread(target=self._read, args=(self.process.stdout, lines), daemon=True).start()
        while True:
            try:
                line = lines.get(timeout=seconds)
            except queue.Empty:
                line = None
            if line is None:
                self.kill()
                raise RuntimeError("kring-server printed no address:\n" + "".join(self.output))
            if found := ADDRESS.search(line):
                self.address, self.port = found.group(0), int(found.group(1))
                return self

    def says(self, pattern, times=1, seconds=20):
        """Waits until the server has printed what fits a pattern so often; returns what did."""
        deadline = time.monotonic() + seconds
        while len(found := re.findall(pattern, "".join(self.output))) < times:
            assert time.monotonic() < deadline, (pattern, self.output)
        return found

    def _read(self, stream, lines):
        for line in stream:
            self.output.append(line)
            lines.put(line)
        lines.put(None)

    def kill(self):
        """Ends the server as a power cut would."""
        self.process.kill()
        self.process.wait()

    def stop(self, seconds=40):
        """Asks the server to end and returns its exit code; kills it if it does not listen."""
        if self.process is None or self.process.poll() is not None:
            return self.process and self.process.returncode
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def restart(self):
        """Kills the server and starts it on the same port and data."""
        self.kill()
        return self.start()
