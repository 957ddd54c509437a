"""Compares a served page with the list of its files, as somebody who does not trust a server does."""

import contextlib
import gzip
import hashlib
import http.server
import shutil
import threading

from program import cli
from server import Server, page


def listed(folder, place):
    """A list of a page's files at a place, as the package has one."""
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}\n"
             for path in sorted(folder.rglob("*")) if path.is_file()]
    place.write_text("".join(lines), encoding="utf-8")
    return place


def only(folder, pattern):
    """The one file of a page that a pattern means."""
    found, = folder.glob(pattern)
    return found


@contextlib.contextmanager
def serving(folder, web):
    """A server with a page of its own."""
    server = Server(folder / f"data-{web.name}", web=web).start()
    try:
        yield server.address
    finally:
        server.stop()


def checked(address, place, code):
    """What the client says of a page, sorted."""
    done = cli("verify-page", address, "--list", place)
    assert done.returncode == code, done
    return sorted(done.stdout.splitlines()), done.stderr


def test_same(server, folder):
    """a page that is served as the list says is found the same."""
    place = listed(page(), folder / "web.sha256")
    (line,), _ = checked(server.address, place, 0)
    count = sum(path.suffix != ".br" for path in page().iterdir())
    assert line == f"{server.address} served this client all {count} files as {place} lists them"
    own = Server(folder / "based", "--base", "/kring/").start()
    try:
        checked(f"{own.address}/kring", place, 0)
    finally:
        own.stop()


def test_changed(_, folder):
    """a file of a page that differs, is missing or is too much is named."""
    place = listed(page(), folder / "changed.sha256")
    other = folder / "changed"
    shutil.copytree(page(), other)
    start = only(other, "app-*.js")
    (other / "listen-ABCDEFGH.js").write_text("", encoding="utf-8")
    start.write_text(f'import"./listen-ABCDEFGH.js";import"./gone.js";{start.read_text("utf-8")}', "utf-8")
    packed = only(other, "meeting-*.js.br")
    packed.write_bytes(packed.read_bytes()[:-1])
    icon = only(other, "kring-192-*.png")
    icon.unlink()
    with serving(folder, other) as address:
        lines, told = checked(address, place, 1)
    assert lines == [
        f"differs: {start.name}", f"differs: {packed.stem}, packed by brotli",
        f"missing: {icon.name}; the server answers 404",
        f"too much: listen-ABCDEFGH.js, which {start.name} names"], lines
    assert told == (f"kring-cli: {address} serves another page than {place} lists: 4 differences\n"), told


class Zipping(http.server.BaseHTTPRequestHandler):
    """Answers with a small page, packed by gzip for those who take that, and with a header of its own."""

    packed = {"": b"<p>", "index.html": b"<p>", "a.js": b"1"}
    headers_too = ()

    def do_GET(self):
        body = self.packed.get(self.path[1:])
        self.send_response(404 if body is None else 200)
        for name, value in self.headers_too:
            self.send_header(name, value)
        if body is not None and "gzip" in self.headers["Accept-Encoding"]:
            body = gzip.compress(body + (b"2" if self.path == "/a.js" else b""))
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_):
        """Writes nothing."""


def test_packed(_, folder):
    """what a server packs by gzip is unpacked and compared, and a header that leads away is named."""
    place = folder / "zipped.sha256"
    place.write_text("".join(
        f"{hashlib.sha256(Zipping.packed[name]).hexdigest()}  {name}\n"
        for name in ("index.html", "a.js")), encoding="utf-8")
    other = type("Refreshing", (Zipping,), {"headers_too": [("Refresh", "0; url=https://evil.example")]})
    for kind, lines in (
            (Zipping, ["differs: a.js, packed by gzip"]),
            (other, ["differs: a.js, packed by gzip",
                     *(f"too much: the header refresh of {name}, which no server of Kring sends"
                       for name in ("a.js", "index.html", "the start page"))])):
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), kind) as serving_it:
            threading.Thread(target=serving_it.serve_forever, daemon=True).start()
            found, _ = checked(f"http://127.0.0.1:{serving_it.server_port}", place, 1)
            serving_it.shutdown()
        assert found == lines, found


def test_wrong_lists(server, folder):
    """a list that is none, an address that is none and a server that is not there are told apart."""
    place = folder / "wrong.sha256"
    for text, expected in (
            ("", "expected the file index.html among them"),
            (f"{'a' * 64}  index.html\n{'a' * 63}  a.js\n", "line 2: expected 64 hexadecimal digits"),
            (f"{'a' * 64}  ../index.html\n", "line 1: expected 64 hexadecimal digits"),
            (f"{'a' * 64}  index.html\n" * 2, "line 2: expected each file once")):
        place.write_text(text, encoding="utf-8")
        _, told = checked(server.address, place, 65)
        assert str(place) in told and expected in told, told
    _, told = checked(server.address, folder / "nowhere", 66)
    assert "cannot be read" in told, told
    place.write_text(f"{'a' * 64}  index.html\n", encoding="utf-8")
    _, told = checked("kring.example", place, 64)
    assert "expected an address such as https://kring.example" in told, told
    checked("http://127.0.0.1:1", place, 69)
