// Past digests: by day in a calendar, by what was in them.
import { ask, type Schemas } from '../api/client.js';
import { attempt } from '../state/notices.js';
import { profileId, profileQuery } from '../state/profile.js';
import { ended } from '../state/runs.js';
import { clock, day, language, month as monthName, t } from '../texts/texts.js';
import { h, type Child } from '../view/dom.js';
import { icon } from '../view/icons.js';
import { address, replace, to } from '../view/router.js';
import { effect, signal } from '../view/signal.js';
import { empty, heading, loading } from './shell.js';

type Entry = Schemas['DigestEntry'];

export function archive(): HTMLElement {
  const words = signal(address().query.get('q') ?? '');
  const found = signal<{ items: readonly Entry[]; next: string | null } | undefined>(undefined);
  let asked = 0;
  const load = async (cursor?: string) => {
    const mine = ++asked;
    const answer = await ask('get', '/v1/digests', { query: { profile: profileId(), q: words.peek() || undefined, limit: 30, cursor } });
    if (mine !== asked) return;
    found.set({ items: cursor ? [...found.peek()?.items ?? [], ...answer.items] : answer.items, next: answer.next ?? null });
  };
  effect(() => {
    ended();
    words();
    void attempt(load);
  });
  let timer = 0;
  return h('div', { class: 'view' },
    heading(t.places.digests, h('a', { class: 'button', href: to(['since'], profileQuery()) }, icon('clock'), t.sinceTitle)),
    calendar(),
    h('search', { class: 'search-line' }, h('input', {
      type: 'search', 'aria-label': t.searchDigests, placeholder: t.searchDigests, value: words.peek(),
      oninput: (event: Event) => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          words.set((event.target as HTMLInputElement).value.trim());
          replace(to(['digests'], { ...profileQuery(), q: words.peek() }), false);
        }, 250);
      },
    })),
    () => {
      const now = found();
      if (!now) return loading();
      if (now.items.length === 0) return empty(words() ? t.noDigestFound : t.noDigest);
      return [
        h('ul', { class: 'digest-list' }, now.items.map(entry)),
        now.next && h('p', { class: 'more-line' }, h('button', { type: 'button', class: 'button',
          onclick: () => void attempt(() => load(now.next!)) }, t.showMore)),
      ];
    });
}

const entry = ({ id, date, papers, updatedAt, matches }: Entry): HTMLElement => h('li', null,
  h('a', { href: to(['digests', id], profileQuery()) }, day(date, 'weekday'), ` ${date.slice(0, 4)}`),
  h('span', { class: 'muted' }, t.paperCount(papers), ' · ', t.updatedAt(clock(updatedAt))),
  matches && matches.length > 0 && h('ul', { class: 'matches' }, matches.slice(0, 5).map(match => h('li', null, titleOf(match)))));

const titleOf = (match: unknown): string => typeof match === 'string' ? match : String((match as { title?: string }).title ?? '');

/** A month at a time; the days that have a digest lead to it. */
function calendar(): HTMLElement {
  const shown = signal(address().query.get('month') ?? new Date().toLocaleDateString('sv').slice(0, 7));
  const days = signal<ReadonlyMap<string, Schemas['DigestDay']>>(new Map());
  effect(() => {
    ended();
    const month = shown();
    void attempt(async () => {
      const answer = await ask('get', '/v1/digests/calendar', { query: { month, profile: profileId() } });
      if (month === shown.peek()) days.set(new Map(answer.days.map(one => [one.date, one])));
    });
  });
  const turn = (by: number) => {
    const at = new Date(`${shown.peek()}-15T12:00:00`);
    at.setMonth(at.getMonth() + by);
    shown.set(at.toLocaleDateString('sv').slice(0, 7));
    replace(to(['digests'], { ...profileQuery(), month: shown.peek() }), false);
  };
  const step = (by: number, label: string, picture: 'back' | 'forward') =>
    h('button', { type: 'button', class: 'plain', 'aria-label': label, onclick: () => turn(by) }, icon(picture));
  return h('section', { class: 'calendar', 'aria-label': t.calendar },
    h('div', { class: 'calendar-head' }, step(-1, t.monthBefore, 'back'), h('h2', { 'aria-live': 'polite' }, () => monthName(shown())),
      step(1, t.monthAfter, 'forward')),
    h('table', null,
      h('thead', null, h('tr', null, weekdays().map(([short, long]) => h('th', { scope: 'col', abbr: long }, short)))),
      h('tbody', null, () => weeks(shown()).map(week => h('tr', null,
        week.map(date => h('td', null, dayCell(date, days().get(date ?? '')))))))));
}

function dayCell(date: string | null, digest: Schemas['DigestDay'] | undefined): Child {
  if (!date) return null;
  const number = Number(date.slice(8));
  return digest
    ? h('a', { href: to(['digests', digest.digest], profileQuery()), title: day(date) }, h('b', null, number), ' ',
      h('small', null, digest.papers, h('span', { class: 'sr' }, t.papersBehind)))
    : h('span', { class: date === new Date().toLocaleDateString('sv') ? 'is-today' : null }, number);
}

/** The days of a month in weeks from Monday on; null before and behind it. */
function weeks(month: string): (string | null)[][] {
  const first = new Date(`${month}-01T12:00:00`);
  const count = new Date(first.getFullYear(), first.getMonth() + 1, 0).getDate();
  const cells: (string | null)[] = Array<null>((first.getDay() + 6) % 7).fill(null);
  for (let date = 1; date <= count; date++) cells.push(`${month}-${String(date).padStart(2, '0')}`);
  while (cells.length % 7 > 0) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(7 * week, 7 * week + 7));
}

function weekdays(): [string, string][] {
  const names = (weekday: 'short' | 'long') => Array.from({ length: 7 }, (_, at) =>
    new Date(2024, 0, 1 + at).toLocaleDateString(language.peek() === 'zh' ? 'zh-CN' : 'en-GB', { weekday }));
  const long = names('long');
  return names('short').map((short, at) => [short, long[at]!]);
}
