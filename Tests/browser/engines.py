"""Firefox and WebKit as Debian has them, driven by the commands of WebDriver.

Debian has a WebDriver for WebKit, but none for Firefox, which speaks the same commands by itself in
a protocol of its own, Marionette.
"""

import contextlib
import itertools
import json
import os
import re
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

# How WebDriver marks an element in JSON.
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
SECONDS = 20
# A browser that has just been installed takes its time.
START_SECONDS = 60

# Notes what goes wrong from here on, where the engine's own console cannot be read.
NOTE = """
window.complaints = [];
for (const name of ['error', 'unhandledrejection', 'securitypolicyviolation']) {
  window.addEventListener(name, (event) => window.complaints.push(
    `${name}: ${event.message ?? event.reason ?? event.violatedDirective}`));
}
arguments[0]();
"""


# How WebDriver names the keys that are no signs.
KEYS = {"Enter": "\ue007", "Tab": "\ue004", "Space": " ", "Escape": "\ue00c", "Shift": "\ue008",
        "Control": "\ue009", "ArrowLeft": "\ue012", "ArrowUp": "\ue013", "ArrowRight": "\ue014",
        "ArrowDown": "\ue015"}


class Refused(Exception):
    """A command that the engine did not carry out; `code` is WebDriver's word for why."""

    def __init__(self, code, message):
        super().__init__(f"{code}: {message}")
        self.code = code


class Program:
    """A program that runs until the end of a test; its `lines` are what it printed."""

    def __init__(self, *command, **environment):
        self.lines = []
        self._more = threading.Condition()
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace", env={**os.environ, **environment})
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in itertools.chain(self.process.stdout, [""]):
            with self._more:
                self.lines.append(line)
                self._more.notify_all()

    def says(self, pattern):
        """Waits for a line and returns the part of it in brackets."""
        def found():
            return next(filter(None, (re.search(pattern, line) for line in self.lines)), None)
        with self._more:
            self._more.wait_for(lambda: found() or self.lines[-1:] == [""], START_SECONDS)
            assert found(), "".join(self.lines)
            return found().group(1)

    def processes(self):
        """The ids of its process and of all that came of it."""
        parents = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        found = {self.process.pid}
        while more := {child for child, parent in parents.items() if parent in found} - found:
            found |= more
        return found

    @contextlib.contextmanager
    def asleep(self):
        """It stands still until the end of a block, as on a device that sleeps."""
        stopped = self.processes()
        try:
            for each in stopped:
                os.kill(each, signal.SIGSTOP)
            yield
        finally:
            for each in stopped:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(each, signal.SIGCONT)

    def end(self):
        """Ends it, and waits until it has ended."""
        self.process.terminate()
        try:
            self.process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Firefox:
    """Debian's firefox-esr without a window. Downloads go to its folder."""

    def __init__(self, folder):
        self.downloads = folder / "downloads"
        self.program = None
        self._last = 0

    def start(self):
        """Starts it; all that is not for this machine goes to a port where nobody listens."""
        folder = self.downloads.parent
        prefs = {"marionette.port": 0, "intl.accept_languages": "nl-NL",
                 "ui.prefersReducedMotion": 1, "browser.download.folderList": 2,
                 "browser.download.dir": str(self.downloads), "network.proxy.type": 1,
                 "network.proxy.http": "127.0.0.1", "network.proxy.http_port": 9,
                 "network.proxy.ssl": "127.0.0.1", "network.proxy.ssl_port": 9}
        profile = folder / "profile"
        profile.mkdir()
        self.downloads.mkdir()
        (profile / "user.js").write_text("".join(
            f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
            for name, value in prefs.items()))
        self.program = Program(
            "firefox-esr", "--marionette", "--headless", "--no-remote",
            "--remote-allow-system-access", "--profile", profile, HOME=str(folder),
            TZ="Europe/Amsterdam")
        port = self.program.says(r"Marionette\s+INFO\s+Listening on port (\d+)")
        self._socket = socket.create_connection(("127.0.0.1", int(port)), timeout=2 * SECONDS)
        self._file = self._socket.makefile("rb")
        self._receive()  # what it is
        self._send("NewSession")

    def _receive(self):
        size = b""
        while (byte := self._file.read(1)) != b":":
            assert byte, "Firefox has gone:\n" + "".join(self.program.lines[-20:])
            size += byte
        return json.loads(self._file.read(int(size)))

    def _send(self, name, **values):
        self._last += 1
        text = json.dumps([0, self._last, name if ":" in name else f"WebDriver:{name}", values])
        self._socket.sendall(b"%d:%s" % (len(text), text.encode()))
        _, _, error, result = self._receive()
        if error:
            raise Refused(error["error"], error["message"])
        return result["value"] if isinstance(result, dict) and "value" in result else result

    def go(self, url):
        """Opens an address."""
        self._send("Navigate", url=url)

    def reload(self):
        """Loads the page again."""
        self._send("Refresh")

    def run(self, script, *values):
        """Runs a script that calls its last argument with what it found."""
        return self._send("ExecuteAsyncScript", script=script, args=values)

    def click(self, element):
        """Clicks the middle of an element."""
        self._send("ElementClick", id=element[ELEMENT])

    def type(self, element, text):
        """Types into an element."""
        self._send("ElementSendKeys", id=element[ELEMENT], text=text)

    def press(self, keys):
        """Presses keys together, such as Shift and Tab, where the focus is: also in its own frame."""
        named = [KEYS.get(key, key) for key in keys]
        actions = [{"type": "keyDown", "value": key} for key in named]
        actions += [{"type": "keyUp", "value": key} for key in reversed(named)]
        self._send("Marionette:SetContext", value="chrome")
        self._send("PerformActions", actions=[{"type": "key", "id": "keys", "actions": actions}])
        self._send("Marionette:SetContext", value="content")

    def asleep(self):
        """Stands still until the end of a block."""
        return self.program.asleep()

    def picture(self):
        """What the window shows, as PNG in base64."""
        return self._send("TakeScreenshot", full=False)

    def resize(self, width, height):
        """Gives the window a size, as near as it can be had."""
        self._send("SetWindowRect", width=width, height=height)

    def complaints(self):
        """What went wrong on pages: errors, and breaches of their policy."""
        self._send("Marionette:SetContext", value="chrome")
        script = """
          const {nsIScriptError} = Ci;
          return Services.console.getMessageArray().filter((each) =>
            each instanceof nsIScriptError && !(each.flags & nsIScriptError.warningFlag)
            && each.sourceName.startsWith('http')).map(String);"""
        found = self._send("ExecuteScript", script=script, args=[])
        self._send("Marionette:SetContext", value="content")
        return found

    def end(self):
        """Ends it."""
        if self.program:
            self.program.end()


class WebKit:
    """WebKitGTK's small browser, on a screen that nobody sees. Downloads go to its folder."""

    def __init__(self, folder):
        self.downloads = folder
        self.program = self._screen = None
        self._session = ""

    def start(self):
        """Starts it, with a screen and a driver of its own."""
        self._screen = Program("Xvfb", "-displayfd", "1", "-screen", "0", "1400x1000x24",
                               "-nolisten", "tcp")
        display = self._screen.says(r"^(\d+)$")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.program = Program(
            "WebKitWebDriver", f"--port={port}", DISPLAY=f":{display}", HOME=str(self.downloads),
            XDG_RUNTIME_DIR=str(self.downloads), LC_ALL="C.UTF-8", TZ="Europe/Amsterdam")
        server = f"http://127.0.0.1:{port}"
        self._await(port)
        self._session = server
        browser = f"/usr/lib/{os.uname().machine}-linux-gnu/webkit2gtk-4.1/MiniBrowser"
        options = {"binary": browser, "args": ["--automation"]}
        made = self._send("/session", capabilities={"alwaysMatch": {
            "webkitgtk:browserOptions": options}})
        self._session += f"/session/{made['sessionId']}"

    def _await(self, port):
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                return socket.create_connection(("127.0.0.1", port)).close()
            except ConnectionRefusedError:
                assert time.monotonic() < end and self.program.process.poll() is None
                threading.Event().wait(0.05)

    def _send(self, path, method="POST", **values):
        body = json.dumps(values).encode() if method == "POST" else None
        request = urllib.request.Request(self._session + path, body, method=method)
        try:
            with urllib.request.urlopen(request, timeout=2 * SECONDS) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            why = json.load(error)["value"]
            raise Refused(why["error"], why["message"]) from error

    def go(self, url):
        """Opens an address."""
        self._send("/url", url=url)
        self.run(NOTE)

    def reload(self):
        """Loads the page again."""
        self._send("/refresh")
        self.run(NOTE)

    def run(self, script, *values):
        """Runs a script that calls its last argument with what it found."""
        return self._send("/execute/async", script=script, args=values)

    def click(self, element):
        """Clicks the middle of an element."""
        self._send(f"/element/{element[ELEMENT]}/click")

    def type(self, element, text):
        """Types into an element."""
        self._send(f"/element/{element[ELEMENT]}/value", text=text)

    def asleep(self):
        """Stands still until the end of a block."""
        return self.program.asleep()

    def picture(self):
        """What the window shows, as PNG in base64."""
        return self._send("/screenshot", method="GET")

    def resize(self, width, height):
        """Gives the window a size, as near as it can be had."""
        self._send("/window/rect", width=width, height=height)

    def complaints(self):
        """What went wrong since a while after the page was loaded: errors, breaches of its policy."""
        return self.run("arguments[0](window.complaints ?? ['the page was left'])")

    def end(self):
        """Ends it."""
        try:
            if "/session/" in self._session:
                self._send("", method="DELETE")
        finally:
            for program in filter(None, (self.program, self._screen)):
                program.end()
