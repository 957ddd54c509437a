"""Packs the programs as they are and looks at the package.

`./kring package --try` packs programs for use, and takes the package through its life on a bare
Debian (bare.py).
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

from installing import kring
from server import PROGRAMS, ROOT, page
from settings import DEPLOY

PACK = DEPLOY / "package" / "pack.sh"
LARGEST = 60_000_000
SERVER = "http://127.0.0.1:8080"
KEY = "/etc/kring/creation-key"


def version():
    """The version that the server says."""
    said = subprocess.run([PROGRAMS / "kring-server", "--version"], capture_output=True, text=True,
                          check=True, timeout=60).stdout
    return said.split()[1]


def newer(package, folder):
    """The same package as a next version, without one file of the page."""
    tree, made = folder / "newer", folder / "newer.deb"
    subprocess.run(["dpkg-deb", "-R", package, tree], check=True, timeout=120)
    control = tree / "DEBIAN/control"
    text = control.read_text(encoding="utf-8")
    control.write_text(re.sub(r"^Version: .*$", r"\g<0>+next", text, flags=re.M), encoding="utf-8")
    (tree / "usr/share/kring/web/robots.txt").unlink()
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "-b", tree, made], check=True,
                   timeout=120, stdout=subprocess.PIPE)
    shutil.rmtree(tree)
    return made


def traces(guest):
    """Whatever has Kring's name on a machine, but not what is only read there."""
    found = guest.does("find /etc /usr /var /run /root /home -xdev -iname '*kring*' -prune || :")
    return {line for line in found.splitlines() if "/keyrings" not in line}


def serves(guest):
    """The process of the unit, which serves as the user of its name, confined."""
    guest.does("systemctl is-active kring")
    main = guest.shows("MainPID")
    status = guest.does(f"cat /proc/{main}/status")
    user = guest.does("id -u kring").strip()
    assert re.search(rf"^Uid:\t{user}\t{user}\t{user}\t{user}$", status, re.M), status
    assert re.search(r"^Seccomp:\s2$", status, re.M), status
    assert guest.does("systemctl is-enabled kring") == "enabled\n"
    guest.does(f"grep -q '^kring:[^:]*:{user}:.*:/usr/sbin/nologin$' /etc/passwd")
    return main


def lives(guest, first, second, before):
    """Takes an installed package through a meeting, an upgrade, a removal and a purge.

    `first` and `second` are files in /srv/shared: what is installed, and a next version of it;
    `before` is what had Kring's name on the machine when there was no package.
    """
    install = f"dpkg --install /srv/shared/{first}"
    main = serves(guest)
    assert guest.does(f"stat -c %a {KEY} /var/lib/private/kring") == "600\n700\n"
    key = guest.does(f"cat {KEY}")
    assert re.fullmatch(r"[0-9a-f]{32}\n", key), key
    guest.does(f"kring-cli play --method bovv6 --members 6 --server {SERVER} "
               f"--creation-key-file {KEY} | grep 'all agree'")
    guest.does(f"kring-cli new --method bovv6 --server {SERVER} --creation-key-file {KEY} >/root/kring-link")
    held = "kring-cli verify /root/kring-link --name Vera | grep holds"
    guest.does(held)
    for name in ("kring-server", "kring-cli"):
        guest.does(f"test -s /usr/share/man/man1/{name}.1.gz")
        assert guest.does(f"{name} --version").split()[0] == name

    guest.does("echo KRING_MEMBERS=11 >>/etc/kring/server.env")
    guest.does(f"dpkg --install /srv/shared/{second}")
    again = serves(guest)
    assert again != main, "the upgrade did not start the server again"
    guest.does(f"grep -qz KRING_MEMBERS=11 /proc/{again}/environ")
    assert guest.does("dpkg-query -W -f '${Version}' kring").endswith("+next")
    guest.does("test ! -e /usr/share/kring/web/robots.txt")
    guest.does(held)

    guest.does("dpkg --remove kring")
    assert guest.shows("ActiveState") in ("inactive", "failed"), guest.shows("ActiveState")
    guest.does(f"test ! -e /proc/{again} -a ! -e /usr/bin/kring-server -a ! -e /usr/share/kring")
    guest.does("grep -q KRING_MEMBERS /etc/kring/server.env && test -s /var/lib/kring/journal.sqlite")
    guest.does(install)
    serves(guest)
    guest.does(held)
    assert guest.does(f"cat {KEY}") == key

    guest.does("rm /root/kring-link; dpkg --purge kring")
    assert traces(guest) == before, traces(guest) ^ before
    guest.does("grep -q '^kring:' /etc/passwd")
    guest.does(install)
    serves(guest)
    assert guest.does(f"cat {KEY}") != key
    guest.does("dpkg --purge kring")


def tree(folder):
    """What `./kring install` puts under a folder, of the programs that there are."""
    share = folder / "usr/share/kring"
    (folder / "usr/bin").mkdir(parents=True)
    shutil.copy(PROGRAMS / "kring-server", folder / "usr/bin")
    shutil.copytree(page(), share / "web")
    shutil.copytree(ROOT / "protocol/methods", share / "methods")
    (folder / "usr/lib/systemd/system").mkdir(parents=True)
    return folder


def test_package(folder):
    """a package of the programs is made, is clean for lintian, and has all that its unit names."""
    done = subprocess.run(
        [PACK, PROGRAMS, tree(folder / "tree"), folder / "made"], capture_output=True, text=True,
        timeout=300, check=False, env={**os.environ, "DPKG_DEB_COMPRESSOR_TYPE": "gzip"})
    assert done.returncode == 0 and "E: " not in done.stdout, done
    made, = (folder / "made").glob("*.deb")
    for name in ("Containerfile", "gather.sh"):
        assert (folder / "made" / name).read_bytes() == (DEPLOY / "package" / name).read_bytes()
    assert made.name.startswith(f"kring_{version()}_") and made.stat().st_size < LARGEST
    root = folder / "root"
    subprocess.run(["dpkg-deb", "-x", made, root], check=True, timeout=120)
    for name in ("kring-server", "kring-cli"):
        said = subprocess.run([root / "usr/bin" / name, "--version"], capture_output=True, text=True,
                              check=True, timeout=60).stdout
        assert said.split()[:2] == [name, version()], said
        assert (root / f"usr/share/man/man1/{name}.1.gz").stat().st_size > 0
    unit, = root.rglob("systemd/system/kring.service")
    text = unit.read_text(encoding="utf-8")
    assert re.search(r"^ExecStart=/usr/bin/kring-server\b", text, re.M), text
    for name, place in re.findall(r"(KRING_\w+)=(/usr/\S+)", text):
        assert (root / place[1:]).is_dir(), name
    assert (root / "etc/kring/server.env").exists()


def test_notices(_):
    """of each library in the programs the package says what its notice wants said."""
    modules = set()
    for name in ("kring-server", "kring-cli"):
        objects = (PROGRAMS / f"{name}.product/Objects.LinkFileList").read_text(encoding="utf-8")
        modules |= set(re.findall(r"/(\w+)\.build/", objects))
    linked = {path.name: path for path in (ROOT / ".build/checkouts").iterdir()
              if any((path / place / module).is_dir() for place in (".", "Sources") for module in modules)}
    # Another one has a licence to be read, and named in the list.
    assert set(linked) == {"GRDB.swift", "swift-argument-parser", "swift-crypto"}, linked
    said = {line.strip() for line in
            (DEPLOY / "package/debian/copyright").read_text(encoding="utf-8").splitlines()}
    notices = [notice for path in linked.values() for notice in path.glob("NOTICE*")]
    assert notices, "swift-crypto had one"
    for notice in notices:
        lines = {line.strip() for line in notice.read_text(encoding="utf-8").splitlines() if line.strip()}
        assert lines <= said, lines - said


def test_other_version(folder):
    """a package whose changelog is of another version than its programs is not made."""
    copy = folder / "Deploy"
    shutil.copytree(DEPLOY, copy)
    log = copy / "package/debian/changelog"
    log.write_text(log.read_text(encoding="utf-8").replace(f"({version()})", "(7.8.9)", 1),
                   encoding="utf-8")
    done = subprocess.run([copy / "package/pack.sh", PROGRAMS, folder, folder / "made"],
                          capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1 and f"must be of version {version()}, not 7.8.9" in done.stderr, done
    assert not Path(folder / "made").exists()


def test_refused(_):
    """words that `./kring package` does not know, or that lack a folder, are told before anything is made."""
    for words, told in ((["--fly"], "expected --try or --programs FOLDER, not --fly"),
                        (["--programs"], "--programs: expected a folder")):
        done = kring("package", *words)
        assert done.returncode == 2 and told in done.stderr, done
