"""Flags, variables and standard streams of the server."""

import fcntl
import json
import os
import re
import shutil
import signal
import ssl
import subprocess
import urllib.error
import urllib.request

from program import cli
from server import ADDRESS, PROGRAMS, ROOT, Server

DEPLOY = ROOT / "Sources" / "kring-server" / "Deploy"
BASE = {
    "KRING_WEB": str(ROOT / "web"), "KRING_METHODS": str(ROOT / "protocol" / "methods"),
    "KRING_PORT": "0",
}
# What modes forbid does not bind root, unless these two powers are taken from it.
OBEDIENT = (
    ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else [])


def get(address):
    """Status and text of a page."""
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def environment(**more):
    """The variables of a server, without those of whoever runs the tests."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("KRING_")}
    return {**kept, **BASE, **more}


def run(*flags, before=(), **more):
    """Runs a server that must not start; `before` are words in front of its command."""
    return subprocess.run(
        [*before, PROGRAMS / "kring-server", *map(str, flags)], env=environment(**more), text=True,
        capture_output=True, stdin=subprocess.DEVNULL, timeout=60, check=False)


def test_help(folder):
    """every flag of the table is in the help with its variable, and every one there is in the table."""
    shown = run("--help")
    assert shown.returncode == 0, shown
    helped = set(re.findall(r"^  (--[\w-]+).*?\((KRING_\w+)", shown.stdout, re.MULTILINE))
    page = (DEPLOY / "operating.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `(--[\w-]+)[^|]*\| `(KRING_\w+)`", page, re.MULTILINE))
    assert len(helped) > 15 and helped == listed, helped ^ listed
    for code in ("0 ", "64", "66", "69", "71", "74", "75"):
        assert re.search(rf"^  {code}", shown.stdout, re.MULTILINE), code


def test_errors(folder):
    """a value that does not fit ends the start with 64 and names place, expectation and value."""
    data = {"KRING_DATA": str(folder / "data")}
    for flags, more, words in (
        (["--port", "70000"], data, ["--port", "0 to 65535", "70000"]),
        ([], {**data, "KRING_PORT": "http"}, ["KRING_PORT", "0 to 65535", "http"]),
        (["--members=33"], data, ["--members", "2 to 32", "33"]),
        ([], {**data, "KRING_MEMBERS": "1"}, ["KRING_MEMBERS", "2 to 32", "found 1"]),
        ([], {**data, "KRING_ORIGIN": "https://a.example,b.example"},
         ["KRING_ORIGIN", "scheme://host", "b.example"]),
        (["--proxy", "localhost"], data, ["--proxy", "IP address", "localhost"]),
        (["--frame-ancestors", "https://a.example/x"], data,
         ["--frame-ancestors", "a host", "https://a.example/x"]),
        ([], {**data, "KRING_FRAME_ANCESTORS": "a.example,*"},
         ["KRING_FRAME_ANCESTORS", "a host", "found *"]),
        ([], {**data, "KRING_PROXY": "127.0.0.1"},
         ["--creation-key-file", "KRING_PROXY", "--open-creation"]),
        ([], {**data, "KRING_OPEN_CREATION": "perhaps"},
         ["KRING_OPEN_CREATION", "yes or no", "perhaps"]),
        ([], {**data, "KRING_METRICS_PORT": "on"}, ["KRING_METRICS_PORT", "or off", "found on"]),
        (["--tls-key", "key.pem"], data, ["--tls-key", "--tls-cert"]),
        (["--port", "1", "--port", "2"], data, ["--port", "once"]),
        (["--colour", "red"], data, ["--colour", "--help"]),
        (["--rate"], data, ["--rate", "NUMBER", "nothing"]),
        ([], {}, ["--data", "folder", "nothing"]),
    ):
        done = run(*flags, **more)
        assert done.returncode == 64, (flags, more, done)
        for word in words:
            assert word in done.stderr, (word, done.stderr)
        assert done.stderr.count("\n") == 1, done.stderr
    missing = run("--creation-key-file", folder / "none", **data)
    assert missing.returncode == 66 and "--creation-key-file" in missing.stderr, missing
    assert not (folder / "data").exists()


def test_environment(folder):
    """variables are enough to start, and a flag wins over its variable."""
    started = subprocess.Popen(
        [PROGRAMS / "kring-server", "--data", folder / "flag"], text=True,
        env=environment(KRING_DATA=str(folder / "variable"), KRING_METRICS_PORT="off"),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    line = started.stdout.readline()
    started.terminate()
    rest, _ = started.communicate(timeout=40)
    assert started.returncode == 0 and ADDRESS.search(line), (line, rest)
    assert "Metrics" not in rest, rest
    assert (folder / "flag" / "journal.sqlite").exists()
    assert not (folder / "variable").exists()


def test_closed_streams(folder):
    """a server whose output nobody reads starts, serves and stops all the same."""
    own = Server(folder / "data").start()
    address, port = own.address, own.port
    own.stop()
    reader, writer = os.pipe()
    os.close(reader)
    silent = subprocess.Popen(
        [PROGRAMS / "kring-server", "--data", own.data],
        env=environment(KRING_PORT=str(port)), stdin=subprocess.DEVNULL, stdout=writer,
        stderr=writer)
    os.close(writer)
    try:
        asked = subprocess.run(
            [PROGRAMS / "kring-cli", "play", "--method", "troika", "--members", "3",
             "--server", address], text=True, capture_output=True, timeout=90, check=False)
        # It may not listen yet when the first question comes.
        while asked.returncode == 69 and silent.poll() is None:
            asked = subprocess.run(asked.args, text=True, capture_output=True, timeout=90,
                                   check=False)
        assert asked.returncode == 0 and "all agree" in asked.stdout, (silent.poll(), asked)
    finally:
        silent.terminate()
        assert silent.wait(40) == 0


def test_unread_streams(folder):
    """a server whose output is a full pipe that nobody empties starts, serves, logs and stops all the same."""
    own = Server(folder / "data").start()
    address, port = own.address, own.port
    assert own.stop() == 0
    pipes = [os.pipe(), os.pipe()]
    for _, writer in pipes:
        flags = fcntl.fcntl(writer, fcntl.F_GETFL)
        fcntl.fcntl(writer, fcntl.F_SETFL, flags | os.O_NONBLOCK)
        try:
            while True:
                os.write(writer, b"." * 4096)
        except BlockingIOError:
            fcntl.fcntl(writer, fcntl.F_SETFL, flags)
    silent = subprocess.Popen(
        [PROGRAMS / "kring-server", "--data", own.data], stdin=subprocess.DEVNULL,
        env=environment(KRING_PORT=str(port)), stdout=pipes[0][1], stderr=pipes[1][1])
    try:
        subprocess.run(["curl", "-sf", "--retry", "30", "--retry-connrefused", "--retry-delay", "1",
                        f"{address}/readyz"], check=True, timeout=60, capture_output=True)
    finally:
        silent.terminate()
        assert silent.wait(40) == 0
        for reader, writer in pipes:
            os.close(reader)
            os.close(writer)


def limited(folder, files):
    """A server that may have so many files open, and no more."""
    own = Server(folder / str(files))
    own.before = ["prlimit", f"--nofile={files}:{files}"]
    return own


def test_descriptors(folder):
    """with too few files the server does not start and says why; with few it has fewer connections."""
    for files in (80, 150, 255):
        try:
            limited(folder, files).start()
        except RuntimeError as ended:
            assert f"only {files} files open" in str(ended) and "256" in str(ended), ended
        else:
            raise AssertionError(f"it started with {files} files")
    own = limited(folder, 300).start()
    try:
        own.says('"event":"few-connections","connections":172')
    finally:
        assert own.stop() == 0
    assert '"level":"error"' not in "".join(own.output), own.output


def test_signals(folder):
    """signals that are not meant to end the server do not end it, and SIGTERM still drains."""
    own = Server(folder / "data").start()
    try:
        for number in (signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM,
                       signal.SIGVTALRM, signal.SIGPROF, signal.SIGPIPE):
            own.process.send_signal(number)
            with urllib.request.urlopen(f"{own.address}/readyz", timeout=20) as answer:
                assert answer.status == 200, number
    finally:
        assert own.stop() == 0
    events = [json.loads(line)["event"] for line in own.output if line.startswith("{")]
    assert events[:1] == ["started"] and events[-2:] == ["draining", "stopped"], events
    # Without TLS there is no certificate to read again.
    assert not {"reloaded", "not-reloaded"} & set(events), events


def test_version(folder):
    """each program says its version, the same one, and so do the log and the figures."""
    said = {
        subprocess.run([PROGRAMS / name, "--version"], capture_output=True, text=True, check=True,
                       timeout=60).stdout.split()[-1]
        for name in ("kring-server", "kring-cli", "kring-load")}
    version, = said
    assert re.fullmatch(r"\d+\.\d+\.\d+", version), said
    own = Server(folder / "data").start()
    own.stop()
    assert f'"version":"{version}"' in "".join(own.output), own.output


def test_permissions(folder):
    """what others on the machine can read is told once, by the name of its setting."""
    data, key = folder / "data", folder / "key"
    data.mkdir()
    data.chmod(0o777)
    key.write_text("0123456789abcdef", encoding="utf-8")
    certificate(folder)
    # A group may be given a key on purpose, such as that of certificates.
    for mode, names in (
        (0o644, {"data", "creation-key-file", "tls-key"}), (0o604, {"data", "creation-key-file",
         "tls-key"}), (0o640, {"data"}), (0o600, {"data"}),
    ):
        key.chmod(mode)
        (folder / "key.pem").chmod(mode)
        own = Server(data, "--creation-key-file", str(key), "--tls-cert", str(folder / "chain.pem"),
                     "--tls-key", str(folder / "key.pem")).start()
        own.stop()
        lines = [json.loads(line) for line in own.output if '"permissions"' in line]
        assert {line["code"] for line in lines} == names and len(lines) == len(names), lines


def test_unreadable(folder):
    """a file or folder that may not be read ends the start with 66, its path and, for TLS, the system's words."""
    certificate(folder)
    methods, key = folder / "methods", folder / "key"
    shutil.copytree(ROOT / "protocol" / "methods", methods)
    key.write_text("0123456789abcdef", encoding="utf-8")
    tls = ["--tls-cert", folder / "chain.pem", "--tls-key", folder / "key.pem"]
    for closed, flags, words in (
        (folder / "key.pem", tls, "cannot be opened: Permission denied"),
        (folder / "chain.pem", tls, "cannot be opened: Permission denied"),
        (key, ["--creation-key-file", key], "--creation-key-file"),
        (methods, ["--methods", methods], "--methods"),
        (methods / "troika.json", ["--methods", methods], "--methods"),
    ):
        mode = closed.stat().st_mode
        closed.chmod(0)
        done = run(*flags, before=OBEDIENT, KRING_DATA=str(folder / "data"))
        closed.chmod(mode)
        assert done.returncode == 66, (closed, done)
        assert str(closed) in done.stderr and words in done.stderr, (closed, done.stderr)
        assert done.stderr.count("\n") == 1, done.stderr


def test_base(folder):
    """below a path of its own everything is there, for pages and programs, and nothing beside it."""
    own = Server(folder / "data", "--base", "/kring/a/").start()
    try:
        root = own.address
        assert f"{root}/kring/a/ " in "".join(own.output), own.output
        for path, status in (
            ("/kring/a/", 200), ("/kring/a/index.html", 200), ("/kring/a/api/methods", 200),
            ("/kring/a/readyz", 200), ("/readyz", 200), ("/", 404), ("/index.html", 404),
            ("/api/methods", 404), ("/kring/", 404), ("/kring/a/kring/a/readyz", 404),
        ):
            assert get(f"{root}{path}")[0] == status, path
        played = cli("play", "--method", "troika", "--members", 3, "--server", f"{root}/kring/a/")
        assert played.returncode == 0, played.stderr
    finally:
        own.stop()
    for wrong in ("kring", "/kring", "//", "/a//b/", "/../", "/a b/", "/%2e/"):
        done = run("--base", wrong, KRING_DATA=str(folder / "data"))
        assert done.returncode == 64 and "--base" in done.stderr, (wrong, done)


def test_robots(folder):
    """search engines are asked to stay away, and the page names its icon: no other name is tried for one."""
    for web in (None, ROOT / "web"):
        own = Server(folder / "data", web=web).start()
        try:
            assert get(f"{own.address}/robots.txt") == (200, "User-agent: *\nDisallow: /\n")
            icon, = re.findall(r'<link rel="icon" href="([^"]+)"', get(f"{own.address}/")[1])
            assert get(f"{own.address}/{icon}")[1].startswith("<svg"), icon
            for path in ("/favicon.ico", "/apple-touch-icon.png", "/.well-known/security.txt"):
                assert get(f"{own.address}{path}")[0] == 404, path
        finally:
            own.stop()


def certificate(folder, days=2):
    """Makes a new certificate in the place of the one before; one of fewer days than 0 has ended."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
         "-subj", "/CN=localhost", "-keyout", folder / "key.pem", "-out", folder / "once.pem"],
        check=True, capture_output=True, timeout=60)
    subprocess.run(
        ["openssl", "x509", "-in", folder / "once.pem", "-signkey", folder / "key.pem", "-days",
         str(days), "-out", folder / "chain.pem"], check=True, capture_output=True, timeout=60)


def test_reload(folder):
    """SIGHUP gives new connections the renewed certificate; one that cannot be used changes nothing."""
    certificate(folder)
    own = Server(folder / "data", "--tls-cert", str(folder / "chain.pem"), "--tls-key",
                 str(folder / "key.pem")).start()

    def hung_up(event):
        own.process.send_signal(signal.SIGHUP)
        own.says(f'"event":"{event}"')

    try:
        first = ssl.get_server_certificate(("127.0.0.1", own.port))
        certificate(folder)
        hung_up("reloaded")
        second = ssl.get_server_certificate(("127.0.0.1", own.port))
        assert second != first and second.strip() in (folder / "chain.pem").read_text(encoding="utf-8")
        (folder / "key.pem").write_text("no key", encoding="utf-8")
        hung_up("not-reloaded")
        assert ssl.get_server_certificate(("127.0.0.1", own.port)) == second
    finally:
        assert own.stop() == 0


def test_certificate_ends(folder):
    """a certificate that has ended, or will within 14 days, is told at the start and after a reload."""
    certificate(folder, days=-1)
    own = Server(folder / "data", "--tls-cert", str(folder / "chain.pem"), "--tls-key",
                 str(folder / "key.pem")).start()

    def left():
        _, page = get(own.says(r"http://127\.0\.0\.1:\d+/metrics")[0])
        return float(re.search(r"^kring_certificate_seconds_left (\S+)$", page, re.MULTILINE)[1])

    try:
        assert left() < 0
        own.says('"event":"certificate-ends"')
        for times, days in ((1, 13), (2, 90)):
            certificate(folder, days)
            own.process.send_signal(signal.SIGHUP)
            own.says('"event":"reloaded"', times)
            assert (days - 1) * 86_400 < left() <= days * 86_400, days
    finally:
        assert own.stop() == 0
    lines = [json.loads(line) for line in own.output if '"certificate-ends"' in line]
    assert [(line["level"], line["code"]) for line in lines] == [
        ("warning", "expired"), ("warning", "soon")], lines
