"""Scripted groups against the real server, which is killed in between."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

from program import Person, cli
from server import ROOT

SCRIPTS = ROOT / "Sources" / "KringPlay" / "Scripts"
KILLS = 5


def summary(done):
    """The last line of a play that must have gone well."""
    assert done.returncode == 0, done.stderr
    line = done.stdout.splitlines()[-1]
    assert line.endswith("all agree"), line
    return line


def play(server, *arguments):
    return summary(cli("play", *arguments, "--server", server.address))


def test_bovv6(server, folder):
    """a group of 8 plays the BOvV script, and every view agrees with the server's events."""
    line = play(server, SCRIPTS / "bovv6.json", "--members", 8)
    assert "8 members" in line and "8 replays" in line and " 0 returns" in line, line


def test_incident(server, folder):
    """a group of 8 plays the incident script, and every view agrees with the server's events."""
    line = play(server, SCRIPTS / "incident.json", "--members", 8)
    assert "8 members" in line and "8 replays" in line and " 0 returns" in line, line


def test_methods(server, folder):
    """every method is played to its end by its smallest group, Troika until each has presented."""
    files = sorted((ROOT / "protocol" / "methods").glob("*.json"))
    methods = [json.loads(file.read_text()) for file in files if file.stem != "frame"]
    assert len(methods) >= 21

    def played(method):
        line = play(
            server, "--method", method["id"], "--members", method["group"][0],
            "--cases", method.get("cases", 1), "--minutes", 120)
        assert line.startswith(f"{method['id']}: {method['group'][0]} members"), line

    # Side by side, for a play waits for most of its time: its chair sends no faster than it may.
    with ThreadPoolExecutor(4) as plays:
        list(plays.map(played, methods))


def test_large_groups(server, folder):
    """the largest group plays as well: twelve people with six hats."""
    play(server, "--method", "hats", "--members", 12)


def test_method_file(server, folder):
    """a method of one's own, with every kind of input, floor and place of the presenter."""
    own = ROOT / "Tests" / "KringPlayTests" / "everything.json"
    line = play(server, "--method", own, "--members", 5, "--minutes", 90)
    assert "5 members" in line, line


def test_stopped_case(server, folder):
    """a case that its presenter stops leaves the rest of the meeting as it was."""
    play(
        server, "--method", "bovv6", "--members", 5, "--cases", 3, "--minutes", 120,
        "--stop-case", 2)


def survive(server, script):
    """Plays while the server is killed five times, each time in another step."""
    group = Person(
        "play", SCRIPTS / script, "--members", "8", "--server", server.address, "--pause-ms", "40")
    kills = steps = 0
    for line in group.lines("stderr"):
        if re.match(r"play: [0-9a-z]+\.", line):
            steps += 1
            if steps % 2 == 0 and kills < KILLS:
                server.restart()
                kills += 1
        elif not line.startswith("play: "):
            raise AssertionError(line)
    outcome = list(group.lines("stdout"))
    assert group.ends() == 0, outcome
    assert kills == KILLS, f"the play was over after {kills} kills"
    line = outcome[-1]
    assert line.endswith("all agree"), line
    returns = int(re.search(r"(\d+) returns", line)[1])
    assert returns >= 8 * KILLS, line


def test_bovv6_killed(server, folder):
    """8 members finish the BOvV script while the server is killed and restarted five times."""
    survive(server, "bovv6.json")


def test_incident_killed(server, folder):
    """8 members finish the incident script while the server is killed and restarted five times."""
    survive(server, "incident.json")


def test_gives_up(server, folder):
    """a play that hears nothing any more gives up with 75 after its patience."""
    group = Person(
        "play", SCRIPTS / "bovv6.json", "--server", server.address, "--pause-ms", "40",
        "--patience", "2")
    group.hears("1.keuze", stream="stderr")
    server.kill()
    group.hears("waited 2.0 seconds", stream="stderr")
    assert group.ends() == 75
    server.start()


def test_kept(server, folder):
    """a play with --keep leaves the session, which verify then finds to hold."""
    done = cli("play", "--method", "bovv6", "--members", 4, "--keep", "--server", server.address)
    summary(done)
    link = done.stdout.splitlines()[0]
    gone = cli("verify", link, "--name", "Vera")
    assert gone.returncode == 1 and "not let in" in gone.stderr, gone.stderr


def test_full(server, folder):
    """a group larger than the server allows is told so and ends with 1."""
    done = cli("play", "--method", "hats", "--members", 13, "--server", server.address)
    assert done.returncode == 1 and "session-full (4007)" in done.stderr, done.stderr
