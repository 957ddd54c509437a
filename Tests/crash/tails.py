"""What a start makes of logs whose end was torn off, garbled or never completed."""

import os
import shutil

from meeting import Script
from server import Server

HEADER, FRAME = 32, 24 + 4096
FILES = ("journal.sqlite-wal", "closed.sqlite-wal")


def killed(folder):
    """A meeting whose server was killed, with logs in its data folder."""
    server = Server(folder / "data").start()
    try:
        script = Script(server)
        script.begin(Script.unexpected)
    finally:
        server.kill()
    assert (server.data / FILES[0]).stat().st_size > HEADER + 8 * FRAME
    return script


def started(folder, script, name, change):
    """A server on a copy of the data in which `change` was made, and the meeting at it."""
    server = Server(folder / name)
    shutil.copytree(script.server.data, server.data)
    if not change(server.data):
        return None
    server.start()
    return server, script.at(server)


def appended(file, tail):
    """Adds bytes to a log."""
    def change(data):
        with open(data / file, "ab") as log:
            log.write(tail)
        return True
    return change


def cut(file, count):
    """Takes bytes off the end of a log."""
    def change(data):
        size = (data / file).stat().st_size
        if size < count:
            return False
        os.truncate(data / file, size - count)
        return True
    return change


def garbled(file, count):
    """Turns the last bytes of a log over."""
    def change(data):
        size = (data / file).stat().st_size
        if size < count:
            return False
        with open(data / file, "r+b") as log:
            log.seek(size - count)
            tail = log.read()
            log.seek(size - count)
            log.write(bytes(255 - byte for byte in tail))
        return True
    return change


def test_unfinished(folder):
    """a log that ends in a write that never was completed gives back all that was acknowledged."""
    script = killed(folder)
    last = (script.server.data / FILES[0]).read_bytes()[-FRAME:]
    tails = (b"x", last[:23], last[:24], last[:24] + bytes(100), last[:-1], last, bytes(FRAME),
             os.urandom(FRAME), last + last[:2000], bytes(FRAME * 3))
    for file in FILES:
        for number, tail in enumerate(tails):
            server, there = started(folder, script, f"{file}{number}", appended(file, tail))
            try:
                there.holds()
            finally:
                server.kill()


def test_torn(folder):
    """a log that lost its end after it was synced gives back what came before, and serves on."""
    script = killed(folder)
    size = (script.server.data / FILES[0]).stat().st_size
    counts = (1, 24, 25, 4096, FRAME, FRAME + 1, 3 * FRAME + 7, (size - HEADER) // 2)
    for damage in (cut, garbled):
        for count in counts:
            server, there = started(
                folder, script, f"{damage.__name__}{count}", damage(FILES[0], count))
            try:
                serves_on(there, len(script.items))
            finally:
                server.kill()
        for count in (1, FRAME):
            found = started(folder, script, f"closed{damage.__name__}{count}",
                            damage(FILES[1], count))
            if found:
                server, there = found
                try:
                    serves_on(there, len(script.items))
                finally:
                    server.kill()


def serves_on(script, most):
    """All see the same, nothing that was not written, and can go on."""
    views = [member.enter().view for member in script.members]
    for view in views:
        for item in view["items"]:
            item.pop("mark", None)
    assert views[0] == views[1] == views[2]
    view = views[0]
    assert len(view["items"]) <= most
    for item in view["items"]:
        assert item["item"] in script.items, item
        assert item["version"] <= script.items[item["item"]][0], item
    chair, second, _ = script.members
    assert view["chair"] == chair.id
    last = chair.seq
    script.visit = view["visit"]
    script.recover = script.unexpected
    script.ask(chair, "clock.pause", visit=script.visit, paused=True)
    while not any(event["seq"] > last for event in second.events if "event" in event):
        second._hear(second.line.receive())
    for member in script.members:
        member.leave()
