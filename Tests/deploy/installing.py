"""Installs Kring under a folder, and holds a meeting on what is there."""

import os
import re
import subprocess
from pathlib import Path

import server
import settings
import unit
from program import cli

# What every Debian has, as its package manager needs it.
ALWAYS = {"libc6", "libgcc-s1", "libstdc++6"}


def kring(*words):
    """Runs the script to its end; it builds what it needs."""
    own = {name: value for name, value in os.environ.items() if name != "KRING_PROGRAMS"}
    return subprocess.run([server.ROOT / "kring", *words], capture_output=True, text=True, env=own,
                          stdin=subprocess.DEVNULL, timeout=1500, check=False)


def contents(folder):
    """The bytes of all files in a folder, by their names."""
    return {str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(Path(folder).rglob("*")) if path.is_file()}


def owners(program):
    """The Debian packages of the libraries that a program names."""
    shown = subprocess.run(["readelf", "-d", program], capture_output=True, text=True, check=True,
                           timeout=60).stdout
    names = re.findall(r"\(NEEDED\).*\[(.*)\]", shown)
    found = subprocess.run(["dpkg-query", "-S", *(f"*/{name}" for name in names)],
                           capture_output=True, text=True, check=True, timeout=60).stdout
    return {line.split(":")[0] for line in found.splitlines()}


def test_install(folder):
    """what is installed is all that its unit and page say, and needs no toolchain to hold a meeting."""
    tree = folder / "tree"
    stray = tree / "usr/share/kring/web/gone.js"
    stray.parent.mkdir(parents=True)
    stray.write_text("of an earlier version", encoding="utf-8")
    done = kring("install", f"{tree}/")
    assert done.returncode == 0 and done.stdout == "", done
    program = tree / "usr/bin/kring-server"
    placed = tree / "usr/lib/systemd/system/kring.service"
    assert placed.read_bytes() == unit.UNIT.read_bytes()
    own = unit.given(placed)
    for name in ("web", "methods"):
        source = server.page() if name == "web" else settings.environment()["KRING_METHODS"]
        assert own[f"KRING_{name.upper()}"] == f"/usr/share/kring/{name}"
        assert contents(f"{tree}/usr/share/kring/{name}") == contents(source), name
    for path in tree.rglob("*"):
        mode = path.stat().st_mode & 0o007
        assert mode == (0o005 if path.is_dir() or path == program else 0o004), path
    page = (settings.DEPLOY / "operating.md").read_text(encoding="utf-8")
    listed = set(re.search(r"^apt-get install (.*)$", page, re.MULTILINE)[1].split())
    # One is loaded when the server starts, not named in the program; two are for the page itself. What
    # only a database needs is not among them.
    assert owners(program) - ALWAYS == listed - {"libwebsockets-evlib-uv", "openssl", "curl"}

    started = server.Server(folder / "data", program=program, web=f"{tree}/usr/share/kring/web",
                            methods=f"{tree}/usr/share/kring/methods")
    started.before = ["env", "-i"]  # no hint where a toolchain's libraries are
    started.start()
    try:
        maps = Path(f"/proc/{started.process.pid}/maps").read_text(encoding="utf-8")
        assert "libwebsockets-evlib_uv" in maps and not re.search("libswift|libpq", maps), maps
        played = cli("play", "--method", "incident", "--members", 4, "--server", started.address)
        assert played.returncode == 0, played.stderr
    finally:
        started.stop()


def test_refused(folder):
    """an installation without a folder, or with one that cannot be, says so."""
    for words in ((), ("a", "b")):
        done = kring("install", *words)
        assert done.returncode == 2 and "./kring install FOLDER" in done.stderr, done
    (folder / "file").write_text("", encoding="utf-8")
    done = kring("install", folder / "file")
    assert done.returncode == 1 and f"it could not be installed under {folder}/file" in done.stderr


def functions(*names):
    """Some functions of the script, as they stand."""
    text = (server.ROOT / "kring").read_text(encoding="utf-8")
    return "\n".join(re.search(rf"^{name}\(\) {{.*?^}}$|^{name}\(\) {{.*}}$", text, re.M | re.S)[0]
                     for name in names)


def installs(folder, call, works=True):
    """Calls a function of the script where nothing is installed; whether services could start
    meanwhile, what was installed, and whether the machine is as before."""
    programs, policy = folder / "bin", folder / "policy-rc.d"
    programs.mkdir(exist_ok=True)
    for name, text in (
        ("dpkg-query", "exit 1"), ("id", "echo 0"), ("deb-systemd-helper", f'echo "$*" >>{folder}/off'),
        ("apt-get", f"""[ "$1" = install ] || exit 0
            if [ -x {policy} ]; then {policy} || echo held; else echo free; fi >{folder}/services
            echo "$*" >{folder}/installed
            exit {0 if works else 1}"""),
    ):
        (programs / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        (programs / name).chmod(0o755)
    script = functions("say", "stop", "need", "need_unstarted").replace(
        "/usr/sbin/policy-rc.d", str(policy))
    done = subprocess.run(["sh", "-euc", f"{script}\n{call}"], capture_output=True, text=True,
                          timeout=60, check=False,
                          env={**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"})
    assert done.returncode == (0 if works else 3), done
    return (folder / "services").read_text(encoding="utf-8").strip(), policy.exists()


def test_unstarted(folder):
    """a proxy that is installed for a test is not started, now or later, and nothing stays behind."""
    assert installs(folder, "need_unstarted nginx-light caddy") == ("held", False)
    assert (folder / "installed").read_text(encoding="utf-8").split()[-2:] == [
        "nginx-light", "caddy"]
    off = (folder / "off").read_text(encoding="utf-8").split()
    assert {"nginx.service", "caddy.service"} <= set(off), off
    # Others are installed as usual, and what fails leaves nothing behind either.
    assert installs(folder, "need nodejs") == ("free", False)
    assert installs(folder, "need_unstarted nginx-light", works=False) == ("held", False)
    # Whoever has a policy of their own keeps it.
    (folder / "policy-rc.d").write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    assert installs(folder, "need_unstarted nginx-light")[1]


def test_bench_needs(folder):
    """the benchmark installs its peer as every other command installs what it needs."""
    text = (server.ROOT / "kring").read_text(encoding="utf-8")
    bench = re.search(r"^  bench\)\n(.*?);;$", text, re.M | re.S)[1]
    assert re.search(r"^ +need node-ws$", bench, re.M), bench
    assert bench.index("node-ws") < bench.index("build_release"), "what is missing is said first"
