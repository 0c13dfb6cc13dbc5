// A paper in a list: what one needs to decide whether to read it, and what one can do with it.
import { markSeen, noteSeen, pdfOf, signalOf, toggleSaved, toggleThumb, type Facts, type Paper, type Thumb } from '../state/papers.js';
import { profileQuery } from '../state/profile.js';
import { day, t } from '../texts/texts.js';
import { h, type Child } from '../view/dom.js';
import { icon } from '../view/icons.js';
import { to } from '../view/router.js';
import { details } from './details.js';
import { withFormulas } from './formulas.js';
import { gradeOf, numbersOf } from './grade.js';
import { previewOf } from './preview.js';
import type { PaperList } from './list.js';

export function card(paper: Paper, list: PaperList): HTMLElement {
  const { facts } = paper;
  const isOpen = (): boolean => list.open() === paper.id;
  const name = `title-${domId(paper.id)}`;
  return h('article', {
    class: () => ['paper', paper.seen() && 'is-seen', list.selected() === paper.id && 'is-selected', isOpen() && 'is-open',
      paper.thumb() && `is-${paper.thumb()}`]
      .filter(Boolean).join(' '),
    'data-id': paper.id, 'aria-labelledby': name,
    onclick: () => list.select(paper.id, false),
  },
  h('div', { class: 'paper-row' },
    h('div', { class: 'paper-text' },
      h('h2', { class: 'paper-title' },
        h('a', {
          id: name, href: to(['papers', paper.id], profileQuery()), 'aria-expanded': () => String(isOpen()),
          onclick: (event: MouseEvent) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            list.toggle(paper.id);
          },
        }, () => facts().title)),
      () => h('p', { class: 'paper-by' }, byline(facts()), badges(paper, list)),
      () => !isOpen() && lead(facts()),
      () => h('p', { class: 'paper-why' }, gradeButton(facts()), why(facts(), isOpen()))),
    () => !isOpen() && teaser(facts())),
  actions(paper, list),
  () => isOpen() && details(paper, list));
}

export const domId = (id: string): string => id.replace(/[^\w-]/g, '-');

function badges(paper: Paper, list: PaperList): Child {
  const facts = paper.facts();
  const move = list.moves().get(paper.id);
  return [
    move && h('span', { class: `badge badge-move ${move.to < move.from ? 'is-rise' : 'is-fall'}` },
      h('span', { 'aria-hidden': 'true' }, move.to < move.from ? '↑' : '↓'), ` ${t.moved(move.from, move.to)}`),
    facts.isExploration && h('span', { class: 'badge badge-spark', title: t.explorationWhy }, icon('spark'), t.exploration),
    facts.isSample && h('span', { class: 'badge' }, t.invented),
    facts.isWithdrawn && h('span', { class: 'badge badge-bad' }, t.withdrawn),
    paper.note() !== '' && h('span', { class: 'badge', title: paper.note() }, icon('note'), t.note),
    paper.tags().map(tag => h('span', { class: 'badge' }, `#${tag}`)),
  ];
}

export function byline(facts: Facts): Child {
  const { authors } = facts;
  const names = authors.length <= 4 ? authors.join(', ') : `${authors.slice(0, 3).join(', ')} ${t.andMore(authors.length - 3)}`;
  const where = facts.venue ?? facts.categories[0];
  return [
    authors.length > 0 && h('span', { title: authors.length > 4 ? authors.join(', ') : null }, names),
    where && h('span', { class: 'paper-where' }, where),
    facts.published && h('span', { class: 'paper-where' }, day(facts.published, 'short')),
  ];
}

function lead(facts: Facts): Child {
  const text = facts.reading?.tldr ?? facts.keySentence ?? facts.abstract;
  return text !== '' && h('p', { class: 'paper-lead' }, withFormulas(text));
}

/** The reasons in one line; all of them where there is room. */
const why = (facts: Facts, isOpen: boolean): Child => {
  const text = facts.comment && !isOpen ? facts.comment : facts.reasons.join(' ');
  return text !== '' && h('span', { class: 'paper-reason' }, text);
};

function gradeButton(facts: Facts): HTMLElement {
  const { word, level, isJudged } = gradeOf(facts);
  const numbers = h('span', { class: 'grade-numbers', hidden: true },
    numbersOf(facts).map(([name, value]) => h('span', null, `${name} `, h('b', null, value))));
  const button = h('button', {
    class: `grade grade-${level}`, type: 'button', 'aria-expanded': 'false', title: t.gradeTitle,
    onclick: (event: Event) => {
      event.stopPropagation();
      numbers.hidden = !numbers.hidden;
      button.setAttribute('aria-expanded', String(!numbers.hidden));
    },
  }, h('span', { class: 'grade-bars', 'aria-hidden': 'true' }, [1, 2, 3, 4].map(bar => h('i', { class: bar <= level ? 'is-on' : null }))),
  word, !isJudged || !facts.isCheckedAgain ? null : ` · ${t.checkedAgain}`);
  return h('span', { class: 'grade-box' }, button, numbers);
}

function teaser(facts: Facts): Child {
  const figure = facts.figures[0];
  return figure && h('img', { class: 'paper-teaser', src: figure.address, alt: '', loading: 'lazy', decoding: 'async', width: figure.width,
    height: figure.height });
}

/** What one does with a paper, at once and in one press. */
export function actions(paper: Paper, list: PaperList | null): HTMLElement {
  const title = () => paper.facts().title;
  const pressed = (kind: 'up' | 'down' | 'save' | 'check', label: () => string, isOn: () => boolean, act: () => void, thumb?: Thumb) => {
    const button = h('button', {
      class: () => `act act-${kind} ${isOn() ? 'is-on' : ''}`, type: 'button', 'aria-pressed': () => String(isOn()),
      'aria-label': () => `${label()}: ${title()}`, title: label,
      onclick: (event: Event) => {
        event.stopPropagation();
        act();
      },
    }, icon(kind));
    return thumb ? previewOf(paper, thumb, button) : button;
  };
  const isDone = (): boolean => list ? list.isDone(paper) : paper.seen();
  const facts = paper.facts.peek();
  const pdf = pdfOf(paper.id);
  return h('div', { class: 'acts', role: 'group', 'aria-label': t.actions },
    pressed('up', () => t.like, () => paper.thumb() === 'up', () => void toggleThumb(paper, 'up'), 'up'),
    pressed('down', () => t.dislike, () => paper.thumb() === 'down', () => void toggleThumb(paper, 'down'), 'down'),
    pressed('save', () => paper.saved() ? t.unsave : t.save, () => paper.saved(), () => void toggleSaved(paper)),
    pressed('check', () => isDone() ? t.unsee : t.see, isDone, () => list ? list.done(paper) : void markSeen([paper], !paper.seen.peek())),
    h('span', { class: 'acts-gap' }),
    facts.url && outside(paper, facts.url, t.abstractPage, 'external'),
    pdf && outside(paper, pdf, 'PDF', 'pdf'));
}

function outside(paper: Paper, url: string, label: string, picture: 'external' | 'pdf'): HTMLElement {
  return h('a', {
    class: 'act act-link', href: url, target: '_blank', rel: 'noreferrer noopener', title: label,
      'aria-label': `${label}: ${paper.facts.peek().title}`,
    onclick: (event: Event) => {
      event.stopPropagation();
      noteSeen(paper);
      signalOf(paper, 'opened');
    },
  }, icon(picture), h('span', { class: 'act-word' }, label === 'PDF' ? 'PDF' : t.abstractShort));
}
