// What the reader has kept: saved, noted, tagged, thumbed papers.
import { ask } from '../api/client.js';
import { attempt } from '../state/notices.js';
import { profileId, profileQuery } from '../state/profile.js';
import { t } from '../texts/texts.js';
import { h } from '../view/dom.js';
import { to } from '../view/router.js';
import { signal } from '../view/signal.js';
import { results } from './search.js';
import { heading } from './shell.js';

const parts = {
  saved: { marked: 'saved' }, noted: { marked: 'noted' }, liked: { feedback: 'up' }, disliked: { feedback: 'down' },
    seen: { marked: 'seen' },
} as const;
type Part = keyof typeof parts;

export function library(part: string | undefined, tag: string | undefined): HTMLElement {
  const isTag = part === 'tag' && !!tag;
  const chosen: Part = part && part in parts ? part as Part : 'saved';
  const filters = isTag ? { marked: `tag:${tag}` } : { ...parts[chosen], ...(chosen === 'disliked' ? { include: 'disliked' } : {}) };
  return h('div', { class: 'view' },
    heading(t.places.library),
    h('nav', { class: 'tabs', 'aria-label': t.places.library },
      (Object.keys(parts) as Part[]).map(name => h('a', { href: to(['library', name], profileQuery()),
        'aria-current': !isTag && name === chosen ? 'page' : null }, t.library[name])),
      tags(isTag ? tag : undefined)),
    results(() => filters, t.libraryEmpty[isTag ? 'tag' : chosen]));
}

/** The tags that papers with a mark carry. */
function tags(current: string | undefined): HTMLElement {
  const all = signal<readonly string[]>(current ? [current] : []);
  void attempt(async () => {
    const answers = await Promise.all((['noted', 'saved', 'seen'] as const).map(marked => ask('get', '/v1/papers',
      { query: { profile: profileId(), marked, limit: 500 } })));
    const found = new Set(answers.flatMap(({ items }) => items.flatMap(paper => paper.tags)));
    if (current) found.add(current);
    all.set([...found].sort());
  });
  return h('span', { class: 'tabs-tags' }, () => all().map(tag =>
    h('a', { href: to(['library', 'tag', tag], profileQuery()), 'aria-current': tag === current ? 'page' : null }, `#${tag}`)));
}
