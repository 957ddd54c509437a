"""The systemd unit, judged by systemd and tried on the server."""

import os
import re
import shlex
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

from confined import settings as unit_settings
from program import cli
from proxies import certificate, free_ports, upgrade
from server import ADDRESS, PROGRAMS
from settings import DEPLOY, environment

UNIT = DEPLOY / "kring.service"
MOST = 1.5


def given(path=UNIT):
    """The variables that a unit sets."""
    return dict(shlex.split(line)[0].split("=", 1) for line in unit_settings(path)["Environment"])


def installed(folder, *drop_ins):
    """The unit in a folder, with the program where it is here."""
    unit = folder / "kring.service"
    text = UNIT.read_text(encoding="utf-8")
    assert "ExecStart=/usr/bin/kring-server\n" in text
    unit.write_text(text.replace("/usr/bin/kring-server", str(PROGRAMS / "kring-server")),
                    encoding="utf-8")
    if drop_ins:
        (folder / "kring.service.d").mkdir()
        for name in drop_ins:
            shutil.copy(DEPLOY / name, folder / "kring.service.d")
    return unit


def analyzed(unit, *words):
    """What systemd-analyze says of a unit, without complaints."""
    done = subprocess.run(["systemd-analyze", *words, unit], capture_output=True, text=True,
                          timeout=60, check=False)
    assert done.returncode == 0, (done.stdout[-500:], done.stderr)
    complaints = [line for line in done.stderr.splitlines() if "kring" in line]
    assert not complaints, complaints
    return done.stdout


def exposure(unit):
    """The figure that systemd-analyze gives a unit."""
    text = analyzed(unit, "security", "--offline=true", "--no-pager")
    return float(re.search(r"exposure level for kring\.service: ([\d.]+)", text)[1])


def test_exposure(folder):
    """systemd finds no fault in the unit and its drop-ins, and an exposure of at most 1.5."""
    found = []
    for number, drop_ins in enumerate(
            [(), ("kring-tls.conf",), ("kring-socket.conf",), ("kring-cluster.conf",)]):
        place = folder / str(number)
        place.mkdir()
        unit = installed(place, *drop_ins)
        analyzed(unit, "verify")
        found.append(exposure(unit))
    # The drop-ins open the server to more, so they count.
    assert 0 < found[0] <= found[2] < found[1] <= MOST and found[0] <= found[3] <= MOST, found
    # The figure depends on what the unit says.
    loose = folder / "kring.service"
    loose.write_text("[Service]\nExecStart=/bin/true\n", encoding="utf-8")
    assert exposure(loose) > 5


def test_words(folder):
    """the variables of the unit are settings, and its ports those that the server listens on."""
    page = (DEPLOY / "operating.md").read_text(encoding="utf-8")
    known = set(re.findall(r"^\| `--[^|]*\| `(KRING_\w+)`", page, re.MULTILINE))
    used = set()
    for path in (UNIT, *DEPLOY.glob("kring-*.conf")):
        used |= set(re.findall(r"KRING_\w+", path.read_text(encoding="utf-8")))
    assert len(used) > 8 and used <= known, used - known
    ports = {f"tcp:{given()['KRING_METRICS_PORT']}", "tcp:8080"}
    assert set(unit_settings(UNIT)["SocketBindAllow"]) == ports and "| 8080 |" in page


def test_restarts(folder):
    """the unit tries again what may pass, and what somebody has to change not; all codes are listed."""
    page = (DEPLOY / "operating.md").read_text(encoding="utf-8")
    codes = set(re.findall(r"\b(6\d|7\d)\b", re.search(r"^Exit codes: 0 .*?\n\n", page, re.M | re.S)[0]))
    said = unit_settings(UNIT)
    never = set(" ".join(said["RestartPreventExitStatus"]).split())
    assert never and never < codes and codes - never == {"69", "75"}, (codes, never)
    assert "time-sync.target" in " ".join(said["After"]).split()


def started(folder, variables, *words, unit=UNIT):
    """A server under a unit's confinement, and the line with its address; None unsets a variable."""
    given_here = environment(**variables)
    process = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("confined.py"), unit, *words],
        env={name: value for name, value in given_here.items() if value is not None},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=(folder / "log").open("ab"), text=True)
    return process, process.stdout.readline()


def variables(folder):
    """The environment of the unit, with its folders here."""
    places = {"%S": str(folder), "%d": str(folder)}
    found = {name: re.sub("%[Sd]", lambda mark: places[mark[0]], value)
             for name, value in given().items()}
    assert found["KRING_DATA"] == str(folder / "kring"), found
    (folder / "creation-key").write_text("a-key-of-more-than-sixteen-characters\n",
                                         encoding="utf-8")
    here = environment()
    return {**found, "KRING_WEB": here["KRING_WEB"], "KRING_METHODS": here["KRING_METHODS"],
            "KRING_PORT": "0", "KRING_METRICS_PORT": "0"}


def test_confined(folder):
    """confined as by the unit, the server serves a whole meeting, drains, and finds it again."""
    own = variables(folder)
    for more in ({}, {"KRING_TLS_CERT": folder / "chain.pem", "KRING_TLS_KEY": folder / "key.pem"}):
        trust = []
        if more:
            certificate(folder)
            trust = ["--ca-file", folder / "chain.pem"]
        server, line = started(
            folder, {**own, **{name: str(path) for name, path in more.items()}},
            PROGRAMS / "kring-server")
        try:
            address = ADDRESS.search(line)
            assert address, (folder / "log").read_text(encoding="utf-8")
            status = Path(f"/proc/{server.pid}/status").read_text(encoding="utf-8")
            assert re.search(r"^NoNewPrivs:\s1$", status, re.M), status
            assert re.search(r"^Seccomp:\s2$", status, re.M), status
            assert re.search(r"^Cap(Eff|Bnd):\s0+$", status, re.M), status
            done = cli("play", "--method", "bovv6", "--members", 5, "--server", address[0],
                       "--creation-key-file", folder / "creation-key", *trust, "--keep")
            assert done.returncode == 0 and "all agree" in done.stdout, done.stderr
        finally:
            server.terminate()
            assert server.wait(40) == 0, (folder / "log").read_text(encoding="utf-8")
            server.stdout.close()
    log = (folder / "log").read_text(encoding="utf-8")
    assert '"event":"started","sessions":0' in log and '"event":"started","sessions":1' in log, log


def test_notify(folder):
    """confined as by the unit, the server tells systemd when it serves, reads its certificate again and drains."""
    assert unit_settings(UNIT)["Type"] == ["notify"]
    certificate(folder)
    own = {**variables(folder), "KRING_TLS_CERT": str(folder / "chain.pem"),
           "KRING_TLS_KEY": str(folder / "key.pem")}
    for name in (str(folder / "notify"), f"@{folder}/notify"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.bind(name.replace("@", "\0"))
            manager.settimeout(30)
            server, line = started(folder, {**own, "NOTIFY_SOCKET": name}, PROGRAMS / "kring-server")
            try:
                assert manager.recv(4096) == b"READY=1"
                answer = asked(folder, ADDRESS.search(line)[1], "GET /readyz HTTP/1.1\nHost: a\n\n")
                assert answer.startswith("HTTP/1.1 200"), answer
                before = time.monotonic_ns() // 1000
                server.send_signal(signal.SIGHUP)
                words = re.fullmatch(rb"RELOADING=1\nMONOTONIC_USEC=(\d+)", manager.recv(4096))
                assert before <= int(words[1]) <= time.monotonic_ns() // 1000, (before, words)
                assert manager.recv(4096) == b"READY=1"
                server.terminate()
                assert manager.recv(4096) == b"STOPPING=1"
            finally:
                server.terminate()
                assert server.wait(40) == 0, (folder / "log").read_text(encoding="utf-8")
                server.stdout.close()


def test_no_manager(folder):
    """a manager that is not there, or whose name makes no sense, keeps no server from serving."""
    for name in (str(folder / "nobody"), "@", "", "relative", "/" + "x" * 200):
        server, line = started(folder, {**variables(folder), "NOTIFY_SOCKET": name},
                               PROGRAMS / "kring-server")
        assert ADDRESS.search(line), (folder / "log").read_text(encoding="utf-8")
        server.terminate()
        assert server.wait(40) == 0, (folder / "log").read_text(encoding="utf-8")
        server.stdout.close()


def asked(folder, port, words):
    """The beginning of what a server with a certificate of this folder answers."""
    context = ssl.create_default_context(cafile=folder / "chain.pem")
    with socket.create_connection(("127.0.0.1", int(port)), timeout=20) as plain, \
            context.wrap_socket(plain, server_hostname="localhost") as line:
        line.sendall(words.replace("\n", "\r\n").encode())
        return line.recv(4096).decode()


def test_own_tls(folder):
    """with kring-tls.conf and the origin that it names, pages of that origin get in, and none without its port."""
    drop_in = DEPLOY / "kring-tls.conf"
    said = given(drop_in)
    origin = re.search(r"KRING_ORIGIN=(https://[\w.:]+\w)", drop_in.read_text(encoding="utf-8"))[1]
    assert origin.endswith(f":{said['KRING_PORT']}"), (origin, said)
    assert unit_settings(drop_in)["SocketBindAllow"] == [f"tcp:{said['KRING_PORT']}"]
    (port,) = free_ports(1)
    here = origin.replace(said["KRING_PORT"], str(port))
    certificate(folder)
    server, line = started(
        folder, {**variables(folder), "KRING_PROXY": None, "KRING_ORIGIN": here,
                 "KRING_HOST": said["KRING_HOST"], "KRING_PORT": str(port),
                 "KRING_TLS_CERT": said["KRING_TLS_CERT"].replace("%d", str(folder)),
                 "KRING_TLS_KEY": said["KRING_TLS_KEY"].replace("%d", str(folder))},
        PROGRAMS / "kring-server")
    try:
        assert f"{here} " in line, (line, (folder / "log").read_text(encoding="utf-8"))
        for asking, status in ((here, "101"), (here.rpartition(":")[0], "403"),
                               (here.replace("https", "http"), "403"), (f"{origin}0", "403")):
            answer = asked(folder, port, upgrade(more=f"Origin: {asking}\n"))
            assert answer.split()[1] == status, (asking, answer)
    finally:
        server.terminate()
        assert server.wait(40) == 0, (folder / "log").read_text(encoding="utf-8")
        server.stdout.close()


def test_filter(folder):
    """the confinement of the tests does refuse: other families, capabilities, executable memory."""
    tries = (
        ("socket", "import socket; socket.socket(socket.AF_NETLINK)"),
        ("mount", "import ctypes, os; c = ctypes.CDLL(None, use_errno=True); "
                  "e = c.mount(b'none', b'/mnt', b'tmpfs', 0, None) and ctypes.get_errno(); "
                  "raise OSError(e, 'refused')"),
        ("memory", "import mmap; mmap.mmap(-1, 4096, prot=7)"),
    )
    for name, code in tries:
        process, _ = started(folder, {}, Path(sys.executable).resolve(), "-c", code)
        assert process.wait(30) == 1, name
        process.stdout.close()
    log = (folder / "log").read_text(encoding="utf-8")
    assert log.count("Error: [Errno") == len(tries), log
    process, line = started(folder, {}, Path(sys.executable).resolve(), "-c", "print('fine')")
    assert line == "fine\n" and process.wait(30) == 0, (log, os.environ.get("PATH"))
    process.stdout.close()
