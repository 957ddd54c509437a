"""What it costs to open the page: `./kring weight` prints it, as on a phone with a bad network."""

import base64
import math
import os
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from group import hook
from server import Server

# A bad mobile network, as Chromium's developer tools take it.
LATENCY_MS = 400
BYTES_PER_SECOND = 400_000 // 8

# How many packets a server may send before any is acknowledged, and how many bytes are in one.
PACKETS, PACKET = 10, 1460
# A phone's processor beside that of the machine that runs this.
SLOWER = 4

# At commit 3973167, which served its sources as they were: measured at its review with Chromium 156
# over the same network, with an empty cache. Its scripts lay in 7 levels of import, and nothing was to
# be seen before the page could be used.
BEFORE = {"requests": 107, "kilobytes": 338, "levels": 7, "seen": 10.3, "usable": 10.3}

SEEN = """
addEventListener('DOMContentLoaded', () => {
  const look = () => {
    const field = document.querySelector(%r);
    if (field?.getBoundingClientRect().height > 0) globalThis.usableAt = performance.now();
    else requestAnimationFrame(look);
  };
  look();
});
"""

# Not by `wait_for_function`, which the content policy forbids to look twice.
USABLE = """
new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error('not usable within a minute')), 60000);
  const look = () => (globalThis.usableAt ? resolve() : requestAnimationFrame(look));
  look();
})
"""


@dataclass
class Request:
    """One request: who asked for it, and what came over the wire."""

    path: str
    initiator: str
    at: float
    size: int = 0
    done: bool = False


@dataclass
class Weight:
    """What a page asked for until it was quiet. Times are in seconds since it was opened."""

    requests: list = field(default_factory=list)
    seen: float = 0
    usable: float = 0
    usable_at: float = 0

    @property
    def paths(self):
        """What was asked for, in order."""
        return [request.path for request in self.requests]

    @property
    def kilobytes(self):
        """What came over the wire, headers and all."""
        return sum(request.size for request in self.requests) / 1000

    @property
    def round_trips(self):
        """How many round trips pass until the page can be used, counted by what came over the wire.

        One makes the connection, and one more the others, which go at the same time. Each level is
        asked for and answered in one, and in more where its largest answer does not fit into what may
        be under way: ten packets, and twice as many each time. From the third level on a connection has
        brought one packet at least, and may have one more under way.
        """
        largest = {}
        for request, level in self._needed():
            largest[level] = max(largest.get(level, 0), request.size)
        return 1 + (len(largest) > 1) + sum(
            math.ceil(math.log2(size / PACKET / (PACKETS + max(0, level - 2)) + 1))
            for level, size in largest.items())

    def _needed(self):
        """What came and was asked for before the page could be used, each with its level."""
        levels = {}
        for request in self.requests:
            if request.at <= self.usable_at and request.done:
                levels[request.path] = 1 + levels.get(request.initiator, 0)
                yield request, levels[request.path]

    @property
    def levels(self):
        """How many requests at most waited for one another until the page could be used."""
        levels = {}
        for request in self.requests:
            if request.at > self.usable_at:
                break
            levels[request.path] = 1 + levels.get(request.initiator, 0)
        return max(levels.values(), default=0)


def weigh(context, link, usable, throttled=False, slowed=False):
    """Opens a link in a new page with an empty cache, until an element is there and all is quiet.

    `throttled` is a bad mobile network; `slowed` only its round trips, with a phone's processor.
    """
    page = context.new_page()
    page.add_init_script(SEEN % usable)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    if throttled or slowed:
        most = BYTES_PER_SECOND if throttled else -1
        session.send("Network.emulateNetworkConditions", {
            "offline": False, "latency": LATENCY_MS, "downloadThroughput": most,
            "uploadThroughput": most})
    if slowed:
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    weight, by_id = Weight(), {}

    def asked(event):
        who = event["initiator"]
        frames = who.get("stack", {}).get("callFrames", [])
        url = who.get("url") or (frames[0]["url"] if frames else "")
        request = Request(urlsplit(event["request"]["url"]).path, urlsplit(url).path,
                          event["wallTime"])
        by_id[event["requestId"]] = request
        weight.requests.append(request)

    def came(event):
        if request := by_id.get(event["requestId"]):
            request.size, request.done = int(event["encodedDataLength"]), True

    session.on("Network.requestWillBeSent", asked)
    session.on("Network.loadingFinished", came)
    page.goto(link, timeout=60_000)
    page.evaluate(USABLE)
    page.wait_for_load_state("networkidle", timeout=60_000)
    weight.usable = page.evaluate("usableAt / 1000")
    weight.usable_at = page.evaluate("performance.timeOrigin / 1000") + weight.usable
    weight.seen = page.evaluate(
        "performance.getEntriesByName('first-contentful-paint')[0]?.startTime / 1000")
    page.close()
    return weight


def make_link(context, server):
    """Makes a session as people do and returns the link to it."""
    page = context.new_page()
    page.goto(server.address)
    page.locator(hook("main-action")).click()
    link = page.locator(hook("invite-link")).input_value()
    page.close()
    return link


def still_page(folder, size):
    """Makes a page of one file: the field alone, and what no compression makes smaller than `size`."""
    filling = base64.b64encode(os.urandom(size)).decode()
    (folder / "index.html").write_text(
        f"<!doctype html><title>x</title><input data-test=field-name><!-- {filling} -->",
        encoding="utf-8")


def line(name, unit, before, *now):
    """One line of the table."""
    print(f"{name:<28}{before:>9.4g}" + "".join(f"{value:>9.4g}" for value in now) + f"  {unit}")


def main():
    """Weighs the join page and the start page over a bad network and prints both."""
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=options)

        def opened(address, usable=hook("field-name"), **how):
            return weigh(browser.new_context(locale="nl-NL"), address, usable, **how)

        server, still = Server(Path(folder) / "data").start(), Path(folder) / "still"
        try:
            link = make_link(browser.new_context(locale="nl-NL"), server)
            join = opened(link, throttled=True)
            start = opened(server.address, hook("method"), throttled=True)
            slowed = opened(link, slowed=True)
            still.mkdir()
            still_page(still, sum(request.size for request in join.requests))
            beside = Server(Path(folder) / "beside", web=still).start()
            try:
                flat = opened(beside.address, slowed=True)
            finally:
                beside.stop()
        finally:
            server.stop()
            browser.close()
    print(f"Opened with an empty cache at {LATENCY_MS} ms and {BYTES_PER_SECOND * 8 // 1000} kbit/s\n")
    print(f"{'':<28}{'3973167':>9}{'join':>9}{'start':>9}")
    line("requests", "", BEFORE["requests"], len(join.requests), len(start.requests))
    line("at most one after the other", "", BEFORE["levels"], join.levels, start.levels)
    line("on the wire", "kB", BEFORE["kilobytes"], join.kilobytes, start.kilobytes)
    line("white until", "s", BEFORE["seen"], join.seen, start.seen)
    line("to be used after", "s", BEFORE["usable"], join.usable, start.usable)
    print(f"\nThe join page at {LATENCY_MS} ms with a processor {SLOWER} times as slow, beside a page of "
          "one file\n")
    print(f"{'':<28}{'one file':>9}{'join':>9}")
    line("on the wire", "kB", flat.kilobytes, slowed.kilobytes)
    line("to be used after", "s", flat.usable, slowed.usable)
    line("the same in round trips", "", *(1000 * one.usable / LATENCY_MS for one in (flat, slowed)))
    print("\nwhat the join page asked for:")
    for request in join.requests:
        print(f"  {request.size / 1000:6.1f} kB  {request.path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
