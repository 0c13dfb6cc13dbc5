// Where a profile's papers come from.
import type { Schemas } from '../api/client.js';
import { t } from '../texts/texts.js';
import { h, type Child } from '../view/dom.js';
import { checkField, textField, wordsField } from '../view/fields.js';
import { icon } from '../view/icons.js';
import { effect, signal, type Signal } from '../view/signal.js';
import { fields } from './fields-of-study.js';

export type Source = Schemas['SourceSpec'];
type Kind = Schemas['SourceSpecInput']['kind'];

const kinds: Kind[] = ['arxiv', 'huggingface', 'biorxiv', 'medrxiv', 'openreview', 'semanticscholar', 'feed', 'zotero'];
const blank = (kind: Kind): Source => ({
  kind, categories: [], crossLists: null, replacements: null, limit: kind === 'huggingface' ? 30 : null, via: null, url: null,
    collection: null, venue: null,
});

/** What the surface takes of a source: nothing that is not set. */
export const toInput = (source: Source): Schemas['SourceSpecInput'] =>
  Object.fromEntries(Object.entries(source).filter(([,
    value]) => value !== null && !(Array.isArray(value) && value.length === 0))) as Schemas['SourceSpecInput'];

export function sourcesField(sources: Signal<readonly Source[]>): HTMLElement {
  const change = (at: number, part: Partial<Source>) => sources.set(sources.peek().map((source, place) => place === at ? { ...source,
    ...part } : source));
  // Built anew only where sources come or go, so that a field that is being written in stays.
  const shape = signal(0);
  return h('fieldset', { class: 'group' }, h('legend', null, t.sources),
    () => {
      shape();
      return sources.peek().map((source, at) => h('div', { class: 'source' },
        h('div', { class: 'source-head' }, h('b', null, t.sourceKinds[source.kind as keyof typeof t.sourceKinds] ?? source.kind),
          h('button', {
            type: 'button', class: 'plain',
              'aria-label': t.removeSource(t.sourceKinds[source.kind as keyof typeof t.sourceKinds] ?? source.kind),
            onclick: () => {
              sources.set(sources.peek().filter((_, place) => place !== at));
              shape.update(count => count + 1);
            },
          }, icon('close'))),
        own(source, part => change(at, part))));
    },
    h('div', { class: 'field-row' }, h('span', { class: 'hint' }, t.addSource), kinds.map(kind => h('button', {
      type: 'button', class: 'button', onclick: () => {
        sources.set([...sources.peek(), blank(kind)]);
        shape.update(count => count + 1);
      },
    }, t.sourceKinds[kind as keyof typeof t.sourceKinds]))));
}

/** What a kind of source needs to know. */
function own(source: Source, change: (part: Partial<Source>) => void): Child {
  const text = (label: string, name: 'url' | 'collection' | 'venue', placeholder = '') => {
    const value = signal(source[name] ?? '');
    effect(() => change({ [name]: value() === '' ? null : value() }));
    return textField(label, value, { placeholder });
  };
  const categories = () => {
    const words = signal<readonly string[]>(source.categories);
    effect(() => change({ categories: [...words()] }));
    return wordsField(t.categories, words, t.removeWord, source.kind === 'arxiv' ? t.categoriesHint : t.allCategories,
      () => fields(source.kind));
  };
  switch (source.kind) {
    case 'arxiv': {
      const cross = signal(source.crossLists ?? true);
      effect(() => { if (cross() !== (source.crossLists ?? true)) change({ crossLists: cross() }); });
      return [categories(), checkField(t.crossLists, cross)];
    }
    case 'biorxiv': case 'medrxiv': return categories();
    case 'huggingface': {
      const limit = signal(String(source.limit ?? 30));
      effect(() => change({ limit: Number(limit()) || 30 }));
      return textField(t.atMost, limit, { type: 'number' });
    }
    case 'feed': return text(t.feedAddress, 'url', 'https://example.org/feed.xml');
    case 'openreview': return [text(t.venueId, 'venue', 'ICLR.cc/2026/Conference'), h('p', { class: 'hint' }, t.openReviewHint)];
    case 'semanticscholar': return h('p', { class: 'hint' }, t.recommendationsHint);
    case 'zotero': return [text(t.collection, 'collection'), h('p', { class: 'hint' }, t.zoteroHint)];
    default: return null;
  }
}
