"""What a server keeps of its members' secrets, and what a purge leaves."""

import base64
import hashlib
import hmac
import json
import os
import re
from contextlib import contextmanager

from canaries import found, script
from meetings import new
from program import Person
from server import Server


class Traffic:
    """What the members of a play said and heard."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()

    @contextmanager
    def recorded(self):
        """Lets what is started within write down its frames."""
        before = os.environ.get("KRING_TRAFFIC")
        os.environ["KRING_TRAFFIC"] = str(self.folder)
        try:
            yield
        finally:
            if before is None:
                del os.environ["KRING_TRAFFIC"]
            else:
                os.environ["KRING_TRAFFIC"] = before

    def frames(self, side):
        """The frames of the clients or of the server, as text."""
        frames = []
        for file in self.folder.glob("*.jsonl"):
            for line in file.read_text(encoding="utf-8").splitlines():
                frame = json.loads(line)
                if frame["dir"] == side:
                    frames.append(json.dumps(frame["json"]))
        return frames

    def said(self, key, side="client"):
        """All values of a key in the frames of a side."""
        values = re.findall(rf'"{key}": "([^"]+)"', "\n".join(self.frames(side)))
        assert values, f"nobody said {key}"
        return set(values)


def play(server, folder, name, *options, kill=False):
    """Plays a meeting; its frames and its link."""
    traffic = Traffic(folder / name)
    with traffic.recorded():
        group = Person(
            "play", script(folder / f"{name}.json"), "--server", server.address,
            "--pause-ms", "20", *options)
        for line in group.lines("stderr"):
            if kill and re.match(r"play: 1\.schrijf", line):
                server.restart()
        outcome = list(group.lines("stdout"))
        assert group.ends() == 0, outcome
    return traffic, outcome[0]


def derived(secret, word, count=32):
    """A key of a link, by HKDF-SHA-256 with an empty salt."""
    key = hmac.new(bytes(32), secret, hashlib.sha256).digest()
    return hmac.new(key, word.encode() + b"\x01", hashlib.sha256).digest()[:count]


def decoded(text):
    """The bytes of unpadded base64url."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_secrets(server, folder):
    """tokens, door key and content key are found 0 times in data and log, nor in what others hear."""
    own = Server(folder / "secrets").start()
    try:
        traffic, link = play(own, folder, "secrets-traffic", "--keep", kill=True)
    finally:
        own.kill()
    log = folder / "secrets.log"
    log.write_text("".join(own.output), encoding="utf-8")
    files = [*own.data.glob("*"), log]
    secret = decoded(link.split("#")[1])
    tokens = {decoded(token) for token in traffic.said("token")}
    assert len(tokens) == 4, len(tokens)
    door = derived(secret, "kring.1 join")
    assert {decoded(key) for key in traffic.said("joinKey")} == {door}
    heard = folder / "secrets.heard"
    heard.write_text("\n".join(traffic.frames("server")), encoding="utf-8")
    said = folder / "secrets.said"
    said.write_text("\n".join(traffic.frames("client")), encoding="utf-8")
    content = derived(secret, "kring.1 content")
    # The search finds what must be there: the hash of a token, the session, tokens in a hello.
    for token in tokens:
        assert found(hashlib.sha256(token).digest(), own.data.glob("*"))
        assert found(token, [said])
        assert not found(token, [*files, heard])
    assert found(derived(secret, "kring.1 session", 16), own.data.glob("*"))
    assert found(hashlib.sha256(door).digest(), own.data.glob("*"))
    assert not found(door, [*files, heard])
    assert not found(content, [*files, heard, said])


def test_purged(server, folder):
    """after a purge 0 bytes of the session's envelopes are in the data, and a neighbour is whole."""
    own = Server(folder / "purged").start()
    try:
        neighbour, _ = play(own, folder, "neighbour-traffic", "--keep")
        gone, _ = play(own, folder, "gone-traffic")
        assert gone.said("event", "server") >= {"set.opened", "item.added", "session.closed"}
        files = {path: path.read_bytes() for path in own.data.glob("*")}
        log = "".join(own.output)
        assert "started" in log, log
        for text in gone.said("envelope") | gone.said("name") | gone.said("session"):
            assert text not in log, text
        for envelope in neighbour.said("envelope", "server"):
            assert any(envelope.encode() in data for data in files.values())
        for envelope in gone.said("envelope") | gone.said("name"):
            holding = [path for path, data in files.items() if envelope.encode() in data]
            assert not holding, holding
        for session in gone.said("session"):
            assert not found(decoded(session), files), "the session's id is still there"
        for session in neighbour.said("session"):
            assert found(decoded(session), files)
    finally:
        own.kill()


def test_drained(server, folder):
    """a server that stops sends its members away with a time, and they come back to the next one."""
    own = Server(folder / "drained").start()
    watcher = Person("watch", new(own)["link"], "--name", "Wim", "--json")
    try:
        seated = watcher.hears('"seated"')
        assert own.stop(seconds=30) == 0
        told = json.loads(watcher.hears('"drain"'))
        assert 0 <= told["drain"]["reconnect_ms"] < 3000, told
        own.start()
        assert watcher.hears('"seated"') == seated
    finally:
        watcher.kill()
        own.stop()
