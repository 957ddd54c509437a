"""What kring-cli says to arguments, files, links and servers that do not fit."""

import json
import socket

from program import cli
from server import ROOT

METHODS = ROOT / "protocol" / "methods"
SECRET = "A" * 43


def refused(code, *words, of):
    """Checks the exit code and that one clear complaint went to standard error."""
    assert of.returncode == code, f"ended with {of.returncode} instead of {code}: {of.stderr}"
    for word in words:
        assert word in of.stderr, f"'{word}' is not in: {of.stderr}"
    assert not of.stdout, f"wrote to standard output: {of.stdout}"


def free_port():
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_arguments(server, folder):
    """wrong arguments end with 64 and say what was expected."""
    url = server.address
    play = ["play", "--server", url]
    refused(64, "script file or --method", of=cli(*play))
    refused(64, "--members", of=cli(*play, "--method", "bovv6", "--members", 2))
    refused(64, "--cases", of=cli(*play, "--method", "bovv6", "--cases", 7))
    refused(64, "--minutes", of=cli("new", "--server", url, "--method", "bovv6", "--minutes", 5))
    refused(64, "--server", of=cli("new", "--server", "localhost", "--method", "bovv6"))
    refused(64, "--method", of=cli("new", "--server", url))
    refused(64, "--name", of=cli("join", f"{url}/#{SECRET}"))
    refused(64, "--nonsense", of=cli(
        "new", "--server", url, "--method", "bovv6", "--nonsense"))
    refused(64, "the script has", of=cli(
        *play, ROOT / "Sources/KringPlay/Scripts/bovv6.json", "--members", 4))


def test_links(server, folder):
    """a link that is not whole ends with 64, one that opens nothing with 1."""
    for command in ("join", "watch", "verify"):
        for link in ("#", server.address, f"{server.address}/#{SECRET[:-1]}", f"ftp://a/#{SECRET}"):
            refused(64, "LINK", of=cli(command, link, "--name", "Anna"))
    for command in ("join", "watch"):
        unknown = cli(command, f"{server.address}/#{SECRET}", "--name", "Anna")
        refused(1, "no such session", of=unknown)


def test_unreachable(server, folder):
    """a server that is not there ends with 69."""
    nowhere = f"http://localhost:{free_port()}"
    refused(69, nowhere, of=cli("new", "--server", nowhere, "--method", "bovv6"))
    refused(69, nowhere, of=cli("play", "--server", nowhere, "--method", "bovv6"))
    for command in ("join", "watch"):
        refused(69, nowhere, of=cli(command, f"{nowhere}/#{SECRET}", "--name", "Anna"))


def test_unknown_method(server, folder):
    """an unknown method is refused by the server, with what there is."""
    refused(1, "bovv6", "incident", of=cli("new", "--server", server.address, "--method", "none"))


def test_method_check(server, folder):
    """method check finds every file of the house in order."""
    files = sorted(METHODS.glob("*.json"))
    found = cli("method", "check", *files)
    assert found.returncode == 0, found.stderr
    assert len(found.stdout.splitlines()) == len(files) >= 22, found.stdout
    assert "bovv6 version 5, 7 steps" in found.stdout, found.stdout


def test_broken_method(server, folder):
    """method check refuses a broken file with every place, and so does the server."""
    method = json.loads((METHODS / "bovv6.json").read_text(encoding="utf-8"))
    method["steps"][4]["inputs"][0]["opens"] = "einde"
    method["steps"][2]["floor"] = "everybody"
    broken = folder / "bovv6.json"
    broken.write_text(json.dumps(method), encoding="utf-8")
    places = ("steps[4].inputs[0].opens", "steps[2].floor")
    refused(65, *places, of=cli("method", "check", broken))
    refused(1, "bad-method", *places, of=cli("new", "--server", server.address, "--method", broken))
    method["steps"] *= 10_000
    broken.write_text(json.dumps(method), encoding="utf-8")
    refused(65, "bytes, at most 65536", of=cli("method", "check", broken))
    refused(65, "bytes, at most 65536",
            of=cli("new", "--server", server.address, "--method", broken))
    broken.write_text("{", encoding="utf-8")
    refused(65, "bovv6.json", of=cli("method", "check", broken))
    refused(66, "nothing.json", of=cli("method", "check", folder / "nothing.json"))
    other = folder / "other.json"
    other.write_bytes((METHODS / "bovv6.json").read_bytes())
    refused(65, "the file of method", of=cli("method", "check", other))


def test_scripts(server, folder):
    """a script with errors ends with 65 and the place, a missing one with 66."""
    script = folder / "script.json"
    good = {"method": "bovv6", "members": ["Anna", "Bram", "Cas"], "texts": []}
    for change, place in (
        ({"members": ["Anna", "Bram"]}, "members"),
        ({"members": ["Anna", "Anna", "Bram"]}, "members"),
        ({"cases": 9}, "cases"),
        ({"texts": [dict.fromkeys(("member", "step", "input", "text"), "a")]}, "texts[0].member"),
        ({"more": 1}, "more"),
    ):
        script.write_text(json.dumps({**good, **change}), encoding="utf-8")
        refused(65, place, of=cli("play", script, "--server", server.address))
    refused(66, "missing.json", of=cli("play", folder / "missing.json", "--server", server.address))
