"""Kills and upgrades under load, by `kring-cli kills`."""

import re

from program import cli

GOOD = ("lost", "doubled", "reordered", "different", "connections ended without a reason")


def table(*options):
    """Runs it; the figures by name."""
    done = cli("kills", *options, seconds=180)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-2000:]}"
    rows = dict(re.findall(r"^(\S.*?) {2,}(\S.*)$", done.stdout, re.MULTILINE))
    for name in GOOD:
        assert rows[name] == "0", done.stdout
    for name in ("commands acknowledged", "commands sent again", "events told", "views compared"):
        assert int(rows[name]) > 0, done.stdout
    return rows


def test_kills(folder):
    """25 kills under load: nothing acknowledged is lost, doubled, reordered or shown differently."""
    rows = table("--kills", 25, "--sessions", 20, "--members", 4, "--rate", 400, "--seed", 25)
    assert rows["kills"] == "25"


def test_drains(folder):
    """3 upgrades under load: everybody is back at the announced time, and nothing is lost or doubled."""
    rows = table("--drain", "--kills", 3, "--sessions", 24, "--members", 4, "--rate", 400,
                 "--seed", 3)
    assert rows["drains"] == "3"
