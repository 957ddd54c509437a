"""The harness itself: what it must notice, it notices."""

import base64
import functools
import hashlib
import http.server
import json
import threading

import pytest

import people as people_module
from people import SIZES, shoot

POLICY = "default-src 'none'; script-src 'self'; connect-src *; img-src * data:"


class Site(http.server.SimpleHTTPRequestHandler):
    """Files of a folder with a content policy, and a WebSocket at /ws that says one thing."""

    def log_message(self, *_):
        """Stays silent."""

    def end_headers(self):
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def do_GET(self):
        if self.path != "/ws":
            super().do_GET()
            return
        key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
        self.wfile.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + f"Sec-WebSocket-Accept: {accept}\r\n\r\n".encode()
        )
        self.rfile.read(2 + 4 + len('{"do":"ping"}'))  # header and mask of one short frame
        answer = b'{"pong":5}'
        self.wfile.write(bytes([0x81, len(answer)]) + answer)
        self.close_connection = True


@pytest.fixture
def site(tmp_path):
    """A function that serves a page with a script and returns its address."""
    servers = []

    def serve(script="", body="<p>Hier</p>"):
        page = f"<!doctype html><link rel=icon href=data:,>{body}<script src=a.js></script>"
        (tmp_path / "index.html").write_text(page)
        (tmp_path / "a.js").write_text(script)
        handler = functools.partial(Site, directory=tmp_path)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://localhost:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()


UNTIL_DONE = """
new Promise((resolve) => {
  const look = () => (document.title === 'klaar' ? resolve() : requestAnimationFrame(look));
  look();
})
"""


@pytest.fixture
def group(browser, request, monkeypatch, tmp_path):
    """People whose troubles and frames are for the test to look at, not for the gate."""
    monkeypatch.setattr(people_module, "TRAFFIC", tmp_path)
    monkeypatch.setattr(people_module, "SCREENSHOTS", tmp_path)
    return people_module.People(browser, request.node.name)


def test_a_quiet_page_gives_no_trouble(site, group):
    page = group.add("Anna").open(site("document.title = 'klaar'"))
    assert page.title() == "klaar"
    assert group.close() == []


@pytest.mark.parametrize(
    ("script", "trouble"),
    [
        ("console.error('mis')", "Anna: console: mis"),
        ("throw new Error('stuk')", "Anna: error: stuk"),
        ("document.body.setAttribute('onclick', 'a()')", "content policy: script-src"),
        ("new Image().src = 'http://127.0.0.1:9/x.png'", "asked another origin: http://127"),
        ("new WebSocket('ws://127.0.0.1:9/ws')", "asked another origin: ws://127"),
    ],
)
def test_a_page_that_misbehaves_is_noticed(site, group, script, trouble):
    page = group.add("Anna").open(site(script))
    frames = 0
    while frames < 300 and not any(trouble in each for each in group.troubles):
        page.evaluate("new Promise(requestAnimationFrame)")
        frames += 1
    assert any(trouble in each for each in group.close())


def test_what_belongs_to_the_test_is_excused(site, group):
    group.excuse("server weg")
    group.add("Anna").open(site("console.error('server weg'); console.error('anders')"))
    assert group.close() == ["Anna: console: anders"]


def test_each_person_has_an_own_store(site, group):
    address = site("document.title = localStorage.length; localStorage.a = 1")
    anna, bram = group.add("Anna"), group.add("Bram")
    assert anna.open(address).title() == "0"
    assert bram.open(address).title() == "0"
    assert anna.open(address).title() == "1"
    assert group.close() == []


def test_frames_are_recorded_in_both_directions(site, group, tmp_path):
    script = """
      const socket = new WebSocket(location.origin.replace('http', 'ws') + '/ws');
      socket.onopen = () => socket.send('{"do":"ping"}');
      socket.onmessage = () => { document.title = 'klaar'; };
    """
    page = group.add("Anna").open(site(script))
    page.evaluate(UNTIL_DONE) # the content policy forbids what `wait_for_function` would do
    group.close()
    (path,) = tmp_path.glob("*.jsonl")
    assert [json.loads(line) for line in path.read_text().splitlines()] == [
        {"dir": "client", "json": {"do": "ping"}},
        {"dir": "server", "json": {"pong": 5}},
    ]


def test_screenshots_at_three_widths_light_and_dark(site, group, tmp_path):
    page = group.add("Anna").open(site())
    shoot(page, "blad")
    wanted = {f"blad-{width}-{scheme}.png" for width in SIZES for scheme in ("light", "dark")}
    assert {path.name for path in tmp_path.glob("*.png")} == wanted
    assert page.viewport_size["width"] == 420
    group.close()


def test_a_page_that_scrolls_sideways_is_noticed(site, group):
    page = group.add("Anna").open(site(body="<table width=400><td>breed</table>"))
    with pytest.raises(AssertionError, match=r"blad scrolls sideways at \[320\] px"):
        shoot(page, "blad")
    group.close()
