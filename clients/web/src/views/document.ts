// A digest as a document in one of its styles, well typeset, with thumbs at its papers.
import { ask, Refusal, type Schemas } from '../api/client.js';
import { actions } from '../papers/card.js';
import { attempt } from '../state/notices.js';
import { take, type Paper } from '../state/papers.js';
import { profileQuery } from '../state/profile.js';
import { day, t } from '../texts/texts.js';
import { h, type Child } from '../view/dom.js';
import { icon } from '../view/icons.js';
import { go, to } from '../view/router.js';
import { signal } from '../view/signal.js';
import { heading, loading } from './shell.js';

const mathName = 'http://www.w3.org/1998/Math/MathML';
/** What a digest is made of; anything else is left out with all that is in it. */
const elements = new Set(('a abbr b blockquote br caption code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img li main ol p pre s '
  + 'section small span strong sub summary sup table tbody td tfoot th thead tr u ul').split(' '));
const mathElements = new Set(('math menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle '
  + 'msub msubsup msup mtable mtd mtext mtr munder munderover none semantics').split(' '));
const attributes = new Set('start colspan rowspan alt width height title lang open'.split(' '));
const mathAttributes = new Set(('accent accentunder columnalign columnspacing columnlines depth dir display displaystyle fence form height largeop linethickness lspace '
  + 'mathvariant maxsize minsize movablelimits notation rowalign rowspacing rspace scriptlevel separator stretchy symmetric width').split(' '));

export function documentView(id: string, style: string | undefined): HTMLElement {
  const shown = signal<Child>(loading());
  const digest = signal<Schemas['DigestContent'] | null>(null);
  const styles = signal<readonly string[]>([]);
  void attempt(async () => {
    const [content, text, all] = await Promise.all([
      ask('get', '/v1/digests/{id}', { path: { id } }), asDocument(`/v1/digests/${encodeURIComponent(id)}${style ? `?style=${encodeURIComponent(style)}` : ''}`),
      ask('get', '/v1/styles', {})]);
    digest.set(content);
    styles.set(all.items.filter(({ problem }) => !problem).map(({ name }) => name));
    shown.set(typeset(text, content.papers.map(take)));
    if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  });
  const picker = () => h('label', { class: 'style-picker' }, h('span', { class: 'sr' }, t.style), h('select', {
    onchange: (event: Event) => go(to(['digests', id, (event.target as HTMLSelectElement).value], profileQuery())),
  }, styles().map(name => h('option', { value: name, selected: name === (style ?? digest()?.style) }, t.styleNames[name as keyof typeof t.styleNames] ?? name))));
  return h('div', { class: 'view document' },
    () => heading(digest() ? day(digest()!.date, 'weekday') : t.places.digests,
      styles().length > 0 && picker(),
      h('a', { class: 'button', href: to(['digests', id], profileQuery()) }, icon('today'), t.asList),
      h('button', { type: 'button', class: 'button', onclick: () => print() }, icon('print'), t.print)),
    h('div', { class: 'doc' }, shown));
}

/** The browser's own parser makes an inert document of the answer; no text goes through a sink of scripts. */
function asDocument(where: string): Promise<Document> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('GET', where);
    request.setRequestHeader('Accept', 'text/html');
    request.responseType = 'document';
    request.onload = () => request.status === 200 && request.response ? resolve(request.response as Document) : reject(new Refusal(request.status, t.noDocument));
    request.onerror = () => reject(new Refusal(0, t.offline));
    request.send();
  });
}

function typeset(from: Document, papers: readonly Paper[]): HTMLElement {
  const text = h('div', null);
  const main = from.querySelector('main') ?? from.body;
  for (const node of main.childNodes) copy(node, text);
  // The date stands above, as the reader writes it.
  const first = text.firstElementChild;
  if (first && /^time: \d{8}$/.test(first.textContent ?? '')) first.remove();
  fold(text);
  addActions(text, papers);
  return text;
}

function copy(node: Node, into: Element): void {
  if (node.nodeType === Node.TEXT_NODE) return into.append(node.textContent ?? '');
  if (!(node instanceof Element)) return;
  const isMath = node.namespaceURI === mathName;
  const name = node.localName;
  if (!(isMath ? mathElements : elements).has(name)) return;
  const made = document.createElementNS(isMath ? mathName : 'http://www.w3.org/1999/xhtml', name === 'main' ? 'div' : name);
  for (const { name: attribute, value } of node.attributes) {
    if ((isMath ? mathAttributes : attributes).has(attribute)) made.setAttribute(attribute, value);
    else if (isMath) continue;
    else if (attribute === 'id') made.id = `doc-${value}`;
    else if (attribute === 'href') link(made, value);
    else if (attribute === 'src' && name === 'img' && value.startsWith('/v1/papers/')) made.setAttribute('src', value);
  }
  if (name === 'img') made.setAttribute('loading', 'lazy');
  for (const child of node.childNodes) copy(child, made);
  into.append(made);
}

function link(made: Element, address: string): void {
  if (address.startsWith('#')) made.setAttribute('href', `#doc-${address.slice(1)}`);
  else if (/^(https?:|mailto:)/i.test(address)) {
    made.setAttribute('href', address);
    made.setAttribute('target', '_blank');
    made.setAttribute('rel', 'noreferrer noopener');
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

/** Where a paper's own entry begins: the first link to it that leads out of the page. */
function addActions(text: HTMLElement, papers: readonly Paper[]): void {
  const links = [...text.querySelectorAll<HTMLAnchorElement>('a[target]')];
  for (const paper of papers) {
    const bare = paper.id.replace(/^(arxiv|doi|url):/, '');
    const found = links.find(({ href }) => href.includes(bare));
    const block = found?.closest('h1, h2, h3, h4, li > p, p, li');
    if (!block) continue;
    const bar = actions(paper, null);
    if (block.localName === 'li') block.append(bar);
    else block.after(bar);
  }
}
