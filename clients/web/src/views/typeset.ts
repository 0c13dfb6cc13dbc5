// A digest's document as the page sets it: notes folded, dates as the reader writes them, authors in its table of contents, thumbs.
import type { Schemas } from '../api/client.js';
import { copy } from '../api/document.js';
import { actions } from '../papers/card.js';
import type { Paper } from '../state/papers.js';
import { day, t } from '../texts/texts.js';
import { h } from '../view/dom.js';

export function typeset(from: Document, papers: readonly Paper[], { date }: Schemas['DigestContent']): HTMLElement {
  const text = h('div', null);
  const main = from.querySelector('main') ?? from.body;
  for (const node of main.childNodes) copy(node, text);
  // The date stands above, as the reader writes it.
  const first = text.firstElementChild;
  if (first && /^time: \d{8}$/.test(first.textContent ?? '')) first.remove();
  fold(text);
  writeDates(text, date);
  addAuthors(text, papers);
  addActions(text, papers);
  lowerHeadings(text);
  return text;
}

/** The view has the page's one title; what the document calls a title stands below it. */
function lowerHeadings(text: HTMLElement): void {
  for (const heading of [...text.querySelectorAll<HTMLElement>('h1, h2, h3, h4, h5')]) {
    const lower = document.createElement(`h${Number(heading.localName[1]) + 1}`);
    for (const { name, value } of heading.attributes) lower.setAttribute(name, value);
    lower.append(...heading.childNodes);
    heading.replaceWith(lower);
  }
}

/** The notes at the top are one line that opens. */
function fold(text: HTMLElement): void {
  const notes = [...text.children].slice(0, 12).filter(child => child.localName === 'blockquote' && !child.querySelector('a'));
  if (notes.length < 2) return;
  const folded = h('details', { class: 'fold' }, h('summary', null, t.notesCount(notes.length)));
  notes[0]!.before(folded);
  folded.append(...notes);
}

/** The digest's day in its first heading, and the days on which papers were published; what papers say themselves stays as it is. */
function writeDates(text: HTMLElement, date: string): void {
  const [year, month, number] = date.split('-');
  const forms = [date, `${month}/${number}/${year}`];
  for (const node of textsOf(text.querySelector('h1'))) {
    for (const form of forms) node.data = node.data.replace(form, day(date));
  }
  for (const node of textsOf(text)) {
    const before = node.previousSibling;
    // "2026-11-19｜…" at the head of a paper, or behind the label of the day of publication.
    const isPublished = /^\s*\d{4}-\d\d-\d\d\s*(｜|$)/.test(node.data)
      && (node.data.includes('｜') || before instanceof HTMLElement && before.localName === 'strong');
    const isLabelled = before instanceof HTMLElement && before.localName === 'strong' && /^\s*\d{4}-\d\d-\d\d\s*$/.test(node.data);
    // The sign between the parts of that line is in few fonts.
    if (isPublished) node.data = node.data.replaceAll('｜', ' · ');
    if (isPublished || isLabelled) node.data = node.data.replace(/\d{4}-\d\d-\d\d/, found => day(found, 'short'));
  }
}

function textsOf(root: Element | null): Text[] {
  if (!root) return [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found: Text[] = [];
  while (walker.nextNode()) found.push(walker.currentNode as Text);
  return found;
}

/** Behind each title that leads to a paper further down, where the style names no authors itself. */
function addAuthors(text: HTMLElement, papers: readonly Paper[]): void {
  const waiting = [...papers];
  for (const link of text.querySelectorAll<HTMLAnchorElement>('li > a[href^="#"], li > p > a[href^="#"]')) {
    const item = link.closest('li')!;
    // The first words decide: formulas in titles are written otherwise here and there.
    const at = waiting.findIndex(paper => bare(link.textContent ?? '').startsWith(bare(paper.facts.peek().title).slice(0, 24)));
    if (at < 0) continue;
    const [paper] = waiting.splice(at, 1);
    const { authors } = paper!.facts.peek();
    if (authors.length === 0 || (item.textContent ?? '').includes(authors[0]!)) continue;
    const names = authors.length <= 4 ? authors.join(', ') : `${authors.slice(0, 3).join(', ')} ${t.andMore(authors.length - 3)}`;
    item.append(h('span', { class: 'doc-authors' }, names));
  }
}

/** A title's letters and figures, without a mark before it. */
const bare = (title: string): string => title.replace(/^[[［【〔][^\]］】〕]{1,30}[\]］】〕]\s*/u, '')
  .replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();

/** Where a paper's own entry begins: the first link to it that leads out of the page. */
function addActions(text: HTMLElement, papers: readonly Paper[]): void {
  const links = [...text.querySelectorAll<HTMLAnchorElement>('a[target]')];
  for (const paper of papers) {
    const id = paper.id.replace(/^(arxiv|doi|url):/, '');
    const found = links.find(({ href }) => href.includes(id));
    const block = found?.closest('h1, h2, h3, h4, li > p, p, li');
    if (!block) continue;
    const bar = actions(paper, null);
    if (block.localName === 'li') block.append(bar);
    else block.after(bar);
  }
}
