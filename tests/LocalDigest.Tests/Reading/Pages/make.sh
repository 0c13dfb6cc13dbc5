#!/bin/sh
# Makes html/ of sources/ with LaTeXML (Debian: apt install latexml texlive-lang-german), as arXiv does for its pages. Pictures are a
# grey dot each: the reader sees their addresses alone. Run it after a source was changed, and bring truth/ in line by reading the source, never the page.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp sources/*.tex "$work"
dot='iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=='
for picture in $(grep -oh 'includegraphics\(\[[^]]*\]\)\?{[a-z]*}' sources/*.tex | sed 's/.*{\(.*\)}/\1/' | sort -u); do
    echo "$dot" | base64 -d > "$work/$picture.png"
done
for source in sources/*.tex; do
    name=$(basename "$source" .tex)
    (cd "$work" && mkdir -p "out/$name" && latexmlc --format=html5 --pmml --mathtex --nodefaultresources --timestamp=0 --svg \
        --quiet --destination="out/$name/$name.html" "$name.tex" > "out/$name.log" 2>&1) || { cat "$work/out/$name.log" >&2; exit 1; }
    cp "$work/out/$name/$name.html" html/
    grep -h "^Error" "$work/out/$name.log" >&2 || true
done
