#!/bin/sh
# Makes html/ of sources/ with LaTeXML, as arXiv does for its pages, and pdf/ with pdfLaTeX (Debian: apt install latexml texlive-lang-german
# texlive-latex-extra texlive-publishers cm-super netpbm). Pictures of pages are a grey dot each: the reader sees their addresses alone. Run it after a
# source was changed, and bring truth/ in line by reading the source, never the page.
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

# For print each line of prose becomes a paragraph, so that a page has as much text as pages have, and pictures have a size.
fill='
BEGIN {
    n = split(german ? "Alles stand am Ende in demselben Heft, das zwei Leute ohne ein Wort miteinander führten.|Was nicht stimmte, wurde eine Woche später noch einmal gezählt, als keiner mehr wusste, wer was gesagt hatte.|Tage mit Regen haben wir ausgelassen und die anderen doppelt gezählt.|Das Licht kam von Norden, und der Boden war meist trocken.|Wo eine Zahl fehlte, haben wir die Nachbarn gefragt, die fast immer eine hatten.|Die Reihenfolge wurde aus einem Hut gezogen, und der Hut wurde aufgehoben." : "All of it was written down in the same book by two people who did not talk to each other.|What differed was looked at again a week later, when nobody remembered who had said what.|We left out the days on which the door was closed, and counted the others twice.|Nothing of this needs a machine, though a machine would have been less tired by the evening.|The weather was mild, the floor was dry, and the light came from the north.|Where a value was missing we asked the neighbours, who mostly had an opinion.|The order of the trials was drawn from a hat, and the hat was kept.|Each time took about as long as it takes to boil an egg and to forget it.", filler, "|")
}
/\\begin\{(figure|table|tabular|thebibliography|abstract|equation|keywords|IEEEkeywords|CCSXML|acknowledgments)/ { depth++ }
{ print }
/\\section\{/ { body = 1 }
body && !depth && /^[A-Z(][A-Za-z ,]*/ && /\.( *\\cite\{[^}]*\})?\.?$/ { for (i = 0; i < 6; i++) print filler[(k++ % n) + 1] }
/\\end\{(figure|table|tabular|thebibliography|abstract|equation|keywords|IEEEkeywords|CCSXML|acknowledgments)/ { depth-- }'
mkdir -p "$work/print"
for picture in "$work"/*.png; do
    { printf 'P5 300 200 255 '; head -c 60000 /dev/zero | tr '\0' '\200'; } > "$work/grey.pgm"
    pnmtopng "$work/grey.pgm" > "$work/print/$(basename "$picture")" 2> /dev/null
done
for source in sources/*.tex; do
    name=$(basename "$source" .tex)
    awk -v german="$(grep -c ngerman "$source")" "$fill" "$source" > "$work/print/$name.tex"
    for pass in 1 2; do
        (cd "$work/print" && pdflatex -interaction=batchmode \
            '\pdfcompresslevel=9\pdfobjcompresslevel=3\pdfinfoomitdate=1\pdftrailerid{}\pdfsuppressptexinfo=-1\input{'"$name"'}' > "$name.said") \
            || { cat "$work/print/$name.said" >&2; exit 1; }
    done
    cp "$work/print/$name.pdf" pdf/
done
