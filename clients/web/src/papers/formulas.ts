// Formulas of texts as the daemon writes them: MathML. Those that appear together are asked for together, each once.
import { askDocument, copy } from '../api/document.js';
import { h } from '../view/dom.js';

/** A formula begins and ends without a space, and what looks like a price is none. */
const formula = /(\$\$[^$]+\$\$|\$(?=\S)[^$\n]*?\S\$(?!\d))/;
const made = new Map<string, Promise<DocumentFragment | null>>();
const waiting: { text: string; done: (made: DocumentFragment | null) => void }[] = [];

/** A text with its formulas; each shows its source until the daemon has answered. */
export function withFormulas(text: string): (string | HTMLElement)[] {
  if (!text.includes('$')) return [text];
  return text.split(formula).filter(part => part !== '').map(part => formula.test(part) ? show(part) : part);
}

function show(text: string): HTMLElement {
  const place = h('span', { class: text.startsWith('$$') ? 'formula formula-block' : 'formula' }, text);
  void wanted(text).then(math => { if (math) place.replaceChildren(math.cloneNode(true)); });
  return place;
}

function wanted(text: string): Promise<DocumentFragment | null> {
  let answer = made.get(text);
  if (!answer) {
    answer = new Promise(done => {
      if (waiting.length === 0) setTimeout(() => void ask(), 30);
      waiting.push({ text, done });
    });
    made.set(text, answer);
  }
  return answer;
}

/** The digest in brief shows each paper's comment in an item of its own, behind a line break: here each comment is one formula. */
async function ask(): Promise<void> {
  const asked = waiting.splice(0, 60);
  if (waiting.length > 0) setTimeout(() => void ask(), 30);
  const found = await askDocument('/v1/digests/render', { style: 'brief',
    content: digestOf(asked.map(({ text }) => text)) }).catch(() => null);
  const items = found?.querySelectorAll('ol > li') ?? [];
  asked.forEach(({ text, done }, at) => {
    const math = items[at]?.querySelector('math');
    if (!found) made.delete(text);
    if (!math) return done(null);
    const holder = h('span', null);
    copy(math, holder);
    if (text.startsWith('$$')) holder.firstElementChild?.setAttribute('display', 'block');
    const fragment = document.createDocumentFragment();
    fragment.append(...holder.childNodes);
    done(fragment);
  });
}

function digestOf(formulas: readonly string[]): object {
  const paper = (text: string, at: number) => ({
    id: `url:formula-${at}`, title: `F${at}`, isNewVersion: false, isSample: false, authors: [], abstract: '', categories: [], listedBy: [],
      score: 0, isExploration: false,
    reasons: [], isCheckedAgain: false, seen: false, saved: false, tags: [], figures: [], comment: text,
  });
  return {
    id: 'formulas', profile: 'default', profileName: '', date: '2026-01-01', language: 'en', style: 'brief',
      writtenAt: '2026-01-01T00:00:00Z', isSample: false, notices: [],
    papers: formulas.map(paper), groups: [], missed: [], sources: [], counts: { considered: 0, shortlisted: 0, judged: 0, selected: 0 },
      criteria: '',
  };
}
