// The daemon's HTML, of which only what is known to be harmless becomes part of the page.
import { t } from '../texts/texts.js';
import { Refusal } from './client.js';

const mathName = 'http://www.w3.org/1998/Math/MathML';
/** What a digest is made of; anything else is left out with all that is in it. */
const elements = new Set(('a abbr b blockquote br caption code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img li '
  + 'main ol p pre s section small span strong sub summary sup table tbody td tfoot th thead tr u ul').split(' '));
const mathElements = new Set(('math menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace '
  + 'msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none semantics').split(' '));
const attributes = new Set('start colspan rowspan alt width height title lang open'.split(' '));
const mathAttributes = new Set(('accent accentunder columnalign columnspacing columnlines depth dir display displaystyle fence form height '
  + 'largeop linethickness lspace '
  + 'mathvariant maxsize minsize movablelimits notation rowalign rowspacing rspace scriptlevel separator stretchy symmetric width').split(' '));

/** The browser's own parser makes an inert document of the answer; no text goes through a sink of scripts. */
export function askDocument(where: string, body?: unknown): Promise<Document> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(body === undefined ? 'GET' : 'POST', where);
    request.setRequestHeader('Accept', 'text/html');
    if (body !== undefined) request.setRequestHeader('Content-Type', 'application/json');
    request.responseType = 'document';
    request.onload = () => request.status === 200 && request.response ? resolve(request.response as Document)
      : reject(new Refusal(request.status, t.noDocument));
    request.onerror = () => reject(new Refusal(0, t.offline));
    request.send(body === undefined ? null : JSON.stringify(body));
  });
}

/** Copies a node into an element of the page: known elements and attributes, and nothing else. */
export function copy(node: Node, into: Element): void {
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
