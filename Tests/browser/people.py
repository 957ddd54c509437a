"""People at a meeting: browser windows that are watched, recorded and photographed."""

import contextlib
import json
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Error

from server import ROOT

TRAFFIC = Path(os.environ.get("KRING_TRAFFIC", ROOT / ".build-traffic"))
SCREENSHOTS = ROOT / ".build-screenshots"
# The window beside the call, the phone and the wide screen.
SIZES = {320: 640, 420: 860, 1280: 800}

REPORT_VIOLATIONS = """
document.addEventListener('securitypolicyviolation', (event) => {
  console.error(`content policy: ${event.violatedDirective} ${event.blockedURI}`);
});
"""


def standing():
    """What each process of Chromium does: a stopped or hanging one leaves pages without pictures."""
    lines = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command = (folder / "cmdline").read_bytes().decode(errors="replace")
            if "/chromium" in command:
                state = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
                kind = re.search(r"--type=([\w-]+)", command)
                waits = (folder / "wchan").read_text()
                lines.append(f"{folder.name} of {state[1]}: {kind and kind[1]} {state[0]} {waits}")
    return "\n".join(lines)


def origin(url):
    """The origin of a URL, the same for a page and its WebSocket."""
    parts = urlsplit(url)
    return parts.scheme.replace("ws", "http"), parts.netloc


class Recorder:
    """Writes WebSocket frames as lines of JSON, for the check against the schemas."""

    def __init__(self, name):
        TRAFFIC.mkdir(exist_ok=True)
        safe = re.sub(r"[^\w.-]+", "-", name)
        self.path = TRAFFIC / f"browser-{safe}.jsonl"
        self.file = self.path.open("a", encoding="utf-8")

    def follow(self, socket):
        """Records every frame of a WebSocket."""
        socket.on("framesent", lambda frame: self._write("client", frame))
        socket.on("framereceived", lambda frame: self._write("server", frame))

    def request(self, request):
        """Records the body of an HTTP request that has a schema."""
        if request.method == "POST" and urlsplit(request.url).path == "/api/sessions":
            self._write("client", request.post_data, schema="create.json")

    def _write(self, direction, frame, **more):
        text = frame if isinstance(frame, str) else frame.decode("utf-8", "replace")
        try:
            line = {"dir": direction, **more, "json": json.loads(text)}
        except ValueError:
            line = {"dir": direction, "text": text}
        print(json.dumps(line, ensure_ascii=False), file=self.file, flush=True)


class Person:
    """One member with a browser context of their own: `page`, and what went wrong in it."""

    def __init__(self, name, context, troubles, recorder):
        self.name = name
        self.context = context
        self.page = None
        self._troubles = troubles
        self._recorder = recorder
        self._origins = set()
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("page", self._watch)
        context.on("request", lambda request: self._asked(request.url))
        context.on("request", recorder.request)
        self.page = context.new_page()

    def open(self, url):
        """Opens a page; from now on its origin is the only one that may be asked for anything."""
        self._origins.add(origin(url))
        self.page.goto(url)
        return self.page

    def download(self, _ending, press):
        """The text of the file that is kept by a press."""
        with self.page.expect_download() as download:
            press()
        return download.value.path().read_text(encoding="utf-8")

    def _watch(self, page):
        page.on("console", self._said)
        page.on("pageerror", lambda error: self._trouble(f"error: {error}"))
        page.on("websocket", self._connected)

    def _said(self, message):
        if message.type == "error":
            self._trouble(f"console: {message.text}")

    def _connected(self, socket):
        self._asked(socket.url)
        self._recorder.follow(socket)

    def _asked(self, url):
        if urlsplit(url).scheme in ("data", "blob", "about"):
            return
        if origin(url) not in self._origins:
            self._trouble(f"asked another origin: {url}")

    def _trouble(self, text):
        self._troubles.append(f"{self.name}: {text}")


class People:
    """The people of one test. What goes wrong in their pages is gathered in `troubles`."""

    def __init__(self, browser, test):
        self.troubles = []
        self._browser = browser
        self._recorder = Recorder(test)
        self._people = []
        self._excused = []

    def add(self, name, language="nl-NL", width=420, dark=False,
            zone="Europe/Amsterdam", **options):
        """A person with a new, empty browser context."""
        context = self._browser.new_context(
            locale=language,
            timezone_id=zone,
            viewport={"width": width, "height": SIZES.get(width, 800)},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            **options,
        )
        return self.admit(name, context)

    def admit(self, name, context):
        """A person with a browser context that is there already."""
        context.set_default_timeout(15_000)
        person = Person(name, context, self.troubles, self._recorder)
        self._people.append(person)
        return person

    def excuse(self, pattern):
        """Says that troubles like this belong to the test, such as a server that is killed."""
        self._excused.append(re.compile(pattern))

    def photograph(self, name):
        """Keeps what each person sees, for whoever looks into a failure."""
        SCREENSHOTS.mkdir(exist_ok=True)
        for person in self._people:
            for index, page in enumerate(person.context.pages):
                try:
                    page.screenshot(path=SCREENSHOTS / f"{name}-{person.name}-{index}.png")
                except Error as error:
                    print(f"no picture of {person.name}: {error.message.splitlines()[0]}")
                    print(standing())

    def close(self):
        """Closes all windows and returns the troubles that were not excused."""
        for person in self._people:
            person.context.close()
        self._recorder.file.close()
        return [
            trouble
            for trouble in self.troubles
            if not any(pattern.search(trouble) for pattern in self._excused)
        ]


def shoot(page, name):
    """Keeps a page at three widths, light and dark, and fails where it scrolls sideways.

    Fails too where a screen, which scrolls inside, has one more scroll bar at the window's edge.
    What is said for a moment only is not in the pictures.
    """
    SCREENSHOTS.mkdir(exist_ok=True)
    page.evaluate("document.querySelector('.toast')?.setAttribute('hidden', '')")
    before = page.viewport_size
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    too_wide, too_high = [], []
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            path = SCREENSHOTS / f"{name}-{width}-{scheme}.png"
            page.screenshot(path=path, animations="disabled")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            too_wide.append(width)
        if page.evaluate("document.querySelector('.screen')"
                         " && document.documentElement.scrollHeight > innerHeight"):
            too_high.append(width)
    page.set_viewport_size(before)
    page.emulate_media(color_scheme="dark" if dark else "light")
    assert not too_wide, f"{name} scrolls sideways at {too_wide} px"
    assert not too_high, f"{name} scrolls as a whole at {too_high} px"
