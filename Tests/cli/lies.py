"""Servers that do not tell all members the same: a play must find that out."""

import json
import re

from liar import Liar
from program import cli


def play(server, change, *words):
    """Plays through a proxy that lies, and expects the complaint in the words."""
    liar = Liar(server, change)
    try:
        done = cli(
            "play", "--server", liar.address, "--method", "bovv6", "--members", 4,
            "--patience", 20)
    finally:
        liar.close()
    assert done.returncode == 1, f"ended with {done.returncode}: {done.stdout} {done.stderr}"
    for word in words:
        assert word in done.stderr, f"'{word}' is not in: {done.stderr}"


def events(number, kind):
    """A change of the events of a kind, for one member only."""
    def decorate(body):
        def change(connection, payload):
            if connection != number or f'"event":"{kind}"'.encode() not in payload:
                return payload
            frame = json.loads(payload)
            for event in frame.get("events", []):
                if event.get("event") == kind:
                    body(event)
            return json.dumps(frame).encode()
        return change
    return decorate


def test_other_view(server, folder):
    """an event that one member is told otherwise is found out."""
    @events(3, "member.joined")
    def change(event):
        event["host"] = not event["host"]
    play(server, change, "Celine: the server's view differs")


def test_other_order(server, folder):
    """cards that one member is told in another order are found out."""
    @events(2, "set.opened")
    def change(event):
        event["items"].reverse()
    play(server, change, "Bram: the opening of set 1 is wrong")


def test_lost_card(server, folder):
    """a card that is kept from its writer is found out."""
    @events(4, "set.opened")
    def change(event):
        event["items"].clear()
    play(server, change, "Daan: the opening of set 1 is wrong", "the server's view differs")


def test_lost_event(server, folder):
    """an event that is kept from a member is found out when the next one comes."""
    kept = []

    def change(number, payload):
        if number != 3 or kept or b'"event":"item.added"' not in payload:
            return payload
        # Several members write at once, so others follow, in this frame or the next.
        frame = json.loads(payload)
        kept.append(frame["events"].pop(0))
        return json.dumps(frame).encode() if frame["events"] else None
    play(server, change, "Celine: events are missing")


def test_other_text(server, folder):
    """a text that was changed on the way does not open."""
    def change(number, payload):
        # In views and events alike, so that both agree.
        return re.sub(
            rb'("input":"casus",(?:[^{}]*)"envelope":"A[^"]{20})(.)',
            lambda found: found[1] + (b"A" if found[2] != b"A" else b"B"), payload)
    play(server, change, "does not open")
