// Search by words and by meaning, with filters that stand in the address, so that a search can be kept and shared.
import { ask } from '../api/client.js';
import { paperList, type Place } from '../papers/list.js';
import { attempt } from '../state/notices.js';
import { take, type Paper } from '../state/papers.js';
import { profileId, profileQuery } from '../state/profile.js';
import { number, t } from '../texts/texts.js';
import { h, type Child } from '../view/dom.js';
import { icon } from '../view/icons.js';
import { address, isBack, replace, takePlace, to } from '../view/router.js';
import { effect, onCleanup, signal } from '../view/signal.js';
import { savedSearches } from './saved.js';
import { empty, heading, loading } from './shell.js';

/** The filters, by the names of their parameters. */
const names = ['q', 'category', 'author', 'from', 'to', 'sort', 'feedback', 'marked', 'hideSeen'] as const;
export type Filters = Partial<Record<typeof names[number] | 'include', string>>;

export function search(): HTMLElement {
  const read = (): Filters => Object.fromEntries(names.map(name => [name,
    address().query.get(name) ?? '']).filter(([, value]) => value !== ''));
  const filters = signal<Filters>(read());
  let timer = 0;
  const change = (name: keyof Filters, value: string, wait = 0) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const next = { ...filters.peek(), [name]: value };
      if (value === '') delete next[name];
      replace(to(['search'], { ...profileQuery(), ...next }), false);
      filters.set(next);
    }, wait);
  };
  onCleanup(() => clearTimeout(timer));
  const isOpen = signal(Object.keys(filters.peek()).some(name => name !== 'q'));
  const words: HTMLInputElement = h('input', {
    id: 'words', type: 'search', autocomplete: 'off', 'aria-label': t.searchWords, placeholder: t.searchPlaceholder,
      value: filters.peek().q ?? '',
    oninput: () => change('q', words.value.trim(), 300),
    onkeydown: (event: KeyboardEvent) => { if (event.key === 'Enter') change('q', words.value.trim()); },
  });
  const wasBack = isBack();
  queueMicrotask(() => { if (!filters.peek().q && !wasBack && matchMedia('(min-width: 721px)').matches) words.focus(); });
  return h('div', { class: 'view' },
    heading(t.places.search),
    h('search', { class: 'search-line' }, words,
      h('button', { type: 'button', class: 'button', 'aria-expanded': () => String(isOpen()), onclick: () => isOpen.update(is => !is) },
        icon('interests'), t.filters)),
    () => isOpen() && filterForm(filters.peek(), change),
    savedSearches(filters),
    results(filters));
}

function filterForm(filters: Filters, change: (name: keyof Filters, value: string, wait?: number) => void): HTMLElement {
  const text = (name: 'category' | 'author', label: string, example: string) => h('div', { class: 'field' },
    h('label', { for: `filter-${name}` }, label), h('input', {
    id: `filter-${name}`, type: 'text', value: filters[name] ?? '', placeholder: example,
    oninput: (event: Event) => change(name, (event.target as HTMLInputElement).value.trim(), 400),
  }));
  const date = (name: 'from' | 'to', label: string) => h('div', { class: 'field' }, h('label', { for: `filter-${name}` }, label),
    h('input', {
    id: `filter-${name}`, type: 'date', value: filters[name] ?? '',
      onchange: (event: Event) => change(name, (event.target as HTMLInputElement).value),
  }));
  const select = (name: 'sort' | 'feedback', label: string, options: Record<string, string>) => h('div', { class: 'field' },
    h('label', { for: `filter-${name}` }, label), h('select', {
    id: `filter-${name}`, onchange: (event: Event) => change(name, (event.target as HTMLSelectElement).value),
  }, h('option', { value: '' }, t.any[name]), Object.entries(options).map(([value, text]) => h('option',
    { value, selected: filters[name] === value }, text))));
  return h('div', { class: 'filters' },
    text('author', t.author, 'Ada Lovelace'), text('category', t.category, 'cs.CL'), date('from', t.from), date('to', t.to),
    select('sort', t.sort, t.sorts), select('feedback', t.thumb, t.thumbs),
    h('label', { class: 'check' }, h('input', {
      type: 'checkbox', checked: filters.hideSeen === 'true', onchange: (event: Event) => change('hideSeen',
        (event.target as HTMLInputElement).checked ? 'true' : ''),
    }), t.hideSeen));
}

/** Who has read on for longer begins above the place where they were. */
const mostRestored = 3000;

/** What the filters find, a page at a time as the reader comes near the end. */
export function results(filters: () => Filters, nothing = t.nothingFound): HTMLElement {
  const found = signal<readonly Paper[] | undefined>(undefined);
  const about = signal<{ total: number; notice: string | null; correctedQuery: string | null; next: string | null } | null>(null);
  let asking: AbortController | null = null;
  const load = async (cursor?: string, limit = cursor ? 100 : 40) => {
    asking?.abort();
    asking = new AbortController();
    const { hideSeen, ...others } = filters();
    const answer = await ask('get', '/v1/papers', {
      query: { ...others, profile: profileId(), limit, cursor, hideSeen: hideSeen === 'true' || undefined } as never,
        signal: asking.signal,
    });
    found.set(cursor ? [...found.peek() ?? [], ...answer.items.map(take)] : answer.items.map(take));
    about.set({ total: answer.total, notice: answer.notice ?? null, correctedQuery: answer.correctedQuery ?? null,
      next: answer.next ?? null });
  };
  const list = paperList(() => found() ?? [], { total: () => about()?.total ?? 0 });
  /** As many as were loaded where the reader was, and then to that place. */
  const start = async () => {
    const place = takePlace<Place>();
    const loaded = Math.min(place.loaded ?? 0, mostRestored);
    await load(undefined, Math.min(Math.max(loaded, 40), 500));
    for (let next = about.peek()?.next; next && found.peek()!.length < loaded; next = about.peek()?.next) await load(next, 500);
    queueMicrotask(() => { if (!list.restore(place)) scrollTo(0, place.scroll); });
  };
  effect(() => {
    filters();
    void attempt(start);
  });
  onCleanup(() => asking?.abort());
  const end = h('div', { class: 'list-end' });
  const watch = new IntersectionObserver(entries => {
    const next = about.peek()?.next;
    if (next && entries.some(({ isIntersecting }) => isIntersecting)) {
      about.update(now => now && { ...now, next: null });
      void attempt(() => load(next));
    }
  }, { rootMargin: '1500px' });
  watch.observe(end);
  onCleanup(() => watch.disconnect());
  return h('div', null,
    h('p', { class: () => about()?.total === 0 ? 'sr' : 'subline', role: 'status' }, (): Child => {
      const now = about();
      return now && [t.found(number(now.total)), now.correctedQuery && ` ${t.corrected(now.correctedQuery)}`,
        now.notice && ` ${now.notice}`];
    }),
    () => found() === undefined ? loading() : found()!.length === 0 ? empty(nothing) : null,
    list.element, end);
}
