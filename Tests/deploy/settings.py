"""Flags, variables and standard streams of the server."""

import os
import re
import subprocess

from server import ADDRESS, PROGRAMS, ROOT, Server

DEPLOY = ROOT / "Sources" / "kring-server" / "Deploy"
BASE = {
    "KRING_WEB": str(ROOT / "web"), "KRING_METHODS": str(ROOT / "protocol" / "methods"),
    "KRING_PORT": "0",
}


def environment(**more):
    """The variables of a server, without those of whoever runs the tests."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("KRING_")}
    return {**kept, **BASE, **more}


def run(*flags, **more):
    """Runs a server that must not start."""
    return subprocess.run(
        [PROGRAMS / "kring-server", *map(str, flags)], env=environment(**more), text=True,
        capture_output=True, stdin=subprocess.DEVNULL, timeout=60, check=False)


def test_help(folder):
    """every flag of the table is in the help with its variable, and every one there is in the table."""
    shown = run("--help")
    assert shown.returncode == 0, shown
    helped = set(re.findall(r"^  (--[\w-]+).*?\((KRING_\w+)", shown.stdout, re.MULTILINE))
    page = (DEPLOY / "operating.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `(--[\w-]+)[^|]*\| `(KRING_\w+)`", page, re.MULTILINE))
    assert len(helped) > 15 and helped == listed, helped ^ listed
    for code in ("0 ", "64", "66", "69", "74"):
        assert re.search(rf"^  {code}", shown.stdout, re.MULTILINE), code


def test_errors(folder):
    """a value that does not fit ends the start with 64 and names place, expectation and value."""
    data = {"KRING_DATA": str(folder / "data")}
    for flags, more, words in (
        (["--port", "70000"], data, ["--port", "0 to 65535", "70000"]),
        ([], {**data, "KRING_PORT": "http"}, ["KRING_PORT", "0 to 65535", "http"]),
        (["--members=33"], data, ["--members", "2 to 32", "33"]),
        ([], {**data, "KRING_MEMBERS": "1"}, ["KRING_MEMBERS", "2 to 32", "found 1"]),
        ([], {**data, "KRING_ORIGIN": "https://a.example,b.example"},
         ["KRING_ORIGIN", "scheme://host", "b.example"]),
        (["--proxy", "localhost"], data, ["--proxy", "IP address", "localhost"]),
        ([], {**data, "KRING_PROXY": "127.0.0.1"},
         ["--creation-key-file", "KRING_PROXY", "--open-creation"]),
        ([], {**data, "KRING_OPEN_CREATION": "perhaps"},
         ["KRING_OPEN_CREATION", "yes or no", "perhaps"]),
        ([], {**data, "KRING_METRICS_PORT": "on"}, ["KRING_METRICS_PORT", "or off", "found on"]),
        (["--tls-key", "key.pem"], data, ["--tls-key", "--tls-cert"]),
        (["--port", "1", "--port", "2"], data, ["--port", "once"]),
        (["--colour", "red"], data, ["--colour", "--help"]),
        (["--rate"], data, ["--rate", "NUMBER", "nothing"]),
        ([], {}, ["--data", "folder", "nothing"]),
    ):
        done = run(*flags, **more)
        assert done.returncode == 64, (flags, more, done)
        for word in words:
            assert word in done.stderr, (word, done.stderr)
        assert done.stderr.count("\n") == 1, done.stderr
    missing = run("--creation-key-file", folder / "none", **data)
    assert missing.returncode == 66 and "--creation-key-file" in missing.stderr, missing
    assert not (folder / "data").exists()


def test_environment(folder):
    """variables are enough to start, and a flag wins over its variable."""
    started = subprocess.Popen(
        [PROGRAMS / "kring-server", "--data", folder / "flag"], text=True,
        env=environment(KRING_DATA=str(folder / "variable"), KRING_METRICS_PORT="off"),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    line = started.stdout.readline()
    started.terminate()
    rest, _ = started.communicate(timeout=40)
    assert started.returncode == 0 and ADDRESS.search(line), (line, rest)
    assert "Metrics" not in rest, rest
    assert (folder / "flag" / "journal.sqlite").exists()
    assert not (folder / "variable").exists()


def test_closed_streams(folder):
    """a server whose output nobody reads starts, serves and stops all the same."""
    own = Server(folder / "data").start()
    address, port = own.address, own.port
    own.stop()
    reader, writer = os.pipe()
    os.close(reader)
    silent = subprocess.Popen(
        [PROGRAMS / "kring-server", "--data", own.data],
        env=environment(KRING_PORT=str(port)), stdin=subprocess.DEVNULL, stdout=writer,
        stderr=writer)
    os.close(writer)
    try:
        asked = subprocess.run(
            [PROGRAMS / "kring-cli", "play", "--method", "troika", "--members", "3",
             "--server", address], text=True, capture_output=True, timeout=90, check=False)
        # It may not listen yet when the first question comes.
        while asked.returncode == 69 and silent.poll() is None:
            asked = subprocess.run(asked.args, text=True, capture_output=True, timeout=90,
                                   check=False)
        assert asked.returncode == 0 and "all agree" in asked.stdout, (silent.poll(), asked)
    finally:
        silent.terminate()
        assert silent.wait(40) == 0
