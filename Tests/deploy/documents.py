"""Runs every command that the documents and helps show, with places of this test.

A command that is not known here fails, so that no page can show one that nobody has tried.
"""

import os
import re
import signal
import stat
import subprocess
import time

import server
from meetings import new
from nodes import database
from proxies import free_ports
from server import ADDRESS, PROGRAMS, ROOT, Server
from settings import DEPLOY, environment

PAGES = (
    "README.md", "protocol/README.md", "protocol/methods/README.md", "Tests/guards/README.md",
    "Sources/kring-load/Bench/speed.md",
    *(str(path.relative_to(ROOT)) for path in sorted(DEPLOY.glob("*.md"))),
)
OURS = re.compile(r"(?:\./kring|kring-(?:server|cli|load|simulate))(?: |$)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)


def blocks(page):
    """The fenced blocks of shell commands of a page."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return [block for kind, block in FENCE.findall(text) if kind == "sh"]


def shown(page):
    """The commands of Kring's own programs on a page, outside its fenced blocks."""
    text = FENCE.sub("", (ROOT / page).read_text(encoding="utf-8"))
    lines = re.findall(r"^    +(\S.*?)(?:  +#.*)?$", text, re.M) + re.findall(r"`([^`\n]+)`", text)
    return {line.strip() for line in lines if OURS.match(line)}


def helped():
    """The commands that the help of the script and of the server show."""
    script = subprocess.run([ROOT / "kring", "--help"], capture_output=True, text=True, check=True,
                            timeout=60).stdout
    found = set(re.findall(r"(?:usage: | {7})(\./kring [a-z]+(?: \[?[A-Z]+…?\]?)?) ", script))
    found |= set(re.findall(r"^ {11}(\./kring .*)$", script, re.M))
    assert len(found) > 12, found
    for words in ([], ["audit"], ["move"]):
        text = subprocess.run([PROGRAMS / "kring-server", *words, "--help"], capture_output=True,
                              text=True, check=True, timeout=60).stdout
        text = re.sub(r" *\\\n +", " ", text)
        found |= {re.sub(" +", " ", line)
                  for line in re.findall(r"^ +(kring-server .*?)(?:   .*)?$", text, re.M)}
        found |= set(re.findall(r"`(kring-[^`]*)`", text))
    return found


def run(words, folder, code=0, seconds=300, **more):
    """Runs a command in a folder of its own, as it stands."""
    path = f"{PROGRAMS}:{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-eu", "-c", words], cwd=folder, capture_output=True, text=True, timeout=seconds,
        stdin=subprocess.DEVNULL, check=False,
        env={**environment(), "KRING_PROGRAMS": str(PROGRAMS), "PATH": path, **more})
    assert done.returncode == code, (words, done)
    return done.stdout


def serves(words, folder, port, data, **more):
    """Runs a command that starts a server, which must serve there, and stops it."""
    started = subprocess.Popen(
        ["sh", "-eu", "-c", f"exec {words}"], cwd=folder, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env={
            **environment(), "KRING_PROGRAMS": str(PROGRAMS),
            "PATH": f"{PROGRAMS}:{os.environ['PATH']}", **more})
    try:
        line = started.stdout.readline()
        assert "Kring is at http" in line, (words, line)
        assert port is None or int(ADDRESS.search(line)[1]) == port, (words, line)
        assert os.path.exists(f"{data}/journal.sqlite"), (words, data)
    finally:
        started.send_signal(signal.SIGTERM)
        started.communicate(timeout=60)
    assert started.returncode == 0, words


class Case:
    """What the commands are run on: a server with a session, and names for what pages leave open."""

    def __init__(self, folder):
        self.folder = folder
        self.own = Server(folder / "data").start()
        self.link = new(self.own)["link"]
        (folder / "kring").symlink_to(ROOT / "kring")
        (folder / "link").write_text(f"{self.link}\n", encoding="utf-8")
        self.id = run("kring-cli id link", folder).strip()
        self.measured = set()

    def play(self, command):
        """Runs a command by the first line of the table that knows it."""
        for known, action in KNOWN:
            if re.fullmatch(known, command):
                return action(self, command)
        raise AssertionError(f"nobody knows how to try «{command}»; add it to KNOWN")

    def plain(self, command, code=0):
        text = command.replace("FOLDER", str(self.own.data)).replace("LINK", f"'{self.link}'")
        text = text.replace("/var/lib/kring", str(self.own.data))
        text = re.sub(r"\bID\b", self.id, text)
        text = re.sub(r"\[--session (\S+)\](?: \[--also FILE\]…)?", r"--session \1", text)
        text = text.replace("[--also FILE]…", "--also FILE").replace("--also FILE", "--also link")
        text = text.replace("FILE", f"{ROOT}/protocol/methods/bovv6.json")
        run(text, self.folder, code)

    def against(self, command):
        """A command that asks a server, which is the one of this case."""
        self.plain(f"{command} --server {self.own.address}")

    def script(self, command):
        """A command of the script, as somebody types it in the repository."""
        run(command, ROOT)

    def small(self, command):
        """A measurement or a search, as small as it gets."""
        small = {
            "bench": "--quick --runs 1 --only starts", "kills": "--kills 1 --sessions 1 --members 3",
            "siege": "--untimed --seconds 1 --sockets 100 --attack 'wrong key'",
        }
        name = command.split()[1]
        words = f"./kring {name} {small.get(name, '--seeds 3')}"
        if words not in self.measured:  # what is shown with other numbers is the same when small
            self.measured.add(words)
            run(words, ROOT)

    def starts(self, command):
        port, = free_ports(1)
        data = f"{self.folder}/run{port}"
        text = re.sub(r"--port \d+", f"--port {port}", command)
        text = re.sub(r"--data \S+", f"--data {data}", text).replace("[OPTIONS…]", "")
        text = re.sub(r"--web \S+ --methods \S+(?: \[OPTIONS\])?",
                      f"--web {ROOT}/web --methods {ROOT}/protocol/methods", text)
        if "--tls-cert" in text:
            self.certify()
            text = text.replace("--creation-key-file key", "--creation-key-file creation")
        chosen = re.search(r"--port", text)
        own = {} if "--data" in text else {"KRING_DATA": data}
        if not chosen:
            own["KRING_PORT"] = str(port)
        address = None if "--origin" in text else port
        serves(text, ROOT if text.startswith("./kring") else self.folder, address, data, **own)

    def certify(self):
        run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
            "-subj /CN=localhost -keyout key.pem -out chain.pem; openssl rand -hex 16 >creation",
            self.folder)

    def compares(self, command):
        """The list is of the page that the server of this case has."""
        run(f"cd '{server.page()}' && sha256sum $(find . -type f -printf '%P ') >'{self.folder}/web.sha256'",
            self.folder)
        text = re.sub("URL|https://kring.example", self.own.address, command.split(" --list")[0])
        assert "as web.sha256 lists" in run(f"{text} --list web.sha256", self.folder)

    def databases(self, command):
        """A command about a database, on one that has the sessions of a stopped server or gets them."""
        with database() as place:
            data = f"{self.folder}/moved-{len(os.listdir(self.folder))}"
            other = Server(data).start()
            identity = new(other)["session"]
            other.stop()
            text = re.sub("FOLDER|/var/lib/kring", data, command)
            text = re.sub(r'CONNINFO|"host=[^"]*"', f"'{place}'", text)
            text = re.sub(r"\bID\b", identity, text).replace("[--also FILE]…", "--also link")
            if "--to-database" not in text:
                run(f"kring-server move --data {data} --to-database '{place}'", self.folder)
            if "--to-data " in text:
                run(f"rm {data}/journal.sqlite {data}/closed.sqlite", self.folder)
            run(text, self.folder, 1 if "--session" in text else 0)

    def installs(self, command):
        run(f"./kring install '{self.folder}/tree'", ROOT)
        assert os.access(self.folder / "tree/usr/bin/kring-server", os.X_OK)

    def gate(self, command):
        """The gate itself and what takes as long: each is run as a whole elsewhere."""
        words = command.split()
        assert words[1] in (
            "test", "guards", "fuzz", "conformance", "sanitize", "weight", "package"), command
        run("./kring --help", ROOT)


KNOWN = (
    (r"\./kring (?:--help|run --help|cli --help)", Case.script),
    (r"\./kring run(?: .*)?", Case.starts),
    (r"\./kring (?:test|guards|fuzz|conformance|sanitize|weight|package)(?: .*)?", Case.gate),
    (r"\./kring (?:bench|siege|kills|simulate)(?: .*)?", Case.small),
    (r"\./kring install(?: FOLDER)?", Case.installs),
    (r"\./kring cli ARGS…", lambda case, _: run("./kring cli --version", ROOT)),
    (r"kring-simulate --seeds \d+", lambda case, _: run("kring-simulate --seeds 2", case.folder)),
    (r"kring-simulate --nodes 3 --seeds \d+",
     lambda case, _: run("kring-simulate --nodes 3 --seeds 2", case.folder)),
    (r"kring-simulate --years \d+", lambda case, _: run("kring-simulate --years 1", case.folder)),
    (r"kring-server (?:audit --database|move) .*", Case.databases),
    (r"kring-server audit(?: --data (?:FOLDER|/var/lib/kring).*)?",
     lambda case, words: case.plain(words if " --data" in words else words + " --help",
                                    1 if "--session" in words else 0)),
    (r"kring-server (?:--version|(?:audit|key|move) --help)", Case.plain),
    (r"kring-server key \S+ --data FOLDER",
     lambda case, words: case.plain(words.replace("show|make|rotate", "show"))),
    (r"kring-server .*--data .*", Case.starts),
    (r"kring-cli verify-page (?:URL|https://kring\.example)(?: --list \S+)?", Case.compares),
    (r"kring-cli (?:id LINK|method check FILE)", Case.plain),
    (r"kring-cli play --method FILE --members \d+", Case.against),
)


def test_commands(folder):
    """every command in the documents and in the helps of the script and the server works."""
    case = Case(folder)
    try:
        commands = set().union(*map(shown, PAGES)) | helped()
        assert len(commands) > 30, commands
        for command in sorted(commands):
            case.play(command)
    finally:
        case.own.stop()


def test_unknown(folder):
    """a command that nobody has tried is found out, and one that does not work too."""
    case = Case(folder)
    try:
        for wrong in ("./kring fly", "kring-server audit --data FOLDER --colour",
                      "kring-cli id LINK --name Anna"):
            try:
                case.play(wrong)
            except AssertionError:
                continue
            raise RuntimeError(f"«{wrong}» was taken for good")
    finally:
        case.own.stop()


# What systemd does for the unit, on a machine that lies in a folder.
SYSTEMCTL = """#!/bin/sh
set -eu
stop() {{
  [ ! -e {root}/pid ] || {{ kill "$(cat {root}/pid)" && tail --pid="$(cat {root}/pid)" -f /dev/null; }}
  rm -f {root}/pid
}}
start() {{
  . {root}/etc/kring/server.env
  setsid env KRING_ORIGIN="$KRING_ORIGIN" KRING_PROXY=127.0.0.1 KRING_PORT={port} \\
    KRING_DATA={root}/var/lib/private/kring KRING_WEB={root}/usr/share/kring/web \\
    KRING_METHODS={root}/usr/share/kring/methods \\
    KRING_CREATION_KEY_FILE={root}/etc/kring/creation-key \\
    {root}/usr/bin/kring-server >>{root}/log 2>&1 </dev/null 9>&- & echo $! >{root}/pid
}}
echo "$*" >>{root}/calls
case $1 in
  enable | start | restart) stop; start ;;
  stop) stop ;;
  daemon-reload | reload) ;;
  *) exit 64 ;;
esac
"""


class Machine:
    """A machine in a folder: what the pages do as root is done there."""

    def __init__(self, folder):
        self.root = folder / "machine"
        self.bin = folder / "bin"
        self.port, = free_ports(1)
        for name in ("etc", "usr", "var/lib/private", "var/backups"):
            (self.root / name).mkdir(parents=True)
        self.bin.mkdir()
        self.program("systemctl", SYSTEMCTL.format(root=self.root, port=self.port))
        self.program("ssh", '#!/bin/sh\nshift\nexec sh -c "$*"\n')
        self.program("apt-get", '#!/bin/sh\nexec /usr/bin/apt-get -s "$@"\n')
        self.variables = {
            "DATA": self.root / "var/lib/private/kring", "BACKUPS": self.root / "var/backups/kring",
            "BACKUP": self.root / "var/backups/kring/2030-01-31", "NEW": folder / "tree",
            "RESTORED": self.root / "var/lib/kring-restored",
        }

    def program(self, name, text):
        path = self.bin / name
        path.write_text(text, encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def does(self, block):
        """Runs a block, with this machine in the place of a real one."""
        text = re.sub(r"(?<![\w.}])/(etc|usr/share|usr/bin/kring|usr/lib/systemd|var)\b",
                      lambda found: f"{self.root}/{found[1]}", block)
        text = text.replace("tar -C / ", f"tar -C {self.root} ").replace("8080", str(self.port))
        text = text.replace("FOLDER", str(self.variables["NEW"]))
        more = {name: str(value) for name, value in self.variables.items()}
        return run(text, ROOT, PATH=f"{self.bin}:{PROGRAMS}:{os.environ['PATH']}", **more)

    def stop(self):
        subprocess.run([self.bin / "systemctl", "stop"], check=False, timeout=60)


def by_heading(page):
    """The blocks of a page by the heading they stand under."""
    text = (DEPLOY / page).read_text(encoding="utf-8")
    return {part.splitlines()[0]: [block for kind, block in FENCE.findall(part) if kind == "sh"]
            for part in text.split("\n## ")[1:]}


def test_machine(folder):
    """a machine is set up, upgraded, set back and restored by the blocks of the pages alone."""
    operating, upgrading, backup = map(by_heading, ("operating.md", "upgrading.md", "backup.md"))
    machine = Machine(folder)
    try:
        send, set_up, hook = operating["Installing it by hand"]
        machine.does(send)
        machine.does(set_up)
        machine.does(hook)
        assert os.access(machine.root / "etc/letsencrypt/renewal-hooks/deploy/kring", os.X_OK)
        key = machine.root / "etc/kring/creation-key"
        assert key.stat().st_mode & 0o077 == 0
        address = f"http://127.0.0.1:{machine.port}"
        link = run(f"kring-cli new --method troika --server {address} --creation-key-file {key}",
                   folder).strip()
        machine.does(backup["While it runs"][0])
        (up,), (back,) = upgrading["Up, without the package"], upgrading["Back, without the package"]
        stray = machine.root / "usr/share/kring/web/gone.js"
        stray.write_text("of an earlier version", encoding="utf-8")
        machine.does(up)
        assert not stray.exists()
        machine.does(back)
        assert stray.exists(), "what was there before came back"
        machine.does(backup["Bringing it back"][2])
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            held = subprocess.run([PROGRAMS / "kring-cli", "verify", link, "--name", "Vera"],
                                  capture_output=True, text=True, timeout=90, check=False)
            if held.returncode != 69:
                break
        assert held.returncode == 0 and "holds" in held.stdout, held
    finally:
        machine.stop()


def test_every_block(folder):
    """each block of shell commands of every page is run by a check."""
    counts = {page: len(blocks(page)) for page in PAGES if blocks(page)}
    assert counts == {
        "Sources/kring-server/Deploy/cluster.md": 1,  # nodes.py
        "Sources/kring-server/Deploy/operating.md": 3,
        "Sources/kring-server/Deploy/upgrading.md": 2,
        "Sources/kring-server/Deploy/backup.md": 8,
    }, counts
    assert server.ROOT == ROOT
