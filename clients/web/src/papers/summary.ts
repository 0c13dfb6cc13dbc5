// What was read out of a paper: its summary, figures, tables and sections.
import type { Schemas } from '../api/client.js';
import { t } from '../texts/texts.js';
import { h, type Child } from '../view/dom.js';
import { withFormulas } from './formulas.js';
import { prose } from './prose.js';

type Summary = Schemas['PaperSummary'] | Schemas['DigestReading'];
type Read = { summary: Summary } & Pick<Schemas['ReadingResponse'], 'figures' | 'sections'>;

const texts = ['tldr', 'keyContribution', 'overview', 'plainLanguage', 'method', 'methodology', 'experiments', 'takeaways',
  'limitations'] as const;

/** Null where nothing was read. */
export function summaryOf(read: Read, heading: 'h2' | 'h3'): HTMLElement | null {
  const { summary } = read;
  const section = (title: string, ...content: Child[]): HTMLElement => h('section', null, h(heading, { class: 'label' }, title), content);
  const parts: Child[] = texts.flatMap(part => summary[part] ? [section(t.parts[part], prose(summary[part]!))] : []);
  if (summary.keyFindings.length > 0) parts.push(section(t.parts.keyFindings, items(summary.keyFindings)));
  if (summary.methodAnalysis) parts.push(...analysisOf(summary.methodAnalysis, section));
  const figures = read.figures.flatMap(({ caption, number, pictures }) => pictures.filter(({ url }) => url).map(picture => h('figure', null,
    h('img', { src: picture.url, alt: picture.caption || caption, loading: 'lazy', width: picture.width, height: picture.height }),
    h('figcaption', null, number && h('b', null, `${t.figure(number)} `), withFormulas(caption)))));
  const sections = read.sections.filter(({ paragraphs }) => paragraphs.length > 0).map(({ number, title, paragraphs, level }) =>
    h('details', { class: `fold fold-${Math.min(level, 3)}` }, h('summary', null, number ? `${number} ${title}` : title),
      paragraphs.map(text => h('p', null, withFormulas(text)))));
  if (parts.length + figures.length + sections.length === 0) return null;
  return h('div', { class: 'summary' },
    parts,
    parts.length > 0 && h('p', { class: 'muted basis' }, t.basis[summary.basis as keyof typeof t.basis] ?? '', ' ', origin(summary)),
    withCare(summary),
    figures.length > 0 && h('div', { class: 'figures' }, figures),
    sections.length > 0 && h('details', { class: 'fold fold-all' }, h('summary', null, t.fullText(sections.length)), sections));
}

/** Sentences in which something was masked, or that say more than the paper does, each with why. */
function withCare(summary: Summary): Child {
  const sentences = 'statements' in summary ? summary.statements.filter(({ note, lost }) => note || lost) : [];
  return sentences.length > 0 && h('details', { class: 'fold' }, h('summary', null, t.withCare(sentences.length)),
    h('ul', null, sentences.map(({ text, note, lost }) => h('li', null, withFormulas(text),
      h('p', { class: 'muted' }, [note ?? '', ...(lost ?? []).map(scope => t.lost[scope])].filter(Boolean).join(' '))))));
}

function origin(summary: Summary): Child {
  const removed = 'grounding' in summary ? summary.grounding.removed : summary.removed;
  const isOwn = summary.origin === 'extracted';
  return [isOwn ? t.ownSentences : t.byModel, removed > 0 ? ` ${t.removedSentences(removed)}` : ''];
}

const items = (all: readonly string[]): HTMLElement => h('ul', null, all.map(one => h('li', null, withFormulas(one))));

/** The parts of an analysis that hold something, under the names that they have on the surface. */
function analysisOf(analysis: Schemas['MethodAnalysis'], section: (title: string, ...content: Child[]) => HTMLElement): HTMLElement[] {
  const content = (value: unknown): Child[] => {
    if (typeof value === 'string') return value === '' ? [] : [prose(value)];
    if (Array.isArray(value)) return value.length === 0 ? [] : [items(value as string[])];
    if (value && typeof value === 'object') {
      return Object.entries(value).flatMap(([name, part]) => {
        const inner = content(part);
        return inner.length === 0 ? [] : [h('p', { class: 'prose-head' }, t.analysis[name as keyof typeof t.analysis] ?? name), inner];
      });
    }
    return [];
  };
  return Object.entries(analysis).flatMap(([name, value]) => {
    const inner = content(value);
    return inner.length === 0 ? [] : [section(t.analysis[name as keyof typeof t.analysis] ?? name, inner)];
  });
}
