// The days since the reader last looked, as one list.
import { ask, type Schemas } from '../api/client.js';
import { readingList } from '../papers/reading-list.js';
import { attempt } from '../state/notices.js';
import { take } from '../state/papers.js';
import { profileId, profileQuery } from '../state/profile.js';
import { day, t } from '../texts/texts.js';
import { h, type Child } from '../view/dom.js';
import { icon } from '../view/icons.js';
import { address, go, to } from '../view/router.js';
import { signal } from '../view/signal.js';
import { empty, heading, loading } from './shell.js';

const dayOf = (at: number): string => new Date(at).toLocaleDateString('sv');
const mostDays = 99;
const noted = new Set<string>();

/** Tells the daemon that the reader has looked today: it knows so for all of their browsers. Once a day is enough. */
export function noteLook(): void {
  const now = `${profileId()} ${dayOf(Date.now())}`;
  if (noted.has(now)) return;
  noted.add(now);
  void attempt(async () => {
    try {
      await ask('post', '/v1/profiles/{id}/looks', { path: { id: profileId() } });
    } catch (error) {
      noted.delete(now);
      throw error;
    }
  });
}

/** The day on which the reader looked before today, as far back as days are gathered; a week ago where that is not known. */
async function lastLook(): Promise<string> {
  const { before } = await ask('get', '/v1/profiles/{id}/looks', { path: { id: profileId() } });
  const earliest = dayOf(Date.now() - mostDays * 86_400_000);
  return before === null || before === undefined ? dayOf(Date.now() - 6 * 86_400_000) : before < earliest ? earliest : before;
}

export function since(): HTMLElement {
  const from = signal(address().query.get('from') ?? '');
  const found = signal<Schemas['SinceResponse'] | undefined>(undefined);
  void attempt(async () => {
    if (from.peek() === '') from.set(await lastLook());
    found.set(await ask('get', '/v1/digests/since', { query: { profile: profileId(), from: from.peek(), hideSeen: true } }));
  });
  return h('div', { class: 'view' }, (): Child => {
    const now = found();
    const papers = now?.items.map(({ paper }) => take(paper)) ?? [];
    const { list, left, putAway } = readingList(() => papers);
    return [
      heading(t.sinceTitle, h('button', {
        type: 'button', class: 'button icon-button', 'aria-label': t.markAll, title: t.markAll, disabled: () => left().length === 0,
          onclick: () => putAway(left()),
      }, icon('checkAll'))),
      h('div', { class: 'field-row since-line' }, h('label', { for: 'since-from' }, t.sinceFrom), h('input', {
        id: 'since-from', type: 'date', value: from, max: dayOf(Date.now()),
        onchange: (event: Event) => go(to(['since'], { ...profileQuery(), from: (event.target as HTMLInputElement).value })),
      }), h('span', { class: 'muted' }, () => now && t.sinceCount(now.days.length, left().length))),
      !now ? loading() : now.days.length === 0 ? empty(t.sinceNothing) : [
        now.notices.length > 0 && h('details', { class: 'notices' },
          h('summary', null, icon('info'), h('span', { class: 'notices-first' }, t.notesCount(now.notices.length))),
          h('ul', null, now.notices.map(({ text, dates }) => h('li', null, text,
            h('span', { class: 'muted' }, ` (${dates.map(date => day(date, 'short')).join(', ')})`))))),
        list.element,
        () => left().length === 0 && h('div', { class: 'all-done' }, icon('check'), h('p', null, t.allDone)),
      ],
    ];
  });
}
