"""Tries a package on a bare Debian 12 with systemd, and images made of it: bare.py FOLDER

FOLDER is what `./kring package` made. Needs root and Debian's mmdebstrap, systemd-container, buildah
and iproute2; packages come from where this machine gets its own. Prints a line for each part; ends
with 0 if all holds.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "cli"), str(HERE.parent / "browser")]

import guests
import images
import packages


def main(words):
    if len(words) != 1 or os.geteuid() != 0:
        print("usage, as root: bare.py FOLDER", file=sys.stderr)
        return 2
    made = Path(words[0])
    package, = made.glob("*.deb")
    size = package.stat().st_size
    assert size < packages.LARGEST, f"the package has {size} bytes"
    began = time.monotonic()

    def says(line):
        print(f"{time.monotonic() - began:6.1f} s  {line}", flush=True)

    with tempfile.TemporaryDirectory(prefix="kring-") as name:
        folder = Path(name)
        shared = folder / "shared"
        shared.mkdir()
        (shared / package.name).write_bytes(package.read_bytes())
        newer = packages.newer(package, shared)
        tree = guests.bare(folder)
        with images.Images(folder / "images") as own:
            own.base(tree)
            sent, unpacked = own.build("kring", made)
            says(f"an image of it is built on nothing, {sent / 1e6:.1f} MB to send, "
                 f"{unpacked / 1e6:.1f} MB unpacked")
            assert sent < packages.LARGEST, f"the image has {sent} bytes"
            shutil.copytree(made, folder / "made", ignore=shutil.ignore_patterns("*.deb"))
            shutil.copy(newer, folder / "made/kring_newer.deb")
            own.build("newer", folder / "made")
            images.lives(own, "kring", "newer", package, folder)
            says("a meeting of six in it, another image on its volume that kept it: all holds")
        guests.installs(tree, package)
        says(f"{package.name}, {size / 1e6:.1f} MB, is installed on a bare Debian 12")
        guest = guests.Guest(folder, shared, tree)
        try:
            says("it has started with systemd")
            packages.lives(guest, package.name, "newer.deb", set())
            says("a meeting of six, an upgrade that kept it, a removal that kept it, a purge: all holds")
        finally:
            guest.stop()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (AssertionError, RuntimeError, subprocess.SubprocessError) as error:
        sys.exit(f"bare.py: {error}")
