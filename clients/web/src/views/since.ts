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

const key = (): string => `localdigest-looked ${profileId()}`;
const dayOf = (at: number): string => new Date(at).toLocaleDateString('sv');

/** Remembers in this browser on which day the reader looked; the day before this one is what "since" begins with. */
export function noteLook(): void {
  const [last, before] = (localStorage.getItem(key()) ?? '').split(' ');
  const now = dayOf(Date.now());
  if (last !== now) localStorage.setItem(key(), `${now} ${last || before || ''}`.trim());
}

function lastLook(): string {
  const [last, before] = (localStorage.getItem(key()) ?? '').split(' ');
  return (last === dayOf(Date.now()) ? before : last) || dayOf(Date.now() - 6 * 86_400_000);
}

export function since(): HTMLElement {
  const from = address().query.get('from') ?? lastLook();
  const found = signal<Schemas['SinceResponse'] | undefined>(undefined);
  void attempt(async () => found.set(await ask('get', '/v1/digests/since', { query: { profile: profileId(), from, hideSeen: true } })));
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
