// What LocalDigest and @citation-js make of the same library: titles, authors, years, DOIs, arXiv ids, entry by entry.
// `node compare.js FILE...` prints the differences of files of one's own by classes, with counts.
import { plugins } from '@citation-js/core';
import '@citation-js/plugin-bibtex';
import '@citation-js/plugin-ris';
import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startDaemon } from '../browser/support/daemon.js';

const types = {
  '.ris': 'application/x-research-info-systems', '.nbib': 'application/nbib',
};

/** Letters and digits alone, without accents, tags and cases: what two spellings of one text have in common. */
export const folded = text => (text ?? '').replace(/<\/?[a-z]+[^<>]*>/gi, '').normalize('NFKD').toLowerCase()
  .replace(/ı/g, 'i').replace(/ł/g, 'l').replace(/ø/g, 'o').replace(/[^\p{L}\p{N}]/gu, '');

/** The id of arXiv in a text, without its version; null where there is none. */
const arxivId = text => text?.match(/(?:arxiv[.:/ ](?:abs\/|org\/abs\/|pdf\/)?|10\.48550\/arxiv\.)((?:[a-z-]+(?:\.[A-Z]{2})?\/\d{7})|\d{4}\.\d{4,5})/i)?.[1] ?? null;

/** The entries as @citation-js reads them; those on which it fails are counted in `failed`. */
export function othersOf(text) {
  const parse = part => plugins.input.chain(part, { generateGraph: false });
  let items = [], failed = 0;
  try {
    items = parse(text);
  } catch {
    // One mistake costs it the file: entry by entry, with the macros before each.
    const parts = text.split(/^(?=\s*@\w+\s*[{(])/m);
    const macros = parts.filter(part => /^\s*@string/i.test(part)).join('\n');
    for (const part of parts) {
      if (!/^\s*@\w+/.test(part) || /^\s*@(string|comment|preamble)/i.test(part)) continue;
      try {
        items.push(...parse(`${macros}\n${part}`));
      } catch {
        failed++;
      }
    }
  }
  return {
    failed,
    entries: items.map(item => ({
      key: item['citation-key'] ?? item.id,
      title: item.title ?? '',
      authors: (item.author ?? item.editor ?? []).map(name => name.literal
        ?? [name.given, name['dropping-particle'], name['non-dropping-particle'], name.family, name.suffix].filter(Boolean).join(' ')),
      year: item.issued?.['date-parts']?.[0]?.[0] ?? null,
      doi: item.DOI?.toLowerCase().replace(/^https?:\/\/(dx\.)?doi\.org\//, '') ?? null,
      arxiv: [item.URL, item.DOI, item.number, item.note, item['container-title'], item.archive_location].map(arxivId).find(Boolean) ?? null,
    })),
  };
}

/** The papers that the daemon makes of a file, and what it says of its lines. */
export async function oursOf(daemon, path) {
  const headers = { Authorization: `Bearer ${daemon.token}` };
  const type = types[extname(path)] ?? 'application/x-bibtex';
  const answer = await fetch(`${daemon.url}/v1/papers`, { method: 'POST', headers: { ...headers, 'Content-Type': type }, body: readFileSync(path) });
  const said = await answer.json();
  const papers = [];
  for (let cursor = ''; cursor !== null;) {
    const page = await (await fetch(`${daemon.url}/v1/papers?sort=date&limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`, { headers })).json();
    for (const { id } of page.items) {
      const paper = await (await fetch(`${daemon.url}/v1/papers/${encodeURIComponent(id)}`, { headers })).json();
      const doi = paper.doi ?? (id.startsWith('doi:') ? id.slice(4) : null);
      papers.push({
        id, title: paper.title, authors: paper.authors.map(author => author.name), year: paper.published ? Number(paper.published.slice(0, 4)) : null,
        doi: doi && !doi.startsWith('10.48550/arxiv.') ? doi : null, arxiv: id.startsWith('arxiv:') ? id.slice(6) : null,
      });
    }
    cursor = page.next;
  }
  return { said, papers };
}

/** The differences of a file, each with the field, the entry's key, and what either made of it. */
export function differences(papers, entries) {
  const byTitle = grouped(papers, paper => folded(paper.title));
  const found = [];
  for (const entry of entries) {
    const same = byTitle.get(folded(entry.title));
    if (!same) {
      const near = papers.find(paper => entry.doi && paper.doi === entry.doi)
        ?? papers.find(paper => folded(paper.title).slice(0, 12) === folded(entry.title).slice(0, 12));
      found.push({ key: entry.key, field: 'title', ours: near?.title ?? null, theirs: entry.title });
      if (!near) continue;
      found.push(...fields(near, entry));
      continue;
    }
    // Of several papers of one title, the one that differs least.
    found.push(...same.map(paper => fields(paper, entry)).sort((one, other) => one.length - other.length)[0]);
  }
  return found;
}

export function grouped(list, name) {
  const groups = new Map();
  for (const one of list) groups.set(name(one), [...groups.get(name(one)) ?? [], one]);
  return groups;
}

function fields(paper, entry) {
  const found = [];
  const add = (field, ours, theirs) => found.push({ key: entry.key, field, ours, theirs });
  const names = list => list.map(folded).join(' ');
  if (names(paper.authors) !== names(entry.authors)) add('authors', paper.authors.join('; '), entry.authors.join('; '));
  if (paper.year !== entry.year) add('year', paper.year, entry.year);
  const doi = entry.doi?.startsWith('10.48550/arxiv.') ? null : entry.doi;
  if (paper.doi !== doi) add('doi', paper.doi, doi);
  if (paper.arxiv !== entry.arxiv) add('arxiv', paper.arxiv, entry.arxiv);
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const total = {}, shown = Number(process.env.SHOWN ?? 12);
  let count = 0, lost = 0;
  for (const path of process.argv.slice(2)) {
    const daemon = await startDaemon();
    try {
      const { said, papers } = await oursOf(daemon, path);
      const { entries, failed } = othersOf(readFileSync(path, 'utf8'));
      const found = differences(papers, entries);
      count += entries.length;
      lost += failed;
      console.log(`${basename(path)}: ${papers.length} papers (${said.rejected?.length ?? said.detail} rejected), ${entries.length} entries, ${failed} lost by the other`);
      for (const [field, all] of grouped(found, one => one.field)) {
        total[field] = (total[field] ?? 0) + all.length;
        console.log(`  ${field}: ${all.length}`);
        for (const one of all.slice(0, shown)) console.log(`    ${one.key}\n      ours   ${one.ours}\n      theirs ${one.theirs}`);
      }
    } finally {
      await daemon.stop();
    }
  }
  console.log(`${count} entries (${lost} lost by the other), differences:`, total);
}
