// A list that gets shorter as one reads: what is put away goes, what is only opened stays until it is put away.
import { markSeen, type Paper } from '../state/papers.js';
import { computed, effect, signal, untracked } from '../view/signal.js';
import { paperList, type PaperList } from './list.js';

export interface ReadingList {
  /** The papers that are left, which the keys act on. */
  list: PaperList;
  left: () => readonly Paper[];
  seen: () => readonly Paper[];
  putAway(some: readonly Paper[]): void;
}

export function readingList(order: () => readonly Paper[]): ReadingList {
  // Whoever builds the list does not build it anew where the order changes.
  const papers = untracked(order);
  // What was seen before is away, but for the paper that the address names.
  const opened = new URLSearchParams(location.search).get('paper');
  const away = signal<ReadonlySet<string>>(new Set(papers.filter(paper => paper.seen.peek() && paper.id !== opened).map(({ id }) => id)));
  const without = (some: readonly Paper[]) => new Set([...away.peek()].filter(id => !some.some(paper => paper.id === id)));
  const putAway = (some: readonly Paper[]) => {
    // Seen first, so that nothing brings them back.
    void markSeen(some, true, () => away.set(without(some)));
    away.set(new Set([...away.peek(), ...some.map(({ id }) => id)]));
  };
  effect(() => {
    const back = papers.filter(paper => !paper.seen());
    if (back.some(({ id }) => away.peek().has(id))) away.set(without(back));
  });
  const isGone = (paper: Paper): boolean => paper.thumb() === 'down';
  const left = computed(() => order().filter(paper => !away().has(paper.id) && !isGone(paper)));
  const seen = computed(() => order().filter(paper => away().has(paper.id) && !isGone(paper)));
  return { list: paperList(left, { putAway, isDone: () => false }), left, seen, putAway };
}
