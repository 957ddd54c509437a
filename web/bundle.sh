#!/bin/sh
# Makes what is served to people out of what is written here: few files, small, compressed, and
# named by what is in them, so that a browser need never ask for them again.
#   web/bundle.sh FOLDER    the folder is made anew
# Needs Debian's esbuild and brotli. `kring-server --web web` serves the sources as they are.
set -eu

[ $# = 1 ] || { echo 'usage: web/bundle.sh FOLDER' >&2; exit 2; }
folder=$(realpath -m -- "$1")
made=$folder.new-$$
trap 'rm -rf "$made"' EXIT
mkdir -p "$made"
# The names follow from the paths too: they are the same wherever the sources lie.
cd "$(dirname -- "$0")"

# Parts that a page fetches only when it needs them become files of their own (`import()`).
pack() {
  esbuild "$@" --outdir="$made" \
    --bundle --splitting --format=esm --minify --target=es2022 --charset=utf8 \
    --legal-comments=none --entry-names='[name]-[hash]' --chunk-names='[name]-[hash]' \
    --loader:.svg=copy --loader:.png=copy --log-level=warning
}
pack app.js styles/all.css icons/*.svg icons/*.png
# By itself: what both pages need would otherwise be cut out of the first one, which then asks for more files.
pack proofpage.js

named() { (cd "$made" && echo $1); } # the one file that a pattern means

# What the start of the page imports, however far, so that it can be fetched at once.
imported() {
  for name in $(grep -oE '(from|import)"\./[^"]+"' "$made/$1" | sed 's/.*\/\(.*\)"/\1/'); do
    echo "$name"
    imported "$name"
  done
}

# The manifest of the page as an app names the icons, and is named by what is in it as well.
cp manifest.webmanifest "$made/manifest"
for icon in icons/*; do
  name=${icon##*/}
  sed -i "s|\"$icon\"|\"$(named "${name%.*}-????????.${name##*.}")\"|" "$made/manifest"
done
manifest=manifest-$(sha256sum <"$made/manifest" | cut -c 1-8 | tr a-f A-F).webmanifest
mv "$made/manifest" "$made/$manifest"

# A page as it is served: what its script needs is asked for at once.
page() {
  script=$(named "${2%.js}-*.js")
  preloads=$(imported "$script" | sort -u | sed 's/.*/<link rel="modulepreload" href="&">/;$!s/$/\\/')
  sed -e '/^<!--.*-->$/d' \
    -e "s|\"$2\"|\"$script\"|" \
    -e "s|\"styles/all\.css\"|\"$(named 'all-*.css')\"|" \
    -e "s|\"icons/kring\.svg\"|\"$(named 'kring-*.svg')\"|" \
    -e "s|\"manifest\.webmanifest\"|\"$manifest\"|" \
    ${preloads:+-e "/^<script type=\"module\"/i\\
$preloads
"} "$1" >"$made/$1"
}
page index.html app.js
page proof.html proofpage.js

# Kring is for those who are given a link: search engines are asked to stay away.
cp robots.txt "$made"

brotli --best "$made"/*.js "$made"/*.css "$made"/*.svg "$made"/*.webmanifest "$made"/*.html
rm -rf "$folder"
mv "$made" "$folder"
