// Interests as they are understood, and how the last days would have ranked by them.
import { ask, type Schemas } from '../api/client.js';
import { movesOf } from '../papers/preview.js';
import { attempt } from '../state/notices.js';
import { profileId } from '../state/profile.js';
import { number, t } from '../texts/texts.js';
import { h, type Child } from '../view/dom.js';
import { settled } from '../view/fields.js';
import { effect, signal } from '../view/signal.js';

type Preview = Schemas['PreviewResponse'];
export interface Draft {
  interests: string;
  keywords?: readonly string[];
  authors?: readonly string[];
}

/** The days that the newest digest's papers are of; without one the last week. */
export async function lastDays(): Promise<{ from: string; to: string }> {
  const { items } = await ask('get', '/v1/papers', { query: { profile: profileId(), sort: 'date', limit: 1 } });
  const last = Date.parse(items[0]?.published ?? items[0]?.updated ?? new Date().toISOString());
  const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
  return { from: dayOf(last - 7 * 86_400_000), to: dayOf(last + 86_400_000) };
}

/** Follows what is being written, once the writer pauses. */
export function understood(draft: () => Draft, withMoves: boolean): HTMLElement {
  const answer = signal<Preview | null>(null);
  const rested = settled(() => JSON.stringify(draft()), 450, effect);
  const isAsking = signal(false);
  let asked = 0;
  const range = lastDays();
  effect(() => {
    const now = JSON.parse(rested()) as Draft;
    const mine = ++asked;
    if (now.interests.trim() === '') return answer.set(null);
    isAsking.set(true);
    void attempt(async () => {
      const preview = await ask('post', '/v1/preview', {
        body: { profile: profileId(), interests: now.interests, keywords: now.keywords as string[], authors: now.authors as string[],
          ...await range },
      });
      if (mine === asked) answer.set(preview);
    }).finally(() => { if (mine === asked) isAsking.set(false); });
  });
  return h('section', { class: 'understood', 'aria-label': t.understood, 'aria-busy': () => String(isAsking()) },
    h('h2', { class: 'label' }, t.understood),
    () => {
      const now = answer();
      if (!now?.understood) return h('p', { class: 'hint' }, t.understoodNothing);
      return [topics(now.understood), withMoves && moves(now)];
    });
}

function topics({ topics: all, unwanted, closing }: NonNullable<Preview['understood']>): Child {
  return [
    h('ol', { class: 'topics' }, all.map(({ name, relevant, notRelevant }) => h('li', null,
      h('b', null, name),
      relevant && relevant !== name && h('p', null, relevant),
      notRelevant && h('p', { class: 'against' }, h('span', { class: 'label' }, t.against), ' ', notRelevant)))),
    unwanted.length > 0 && h('p', { class: 'against' }, h('span', { class: 'label' }, t.against), ' ', unwanted.join(' · ')),
    closing && h('p', { class: 'hint' }, h('span', { class: 'label' }, t.taste), ' ', closing),
  ];
}

function moves(preview: Preview): Child {
  if (preview.total === 0) return null;
  return h('div', { class: 'moves' }, h('h2', { class: 'label' }, t.wouldChange(number(preview.total))),
    preview.moved.length === 0 ? h('p', { class: 'hint' }, t.nothingMoves) : movesOf(preview.moved.slice(0, 8)),
    !preview.withVerdicts && preview.moved.length > 0 && h('p', { class: 'hint' }, t.withoutVerdicts));
}
