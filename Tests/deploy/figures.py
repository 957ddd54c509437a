"""Metrics, health and logs over scripted meetings."""

import ctypes
import json
import os
import re
import resource
import select
import socket
import urllib.request

from meetings import new, people
from program import Person, cli
from server import Server
from settings import DEPLOY, get

METRICS = re.compile(r"http://127\.0\.0\.1:(\d+)/metrics")
SAMPLE = re.compile(r'^(\w+)(?:\{(\w+)="([^"]*)"\})? (\S+)$')
LARGEST = resource.RLIM_INFINITY
KEYS = {
    "time", "level", "event", "sessions", "connections", "milliseconds", "tries", "lines", "code",
    "reason", "version",
}


def figures(server):
    """All samples, by name, or by name and label."""
    status, text = get(page(server))
    assert status == 200
    found = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            name, label, value, number = SAMPLE.match(line).groups()
            assert label in (None, "le", "code", "from", "outcome", "version"), line
            key = (name, value) if label else name
            assert key not in found, line
            found[key] = float(number)
    return found


def page(server):
    """The address of the metrics: the line after the address, which may still be on its way."""
    return f"http://127.0.0.1:{server.says(METRICS)[0]}/metrics"


def test_names(folder):
    """every documented figure is there with a value, type and unit, and every one there is documented."""
    table = dict(re.findall(
        r"^\| `((?:kring|process)_\w+)` \| (gauge|counter|histogram) \| [^|]+ \|",
        (DEPLOY / "operating.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert len(table) > 12, table
    own = Server(folder / "data").start()
    try:
        _, text = get(page(own))
        there = dict(re.findall(r"^# TYPE (\w+) (\w+)$", text, re.MULTILINE))
        assert there == table, set(there.items()) ^ set(table.items())
        assert set(re.findall(r"^# HELP (\w+) \S", text, re.MULTILINE)) == set(table)
        shown = {key if isinstance(key, str) else key[0] for key in figures(own)}
        for name, kind in table.items():
            for end in ("_bucket", "_sum", "_count") if kind == "histogram" else ("",):
                assert name + end in shown, name
                shown.discard(name + end)
        assert not shown, shown
    finally:
        own.stop()


def test_private(folder):
    """figures are on the loopback port only, and nothing else is there."""
    own = Server(folder / "data", "--host", "0.0.0.0").start()
    try:
        port = int(METRICS.search(page(own))[1])
        for path in ("/metrics", "/metrics/", "//metrics"):
            assert get(f"{own.address}{path}")[0] == 404, path
        for path in ("/", "/healthz", "/api/methods", "/index.html", "/ws"):
            assert get(f"http://127.0.0.1:{port}{path}")[0] == 404, path
        assert get(urllib.request.Request(
            f"http://127.0.0.1:{port}/metrics", data=b"{}", method="POST"))[0] in (404, 405)
        # 127.0.0.2 is this machine too; a listener on all addresses would answer there.
        with socket.create_connection(("127.0.0.2", own.port), timeout=10):
            pass
        try:
            socket.create_connection(("127.0.0.2", port), timeout=10).close()
            raise AssertionError("the metrics are on more than 127.0.0.1")
        except ConnectionRefusedError as refused:
            assert refused
        with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
            line.sendall(b"GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n"
                         b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                         b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                         b"Sec-WebSocket-Protocol: kring.1\r\n\r\n")
            assert b" 404 " in line.recv(100)
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/metrics", headers={"Origin": "https://evil.example"})
        assert get(request)[0] == 403
    finally:
        own.stop()


def test_counts(folder):
    """figures move as the meeting does: sessions, members, events, commands, codes, returns."""
    own = Server(folder / "data").start()
    try:
        before = figures(own)
        assert before["kring_ready"] == 1 and before["kring_sessions"] == 0, before
        made = new(own)
        seat = folder / "seat.json"
        with people(made["link"], "Anna", "Bram") as (anna, bram):
            cas = Person("join", made["link"], "--name", "Cas", "--seat", seat)
            cas.hears("Members:", "you")
            now = figures(own)
            assert now["kring_sessions"] == 1 and now["kring_members"] == 3, now
            assert now["kring_connections"] == 3, now
            assert now["kring_events_total"] == 4, now  # created, and three joined
            assert now["kring_commands_total"] == 0, now
            anna.types("take-chair").hears("The chair: you")
            bram.hears("The chair: Anna")  # who has not heard of it yet is told "stale"
            bram.types("take-chair").hears("Not done: chair.take, chair-here")
            anna.types("go 1.keuze").hears("Step 1.keuze")
            then = figures(own)
            assert then["kring_commands_total"] == 3, then
            assert then["kring_events_total"] == 6, then
            assert then[("kring_rejections_total", "chair-here")] == 1, then
            assert then["kring_commit_seconds_count"] > now["kring_commit_seconds_count"] > 0
            assert then["kring_commit_seconds_sum"] > 0
            # A closed card is a command like any other, and no event.
            anna.types("presents Cas", "go 1.schrijf")
            bram.hears("Step 1.schrijf")
            opened = figures(own)
            bram.types("say Ik zou wachten", "who").hears("Members:")
            after = figures(own)
            assert after["kring_commands_total"] == opened["kring_commands_total"] + 1, after
            assert after["kring_events_total"] == opened["kring_events_total"], after
            cas.kill()
            back = Person("join", made["link"], "--name", "Cas", "--seat", seat)
            back.hears("Members:", "you")
            assert figures(own)[("kring_resumes_total", "view")] == 1
            thief = json.loads(seat.read_text(encoding="utf-8"))
            thief["token"] = "A" * 43
            (folder / "thief.json").write_text(json.dumps(thief), encoding="utf-8")
            assert cli("join", made["link"], "--name", "Cas", "--seat",
                       folder / "thief.json").returncode == 1
            last = figures(own)
            assert last[("kring_resumes_total", "refused")] == 1, last
            assert last[("kring_closes_total", "4005")] == 1, last
            assert back.quits() == 0
        played = cli("play", "--method", "troika", "--members", 3, "--server", own.address)
        assert played.returncode == 0, played.stderr
        end = figures(own)
        assert end["kring_sessions"] == 1, end
        assert end[("kring_closes_total", "4004")] == 3, end
        assert end["kring_queue_bytes"] == 0 and end["kring_disk_queue_batches"] == 0, end
        assert end["kring_loop_lag_seconds_count"] >= 1
        # What the process and its disk have free or in use goes up and down.
        moving = ("kring_disk_free_bytes", "process_resident_memory_bytes", "process_open_fds")
        assert all(number >= before.get(key, 0) for key, number in end.items() if key not in moving)
    finally:
        own.stop()


def test_ready(folder):
    """a server that drains says so with a code, and the log names connections by number only."""
    own = Server(folder / "data").start()
    assert get(own.address + "/readyz") == (200, '{"ok":true}')
    assert get(own.address + "/healthz") == (200, '{"ok":true}')
    host = own.address.split("//")[1].split(":")
    with socket.create_connection((host[0], own.port), timeout=10) as line:
        # On a connection from before: the end of the drain may close the port at any time.
        ask = b"GET /%s HTTP/1.1\r\nHost: a\r\n\r\n"
        line.sendall(ask % b"readyz")
        assert b" 200 " in line.recv(8192)
        own.process.terminate()
        own.says('"draining"')
        line.sendall(ask % b"readyz")
        answer = line.recv(8192)
        assert b" 503 " in answer and b'"code":"drain"' in answer, answer
        line.sendall(ask % b"healthz")
        assert b" 200 " in line.recv(8192)
    assert own.process.wait(40) == 0


def test_logs(folder):
    """the log of a whole meeting with bad input has known keys and figures, and nothing else."""
    own = Server(folder / "data").start()
    played = Person("play", "--method", "bovv6", "--members", "5", "--server", own.address)
    lines = list(played.lines("stderr"))
    assert played.ends() == 0, lines
    link = new(own)["link"]
    with people(link, "Kanarienaam", "Bram") as (anna, _):
        anna.types("take-chair", "go nowhere").hears("Not done: step.go, no-step")
    for words in (b"\x00\xff\xfe kanariewoord", b"POST /api/sessions?kanariewoord HTTP/1.1\r\n\r\n",
                  b"GET /kanariewoord HTTP/1.1\r\nHost: kanariewoord\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", own.port), timeout=10) as line:
            line.sendall(words)
    assert get(f"{own.address}/kanariewoord")[0] == 404
    assert own.stop() == 0
    text = "".join(own.output)
    logged = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    others = [line for line in text.splitlines() if not line.startswith("{")]
    assert len(others) == 2 and "Kring is at" in others[0] and "Metrics" in others[1], others
    events = [line["event"] for line in logged]
    assert events[0] == "started" and events[-1] == "stopped" and "purged" in events, events
    listed = set(re.findall(
        r"^\| `([a-z-]+)` \| (?:notice|warning|error) \|",
        (DEPLOY / "operating.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert len(listed) == 17 and set(events) <= listed, (events, listed)
    for line in logged:
        assert set(line) <= KEYS and re.fullmatch(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"]), line
        assert line["level"] in ("notice", "warning"), line
        assert all(isinstance(value, int) for key, value in line.items()
                   if key not in ("time", "level", "event", "version")), line
    for word in ("kanarie", "Kanarie", "Anna", link.split("#")[1], "127.0.0.1:" + str(own.port)):
        assert word not in text.replace(others[1], ""), word


def test_wrong_keys(folder):
    """whoever tries creation keys is told of in the log by their number, and by nothing else."""
    key = folder / "key"
    key.write_text("0123456789abcdef", encoding="utf-8")
    own = Server(folder / "data", "--creation-key-file", str(key)).start()
    try:
        for _ in range(10):
            assert get(urllib.request.Request(
                f"{own.address}/api/sessions", data=b"{}", method="POST",
                headers={"Authorization": "Bearer kanarie"}))[0] == 401
        own.says('"wrong-keys"')
    finally:
        assert own.stop() == 0
    assert "kanarie" not in "".join(own.output), own.output
    line, = (json.loads(line) for line in own.output if '"wrong-keys"' in line)
    # Once a minute at most: the line comes at the first second, in the middle of the tries or after.
    assert set(line) == {"time", "level", "event", "tries"} and line["level"] == "warning", line
    assert 1 <= line["tries"] <= 10, line


def test_storage(folder):
    """a disk that fails is told with a code by page, figures and log, and its return too."""
    own = Server(folder / "data")
    # Beyond the limit on file sizes a write fails as on a full disk, once the signal is ignored.
    own.before = ["env", "--ignore-signal=XFSZ"]
    own.start()
    try:
        with people(new(own)["link"], "Anna") as (anna,):
            limits = resource.prlimit(own.process.pid, resource.RLIMIT_FSIZE, (1, LARGEST))
            anna.types("take-chair")
            while get(own.address + "/readyz")[0] == 200:
                assert own.process.poll() is None
            for path in ("/readyz", "/healthz"):
                assert get(own.address + path) == (503, '{"ok":false,"code":"storage"}'), path
            failed = figures(own)
            assert failed["kring_ready"] == 0 and failed["kring_disk_failures_total"] == 1, failed
            assert failed[("kring_closes_total", "4103")] == 1, failed
            resource.prlimit(own.process.pid, resource.RLIMIT_FSIZE, limits)
            anna.hears("The chair: you")
            assert figures(own)["kring_ready"] == 1
    finally:
        own.stop()
    logged = [json.loads(line) for line in "".join(own.output).splitlines() if line[0] == "{"]
    events = [line["event"] for line in logged]
    assert "storage" in events and "storage-recovered" in events, events
    for line in logged:
        assert set(line) <= KEYS, line
        if line["event"] == "storage":
            assert line["level"] == "error" and line["code"] == "storage", line
            assert "sqlite" in line["reason"], line


def await_opens(path, times):
    """Waits until a file has been opened so often from now on, as the kernel tells (inotify)."""
    libc = ctypes.CDLL(None)
    watch = libc.inotify_init1(os.O_CLOEXEC)
    assert libc.inotify_add_watch(watch, os.fsencode(path), 0x20) > 0  # IN_OPEN
    with open(watch, "rb", buffering=0) as events:
        while times > 0:
            assert select.select([events], [], [], 20)[0], f"{path} is not opened any more"
            times -= len(events.read(4096)) // 16  # each without a name, for it is the file itself


def test_complaints(folder):
    """a disk that fails again at each try is complained of once, and anew after it has worked."""
    own = Server(folder / "data")
    own.before = ["env", "--ignore-signal=XFSZ"]
    own.start()

    def complaints():
        lines = [json.loads(line) for line in "".join(own.output).splitlines() if line[0] == "{"]
        return [line["reason"] for line in lines if line["event"] == "storage"]

    try:
        with people(new(own)["link"], "Anna") as (anna,):
            said = []
            for command, answer, tries in (
                    ("take-chair", "The chair: you", 3), ("go 1.keuze", "Step 1.keuze", 0)):
                limits = resource.prlimit(own.process.pid, resource.RLIMIT_FSIZE, (1, LARGEST))
                anna.types(command)
                own.says('"event":"storage"', sum(map(len, said)) + 1)
                # Each try takes the lock of the folder, and says what came of it before the next.
                await_opens(folder / "data" / "lock", tries)
                resource.prlimit(own.process.pid, resource.RLIMIT_FSIZE, limits)
                anna.hears(answer)
                own.says('"storage-recovered"', len(said) + 1)
                said.append(complaints()[sum(map(len, said)):])
    finally:
        own.stop()
    assert all(len(reasons) == len(set(reasons)) > 0 for reasons in said), said
