"""Debian with systemd in a container, to install packages in.

Needs root, and Debian's systemd-container. Nothing that is done in a guest reaches this machine, and
a guest has no network but its own loopback: all of Kring's ports are free in it.
"""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

SPAWN = ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--console=pipe"]
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def tidied(name):
    """Removes what systemd-nspawn leaves of a container where /run is no memory."""
    with contextlib.suppress(FileNotFoundError):
        Path("/run/systemd/nspawn/propagate", name).rmdir()


def bare(folder):
    """A bare Debian 12 in a folder, with systemd, from where this machine gets its own packages."""
    tree = folder / "tree"
    lists = [Path("/etc/apt/sources.list"), *sorted(Path("/etc/apt/sources.list.d").iterdir())]
    sources = [path for path in lists if path.suffix in (".list", ".sources") and path.exists()]
    subprocess.run(["mmdebstrap", "--mode=root", "--variant=minbase", "--quiet",
                    "--include=systemd,systemd-sysv", "--skip=cleanup/apt", "bookworm", tree, *sources],
                   check=True, timeout=900)
    return tree


def installs(tree, package):
    """Installs a package that is a file in a Debian, with what it needs."""
    name = f"kring-made-{os.getpid()}"
    subprocess.run([*SPAWN, f"--machine={name}", f"--directory={tree}",
                    f"--bind-ro={package}:/srv/{package.name}",
                    "--setenv=DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq",
                    "--no-install-recommends", f"/srv/{package.name}"],
                   check=True, timeout=600, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    tidied(name)


class Guest:
    """A running container with systemd; `tree` is its root.

    `shared` is a folder of this machine that is /srv/shared there, for reading.
    """

    def __init__(self, folder, shared, tree):
        if os.geteuid() != 0:
            raise RuntimeError("containers for packages need root: run it as root")
        self.name = f"kring-{os.getpid()}"
        spawn = [*SPAWN, "--boot", "--private-network", f"--machine={self.name}",
                 f"--directory={tree}", f"--bind-ro={shared}:/srv/shared", "--",
                 "--unit=multi-user.target"]
        self.log = folder / "guest.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                ["unshare", "--mount", *spawn],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        try:
            self.leader = self._first()
            self.does("systemctl is-system-running --wait", code=None)  # not each unit need work in a container
            # What these say is for the machine copied: services may start, and no index of all pages
            # of the manual is made at each step.
            self.does("rm -f /usr/sbin/policy-rc.d /var/lib/man-db/auto-update")
        except BaseException:
            self.stop()
            raise

    def _first(self):
        """The process that is the first one in the container."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # one that just ended
                for child in listed.read_text(encoding="utf-8").split():
                    name = Path(f"/proc/{child}/comm").read_text(encoding="utf-8")
                    # It listens once it can be asked.
                    asked = Path("/proc", child, "root", "run/systemd/private")
                    if name == "systemd\n" and asked.exists():
                        return child
        raise RuntimeError(f"the container did not start:\n{self.log.read_text(errors='replace')}")

    def does(self, command, code=0, seconds=300):
        """Runs a command of the shell in the container; what it printed."""
        done = subprocess.run(
            ["nsenter", "--target", self.leader, "--all", "--root", "--wd", "env", "-i",
             f"PATH={PATH}", "DEBIAN_FRONTEND=noninteractive", "sh", "-euc", command],
            capture_output=True, text=True, timeout=seconds, stdin=subprocess.DEVNULL, check=False)
        assert code in (None, done.returncode), (command, done, self.journal())
        return done.stdout

    def journal(self):
        """What the unit of Kring wrote, for who reads that something failed."""
        return self.does("journalctl -u kring --no-pager -o cat -n 40", code=None)

    def shows(self, name):
        """A property of the unit, as systemd has it."""
        return self.does(f"systemctl show kring --property={name} --value").strip()

    def stop(self):
        """Ends the container, and with it what was written in a copy."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(30)
        tidied(self.name)
