"""Requests hidden in others, and addresses made up, through the real proxies.

A header whose name is the beginning of another, a length the other end does not see, a line without
an end: whatever a proxy lets through, nobody gets an answer that is not theirs, and whoever shows no
key counts as the address that the proxy saw. KRING_SMUGGLED=10000 sends so many through each.
"""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from proxies import CLIENT, NEIGHBOUR, behind, caddy, nginx, upgrade

# How many the gate takes time for.
COUNT = int(os.environ.get("KRING_SMUGGLED", "120"))

BEGINNINGS = ("If", "X-A", "X-Auth", "X-Real", "X-Forwarded", "Accept-CH", "Proxy", "A", "T", "X",
              "Content-Lengt", "Hos", "Upgr")
HIDDEN = "GET /nothing HTTP/1.1\nHost: localhost\n\n"


def haproxy(folder, port, upstream):
    """HAProxy, which keeps the order of headers and gives connections to whoever comes next."""
    (folder / "both.pem").write_bytes(
        (folder / "chain.pem").read_bytes() + (folder / "key.pem").read_bytes())
    (folder / "haproxy.cfg").write_text(f"""
defaults
  mode http
  timeout connect 5s
  timeout client 20s
  timeout server 20s
  http-reuse always
frontend kring
  bind :{port} ssl crt {folder}/both.pem alpn http/1.1
  option forwardfor
  default_backend kring
backend kring
  server kring 127.0.0.1:{upstream}
""", encoding="utf-8")
    return ["haproxy", "-db", "-f", folder / "haproxy.cfg"]


def attacks(name):
    """Requests that hide another one, or the rest of a head, behind a header of some name."""
    length = len(HIDDEN.replace("\n", "\r\n"))
    head = "GET /api/methods HTTP/1.1\nHost: localhost\n"
    yield f"{head}{name}: 1\nContent-Length: {length}\n\n{HIDDEN}"
    yield f"{head}Content-Length: {length}\n{name}: 1\n\n{HIDDEN}"
    yield f"{head}{name}: 1\n\n{HIDDEN}"
    yield f"{head}{name}\n\n{HIDDEN}"
    yield f"{head}{name}: 1\n folded: 2\n\n{HIDDEN}"
    yield f"{head}Transfer-Encoding : chunked\n{name}: 1\n\n0\n\n{HIDDEN}"
    post = "POST /api/sessions HTTP/1.1\nHost: localhost\n"
    yield f"{post}{name}: 1\nContent-Length: {length}\n\n{HIDDEN}"
    yield f"{post}Content-Length: {length}\n{name}: 1\n\n{HIDDEN}{HIDDEN}"


class Victims:
    """People who ask for the page again and again, each on a connection of their own."""

    def __init__(self, proxy, count=4):
        self.proxy = proxy
        self.ended = False
        self.answers = []
        self.threads = [threading.Thread(target=self.ask) for _ in range(count)]
        for thread in self.threads:
            thread.start()

    def ask(self):
        """Asks until told not to, and keeps the first line of each answer."""
        while not self.ended:
            head = self.proxy.ask(
                "GET / HTTP/1.1\nHost: localhost\nConnection: close\n\n", source=NEIGHBOUR)
            self.answers.append(head.split("\r\n")[0])

    def stop(self):
        """Ends them and returns the answers that were not theirs."""
        self.ended = True
        for thread in self.threads:
            thread.join(60)
        assert len(self.answers) > 10, self.answers
        return [line for line in self.answers if " 200" not in line]


def send(proxy, words):
    """Sends what no client would, and reads what comes within a moment."""
    with proxy.line(CLIENT) as line:
        line.settimeout(0.5)
        try:
            line.sendall(words.replace("\n", "\r\n").encode())
            while line.recv(65536):
                pass
        except (TimeoutError, ConnectionError, OSError) as ended:
            assert ended


def smuggle(make, folder):
    """None of the attacks changes what others are answered."""
    with behind(make, folder) as (proxy, own):
        victims = Victims(proxy)
        words = [attack for name in BEGINNINGS for attack in attacks(name)]
        with ThreadPoolExecutor(8) as attackers:  # most of their time is waiting for silence
            list(attackers.map(lambda number: send(proxy, words[number % len(words)]), range(COUNT)))
        foreign = victims.stop()
        assert foreign == [], foreign[:5]
        # The rest of the day goes on as before.
        assert proxy.ask(upgrade()).startswith("HTTP/1.1 101")
        assert own.process.poll() is None


def forge(make, folder):
    """Whatever is sent in front of the proxy's word, an address has 20 unproved connections at once.

    One that says nothing has to go after some five seconds, and then makes room for another.
    """
    with behind(make, folder) as (proxy, _):
        lines, began = [], []
        try:
            def one(number, source=CLIENT):
                name = BEGINNINGS[number % len(BEGINNINGS)]
                body = f"q: z\r\nX-Forwarded-For: 198.51.100.{number % 250}\r\n\r\n"
                more = (f"X-Forwarded-For: 198.51.100.{number % 250}\n{name}: 1\n",
                        f"Content-Length: {len(body)}\n{name}: 1\n",
                        f"X-Forwarded-For: {NEIGHBOUR}\n{name}: 1\n")[number % 3]
                line = proxy.line(source)
                words = upgrade(more=more)
                if number % 3 == 1:
                    words += body.replace("\r\n", "\n")  # the line ends come back in `ask`
                status = proxy.ask(words, line=line).split()[1:2]
                if status == ["101"]:
                    lines.append(line)
                    began.append(time.monotonic())
                else:
                    line.close()
                return status

            found = [one(number) for number in range(max(60, COUNT // 4))]
            assert found[:60].count(["101"]) <= 20, found[:60]
            assert ["429"] in found, found[:60]
            shortest = min((late - early for early, late in zip(began, began[20:])), default=9)
            assert shortest > 4, f"21 let in within {shortest:.1f} s"
            # The neighbour, whose address was made up, is let in.
            line = proxy.line(NEIGHBOUR)
            lines.append(line)
            assert proxy.ask(upgrade(), line=line).startswith("HTTP/1.1 101")
        finally:
            for line in lines:
                line.close()


def test_nginx(folder):
    """through nginx: no answer goes to somebody else, no address is made up."""
    (folder / "a").mkdir()
    (folder / "b").mkdir()
    smuggle(nginx, folder / "a")
    forge(nginx, folder / "b")


def test_caddy(folder):
    """through Caddy: no answer goes to somebody else, no address is made up."""
    (folder / "a").mkdir()
    (folder / "b").mkdir()
    smuggle(caddy, folder / "a")
    forge(caddy, folder / "b")


def test_haproxy(folder):
    """through HAProxy: no answer goes to somebody else, no address is made up."""
    (folder / "a").mkdir()
    (folder / "b").mkdir()
    smuggle(haproxy, folder / "a")
    forge(haproxy, folder / "b")
