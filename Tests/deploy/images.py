"""Images of containers, built and run by buildah: no daemon, and nothing outside a folder."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
from pathlib import Path

from containers import USER
from server import ADDRESS

DATA = "/var/lib/kring"
SERVER = "http://127.0.0.1:8080"


class Images:
    """Images in a folder, which is made, and a network of its own, whose loopback is all it has.

    A container has the network, but processes and file systems are only held apart by a changed root,
    which works where containers do not.
    """

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        self.words = ["buildah", "--root", folder / "storage", "--runroot", folder / "run",
                      "--storage-driver=vfs"]
        self.network = subprocess.Popen(["unshare", "--net", "sh", "-euc", "ip link set lo up; echo; cat"],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.network.stdout.readline() == b"\n", "there is no network to be had"
        self.inside = ["nsenter", f"--net=/proc/{self.network.pid}/ns/net"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.network.communicate(timeout=30)
        self.does("rm", "--all")
        shutil.rmtree(self.folder)

    def does(self, *words, code=0):
        """Runs a command of buildah; what it printed."""
        done = subprocess.run([*self.words, *words], capture_output=True, text=True, timeout=900,
                              stdin=subprocess.DEVNULL, check=False)
        assert done.returncode == code, (words, done)
        return done.stdout.strip()

    def base(self, tree):
        """Makes an image of a Debian in a folder: no registry is asked for one."""
        archive = self.folder / "base.tar"
        subprocess.run(["tar", "-C", tree, "-cf", archive, "."], check=True, timeout=300)
        made = self.does("from", "scratch")
        self.does("add", "--quiet", made, archive, "/")
        self.does("commit", "--quiet", "--rm", made, "localhost/base")
        archive.unlink()

    def build(self, name, context):
        """Builds an image of a folder as pack.sh leaves it; its bytes as it is sent, and unpacked."""
        self.does("build", "--isolation=chroot", "--pull-never", "--build-arg=BASE=localhost/base",
                  "--tag", f"localhost/{name}", context)
        sent = self.folder / "sent"
        self.does("push", "--quiet", f"localhost/{name}", f"oci:{sent}:{name}")
        made = self.does("from", "--pull-never", f"localhost/{name}")
        sizes = [sum(path.lstat().st_size for path in place.rglob("*") if path.is_file())
                 for place in (sent, Path(self.does("mount", made)))]
        self.does("rm", made)
        shutil.rmtree(sent)
        return sizes

    @contextlib.contextmanager
    def container(self, name, data, key):
        """A container of an image, with a folder as its volume and a key; the words that run it."""
        made = self.does("from", "--pull-never", f"localhost/{name}")
        says = json.loads(self.does("inspect", "--type=container", made))["OCIv1"]["config"]
        assert says["Volumes"] == {DATA: {}} and says["User"] == f"{USER}:{USER}", says
        # Beside a volume that the image names, this buildah may or may not heed the one that is given.
        self.does("config", "--volume", f"{DATA}-", made)
        try:
            yield [*self.inside, *self.words, "run", "--isolation=chroot", "--volume", f"{data}:{DATA}",
                   "--volume", f"{key}:/run/secrets/creation-key:ro", made, "--", *says["Entrypoint"]]
        finally:
            self.does("rm", made)

    def plays(self, program, *words, code=0):
        """Runs a program of this machine in the network; what it printed."""
        done = subprocess.run([*self.inside, program, *words], capture_output=True, text=True, timeout=300,
                              stdin=subprocess.DEVNULL, check=False)
        assert done.returncode == code, (words, done)
        return done.stdout


def descendant(pid, name):
    """The process of that name below another one; none if there is no such."""
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text(encoding="utf-8").split():
            if Path(f"/proc/{child}/comm").read_text(encoding="utf-8").strip() == name:
                return int(child)
            if found := descendant(child, name):
                return found
    return None


@contextlib.contextmanager
def served(words):
    """A server that was started by such words, until it was asked to stop, which it must do well."""
    started = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                               stderr=subprocess.STDOUT)
    said = []
    try:
        for line in started.stdout:
            said.append(line)
            if ADDRESS.search(line):
                break
        server = descendant(started.pid, "kring-server")
        assert server, said
        assert os.stat(f"/proc/{server}").st_uid == USER
        yield
        os.kill(server, signal.SIGTERM)  # buildah itself hands on no signal, and kills
        said += started.communicate(timeout=60)[0].splitlines(keepends=True)
        assert started.returncode == 0 and '"event":"stopped"' in "".join(said), said
    finally:
        started.terminate()
        started.communicate(timeout=60)


def lives(images, first, second, package, folder):
    """Takes two images through a meeting and an upgrade: the second is of a next version of the package."""
    root = folder / "root"
    subprocess.run(["dpkg-deb", "-x", package, root], check=True, timeout=120)
    client = root / "usr/bin/kring-cli"
    data, key, link = folder / "volume", folder / "key", folder / "link"
    data.mkdir(mode=0o700)
    key.write_text("a key for this test\n", encoding="utf-8")
    key.chmod(0o600)
    for path in (data, key):
        os.chown(path, USER, USER)
    creates = ["--method", "bovv6", "--server", SERVER, "--creation-key-file", key]
    page = [client, "verify-page", SERVER, "--list", root / "usr/share/kring/web.sha256"]
    verify = [client, "verify", link, "--name", "Vera"]
    with images.container(first, data, key) as words:
        with served(words):
            assert "all agree" in images.plays(client, "play", "--members", "6", *creates)
            link.write_text(images.plays(client, "new", *creates), encoding="utf-8")
            assert "holds" in images.plays(*verify)
            images.plays(*page)
        images.plays(*words, "audit", "--data", DATA)
    with images.container(second, data, key) as words:
        with served(words):
            assert "holds" in images.plays(*verify)
            assert "robots.txt" in images.plays(*page, code=1)  # the next version is without
        assert images.plays(*words, "key", "show", "--data", DATA)
