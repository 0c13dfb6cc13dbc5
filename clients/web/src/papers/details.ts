// All that is known of a paper, below its entry in a list or on a page of its own.
import { ask, askText, Refusal, type Schemas } from '../api/client.js';
import { attempt, say } from '../state/notices.js';
import { setNote, setTags, signalOf, take, type Facts, type Paper } from '../state/papers.js';
import { profileQuery } from '../state/profile.js';
import { t } from '../texts/texts.js';
import { h, type Child } from '../view/dom.js';
import { icon } from '../view/icons.js';
import { to } from '../view/router.js';
import { signal } from '../view/signal.js';
import { byline, domId } from './card.js';
import { withFormulas } from './formulas.js';
import { gradeOf, numbersOf } from './grade.js';
import type { PaperList } from './list.js';
import { prose } from './prose.js';
import { summaryOf } from './summary.js';

export function details(paper: Paper, list: PaperList | null): HTMLElement {
  const reading = signal<Schemas['ReadingResponse'] | null>(null);
  const read = async () => {
    try {
      reading.set(await ask('get', '/v1/papers/{id}/reading', { path: { id: paper.id }, query: { profile: paper.profile } }));
    } catch (error) {
      if (!(error instanceof Refusal && error.status === 404)) throw error;
      say({ text: t.notRead });
    }
  };
  // A digest says which of its papers were read; of others it is asked when the reader wants to know.
  if (paper.facts.peek().reading) void attempt(read);
  return h('div', { class: 'details' },
    () => judgement(paper.facts()),
    () => whole(paper.facts(), reading(), list ? 'h3' : 'h2'),
    marksOf(paper),
    tools(paper, list, read, () => reading() !== null));
}

function judgement(facts: Facts): Child {
  return [
    facts.comment && h('blockquote', { class: 'comment' }, prose(facts.comment),
      h('footer', null, facts.isCheckedAgain ? t.commentByChecked : t.commentBy)),
    facts.authorsNote && h('p', { class: 'authors-note' }, h('span', { class: 'label' }, t.authorsNote), ` ${facts.authorsNote}`),
  ];
}

function whole(facts: Facts, reading: Schemas['ReadingResponse'] | null, heading: 'h2' | 'h3'): Child {
  const summary = reading ? summaryOf(reading, heading) : facts.reading ? summaryOf({ summary: facts.reading, figures: [], sections: [] },
    heading) : null;
  const figures = reading ? [] : facts.figures;
  return [
    summary,
    figures.map(figure => h('figure', null,
      h('img', { src: figure.address, alt: figure.caption, loading: 'lazy', width: figure.width, height: figure.height }),
      h('figcaption', null, withFormulas(figure.caption)))),
    summary
      ? h('details', { class: 'fold' }, h('summary', null, t.abstract), prose(facts.abstract))
      : facts.abstract === '' ? h('p', { class: 'muted' }, t.noAbstract) : h('section', null, h(heading, { class: 'label' }, t.abstract),
        prose(facts.abstract)),
  ];
}

/** Note and tags, kept as soon as the reader has stopped writing. */
function marksOf(paper: Paper): HTMLElement {
  const id = domId(paper.id);
  const state = signal('');
  let timer = 0;
  const keep = async (text: string) => {
    clearTimeout(timer);
    if (text === paper.note.peek()) return;
    state.set(await setNote(paper, text) ? t.kept : '');
  };
  const note = h('textarea', {
    id: `note-${id}`, rows: 2, value: paper.note.peek(), placeholder: t.notePlaceholder,
    oninput: () => {
      clearTimeout(timer);
      state.set('');
      timer = setTimeout(() => void keep(note.value), 800);
    },
    onblur: () => void keep(note.value),
  });
  const tag = h('input', {
    id: `tags-${id}`, type: 'text', placeholder: t.tagPlaceholder, autocomplete: 'off',
    onkeydown: (event: KeyboardEvent) => {
      const text = tag.value.trim().replace(/^#/, '');
      if (event.key === 'Enter' && text !== '') {
        event.preventDefault();
        tag.value = '';
        if (!paper.tags.peek().includes(text)) void setTags(paper, [...paper.tags.peek(), text]);
      } else if (event.key === 'Backspace' && tag.value === '' && paper.tags.peek().length > 0) void setTags(paper,
        paper.tags.peek().slice(0, -1));
    },
  });
  return h('div', { class: 'marks' },
    h('div', { class: 'marks-note' }, h('label', { class: 'label', for: `note-${id}` }, t.note), note,
      h('span', { class: 'muted', role: 'status' }, state)),
    h('div', { class: 'marks-tags' }, h('label', { class: 'label', for: `tags-${id}` }, t.tags),
      h('div', { class: 'tags-box' },
        () => paper.tags().map(one => h('span', { class: 'chip' }, one, h('button', {
          type: 'button', 'aria-label': t.removeTag(one), onclick: () => void setTags(paper,
            paper.tags.peek().filter(other => other !== one)),
        }, '×'))), tag)));
}

function tools(paper: Paper, list: PaperList | null, read: () => Promise<void>, isRead: () => boolean): HTMLElement {
  const similar = signal<readonly Paper[] | null>(null);
  const explained = signal<Schemas['ExplainResponse'] | null>(null);
  const { facts } = paper;
  const copy = async () => {
    await navigator.clipboard.writeText(await askText(`/v1/papers/${encodeURIComponent(paper.id)}/bibtex`,
      'application/x-bibtex, text/plain, */*'));
    signalOf(paper, 'bibtex');
    say({ text: t.bibtexCopied });
  };
  const showSimilar = async () => {
    if (similar.peek()) return similar.set(null);
    const { items } = await ask('get', '/v1/papers/{id}/similar', { path: { id: paper.id }, query: { profile: paper.profile, limit: 6 } });
    similar.set(items.map(take));
  };
  const showWhy = async () => explained.set(explained.peek() ? null
    : await ask('get', '/v1/papers/{id}/explain', { path: { id: paper.id }, query: { profile: paper.profile } }));
  const button = (name: string, label: string, act: () => unknown, isOn?: () => boolean) =>
    h('button', { type: 'button', class: 'tool', 'aria-expanded': isOn && (() => String(isOn())), onclick: () => void attempt(act) },
      icon(name as 'quote'), label);
  return h('div', null,
    h('div', { class: 'tools' },
      button('quote', t.copyBibtex, copy),
      button('similar', t.similar, showSimilar, () => similar() !== null),
      () => !isRead() && button('document', t.readText, read),
      button('info', t.whyHere, showWhy, () => explained() !== null),
      list && button('checkAll', t.markAbove, () => markAbove(paper, list)),
      h('a', { class: 'tool', href: to(['papers', paper.id], profileQuery()) }, icon('forward'), t.ownPage),
      facts.peek().codeUrl && link(facts.peek().codeUrl!, t.code),
      facts.peek().projectUrl && link(facts.peek().projectUrl!, t.project)),
    () => similar() && h('ul', { class: 'similar' }, similar()!.length === 0 ? h('li', { class: 'muted' },
      t.noSimilar) : similar()!.map(other => h('li', null,
      h('a', { href: to(['papers', other.id], profileQuery()) }, other.facts().title),
        h('p', { class: 'paper-by' }, byline(other.facts()))))),
    () => explained() && explanation(facts(), explained()!));
}

const link = (url: string, label: string): HTMLElement => h('a', { class: 'tool', href: url, target: '_blank', rel: 'noreferrer noopener' },
  icon('external'), label);

function markAbove(paper: Paper, list: PaperList): void {
  const all = list.all();
  list.putAway(all.slice(0, all.findIndex(({ id }) => id === paper.id) + 1));
}

function explanation(facts: Facts, why: Schemas['ExplainResponse']): HTMLElement {
  return h('div', { class: 'explained' },
    h('p', null, why.reason),
    facts.reasons.length > 0 && h('ul', null, facts.reasons.map(reason => h('li', null, reason))),
    h('dl', { class: 'numbers' }, h('div', null, h('dt', null, t.grade), h('dd', null, gradeOf(facts).word)),
      numbersOf(facts).map(([name, value]) => h('div', null, h('dt', null, name), h('dd', null, value)))),
    why.answers.length > 1 && h('ol', { class: 'answers' }, why.answers.map(({ relevance, novelty, comment }) =>
      h('li', null, t.answer(relevance, novelty), ' ', comment))));
}
