"""nginx, Caddy and HAProxy in front of two nodes, set up by the files that are shipped and the lines of
cluster.md: which node gets what is asked for with a label, whatever has become of the other one.

The nodes are small programs here that say who they are; nodes.py has the real ones.
"""

import contextlib
import re
import socket
import threading
import time
from contextlib import ExitStack

import proxies
from proxies import Proxy, certificate, free_ports, replaced, through, upgrade
from settings import DEPLOY

PAGE = (DEPLOY / "cluster.md").read_text(encoding="utf-8")


def placed(text, ports):
    """The text with two nodes of this test in the place of those on real machines."""
    return replaced(text, ((f"10.0.0.{number}:8080", f"127.0.0.1:{port}")
                           for number, port in enumerate(ports, 1)))


def blocks(kind):
    """The fenced blocks of a kind on the page."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.M | re.S)


def nginx(folder, port, *nodes):
    """nginx with the shipped site, changed as the page says."""
    command = proxies.nginx(folder, port, nodes[0])
    lines, = blocks("nginx")
    passing, = re.findall(r"`(proxy_pass [^`]*;)`", PAGE)
    trying, = re.findall(r"`(proxy_next_upstream [^`]*;)`", PAGE)
    waiting, = re.findall(r"`(proxy_connect_timeout [^`]*;)`", PAGE)
    site = folder / "site.conf"
    text, changed = re.subn(r"^upstream kring \{\n.*?^\}\n", lambda _: placed(lines, nodes),
                            site.read_text(encoding="utf-8"), flags=re.M | re.S)
    assert changed == 1
    site.write_text(replaced(text, (
        ("proxy_pass http://kring;", passing),
        ("proxy_http_version 1.1;", f"proxy_http_version 1.1; {trying} {waiting}"))), encoding="utf-8")
    return command


def caddy(folder, port, *nodes):
    """Caddy with the shipped file, changed as the page says."""
    command = proxies.caddy(folder, port, nodes[0])
    beside, inside = blocks("caddyfile")
    file = folder / "Caddyfile"
    text, changed = re.subn(r"^\t# With kring-socket.*?^\treverse_proxy .*?^\t\}\n",
                            lambda _: placed(inside, nodes), file.read_text(encoding="utf-8"),
                            flags=re.M | re.S)
    assert changed == 1
    site = f"localhost:{port} {{"
    file.write_text(replaced(text, ((f"\n{site}", f"\n{beside}\n{site}"),)), encoding="utf-8")
    return command


def haproxy(folder, port, *nodes):
    """HAProxy with the shipped file, for two nodes or twice the same one."""
    plain, = free_ports(1)
    (folder / "kring.pem").write_bytes(
        (folder / "chain.pem").read_bytes() + (folder / "key.pem").read_bytes())
    text = placed((DEPLOY / "haproxy.cfg").read_text(encoding="utf-8"),
                  nodes * 2 if len(nodes) == 1 else nodes)
    (folder / "haproxy.cfg").write_text(replaced(text, (
        (":::80 ", f":::{plain} "), (":::443 ", f":::{port} "),
        ("/etc/ssl/kring", folder))), encoding="utf-8")
    return ["haproxy", "-db", "-f", folder / "haproxy.cfg"]


class Sign:
    """What stands in the place of a node: answers whatever is asked with its label.

    It can be `down` (nobody listens), `refusing` (a WebSocket gets 503, as from a node that has no
    database) or `mute` (as a machine that is gone: nothing answers the first packet).
    """

    def __init__(self, label, port):
        self.label, self.port = label, port
        self.refusing = False
        self._ended = threading.Event()
        self._ending = ExitStack()

    def up(self):
        """Listens, and answers each connection once."""
        listening = socket.create_server(("127.0.0.1", self.port))
        thread = threading.Thread(target=self._listen, args=(listening,), daemon=True)
        thread.start()

        def end():
            self._ended.set()
            with contextlib.suppress(ConnectionError), socket.create_connection(
                    ("127.0.0.1", self.port), timeout=20):
                thread.join(20)
            listening.close()

        self._ending.callback(end)

    def mute(self):
        """Fills its queue of connections that nobody takes, so that no other gets an answer."""
        listening = socket.socket()
        self._ending.enter_context(listening)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", self.port))
        listening.listen(0)
        for _ in range(8):
            line = self._ending.enter_context(socket.socket())
            line.setblocking(False)
            line.connect_ex(("127.0.0.1", self.port))

    def stop(self):
        """Ends it."""
        self._ending.close()

    def _listen(self, listening):
        while True:
            line, _ = listening.accept()
            with line:
                if self._ended.is_set():
                    return
                with contextlib.suppress(ConnectionError):  # a check that has seen enough
                    self._answer(line)

    def _answer(self, line):
        line.settimeout(20)
        head = b""
        while b"\r\n\r\n" not in head:
            piece = line.recv(4096)
            if not piece:
                return
            head += piece
        words = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close"
        if b"\r\nupgrade: websocket\r\n" in head.lower():
            words = ("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close"
                     if self.refusing else
                     "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                     "Sec-WebSocket-Accept: ICX+Yqv66kxgM0FcWaLWlFLwTAI=")
        elif self.refusing and head.startswith(b"GET /readyz "):
            words = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close"
        line.sendall(f"{words}\r\nX-Node: {self.label}\r\n\r\n".encode())


def node(proxy, path):
    """The label of who takes a WebSocket that is asked for at a path; what came, if nobody does."""
    head = proxy.ask(upgrade(path=path))
    found = re.search(r"^x-node: (\w)\r?$", head, re.M | re.I)
    return found[1] if head.startswith("HTTP/1.1 101") and found else head


PATHS = {"none": "/ws", "a": "/ws?node=a", "b": "/ws?node=b", "unknown": "/ws?node=c"}


def routes(make, folder):
    """Asks with every label while both are there, and while one is not, in each way there is."""
    certificate(folder)
    for state in ("up", "a down", "b down", "a refusing", "b refusing", "a mute"):
        port, *ports = free_ports(3)
        signs = {label: Sign(label, at) for label, at in zip("ab", ports)}
        other = {"a": "b", "b": "a"}.get(state[0])
        with ExitStack() as ending:
            for label, sign in signs.items():
                ending.callback(sign.stop)
                if f"{label} refusing" == state:
                    sign.refusing = True
                if f"{label} mute" == state:
                    sign.mute()
                elif f"{label} down" != state:
                    sign.up()
            proxy = Proxy(make(folder, port, *ports), port, folder)
            ending.callback(proxy.stop)
            proxy.wait()
            if other:  # what it cannot know at once it finds out by asking
                deadline = time.monotonic() + 30
                while [node(proxy, path) for path in PATHS.values()] != [other] * 4:
                    assert time.monotonic() < deadline, (state, proxy.log.read_text(encoding="utf-8"))
            for label, path in PATHS.items():
                found = [node(proxy, path) for _ in range(8)]
                if other:
                    assert found == [other] * 8, (state, label, found)
                elif label in signs:
                    assert found == [label] * 8, (state, label, found)
                else:
                    assert sorted(set(found)) == ["a", "b"], (state, label, found)
            page = proxy.ask("GET / HTTP/1.1\nHost: localhost\nConnection: close\n\n")
            assert page.startswith("HTTP/1.1 200"), (state, page)


def test_nginx_routes(folder):
    """nginx with two nodes: a label leads to its node, and to the other one if that is gone or refuses."""
    routes(nginx, folder)


def test_caddy_routes(folder):
    """Caddy with two nodes: a label leads to its node, and to the other one if that is gone or refuses."""
    routes(caddy, folder)


def test_haproxy_routes(folder):
    """HAProxy with two nodes: a label leads to its node, and to the other one if that is gone or refuses."""
    routes(haproxy, folder)


def test_haproxy(folder):
    """through HAProxy: a meeting, headers, upgrades, limits by address, a drain, no trace in logs."""
    through(haproxy, folder)
