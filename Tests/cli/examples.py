"""The help of every command, and the examples in it, which must work as they stand."""

import os
import re
import subprocess

from meetings import new
from program import Person, program
from server import PROGRAMS, ROOT

COMMANDS = (
    ["kring-cli"], ["kring-cli", "new"], ["kring-cli", "join"], ["kring-cli", "watch"],
    ["kring-cli", "play"], ["kring-cli", "verify"], ["kring-cli", "id"], ["kring-cli", "method"],
    ["kring-cli", "method", "check"], ["kring-load"], ["kring-load", "bench"],
    ["kring-load", "siege"], ["kring-load", "kills"],
)
CODES = ("0 ", "1 ", "64", "65", "66", "69", "75", "77")


def examples(command):
    """The examples in the help of a command, lines that end in a backslash joined."""
    shown = program(*command, "--help")
    assert shown.returncode == 0 and "EXAMPLE" in shown.stdout, command
    text = re.sub(r"\\\n +", "", shown.stdout)
    return re.findall(r"^ +(kring-(?:cli|load) [^\n]+)$", text, re.MULTILINE)


def test_codes(server, folder):
    """the help lists every exit code."""
    shown = program("kring-cli", "--help").stdout
    for code in CODES:
        assert re.search(rf"^ +{code}", shown, re.MULTILINE), code


def test_examples(server, folder):
    """every example in the help works."""
    for name in ("protocol", "Sources"):
        (folder / name).symlink_to(ROOT / name)
    lines = {line for command in COMMANDS for line in examples(command)}
    assert len(lines) >= len(COMMANDS) - 1, lines
    for line in sorted(lines):
        run(line, server, folder)


def run(line, server, folder):
    link = new(server)["link"]
    shell = line.replace("http://localhost:8080", server.address).replace("LINK", f"'{link}'")
    running = subprocess.Popen(
        ["sh", "-c", shell], cwd=folder,
        env={**os.environ, "PATH": f"{PROGRAMS}:{os.environ['PATH']}"}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        typed = "where\nquit\n"
        if " watch " in line:
            # It follows a session until this is gone.
            running.stdin.close()
            running.stdin = None
            meet(link)
            typed = None
        output, complaints = running.communicate(typed, timeout=300)
    finally:
        if running.poll() is None:
            running.kill()
    assert running.returncode == 0, f"{line}: {complaints}"
    assert output, f"{line} printed nothing"


def meet(link):
    """Holds a short meeting once somebody watches it."""
    anna = Person("join", link, "--name", "Anna")
    if "Wim" not in anna.hears("Members:"):
        anna.hears("Wim came in")
    anna.types("take-chair", "go", "close", "purge").hears("The session was removed")
    assert anna.ends() == 0
