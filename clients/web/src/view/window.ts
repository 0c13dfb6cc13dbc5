// A long list of which only what is near the reader stands in the page; what is left out keeps its room.
import { glide, keyed, type Moves } from './dom.js';
import { effect, listen, onCleanup, untracked } from './signal.js';

/** An item at the top of what is seen, and how far below the window's upper edge it begins, in CSS pixels. */
export interface Spot {
  key: string;
  top: number;
}

export interface Windowed {
  /** Puts an item into the page, wherever the reader is; undefined where it is not listed. */
  reveal(key: string): HTMLElement | undefined;
  /** Whether some of an item is seen. */
  isSeen(key: string): boolean;
  /** Where the reader is; null where nothing of the list is seen. */
  spot(): Spot | null;
  /** Leads the reader back; whether the item is listed still. */
  restore(spot: Spot): boolean;
}

export interface WindowOptions {
  /** Items that stay in the page however far away the reader is. */
  pinned?: () => readonly (string | null)[];
  /** How many items there are with those that are not loaded yet. */
  total?: () => number;
}

/** A list of up to so many items is in the page whole. */
const few = 60;
/** No more stand in the page otherwise, but for those that are pinned, and for what is printed. */
const most = 120;
const mostPrinted = 500;

/** Fills `parent` with the elements of items, built once for each time that they come near; they carry their place for screen readers. */
export function windowed<T>(parent: HTMLElement, items: () => readonly T[], key: (item: T) => string, build: (item: T) => HTMLElement,
  { pinned = () => [], total = () => items().length }: WindowOptions = {}): Windowed {
  let all: readonly T[] = [];
  let at = new Map<string, number>();
  let isPrinting = false;
  const elements = new Map<string, HTMLElement>();
  let shown: readonly T[] = [];
  const heights = measured(() => schedule());
  const isLong = () => all.length > few;
  const moves: Moves = {
    before: some => isLong() ? new Map() : glide.before(some),
    after: places => glide.after(places),
  };
  const show = keyed(parent, key, (item: T) => {
    const element = build(item);
    const name = key(item);
    elements.set(name, element);
    heights.watch(element, name);
    onCleanup(() => {
      heights.leave(element);
      elements.delete(name);
    });
    return element;
  }, moves);

  /** The first element that is seen, and where it is. */
  function seen(): [string, HTMLElement, number] | null {
    for (const item of shown) {
      const element = elements.get(key(item))!;
      const { top, bottom } = element.getBoundingClientRect();
      if (bottom > 0) return top < innerHeight ? [key(item), element, top] : null;
    }
    return null;
  }

  /** Which places are in the page, in order. */
  function wanted(more: readonly (string | null)[]): number[] {
    if (!isLong()) return all.map((_, place) => place);
    const tops = heights.tops(all, key);
    const margin = Math.max(1200, 1.5 * innerHeight);
    const above = -parent.getBoundingClientRect().top;
    const first = isPrinting ? 0 : Math.max(0, after(tops, above - margin) - 1);
    const end = Math.min(all.length, isPrinting ? mostPrinted : Math.min(after(tops, above + innerHeight + margin), first + most));
    const focused = parent.contains(document.activeElement) && [...elements].find(([, one]) => one.contains(document.activeElement))?.[0];
    const kept = [...more, ...pinned(), focused || null].map(name => name === null ? -1 : at.get(name) ?? -1);
    const places = new Set(Array.from({ length: Math.max(0, end - first) }, (_, place) => first + place));
    for (const place of kept) if (place >= 0) places.add(place);
    return [...places].sort((a, b) => a - b);
  }

  function update(...more: (string | null)[]): void {
    const places = wanted(more);
    const next = places.map(place => all[place]!);
    const anchor = isLong() ? seen() : null;
    if (next.length !== shown.length || next.some((item, place) => item !== shown[place])) show(shown = next);
    const tops = isLong() ? heights.tops(all, key) : null;
    let last = -1;
    for (const place of places) {
      const element = elements.get(key(all[place]!))!;
      const gap = tops ? tops[place]! - tops[last + 1]! : 0;
      element.style.marginTop = gap > 0 ? `${gap}px` : '';
      element.setAttribute('aria-posinset', String(place + 1));
      element.setAttribute('aria-setsize', String(total()));
      last = place;
    }
    parent.style.paddingBottom = tops ? `${tops[all.length]! - tops[last + 1]!}px` : '';
    // The browser's own way to hold still what is read ends where margins change.
    parent.style.overflowAnchor = tops ? 'none' : '';
    if (!anchor?.[1].isConnected) return;
    const by = anchor[1].getBoundingClientRect().top - anchor[2];
    if (Math.abs(by) >= 1) scrollBy({ top: by, behavior: 'instant' });
  }

  let frame = 0;
  function schedule(): void {
    if (!frame && isLong()) frame = requestAnimationFrame(() => {
      frame = 0;
      update();
    });
  }
  onCleanup(() => cancelAnimationFrame(frame));
  effect(() => {
    all = items();
    total();
    untracked(() => {
      at = new Map(all.map((item, place) => [key(item), place]));
      heights.moved();
      update();
    });
  });
  listen(window, 'scroll', () => { if (isLong()) update(); });
  let width = innerWidth;
  listen(window, 'resize', () => {
    if (width !== innerWidth) heights.forget();
    width = innerWidth;
    schedule();
  });
  for (const kind of ['beforeprint', 'afterprint'] as const) listen(window, kind, () => {
    isPrinting = kind === 'beforeprint';
    update();
  });

  const reveal = (name: string) => {
    if (!elements.has(name) && at.has(name)) update(name);
    return elements.get(name);
  };
  return {
    reveal,
    isSeen(name) {
      const { top, bottom } = elements.get(name)?.getBoundingClientRect() ?? { top: 0, bottom: 0 };
      return bottom > 0 && top < innerHeight;
    },
    spot() {
      const found = seen();
      return found && { key: found[0], top: found[2] };
    },
    restore({ key: name, top }) {
      const element = reveal(name);
      if (!element) return false;
      scrollBy({ top: element.getBoundingClientRect().top - top, behavior: 'instant' });
      // Around it there is nothing yet.
      update(name);
      return true;
    },
  };
}

/** How many of the ascending tops are at a height or above it. */
function after(tops: Float64Array, height: number): number {
  let [low, high] = [0, tops.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tops[middle]! <= height) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Heights of what was seen; of the others a guess, which stays, so that nothing jumps. */
function measured(changed: () => void) {
  const known = new Map<string, number>();
  const names = new Map<Element, string>();
  let guess = 190;
  let cached: Float64Array | null = null;
  const observer = new ResizeObserver(entries => {
    let isNew = false;
    for (const { target, borderBoxSize } of entries) {
      const name = names.get(target);
      const height = borderBoxSize[0]!.blockSize;
      if (name === undefined || height === 0 || Math.abs((known.get(name) ?? 0) - height) < .5) continue;
      known.set(name, height);
      isNew = true;
    }
    if (!isNew) return;
    if (known.size <= few) guess = [...known.values()].reduce((sum, height) => sum + height, 0) / known.size;
    cached = null;
    changed();
  });
  onCleanup(() => observer.disconnect());
  return {
    watch(element: HTMLElement, name: string) {
      names.set(element, name);
      observer.observe(element);
    },
    leave(element: HTMLElement) {
      names.delete(element);
      observer.unobserve(element);
    },
    moved() { cached = null; },
    forget() {
      known.clear();
      cached = null;
    },
    /** Where each item begins, and the last one ends. */
    tops<T>(all: readonly T[], key: (item: T) => string): Float64Array {
      if (cached?.length === all.length + 1) return cached;
      cached = new Float64Array(all.length + 1);
      all.forEach((item, place) => { cached![place + 1] = cached![place]! + (known.get(key(item)) ?? guess); });
      return cached;
    },
  };
}
