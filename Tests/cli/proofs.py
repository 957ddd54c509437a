"""A proof of attendance, from the meeting to whoever checks it years later."""

import hashlib
import json
import os
import signal
import urllib.request

from program import cli, program
from server import Server
from wire import Meeting, Member, text


def canonical(value):
    """The one text of a value by RFC 8785, for keys in ASCII."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def said(member, do, **fields):
    """Sends a command and returns its answer."""
    member.send(do, **fields)
    return member.answer()


def held(server):
    """A meeting of three that has begun, and its people."""
    meeting = Meeting(server)
    assert meeting.create()[0] == 201
    people = [Member(meeting).enter() for _ in range(3)]
    chair = people[0]
    assert "ok" in said(chair, "chair.take", term=0)
    assert "ok" in said(chair, "case.cast", case=1, presenter=people[1].id)
    assert "ok" in said(chair, "secrecy.discuss")
    assert "ok" in said(chair, "step.go", visit=0, to="1.stelling")
    assert "ok" in said(
        chair, "attendance.note", noted=0, members=[person.id for person in people])
    return people


def proof(member, name):
    """The proof of a member who typed a name, as a file holds it."""
    paper = {"v": 1, "language": "nl", "name": name, "video": True}
    salt = os.urandom(16)
    commit = hashlib.sha256(salt + canonical(paper)).digest()
    answer = said(member, "proof.ask", commit=text(commit))
    return {"kring": "proof", "v": 1, "paper": paper, "salt": text(salt),
            "statement": answer["statement"], "signature": answer["signature"]}


def keys(server):
    """The keys that a server has published."""
    with urllib.request.urlopen(f"{server.address}/.well-known/kring.json", timeout=20) as answer:
        return json.load(answer)["keys"]


def written(path, value):
    """A file with a value as JSON."""
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def test_proof_holds(server, folder):
    """a proof is checked after the meeting, after the purge and after a rotation of the key."""
    own = Server(folder / "proofs").start()
    other = Server(folder / "others").start()
    try:
        people = held(own)
        early = said(people[2], "proof.ask", commit=text(bytes(32)))
        assert early["rejected"]["code"] == "not-now", early
        assert "ok" in said(people[0], "session.close", visit=1, keep_ms=3_600_000)
        made = proof(people[2], "منى 王 A\u0301. de Vries")
        assert made["statement"]["members"] == 3 and len(made["statement"]["noted_ms"]) == 1, made
        file = written(folder / "proof.json", made)
        check = ["proof", "check", file, "--server", own.address]
        assert cli(*check).stdout.startswith("holds: signed by"), cli(*check)
        assert cli("proof", "check", file).returncode == 0

        changed = json.loads(json.dumps(made))
        changed["paper"]["name"] = "A. de Vriez"
        refused = cli("proof", "check", written(folder / "name.json", changed))
        assert refused.returncode == 1 and "the paper is not the one" in refused.stderr, refused
        changed = json.loads(json.dumps(made))
        changed["statement"]["present_ms"] += 60_000
        refused = cli("proof", "check", written(folder / "time.json", changed))
        assert refused.returncode == 1 and "something of it was changed" in refused.stderr, refused
        theirs = written(folder / "keys.json", {"v": 1, "keys": keys(other)})
        refused = cli("proof", "check", file, "--keys", theirs)
        assert refused.returncode == 1 and "no such key" in refused.stderr, refused
        refused = cli("proof", "check", file, "--server", other.address)
        assert refused.returncode == 1 and "not of" in refused.stderr, refused

        assert "ok" in said(people[0], "session.purge")
        assert cli(*check).returncode == 0
        rotated = program("kring-server", "key", "rotate", "--data", folder / "proofs")
        assert rotated.returncode == 0, rotated
        own.restart()
        published = keys(own)
        assert [key.get("until_ms") is None for key in published] == [False, True], published
        old = written(folder / "own.json", {"v": 1, "keys": published})
        assert cli("proof", "check", file, "--keys", old).returncode == 0
    finally:
        own.stop()
        other.stop()
    audit = program("kring-server", "audit", "--data", folder / "proofs")
    assert audit.returncode == 0, audit


def test_key_is_taken_up(server, folder):
    """a running server takes another key up at SIGHUP; its file is for its owner alone."""
    own = Server(folder / "taken").start()
    try:
        assert (folder / "taken" / "proof.key").stat().st_mode & 0o777 == 0o600
        first = keys(own)
        again = program("kring-server", "key", "make", "--data", folder / "taken")
        assert again.returncode == 1 and "has a key already" in again.stderr, again
        assert program("kring-server", "key", "rotate", "--data", folder / "taken").returncode == 0
        assert keys(own) == first
        own.process.send_signal(signal.SIGHUP)
        while len(keys(own)) == 1:
            pass
        assert keys(own)[0]["key"] == first[0]["key"]
    finally:
        own.stop()


def test_no_proof(server, folder):
    """what is no proof is refused with a sentence that says where."""
    for name, content in (("empty", ""), ("list", "[]"), ("report", '{"kring":1,"cases":[]}'),
                          ("half", '{"kring":"proof","v":1')):
        path = folder / f"{name}.json"
        path.write_text(content, encoding="utf-8")
        refused = cli("proof", "check", path)
        assert refused.returncode == 65 and "is no proof of attendance" in refused.stderr, refused
    assert cli("proof", "check", folder / "missing").returncode == 66
    assert program("kring-server", "key").returncode == 64
