"""Two servers with one PostgreSQL, behind nginx set up as cluster.md says."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import urllib.request
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from confined import settings as unit_settings
from program import Person, cli
from proxies import free_ports, replaced
from server import ADDRESS, PROGRAMS, ROOT, Server
from settings import DEPLOY
from unit import UNIT, given, started, variables

DROP_IN = DEPLOY / "kring-cluster.conf"
PAGE = (DEPLOY / "cluster.md").read_text(encoding="utf-8")
POSTGRES = Path("/usr/lib/postgresql/15/bin")
# PostgreSQL refuses to run as root.
USER = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}


@contextmanager
def database():
    """A PostgreSQL in a folder of its own, on a socket in it; what to connect with."""
    folder = Path(tempfile.mkdtemp(prefix="kring-database-"))
    try:
        if USER:
            shutil.chown(folder, **USER)
        subprocess.run([POSTGRES / "initdb", "-D", folder / "data", "-A", "trust", "-U", "kring"],
                       check=True, capture_output=True, timeout=60, **USER)
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [POSTGRES / "postgres", "-D", folder / "data", "-k", folder, "-c",
                 "listen_addresses="], stdin=subprocess.DEVNULL, stdout=log, stderr=log, **USER)
        try:
            while subprocess.run([POSTGRES / "pg_isready", "-q", "-h", folder], check=False,
                                 timeout=20).returncode:
                assert process.poll() is None, (folder / "log").read_text(encoding="utf-8")
            place = f"host={folder} user=kring dbname=postgres"
            execute(place, "REVOKE ALL ON DATABASE postgres FROM PUBLIC")
            yield place
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)
    finally:
        shutil.rmtree(folder)


def options(place, label):
    """What the command of cluster.md says beside its data folder, for a database and a node."""
    shown, = re.findall(r"^kring-server .*$", PAGE, re.MULTILINE)
    words = shlex.split(shown)
    assert words[1:3] == ["--data", "/var/lib/kring"] and words[5:7] == ["--node", "a"], words
    return [words[3], place, words[5], label, *words[7:]]


def nginx(folder, port, nodes):
    """nginx with the lines of cluster.md for two nodes."""
    lines = replaced(re.search(r"```nginx\n(.*?)```", PAGE, re.DOTALL)[1], (
        ("10.0.0.1:8080", f"127.0.0.1:{nodes[0].port}"),
        ("10.0.0.2:8080", f"127.0.0.1:{nodes[1].port}")))
    passing, = re.findall(r"`(proxy_pass [^`]*;)`", PAGE)
    trying, = re.findall(r"`(proxy_next_upstream [^`]*;)`", PAGE)
    places = "".join(f"{name}_temp_path {folder}/{name};\n" for name in (
        "client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"daemon off; {'user root; ' if os.geteuid() == 0 else ''}pid {folder}/pid; "
        f"error_log {folder}/start.log crit; worker_processes 1;\nevents {{}}\nhttp {{\n{places}"
        f"access_log {folder}/asked;\n{lines}\nserver {{ listen 127.0.0.1:{port}; location / {{ {passing} {trying}\n"
        'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; '
        'proxy_set_header Connection "upgrade"; proxy_read_timeout 90s; } }\n}\n', encoding="utf-8")
    return subprocess.Popen(
        ["nginx", "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "start.log"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_nodes(folder):
    """a meeting on two nodes goes on when one is killed and then the other stops, and nothing is lost."""
    with ExitStack() as ending:
        place = ending.enter_context(database())
        nodes = []
        for label in ("a", "b"):
            node = Server(folder / label, *options(place, label))
            ending.callback(node.stop)
            nodes.append(node.start())
            with urllib.request.urlopen(f"{node.address}/.well-known/kring.json", timeout=20) as answer:
                assert json.load(answer)["retention_days"] == 30
        (port,) = free_ports(1)
        proxy = nginx(folder, port, nodes)
        ending.callback(proxy.wait)
        ending.callback(proxy.terminate)
        address = f"http://localhost:{port}"
        while cli("new", "--server", address, "--method", "bovv6").returncode:
            assert proxy.poll() is None, (folder / "start.log").read_text(encoding="utf-8")
        link = cli("new", "--server", address, "--method", "bovv6").stdout.strip()
        people = []
        for name in ("Anna", "Bram", "Cas", "Dora"):
            people.append(Person("join", link, "--name", name))
            ending.callback(people[-1].kill)
            people[-1].hears("Members:", "you")
            # Each of them asks twice, so the third would be at the same node as the first.
            if name == "Bram":
                urllib.request.urlopen(f"{address}/healthz", timeout=20).close()
        anna, *others = people
        anna.types("take-chair")
        for person in others:
            person.hears("The chair: Anna")
        owner = execute(place, "SELECT owner FROM kring.sessions s JOIN kring.seats USING (session) LIMIT 1")
        serving = nodes["ab".index(owner)]
        serving.kill()
        for person in people:
            person.hears("Connected again")
        anna.types("go 1.keuze")
        for person in others:
            person.hears("Step 1.keuze")
        others[0].types("say @zaak Hoe kan ik nee zeggen?")
        anna.hears("Bram (zaak): Hoe kan ik nee zeggen?")
        # The one that was killed comes back, and sends who asks it to the other.
        serving.start()
        late = Person("watch", link, "--name", "Wim")
        ending.callback(late.kill)
        anna.hears("Wim is at the door")
        anna.types("admit Wim")
        late.hears("Members:", "you")
        others[1].types("say @zaak Wat doe ik met haast?")
        for person in (anna, late):
            person.hears("Cas (zaak): Wat doe ik met haast?")
        # And the other one is stopped at once, as in an upgrade. It had all the connections, and who
        # comes back to the one that has just been away must not be turned away there.
        assert nodes[1 - nodes.index(serving)].stop() == 0
        for person in (*people, late):
            person.hears("Connected again")
        others[0].types("say @zaak Wie vraag ik?")
        for person in (anna, late):
            person.hears("Bram (zaak): Wie vraag ik?")
        # Some came to a node that told them of the other one; nginx writes that down when a connection
        # ends, as all with that one did.
        asked = (folder / "asked").read_text(encoding="utf-8")
        assert re.search(rf'"GET /ws\?node={owner} HTTP/1\.1" 101 ', asked), asked
        turned = [line for line in asked.splitlines() if '"GET /ws' in line and ' HTTP/1.1" 101 ' not in line]
        assert not turned, turned
        # All of it is there, in order, once.
        seqs = execute(place, "SELECT string_agg(seq::text, ',' ORDER BY seq) FROM kring.events "
                              "GROUP BY session ORDER BY count(*) DESC LIMIT 1").split(",")
        assert seqs == [str(seq) for seq in range(1, len(seqs) + 1)] and len(seqs) > 6, seqs


def test_library(folder):
    """without the library of the database, or with another in its place, that is said before anything starts."""
    another, = Path("/lib").glob("*-linux-gnu/libm.so.6")
    serve = ["--data", folder / "data", "--web", ROOT / "web", "--methods", ROOT / "protocol/methods",
             *options("dbname=kring", "a")]
    for there, told in (("/dev/null", "libpq.so.5: file too short"),
                        (another, "libpq.so.5 has no PQbackendPID")):
        (folder / "libpq.so.5").unlink(missing_ok=True)
        (folder / "libpq.so.5").symlink_to(there)
        for words, code in ((["audit", "--database", "dbname=kring"], 66), (serve, 74)):
            done = subprocess.run([PROGRAMS / "kring-server", *words], capture_output=True, text=True,
                                  env={**os.environ, "LD_LIBRARY_PATH": str(folder)}, timeout=60,
                                  check=False)
            assert done.returncode == code, done
            assert f"{told}; expected Debian's package libpq5" in done.stderr, done.stderr


class Draining(BaseHTTPRequestHandler):
    """A node that stops: it answers everything with 503."""

    def do_POST(self):
        """Reads the body and refuses."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked += 1
        self.send_response(503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_words):
        """Says nothing."""


def test_made_elsewhere(folder):
    """behind nginx a session is made by another node while one stops."""
    with ExitStack() as ending:
        place = ending.enter_context(database())
        node = Server(folder / "b", *options(place, "b")).start()
        ending.callback(node.stop)
        draining = ending.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), Draining))
        draining.asked = 0
        draining.port = draining.server_address[1]
        Thread(target=draining.serve_forever).start()
        ending.callback(draining.shutdown)
        (port,) = free_ports(1)
        proxy = nginx(folder, port, (draining, node))
        ending.callback(proxy.wait)
        ending.callback(proxy.terminate)
        words = ("new", "--server", f"http://localhost:{port}", "--method", "bovv6")
        while (done := cli(*words)).returncode == 69:
            assert proxy.poll() is None, (folder / "start.log").read_text(encoding="utf-8")
        while not draining.asked:
            assert done.returncode == 0, done
            done = cli(*words)
        assert done.returncode == 0, done


def test_dumped(folder):
    """a backup by pg_dump as cluster.md says, beside a node, comes back into another database."""
    with ExitStack() as ending:
        place = ending.enter_context(database())
        node = Server(folder / "a", *options(place, "a")).start()
        ending.callback(lambda: node.stop())
        link = cli("new", "--server", node.address, "--method", "bovv6").stdout.strip()
        anna = Person("join", link, "--name", "Anna")
        ending.callback(anna.kill)
        anna.hears("Members:", "you")
        execute(place, "CREATE DATABASE restored")
        execute(place, "REVOKE ALL ON DATABASE restored FROM PUBLIC")
        other = place.replace("dbname=postgres", "dbname=restored")
        for name, there in (("pg_dump", place), ("pg_restore", other)):
            command, = re.findall(rf"^    ({name} .*)$", PAGE, re.MULTILINE)
            words = [there if "host=" in word else str(folder / "dump") if word == "FILE" else word
                     for word in shlex.split(command)]
            subprocess.run([POSTGRES / name, *words[1:]], check=True, timeout=60)
        looked = subprocess.run([PROGRAMS / "kring-server", "audit", "--database", other], text=True,
                                capture_output=True, timeout=60, check=False)
        assert looked.returncode == 0 and "1 sessions" in looked.stdout, looked
        node.stop()
        node, port = Server(folder / "a", *options(other, "a")), node.port
        node.port = port
        node.start()
        anna.hears("Connected again")


def test_pooler(folder):
    """a pooler before the database is found out at a start, however long it gives a connection to somebody."""
    with database() as place:
        home = Path(re.search("host=([^ ]*)", place)[1])
        for mode in ("session", "transaction"):
            (home / "pool.ini").write_text(
                f"[databases]\npostgres = host={home} user=kring\n[pgbouncer]\nauth_type = any\n"
                f"unix_socket_dir = {home}\nlisten_port = 6432\npool_mode = {mode}\n", encoding="utf-8")
            pooler = subprocess.Popen(["/usr/sbin/pgbouncer", "-q", home / "pool.ini"], **USER)
            try:
                while subprocess.run([POSTGRES / "pg_isready", "-q", "-h", home, "-p", "6432"],
                                     check=False, timeout=20).returncode:
                    assert pooler.poll() is None, mode
                # The second connection is given what the first one left.
                for words in ((), ("audit",), ()):
                    own = [] if words else [
                        *options(place, "a")[2:], "--data", folder / "data", "--web", ROOT / "web",
                        "--methods", ROOT / "protocol/methods", "--port", "0"]
                    done = subprocess.run(
                        [PROGRAMS / "kring-server", *words, "--database", f"{place} port=6432", *own],
                        capture_output=True, text=True, timeout=60, check=False)
                    assert done.returncode == (66 if words else 74), done
                    assert "a pooler before the database; expected the database itself" in done.stderr, done
            finally:
                pooler.send_signal(signal.SIGINT)
                pooler.wait(30)


def test_key_first(folder):
    """a node whose key for proofs cannot be used ends with 74 before it changes anything in the database."""
    with database() as place:
        (folder / "proof.key").write_text("no key", encoding="utf-8")
        done = subprocess.run(
            [PROGRAMS / "kring-server", *options(place, "a"), "--data", folder, "--web", ROOT / "web",
             "--methods", ROOT / "protocol/methods", "--port", "0"],
            capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 74 and "proof.key is no file of" in done.stderr, done
        assert execute(place, "SELECT to_regnamespace('kring') IS NULL") == "t"


def test_confined(folder):
    """confined as by the unit and kring-cluster.conf, a node waits for a standby, and serves a whole meeting."""
    unit = folder / "kring.service"
    unit.write_text(UNIT.read_text(encoding="utf-8") + DROP_IN.read_text(encoding="utf-8"),
                    encoding="utf-8")
    said = given(DROP_IN)
    # What ends a start without a standby must be tried again.
    assert unit_settings(DROP_IN)["RestartPreventExitStatus"] == ["", "64 66 71"]
    assert said["PGPASSFILE"] == "%d/pgpass" and said["KRING_DURABLE"] == "standby", said
    with database() as place:
        # The hosts are those of an example; all else of the connection stays.
        host = re.search("host=[^ ]*", place)[0]
        # Confined, root is somebody like others.
        Path(host.removeprefix("host=")).chmod(0o711)
        here = re.sub("^host=[^ ]* dbname=[^ ]*", f"{host} dbname=postgres", said["KRING_DATABASE"])
        assert here != said["KRING_DATABASE"] and "target_session_attrs=read-write" in here, here
        own = {**variables(folder), **said, "KRING_DATABASE": here, "KRING_HOST": "127.0.0.1",
               "PGPASSFILE": str(folder / "pgpass")}
        refused, line = started(folder, own, PROGRAMS / "kring-server", unit=unit)
        assert (line, refused.wait(40)) == ("", 74), line
        refused.stdout.close()
        log = (folder / "log").read_text(encoding="utf-8")
        assert "standby-missing: the database waits for no standby" in log, log
        node, line = started(folder, {**own, "KRING_DURABLE": "local"}, PROGRAMS / "kring-server",
                             unit=unit)
        try:
            address = ADDRESS.search(line)
            assert address, (folder / "log").read_text(encoding="utf-8")
            done = cli("play", "--method", "bovv6", "--members", 5, "--server", address[0],
                       "--creation-key-file", folder / "creation-key")
            assert done.returncode == 0 and "all agree" in done.stdout, done.stderr
        finally:
            node.terminate()
            assert node.wait(40) == 0, (folder / "log").read_text(encoding="utf-8")
            node.stdout.close()


def execute(place, query):
    """The one value that a query gives."""
    done = subprocess.run([POSTGRES / "psql", "-At", "-c", query, place], check=True, timeout=30,
                          capture_output=True, text=True)
    return done.stdout.strip()
