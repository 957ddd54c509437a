"""A meeting that was left: its members are told an hour before it goes, and keep it with one press."""

import sys
from pathlib import Path

import pytest

from group import Group, hook

sys.path.append(str(Path(__file__).resolve().parents[1] / "crash"))

from shim import ShimmedServer  # noqa: E402

HOUR = 3_600_000


@pytest.fixture
def late(tmp_path):
    """A server whose clock a test can put forward."""
    folder = tmp_path / "late"
    folder.mkdir()
    server = ShimmedServer(folder, "late")
    try:
        yield server.start()
    finally:
        server.stop()


def passes(server, hours):
    """So many hours pass while the server runs."""
    server["real_ms"] = server["running_ms"] = server["running_ms"] + hours * HOUR


def later(server, hours):
    """The server is away for so many hours."""
    server.kill()
    server["real_ms"] = server["real_ms"] + hours * HOUR
    server.start()


def everybody(group, what, state="visible"):
    """Waits until something is on all pages, or on none."""
    for name in group.people:
        group.page(name).locator(hook(what)).wait_for(state=state)


def test_who_is_told_of_the_end_keeps_the_meeting_with_one_press(late, people):
    people.excuse("WebSocket connection to .* failed|net::ERR_")
    group = Group(people, late, ["Anna", "Bram", "Celine"])
    group.make("bovv6")
    group.come_in()
    group.begin("Bram")
    passes(late, 24)
    everybody(group, "ask-ending")
    group.shoot("Bram", "9-ending")
    group.tap("Bram", "stay")
    everybody(group, "ask-ending", "detached")
    # After a time without the server they are told as well, and have an hour.
    later(late, 30)
    everybody(group, "ask-ending")
    later(late, 2)
    everybody(group, "screen-end")
