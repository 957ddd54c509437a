"""The socket in the file system, through the real proxies, with the server confined as the unit says."""

import os
import stat

from program import cli
from proxies import CLIENT, NEIGHBOUR, Proxy, caddy, certificate, free_ports, nginx, upgrade
from server import PROGRAMS
from settings import DEPLOY
from unit import UNIT, given, started, variables

DROP_IN = DEPLOY / "kring-socket.conf"


def serves(make, folder):
    """A meeting over the socket, with the limits of the address that the proxy saw."""
    certificate(folder)
    (port,) = free_ports(1)
    place, unit = folder / "kring.sock", folder / "kring.service"
    unit.write_text(UNIT.read_text(encoding="utf-8") + DROP_IN.read_text(encoding="utf-8"),
                    encoding="utf-8")
    listen = given(DROP_IN)["KRING_LISTEN"]
    assert listen == "unix:/run/kring/kring.sock"
    server, line = started(
        folder, {**variables(folder), "KRING_PORT": None, "KRING_PROXY": None,
                 "KRING_LISTEN": f"unix:{place}", "KRING_ORIGIN": f"https://localhost:{port}"},
        PROGRAMS / "kring-server", unit=unit)
    proxy = Proxy(make(folder, port, place), port, folder)
    lines = []
    try:
        assert f"https://localhost:{port} " in line, (folder / "log").read_text(encoding="utf-8")
        assert stat.S_IMODE(os.stat(place).st_mode) == 0o660
        proxy.wait()
        done = cli("play", "--method", "bovv6", "--members", 5, "--server", proxy.address,
                   "--creation-key-file", folder / "creation-key", *proxy.trust)
        assert done.returncode == 0 and "all agree" in done.stdout, done.stderr

        def status(source, more):
            lines.append(proxy.line(source))
            return proxy.ask(upgrade(more=more), line=lines[-1]).split()[1]

        found = [status(CLIENT, f"X-Forwarded-For: 192.0.2.{number}\n") for number in range(21)]
        assert found == ["101"] * 20 + ["429"], found
        assert status(NEIGHBOUR, f"X-Forwarded-For: {CLIENT}\n") == "101"
    finally:
        for line in lines:
            line.close()
        proxy.stop()
        server.terminate()
        assert server.wait(40) == 0, (folder / "log").read_text(encoding="utf-8")
        server.stdout.close()
    assert not place.exists()


def test_nginx(folder):
    """through nginx and a socket: a meeting, and limits by address."""
    serves(nginx, folder)


def test_caddy(folder):
    """through Caddy and a socket: a meeting, and limits by address."""
    serves(caddy, folder)
