#!/bin/sh
# Makes the Debian package of programs that are built and a page that is bundled:
#   pack.sh PROGRAMS TREE FOLDER
# PROGRAMS is the folder with kring-server and kring-cli; TREE has what `./kring install` puts under a
# folder; the package and what belongs to it go into FOLDER, which is made anew. Needs Debian's
# debhelper and lintian, and fails if lintian finds a fault.
set -eu

[ $# = 3 ] || { echo 'usage: pack.sh PROGRAMS TREE FOLDER' >&2; exit 2; }
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
programs=$(realpath -- "$1") tree=$(realpath -- "$2") folder=$(realpath -m -- "$3")

version=$("$programs/kring-server" --version)
version=${version##* }
packed=$(dpkg-parsechangelog -l "$here/debian/changelog" -S Version)
[ "$version" = "$packed" ] || {
  echo "pack.sh: the first entry of $here/debian/changelog must be of version $version, not $packed" >&2
  exit 1
}
SOURCE_DATE_EPOCH=$(dpkg-parsechangelog -l "$here/debian/changelog" -S Timestamp)
export SOURCE_DATE_EPOCH
day=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%d)

rm -rf "$folder"
work=$folder/kring
mkdir -p "$work/root/etc/kring" "$work/help"
cp -R "$here/debian" "$work"
cp -R "$tree/usr" "$work/root"
install -m 755 "$programs/kring-cli" "$work/root/usr/bin"
install -m 644 "$here/server.env" "$work/root/etc/kring"
# debhelper places the unit, and starts and stops it.
rm -r "$work/root/usr/lib"
cp "$here/../kring.service" "$work/debian"
mkdir "$work/pages" "$work/examples"
cp "$here/../"*.md "$work/pages"
find "$here/.." -maxdepth 1 -type f ! -name '*.md' ! -name kring.service -exec cp -t "$work/examples" {} +

# What the page's files are, for whoever compares them with what a server serves.
(cd "$work/root/usr/share/kring/web" && find . -type f -printf '%P\0' | LC_ALL=C sort -z |
  xargs -0 sha256sum) >"$work/root/usr/share/kring/web.sha256"
cp "$work/root/usr/share/kring/web.sha256" "$folder"
# The folder is what an image is built of, too.
cp "$here/Containerfile" "$here/gather.sh" "$folder"

export COLUMNS=500 # the help of the client is wrapped to it, and the manual wraps by itself
# manual PROGRAM COMMAND…: a page of the manual. A command of a command is written with a hyphen.
manual() {
  program=$1
  "$programs/$program" --help >"$work/help/$program"
  pages=$work/help/$program
  shift
  for command; do
    # shellcheck disable=SC2046 # the words of a command
    "$programs/$program" $(echo "$command" | tr - ' ') --help >"$work/help/$command"
    pages="$pages $work/help/$command"
  done
  # shellcheck disable=SC2086 # a list of files
  awk -v name="$program" -v version="$version" -v date="$day" -f "$here/manual.awk" $pages \
    >"$work/debian/$program.1"
  echo "debian/$program.1" >>"$work/debian/manpages"
}
# The names under SUBCOMMANDS of a help.
commands() {
  "$programs/kring-cli" "$@" --help |
    sed -n '/^SUBCOMMANDS:/,$s/^  \([a-z][a-z-]*\)\( .*\|$\)/\1/p'
}
manual kring-server audit key move
# shellcheck disable=SC2046 # a list of words
manual kring-cli $(for command in $(commands); do
  echo "$command"
  [ "$command" = verify-page ] || for part in $(commands "$command"); do echo "$command-$part"; done
done)

cd "$work"
dpkg-buildpackage -b --no-sign >"$folder/build.log" 2>&1 ||
  { tail -n 30 "$folder/build.log" >&2 && exit 1; }
cd "$folder"
allowed=
! readelf -d "$programs/kring-server" | grep -q 'NEEDED.*libswiftCore' || {
  echo 'pack.sh: these programs need the libraries of this toolchain: a package for tests alone' >&2
  allowed=custom-library-search-path
}
# As root too: nothing of it is run.
lintian --allow-root --fail-on error,warning ${allowed:+--suppress-tags "$allowed"} kring_*.changes
rm -r "$work"
