"""What an image of a container is gathered from an installed package, and the server in it.

The gate runs it in a changed root. `./kring package --try` builds images by the recipe, and takes them
through an upgrade (images.py).
"""

import gzip
import json
import os
import re
import shutil
import subprocess
import tarfile

from installing import ALWAYS, kring, owners
from packages import LARGEST, tree
from program import cli
from server import PROGRAMS, Server
from settings import DEPLOY
from unit import given

RECIPE = DEPLOY / "package/Containerfile"
GATHER = DEPLOY / "package/gather.sh"
USER = 500
# An engine gives a container these two file systems, the key, and its names.
ENTER = """for name in proc dev; do mkdir -p "$1/$name" && mount --rbind "/$name" "$1/$name"; done
shift && exec chroot "$@" """


def variables():
    """The variables that the recipe sets."""
    words = re.search(r"^ENV (.*?)\n[A-Z]", RECIPE.read_text(encoding="utf-8"), re.M | re.S)[1]
    return dict(re.findall(r"\b(\w+)=(\S+)", words))


def test_recipe(_):
    """the container's recipe has settings that are settings, with the places of the unit."""
    recipe = RECIPE.read_text(encoding="utf-8")
    page_of_settings = (DEPLOY / "operating.md").read_text(encoding="utf-8")
    found = {name: value for name, value in variables().items() if name.startswith("KRING_")}
    listed = re.findall(r"^\| `--[^|]*\| `(KRING_\w+)`", page_of_settings, re.MULTILINE)
    assert len(found) > 4 and set(found) <= set(listed), found
    unit = given()
    assert found["KRING_DATA"] == unit["KRING_DATA"].replace("%S", "/var/lib")
    for name in ("KRING_WEB", "KRING_METHODS"):
        assert found[name] == unit[name], name
    assert f"\nUSER {USER}:{USER}\n" in recipe and f"--uid {USER} --gid kring" in recipe
    assert "EXPOSE 8080\n" in recipe and "| `KRING_PORT` | 8080 |" in page_of_settings


def unpacked(folder, installed):
    """What a package puts under a folder, with the user that it makes."""
    doc = installed / "usr/share/doc/kring"
    doc.mkdir(parents=True)
    shutil.copy(DEPLOY / "package/debian/copyright", doc)
    (installed / "etc").mkdir()
    for name, line in (("passwd", f"kring:x:{USER}:{USER}::/nonexistent:/usr/sbin/nologin"),
                       ("group", f"kring:x:{USER}:")):
        (installed / "etc" / name).write_text(f"root:x:0:0\n{line}\n", encoding="utf-8")
    image = folder / "image"
    return image, subprocess.run([GATHER, image, installed], capture_output=True, text=True, timeout=60,
                                 check=False)


class Root:
    """An image's folder as the root of a program, which runs as the user kring if we may change it."""

    def __init__(self, image):
        self.image = image
        rights, user = ["--map-root-user"], []
        if os.geteuid() == 0:
            rights, user = [], ["--userspec=kring:kring"]
        words = [f"{name}={value}" for name, value in variables().items()]
        self.before = ["env", "-i", *words, "unshare", "--mount", *rights, "sh", "-euc", ENTER, "sh",
                       image, *user, image]

    def owned(self, path):
        """Gives the user a file or folder of the image."""
        if os.geteuid() == 0:
            os.chown(path, USER, USER)

    def does(self, *words):
        """Runs the server's program to its end."""
        return subprocess.run([*self.before, "/usr/bin/kring-server", *words], capture_output=True,
                              text=True, timeout=60, check=False, stdin=subprocess.DEVNULL)


def packed(image):
    """The bytes of an image as it is sent, at most: packed faster than engines do."""
    size = 0

    class Counted:
        def write(self, data):
            nonlocal size
            size += len(data)
            return len(data)

    with gzip.GzipFile(fileobj=Counted(), mode="wb", compresslevel=1) as stream, \
            tarfile.open(fileobj=stream, mode="w|") as archive:
        archive.add(image, arcname="/")
    return size


def licensed(image):
    """Expects the licences of every library, with the texts that they name."""
    doc = image / "usr/share/doc"
    packages = {path.name for path in doc.iterdir()}
    needed = owners(image / "usr/bin/kring-server") | ALWAYS | {
        "libwebsockets-evlib-uv", "libpq5", "kring"}
    assert needed <= packages, needed - packages
    listed = {path.name for path in (image / "var/lib/dpkg/status.d").iterdir()}
    assert listed == packages - {"kring"}, listed ^ packages
    for name in packages:
        text = (doc / name / "copyright").read_text(encoding="utf-8")
        for path in re.findall(r"/usr/share/common-licenses/[\w.-]*\w", text):
            assert (image / path[1:]).stat().st_size > 0, (name, path)


def test_gathered(folder):
    """what is gathered of a package has all that the server needs, no shell, and every licence."""
    installed = folder / "installed"
    done = kring("install", installed)
    assert done.returncode == 0, done
    image, done = unpacked(folder, installed)
    assert done.returncode == 0, done
    assert packed(image) < LARGEST
    licensed(image)
    programs = {str(path.relative_to(image)) for name in ("bin", "sbin", "usr/bin", "usr/sbin")
                for path in (image / name).glob("*")}
    assert programs == {"usr/bin/kring-server"}, programs

    root = Root(image)
    data = image / "var/lib/kring"
    data.mkdir(mode=0o700)
    root.owned(data)
    key = image / "run/secrets/creation-key"
    key.parent.mkdir(parents=True)
    key.write_text("a key for this test\n", encoding="utf-8")
    key.chmod(0o600)
    root.owned(key)
    share = "/usr/share/kring"
    server = Server("/var/lib/kring", "--host", "127.0.0.1", program="/usr/bin/kring-server",
                    web=f"{share}/web", methods=f"{share}/methods")
    server.before = root.before
    server.start()
    try:
        played = cli("play", "--method", "incident", "--members", 4, "--server", server.address,
                     "--creation-key-file", key)
        assert played.returncode == 0, played.stderr
        owner = os.stat(f"/proc/{server.process.pid}").st_uid
        assert owner == (USER if os.geteuid() == 0 else os.geteuid()), owner
    finally:
        code = server.stop()
    assert code == 0, server.output
    said = [json.loads(line) for line in server.output if line.startswith("{")]
    assert said[-1]["event"] == "stopped", said
    assert not [line for line in said if line["event"] == "permissions"], said
    done = root.does("audit", "--data", "/var/lib/kring")
    assert done.returncode == 0 and "nothing is wrong" in done.stdout, done
    # Names are looked up with what is in the image: here in the file that an engine gives.
    (image / "etc/hosts").write_text("127.0.0.1 database.example\n", encoding="utf-8")
    done = root.does("audit", "--database", "host=database.example port=1 dbname=kring user=kring")
    assert done.returncode != 0 and '"database.example" (127.0.0.1)' in done.stderr, done


def test_foreign(folder):
    """a program with libraries that no Debian package has is not gathered."""
    _, done = unpacked(folder, tree(folder / "installed"))
    assert "/libswift" in subprocess.run(["ldd", PROGRAMS / "kring-server"], capture_output=True,
                                         text=True, check=True, timeout=60).stdout
    assert done.returncode == 1 and "is of no Debian package" in done.stderr, done
