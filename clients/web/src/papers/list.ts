// A list of papers that can be read with the keyboard alone, and whose open paper stands in the address.
import { markSeen, noteSeen, toggleSaved, toggleThumb, type Paper } from '../state/papers.js';
import { h } from '../view/dom.js';
import { address, remember, replace } from '../view/router.js';
import { computed, listen, onCleanup, signal, type Signal } from '../view/signal.js';
import { windowed } from '../view/window.js';
import { card } from './card.js';

export interface Move {
  from: number;
  to: number;
}

export interface PaperList {
  readonly element: HTMLElement;
  readonly selected: Signal<string | null>;
  readonly all: () => readonly Paper[];
  readonly open: () => string | null;
  readonly moves: Signal<ReadonlyMap<string, Move>>;
  select(id: string, scroll?: boolean): void;
  toggle(id: string): void;
  /** Puts away or brings back, and goes on to the next one. */
  done(paper: Paper): void;
  /** Whether a paper is put away already. */
  isDone(paper: Paper): boolean;
  putAway(papers: readonly Paper[]): void;
  /** Leads back to a place that was remembered with the address; whether it is there still. */
  restore(place: Place): boolean;
}

/** What a list remembers of itself: the paper at the top of what is seen, how far it is from the edge, and how many are loaded. */
export interface Place {
  paper?: string;
  top?: number;
  loaded?: number;
}

/** What a list can do in a way of its own. */
export interface ListOptions {
  /** Whether the open paper stands in the address. */
  isAddressed?: boolean;
  putAway?: (papers: readonly Paper[]) => void;
  isDone?: (paper: Paper) => boolean;
  /** How many papers there are with those that are not loaded yet. */
  total?: () => number;
}

/** The list that the keys act on: the last one that was built. */
let active: PaperList & { at(): [number, boolean] } | null = null;

/** @param papers What is listed, in order. */
export function paperList(papers: () => readonly Paper[], { isAddressed = true, total, ...options }: ListOptions = {}): PaperList {
  const selected = signal<string | null>(null);
  const opened = signal<string | null>(isAddressed ? address().query.get('paper') : null);
  const moves = signal<ReadonlyMap<string, Move>>(new Map());
  const element = h('div', { class: 'papers', role: () => papers().length > 0 ? 'feed' : null });
  // Whether the reader has scrolled since they chose a paper; the page's own scrolling, which takes its time, does not count.
  let hasLeft = false;
  const leave = () => { hasLeft = true; };
  for (const kind of ['wheel', 'touchmove'] as const) listen(window, kind, leave);
  listen(window, 'keydown', ({ key }) => { if (['PageUp', 'PageDown', 'Home', 'End', ' '].includes(key)) leave(); });
  listen(window, 'pointerdown', ({ target }) => { if (target === document.documentElement) leave(); });
  const list: PaperList & { at(): [number, boolean] } = {
    element, selected, moves, all: papers, open: computed(() => opened()),
    select(id, scroll = true) {
      hasLeft = false;
      selected.set(id);
      if (!scroll) return;
      const found = rows.reveal(id);
      // The title has the focus, so that a screen reader says it and Tab goes on from there.
      found?.querySelector<HTMLElement>('.paper-title a')?.focus({ preventScroll: true });
      found?.scrollIntoView({ block: found.classList.contains('is-open') ? 'start' : 'nearest', behavior: motion(found) });
    },
    toggle(id) {
      const next = opened.peek() === id ? null : id;
      const top = rows.reveal(id)?.getBoundingClientRect().top ?? 0;
      opened.set(next);
      selected.set(id);
      const paper = papers().find(one => one.id === id);
      if (next && paper) noteSeen(paper);
      if (isAddressed) {
        const { searchParams, pathname } = new URL(location.href);
        if (next) searchParams.set('paper', next);
        else searchParams.delete('paper');
        replace(`${pathname}${searchParams.size ? `?${searchParams}` : ''}`, false);
      }
      // Another paper that was open above has closed: the reader's line stays where it was.
      const now = rows.reveal(id);
      if (now) scrollBy({ top: now.getBoundingClientRect().top - top, behavior: 'instant' });
      if (next && now) now.querySelector<HTMLElement>('.paper-title a')?.focus({ preventScroll: true });
    },
    done(paper) {
      const all = papers();
      const at = all.findIndex(({ id }) => id === paper.id);
      const next = all[at + 1] ?? all[at - 1];
      if (opened.peek() === paper.id) list.toggle(paper.id);
      if (list.isDone(paper)) void markSeen([paper], false);
      else list.putAway([paper]);
      if (next) queueMicrotask(() => list.select(next.id));
    },
    isDone: options.isDone ?? (paper => paper.seen()),
    putAway: options.putAway ?? (all => void markSeen(all)),
    at() {
      const all = papers();
      const chosen = (document.activeElement?.closest<HTMLElement>('.paper'))?.dataset.id ?? selected.peek();
      const at = all.findIndex(({ id }) => id === chosen);
      if (at >= 0 && (!hasLeft || rows.isSeen(chosen!))) return [at, true];
      // Who has scrolled away goes on from what they see.
      const spot = rows.spot();
      return spot ? [all.findIndex(({ id }) => id === spot.key), false] : [at, at >= 0];
    },
    restore: ({ paper, top = 0 }) => paper !== undefined && rows.restore({ key: paper, top }),
  };
  const rows = windowed(element, papers, ({ id }) => id, paper => card(paper, list),
    { pinned: () => [opened.peek(), selected.peek()], ...(total && { total }) });
  if (isAddressed) remember((): Place => {
    const spot = rows.spot();
    return spot ? { paper: spot.key, top: spot.top, loaded: papers().length } : {};
  });
  active = list;
  onCleanup(() => { if (active === list) active = null; });
  return list;
}

/** Gliding past hundreds of papers shows nothing. */
function motion(element: HTMLElement): ScrollBehavior {
  const { top, bottom } = element.getBoundingClientRect();
  const isFar = top > 3 * innerHeight || bottom < -2 * innerHeight;
  return isFar || matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth';
}

/** Does what a key stands for, and says whether it stands for anything. */
export function pressInList(key: string): boolean {
  if (!active) return false;
  const papers = active.all();
  if (papers.length === 0) return false;
  const [at, isChosen] = active.at();
  const paper = isChosen ? papers[at] : undefined;
  switch (key) {
    case 'j': active.select(papers[Math.min(isChosen ? at + 1 : at, papers.length - 1)]!.id); return true;
    case 'k': active.select(papers[Math.max(isChosen ? at - 1 : at, 0)]!.id); return true;
    case 'n': {
      // Reads on: the next paper opens, and this one is seen.
      const next = papers[isChosen ? at + 1 : at];
      if (paper) noteSeen(paper);
      if (next && active.open() !== next.id) active.toggle(next.id);
      if (next) active.select(next.id);
      return true;
    }
  }
  if (!paper) return false;
  switch (key) {
    case 'o': case 'Enter': active.toggle(paper.id); return true;
    case 'u': void toggleThumb(paper, 'up'); return true;
    case 'x': void toggleThumb(paper, 'down'); return true;
    case 's': void toggleSaved(paper); return true;
    case 'd': active.done(paper); return true;
    case 'D': active.putAway(papers.slice(0, at + 1)); return true;
    case 'v': {
      const url = paper.facts.peek().url;
      if (url) open(url, '_blank', 'noreferrer');
      return url !== null;
    }
    default: return false;
  }
}
