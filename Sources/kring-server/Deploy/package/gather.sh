#!/bin/sh
# Gathers what the server of an installed package needs into a folder, for an image that has nothing
# else: no shell, no package manager.
#   gather.sh FOLDER [TREE]
# FOLDER is made. TREE has the files of the package and the user kring, if they are not installed on
# this machine. Libraries are those of this machine; the licences of their packages go along, and
# their entries, by which scanners know what the image has.
set -eu

[ $# = 1 ] || [ $# = 2 ] || { echo 'usage: gather.sh FOLDER [TREE]' >&2; exit 2; }
mkdir -p "$1"
image=$(realpath -- "$1") tree=$(realpath -- "${2:-/}")
# Not named in the program: loaded by libwebsockets when it starts, and when a database is asked for.
loaded=$(dpkg-query -L libwebsockets-evlib-uv libpq5 | grep '_uv\.so$\|/libpq\.so\.5$')

# Copies files with the folders they lie in; a link becomes what it leads to.
put() { cp -RL --parents -t "$image" "$@"; }

# shellcheck disable=SC2086 # a list of files
found=$(ldd "$tree/usr/bin/kring-server" $loaded)
! echo "$found" | grep 'not found' >&2 || { echo 'gather.sh: these libraries are missing' >&2; exit 1; }
libraries=$(echo "$found" | sed -n 's/.*[[:space:]]\(\/[^ ]*\) (0x.*/\1/p' | sort -u)

packages=base-files
for file in $loaded $libraries; do
  # Both names are one file, and a package knows one of them.
  owner=$(dpkg-query -S "$file" 2>/dev/null || dpkg-query -S "/usr$file" 2>/dev/null) ||
    { echo "gather.sh: $file is of no Debian package" >&2; exit 1; }
  packages="$packages ${owner%%:*}"
done
# shellcheck disable=SC2086 # a list of files
put $loaded $libraries /etc/nsswitch.conf /etc/os-release
(cd "$tree" && put usr/bin/kring-server usr/share/kring usr/share/doc/kring/copyright)

mkdir -p "$image/var/lib/dpkg/status.d"
for package in $packages; do
  put "/usr/share/doc/$package/copyright"
  dpkg-query -s "$package" >"$image/var/lib/dpkg/status.d/$package"
done
# shellcheck disable=SC2046 # a list of files
put $(grep -oh '/usr/share/common-licenses/[A-Za-z0-9.-]*[A-Za-z0-9]' \
  "$image"/usr/share/doc/*/copyright | sort -u)

for list in passwd group; do grep '^kring:' "$tree/etc/$list" >"$image/etc/$list"; done
mkdir -m 1777 "$image/tmp"
