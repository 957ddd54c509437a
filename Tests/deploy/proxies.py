"""Meetings through nginx and Caddy, set up by the files that are shipped."""

import errno
import os
import random
import re
import socket
import ssl
import subprocess
import threading
from contextlib import contextmanager

from figures import get
from program import Person, cli
from server import Server
from settings import DEPLOY

CLIENT = "127.0.0.2"
NEIGHBOUR = "127.0.0.3"


def free_ports(count):
    """Ports that nobody has, below those that the system gives to outgoing connections."""
    found = []
    for port in random.sample(range(12_000, 32_000), 200):
        try:
            with socket.create_server(("", port)):
                found.append(port)
        except OSError as taken:
            assert taken.errno == errno.EADDRINUSE, taken
        if len(found) == count:
            return found
    raise AssertionError("no port is free")


def replaced(text, pairs):
    """The text with places of this test in the place of those on a real machine."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, str(new))
    return text


def certificate(folder):
    """A certificate for localhost that trusts itself."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost", "-keyout", folder / "key.pem", "-out",
         folder / "chain.pem"], check=True, capture_output=True, timeout=60)


class Proxy:
    """A proxy as a process of its own, with everything it writes."""

    def __init__(self, command, port, folder):
        self.port = port
        self.address = f"https://localhost:{port}"
        self.trust = ["--ca-file", folder / "chain.pem"]
        self.context = ssl.create_default_context(cafile=folder / "chain.pem")
        # What each says by itself when nobody is behind it.
        self.gone = "503" if command[0] == "haproxy" else "502"
        self.log = folder / "proxy.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder)

    def wait(self):
        """Waits until it listens."""
        while True:
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
            try:
                self.line().close()
                return self
            except ConnectionError as refused:
                assert refused.errno

    def line(self, source=CLIENT):
        """A connection with TLS from an address of this machine."""
        line = socket.create_connection(
            ("127.0.0.1", self.port), timeout=20, source_address=(source, 0))
        return self.context.wrap_socket(line, server_hostname="localhost")

    def ask(self, words, source=CLIENT, line=None):
        """Sends a request and returns the head of the answer; keeps the connection if given."""
        own = line or self.line(source)
        try:
            own.sendall(words.replace("\n", "\r\n").encode())
            head = b""
            while b"\r\n\r\n" not in head:
                piece = own.recv(4096)
                if not piece:
                    break
                head += piece
            return head.split(b"\r\n\r\n")[0].decode()
        finally:
            if line is None:
                own.close()

    def stop(self):
        """Ends it."""
        self.process.terminate()
        self.process.wait(20)


def nginx(folder, port, upstream):
    """nginx with the shipped site, for a port or for the path of a socket."""
    (plain,) = free_ports(1)
    place = (("127.0.0.1:8080", f"127.0.0.1:{upstream}"),) if isinstance(upstream, int) else (
        ("    server 127.0.0.1:8080;\n", ""), ("# server unix:", "server unix:"),
        ("/run/kring/kring.sock", upstream))
    site = replaced((DEPLOY / "nginx.conf").read_text(encoding="utf-8"), (
        *place, ("listen 80;", f"listen {plain};"),
        ("    listen [::]:80;\n", ""), ("listen 443 ssl;", f"listen {port} ssl;"),
        ("    listen [::]:443 ssl;\n", ""), ("kring.example", "localhost"),
        ("/etc/ssl/kring", folder), ("/var/log/nginx", folder)))
    (folder / "site.conf").write_text(site, encoding="utf-8")
    places = "".join(f"{name}_temp_path {folder}/{name};\n" for name in (
        "client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        # As whoever runs the tests, for it is in their folder that a socket may be.
        f"daemon off; {'user root; ' if os.geteuid() == 0 else ''}pid {folder}/pid; "
        f"error_log {folder}/start.log crit; worker_processes 1;\n"
        f"events {{}}\nhttp {{\n{places}include site.conf;\n}}\n", encoding="utf-8")
    return ["nginx", "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "start.log"]


def caddy(folder, port, upstream):
    """Caddy with the shipped file, for a port or for the path of a socket."""
    (plain,) = free_ports(1)
    place = (("127.0.0.1:8080", f"127.0.0.1:{upstream}"),) if isinstance(upstream, int) else (
        ("reverse_proxy 127.0.0.1:8080 {", "reverse_proxy unix//run/kring/kring.sock {"),
        ("unix//run/kring/kring.sock {", f"unix/{upstream} {{"))
    text = replaced((DEPLOY / "Caddyfile").read_text(encoding="utf-8"), (
        *place, ("kring.example {", f"localhost:{port} {{"),
        ("/etc/ssl/kring", folder), ("admin off", f"admin off\n\thttp_port {plain}")))
    (folder / "Caddyfile").write_text(text, encoding="utf-8")
    return ["env", f"HOME={folder}", "caddy", "run", "--config", folder / "Caddyfile",
            "--adapter", "caddyfile"]


class Hidden(Server):
    """A Kring that prints its origin, and listens elsewhere."""

    def __init__(self, port, *arguments):
        super().__init__(*arguments)
        self.own_port = port

    def start(self, seconds=20):
        """Starts it where the proxy looks for it."""
        self.port = self.own_port
        super().start(seconds)
        self.port = self.own_port
        return self


@contextmanager
def behind(make, folder):
    """A proxy with a Kring behind it."""
    certificate(folder)
    port, upstream = free_ports(2)
    own = Hidden(upstream, folder / "data", "--origin", f"https://localhost:{port}", "--proxy",
                 "127.0.0.1", "--open-creation")
    own.start()
    proxy = Proxy(make(folder, port, upstream), port, folder)
    try:
        yield proxy.wait(), own
    finally:
        proxy.stop()
        own.stop()


def upgrade(protocol="websocket", path="/ws", more=""):
    """A request for a WebSocket, or something else."""
    return (f"GET {path} HTTP/1.1\nHost: localhost\nConnection: Upgrade\nUpgrade: {protocol}\n"
            "Sec-WebSocket-Version: 13\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\n"
            f"Sec-WebSocket-Protocol: kring.1\n{more}\n")


def plays(proxy, own):
    """A whole meeting, with all views the same, without a return."""
    done = cli("play", "--method", "bovv6", "--members", 5, "--server", proxy.address,
               *proxy.trust)
    assert done.returncode == 0, done.stderr
    line = done.stdout.splitlines()[-1]
    assert line.endswith("all agree") and " 0 returns" in line, line


def headers(proxy, own):
    """The page and its headers come through as Kring sent them, once."""
    proxied = proxy.ask("GET / HTTP/1.1\nHost: localhost\nConnection: close\n\n")
    with socket.create_connection(("127.0.0.1", own.port), timeout=20) as line:
        direct = proxy.ask("GET / HTTP/1.1\nHost: localhost\nConnection: close\n\n", line=line)
    assert proxied.startswith("HTTP/1.1 200"), proxied

    def policy(head):
        found = re.findall(
            r"^(content-security-policy|x-content-type-options|referrer-policy|permissions-policy"
            r"|cross-origin-\w+-policy|cache-control): (.*)$", head, re.I | re.M)
        return sorted((name.lower(), value.strip()) for name, value in found)

    assert len(policy(direct)) == 7 and policy(proxied) == policy(direct), (proxied, direct)
    secure = re.findall(r"^strict-transport-security: max-age=(\d+)\r?$", proxied, re.I | re.M)
    assert len(secure) == 1 and int(secure[0]) >= 31_536_000, proxied
    # What a parent domain leaves in the browser is not passed on, and so cannot be too long.
    cookie = f"Cookie: sso={'x' * 6000}\n"
    passed = proxy.ask(f"GET / HTTP/1.1\nHost: localhost\n{cookie}Connection: close\n\n")
    assert passed.startswith("HTTP/1.1 200"), passed
    assert proxy.ask(upgrade(more=cookie)).startswith("HTTP/1.1 101")
    for path in ("/healthz", "/readyz", "/metrics"):
        head = proxy.ask(f"GET {path} HTTP/1.1\nHost: localhost\nConnection: close\n\n")
        assert head.startswith("HTTP/1.1 404"), head


def upgrades(proxy, own):
    """Only an upgrade to websocket is one; no page of another origin gets it."""
    assert proxy.ask(upgrade()).startswith("HTTP/1.1 101")
    for protocol in ("h2c", "websocket2", "h2c, websocket", "TLS/1.0", ""):
        head = proxy.ask(upgrade(protocol))
        assert head.startswith("HTTP/1.1 4"), (protocol, head)
        assert " 101 " not in proxy.ask(upgrade(protocol, path="/")), protocol
    assert proxy.ask(upgrade(more="Origin: https://evil.example\n")).startswith("HTTP/1.1 403")
    own_page = proxy.ask(upgrade(more=f"Origin: {proxy.address}\n"))
    assert own_page.startswith("HTTP/1.1 101"), own_page
    # More than a session's body is stopped here or there.
    large = proxy.ask("POST /api/sessions HTTP/1.1\nHost: localhost\nContent-Length: 70000\n\n"
                      + "x" * 70000)
    assert large.startswith("HTTP/1.1 413"), large


def addresses(proxy, own):
    """The limits are those of the address that the proxy names, whatever a client says."""
    open_lines = []

    def socket_of(source, more=""):
        line = proxy.line(source)
        open_lines.append(line)
        return proxy.ask(upgrade(more=more), line=line).split()[1]

    try:
        # 20 that have shown no key may be there; what the client says of itself changes nothing.
        found = [socket_of(CLIENT, f"X-Forwarded-For: 192.0.2.{number}\n") for number in range(21)]
        assert found == ["101"] * 20 + ["429"], found
        assert socket_of(NEIGHBOUR) == "101"
        assert socket_of(NEIGHBOUR, f"X-Forwarded-For: {CLIENT}\n") == "101"
        # Who comes past the proxy is no proxy.
        found = []
        for number in range(21):
            line = socket.create_connection(
                ("127.0.0.1", own.port), timeout=20, source_address=("127.0.0.4", 0))
            open_lines.append(line)
            found.append(proxy.ask(
                upgrade(more=f"X-Forwarded-For: 192.0.2.{number}\n"), line=line).split()[1])
        assert found == ["101"] * 20 + ["429"], found
    finally:
        for line in open_lines:
            line.close()


def drains(proxy, own):
    """A drain sends members away with a time, and they come back through the proxy."""
    made = cli("new", "--server", proxy.address, "--method", "troika", *proxy.trust)
    assert made.returncode == 0, made.stderr
    link = made.stdout.split()[0]
    watcher = Person("watch", link, "--name", "Wim", "--json", *proxy.trust)
    try:
        seated = watcher.hears('"seated"')
        assert own.stop() == 0
        assert '"reconnect_ms"' in watcher.hears('"drain"')
        gone = proxy.ask("GET / HTTP/1.1\nHost: localhost\nConnection: close\n\n")
        assert gone.startswith(f"HTTP/1.1 {proxy.gone}"), gone
        own.start()
        assert watcher.hears('"seated"') == seated
        assert get(f"http://127.0.0.1:{own.port}/readyz")[0] == 200
    finally:
        watcher.kill()


def silent(proxy, own, folder):
    """Neither log names who asked for what, also not when Kring was gone."""
    logs = [proxy.log, *folder.glob("*.log")]
    text = "".join(path.read_text(encoding="utf-8") for path in logs) + "".join(own.output)
    for word in (CLIENT, NEIGHBOUR, "192.0.2.", "/ws", "/api/", "GET", "Sec-WebSocket", "Wim"):
        assert word not in text, (word, text)


def through(make, folder):
    with behind(make, folder) as (proxy, own):
        for check in (plays, headers, upgrades, addresses, drains):
            check(proxy, own)
        silent(proxy, own, folder)


def test_nginx(folder):
    """through nginx: a meeting, headers, upgrades, limits by address, a drain, no trace in logs."""
    through(nginx, folder)


def test_caddy(folder):
    """through Caddy: a meeting, headers, upgrades, limits by address, a drain, no trace in logs."""
    through(caddy, folder)


def test_redirect(folder):
    """nginx sends plain requests to the same page with TLS."""
    certificate(folder)
    port, upstream = free_ports(2)
    proxy = Proxy(nginx(folder, port, upstream), port, folder)
    try:
        proxy.wait()
        plain = re.search(r"listen (\d+);", (folder / "site.conf").read_text(encoding="utf-8"))[1]
        with socket.create_connection(("127.0.0.1", int(plain)), timeout=20) as line:
            head = proxy.ask("GET /a?b HTTP/1.1\nHost: localhost\n\n", line=line)
        assert head.startswith("HTTP/1.1 308") and "Location: https://localhost/a?b" in head, head
        assert not re.search(r"nginx/\d", head), head
    finally:
        proxy.stop()


def test_forged(folder):
    """nginx passes on neither a body beside an upgrade nor a header that hides the next one."""
    with behind(nginx, folder) as (proxy, _):
        body = "q: z\r\nX-Forwarded-For: 192.0.2.99\r\n\r\n"
        open_lines = []

        def status(more="", body=""):
            open_lines.append(proxy.line())
            return proxy.ask(upgrade(more=more) + body, line=open_lines[-1]).split()[1]

        try:
            assert [status() for _ in range(21)] == ["101"] * 20 + ["429"]
            for more in ("X-A: 1\n", "X-Forwarded: 1\n", "If: 1\n"):
                assert status(more) == "429", more
                assert status(f"Content-Length: {len(body)}\n{more}", body.replace("\r", "")) != "101"
        finally:
            for line in open_lines:
                line.close()


def test_parallel(folder):
    """twenty members behind one address come in through nginx, because a key frees a place."""
    with behind(nginx, folder) as (proxy, _):
        outcomes = []

        def play():
            outcomes.append(cli("play", "--method", "troika", "--members", 6, "--server",
                                proxy.address, *proxy.trust))

        groups = [threading.Thread(target=play) for _ in range(4)]
        for group in groups:
            group.start()
        for group in groups:
            group.join(120)
        assert [done.returncode for done in outcomes] == [0] * 4, outcomes


def hasty(folder, port, upstream):
    """Caddy with the shipped file, but a tenth of the time for a body."""
    command = caddy(folder, port, upstream)
    file = folder / "Caddyfile"
    file.write_text(replaced(file.read_text(encoding="utf-8"), (
        ("read_body 10s", "read_body 1s"),)), encoding="utf-8")
    return command


def test_slow_body(folder):
    """a body that comes a byte at a time is given up by Caddy when its time is over, long before it is whole."""
    with behind(hasty, folder) as (proxy, own):
        with proxy.line() as line:
            line.sendall(b"POST /api/sessions HTTP/1.1\r\nHost: localhost\r\n"
                         b"Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n")
            line.settimeout(0.05)
            sent, answer = 0, None
            while answer is None and sent < 100:
                try:
                    line.sendall(b" ")
                    answer = line.recv(4096)
                except TimeoutError:
                    sent += 1
                except ConnectionError:
                    answer = b""
        assert answer is not None and not answer.startswith(b"HTTP/1.1 2"), (sent, answer)
        head = proxy.ask("GET / HTTP/1.1\nHost: localhost\nConnection: close\n\n")
        assert head.startswith("HTTP/1.1 200"), head
