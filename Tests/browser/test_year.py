"""A group over a year: three meetings, each made out of the one before, and nothing that ties them."""

import base64
import json
import re
import sqlite3
import urllib.request
from itertools import combinations

from group import Group, hook
from thread import chaired_by, enter_next, fill_date, go_through, meet, take_seat

NAMES = ["Anna", "Bram", "Celine", "Daan", "Elif", "Fatima"]
LENGTH = 12
METRICS = re.compile(r"http://127\.0\.0\.1:(\d+)/metrics")


def rows(folder):
    """All that lies on the disk, by session: each column of each row, but for the texts of the method."""
    found = {}
    for file in ("journal.sqlite", "closed.sqlite"):
        with sqlite3.connect(folder / file) as base:
            tables = [name for (name,) in base.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
            for table in tables:
                columns = [row[1] for row in base.execute(f"PRAGMA table_info({table})")]
                if "session" not in columns:
                    continue
                for row in base.execute(f"SELECT * FROM {table}"):
                    values = dict(zip(columns, row))
                    if values["session"] is None or not values["live"]:
                        continue
                    blobs = [without_plan(value) for value in row
                             if isinstance(value, bytes) and len(value) > 8]
                    found.setdefault(bytes(values["session"]), []).extend(blobs)
    return found


def without_plan(blob):
    """What lies there besides the plan, which two meetings with one method share."""
    try:
        value = json.loads(blob)
    except ValueError:
        return blob
    if isinstance(value, dict):
        value.pop("plan", None)
    return json.dumps(value).encode()


def traces(blobs):
    """What could be found again elsewhere: pieces of ids, hashes and secrets, as bytes and as text."""
    pieces = set()
    for blob in blobs:
        if not blob.isascii():  # an id or a hash
            for form in (blob, blob.hex().encode(), base64.urlsafe_b64encode(blob).rstrip(b"=")):
                pieces |= {form[n:n + LENGTH] for n in range(len(form) - LENGTH + 1)}
        for word in re.findall(rb"[A-Za-z0-9_-]{16,}", blob):
            if re.search(rb"[0-9]", word) and re.search(rb"[A-Za-z]", word):
                pieces |= {word[n:n + LENGTH] for n in range(len(word) - LENGTH + 1)}
    return pieces


def ties(found):
    """The pieces that two sessions have in common."""
    by_session = {session: traces(blobs) for session, blobs in found.items()}
    return {piece for one, other in combinations(by_session, 2)
            for piece in by_session[one] & by_session[other]}


def test_three_meetings_with_nothing_on_the_disk_that_ties_them(server, people):
    group = Group(people, server, NAMES)
    # Before that, one of them has practised here.
    page = group.people["Fatima"].open(server.address)
    page.locator(hook("practise")).click()
    page.locator(hook("field-name")).fill("Fatima")
    page.locator(hook("tick-rules")).check()
    group.press("Fatima")
    page.locator(hook("screen-lobby")).wait_for()
    page.evaluate("sessionStorage.clear()")
    group.people["Fatima"].open("about:blank")

    meet(group)
    links = [group.link]
    # Two dates are put forward, and all but one take part in choosing.
    group.tap("Anna", "make-next")
    anna = group.page("Anna")
    fill_date(anna, 0, 42)
    anna.locator(hook("next-another")).click()
    fill_date(anna, 1, 49)
    anna.locator(hook("next-go")).click()
    anna.locator(hook("next-taken")).wait_for()
    for name in NAMES[1:]:
        take_seat(group, name)
    enter_next(group, server)
    for name in NAMES[:5]:
        date = group.page(name).locator(hook("date")).nth(1)
        date.locator(hook("date-ja")).check()
        group.page(name).locator(hook("date")).nth(0).locator(hook("date-nee")).check()
    anna.locator(hook("date")).nth(1).locator(hook("said")).filter(has_text="(5)").wait_for()
    anna.locator(hook("date")).nth(1).locator(hook("best")).wait_for()
    anna.locator(hook("date")).nth(1).locator(hook("choose-date")).click()
    group.page("Elif").locator(hook("plan")).filter(has_text="10:00").wait_for()

    # It was agreed who chairs: whoever has done it least.
    turn = group.page("Daan").locator(hook("turn")).inner_text()
    assert "Bram is voorzitter" in turn and "Anna brengt als eerste" in turn
    chaired_by(group, "Bram")
    go_through(group, "Anna")
    group.tap("Bram", "make-next")
    bram = group.page("Bram")
    dialog = bram.locator(hook("dialog-next"))
    assert dialog.locator(hook("next-chair")).input_value() == "Celine"
    assert dialog.locator(hook("next-presenter")).input_value() == "Daan"
    dialog.locator(hook("next-go")).click()
    bram.locator(hook("next-taken")).wait_for()
    for name in NAMES:
        if name not in ("Bram", "Fatima"):
            take_seat(group, name)
    # Fatima misses the third meeting.
    group.people.pop("Fatima")
    enter_next(group, server)
    chaired_by(group, "Celine")
    celine = group.page("Celine")
    assert celine.locator(hook("thread")).locator("li").count() == 2
    go_through(group, "Daan")
    group.more("Celine", "close")
    group.tap("Celine", "close-session")
    celine.locator(hook("screen-end")).wait_for()
    group.press("Celine")
    celine.locator(hook("screen-report")).wait_for()
    with celine.expect_download() as kept:
        group.tap("Celine", "save-json")
    thread = json.loads(kept.value.path().read_text())["thread"]
    assert [(met["chair"], met["presenters"]) for met in thread] == [
        ("Anna", ["Bram"]), ("Bram", ["Anna"]), ("Celine", ["Daan"])]

    (port,) = server.says(METRICS)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        figures = answer.read()
    people.excuse("WebSocket connection to .* failed|net::ERR_")
    server.kill()
    found = rows(server.data)
    assert len(found) == 4  # the practice and three meetings
    assert ties(found) == set()
    # What is printed and counted names none of them.
    log = "".join(server.output).encode() + figures
    assert b"kring" in log
    named = set().union(*map(traces, found.values()))
    assert not [piece for piece in named if piece in log]
    secret = links[0].split("#")[1]
    assert secret.encode() not in log

    # The search finds a tie: an id of one session in an event of another, in each way of writing it.
    one, other = sorted(found)[:2]
    ids = [blob for blob in found[one] if len(blob) == 16 and blob != one]
    for planted in (ids[0], b'{"x":"' + ids[0].hex().encode() + b'"}',
                    b'{"x":"' + base64.urlsafe_b64encode(one).rstrip(b"=") + b'"}'):
        assert ties({one: found[one], other: [*found[other], planted]})
