"""How the server starts, refuses to start, and stops."""

import sqlite3
import subprocess

from server import PROGRAMS, ROOT, Server

GOOD = {"--web": ROOT / "web", "--methods": ROOT / "protocol" / "methods", "--port": 0}


def start(**options):
    """Runs the server with options that must end it; its code and complaints."""
    flags = {**GOOD, **{"--" + name.replace("_", "-"): value for name, value in options.items()}}
    words = [str(word) for flag in flags.items() for word in flag]
    return subprocess.run(
        [PROGRAMS / "kring-server", *words], capture_output=True, text=True, timeout=60,
        stdin=subprocess.DEVNULL, check=False)


def refused(code, *words, **options):
    """Expects that the server does not start, and says the words."""
    done = start(**options)
    assert done.returncode == code, (done.returncode, done.stderr)
    for word in words:
        assert word in done.stderr, done.stderr


def test_flags(server, folder):
    """wrong flags end the server with 64 and a sentence that names them."""
    data = folder / "flags"
    refused(64, "--port", data=data, port=70000)
    refused(64, "--tls-cert", data=data, tls_cert=folder / "chain.pem")
    (folder / "long-key").write_text("a-key-of-more-than-sixteen-characters", encoding="utf-8")
    refused(64, "--origin", data=data, origin="nowhere", creation_key_file=folder / "long-key")
    refused(64, "--creation-key", data=data, origin="https://kring.example")
    done = subprocess.run([PROGRAMS / "kring-server", "--help"], capture_output=True, text=True,
                          timeout=30, check=False)
    assert done.returncode == 0 and "--data" in done.stdout


def test_folders(server, folder):
    """an unreadable page or method folder ends the server with 66 and names it."""
    data = folder / "folders"
    refused(66, "nowhere", data=data, web=folder / "nowhere")
    refused(66, "nowhere", data=data, methods=folder / "nowhere")
    methods = folder / "methods"
    methods.mkdir(exist_ok=True)
    for file in (ROOT / "protocol" / "methods").glob("*.json"):
        (methods / file.name).write_bytes(file.read_bytes())
    (methods / "bovv6.json").write_text('{"kring": 1}', encoding="utf-8")
    refused(66, "bovv6.json", "steps", data=data, methods=methods)


def test_port(server, folder):
    """a port in use ends the server with 69 and names it."""
    refused(69, "port-in-use", str(server.port), data=folder / "port", port=server.port)


def test_data(server, folder):
    """a data folder that cannot be written or is in use ends the server with 74 and names it."""
    (folder / "file").write_text("", encoding="utf-8")
    refused(74, "not-writable", str(folder / "file"), data=folder / "file" / "data")
    refused(74, "in-use", data=server.data)


def test_newer_format(server, folder):
    """a journal of a newer format ends the server with 74, says both formats, and stays."""
    own = Server(folder / "newer").start()
    own.stop()
    journal = own.data / "journal.sqlite"
    with sqlite3.connect(journal) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    before = journal.read_bytes()
    refused(74, "newer-format", "99", data=own.data)
    assert journal.read_bytes() == before


def test_stop(server, folder):
    """SIGTERM ends the server with 0, and a start finds its sessions again."""
    own = Server(folder / "stop").start()
    assert own.stop(seconds=30) == 0
    own.start()
    assert own.stop(seconds=30) == 0
