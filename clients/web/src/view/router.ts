// Every view has an address. Links are ordinary links; those to views are followed without loading the page anew.
import { onCleanup, signal } from './signal.js';

export interface Address {
  /** The parts of the path, decoded. */
  parts: string[];
  query: URLSearchParams;
}

const read = (): Address => ({
  parts: location.pathname.split('/').filter(part => part !== '').map(decode),
  query: new URLSearchParams(location.search),
});

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // What is no encoded text is its own name, and no view has it.
    return part;
  }
}

const current = signal<Address>(read());

/** Where the reader is. */
export const address = (): Address => current();

/** The address of a view: its parts are encoded, empty parameters are left out. */
export function to(parts: string[], query: Record<string, string | null | undefined> = {}): string {
  const search = new URLSearchParams(Object.entries(query).filter((pair): pair is [string, string] => !!pair[1])).toString();
  return `/${parts.map(encodeURIComponent).join('/')}${search ? `?${search}` : ''}`;
}

/** Goes to a view; Back leads to where the reader was. */
export function go(where: string): void {
  if (where === location.pathname + location.search) return;
  keepPlace();
  history.pushState(null, '', where);
  arrived = null;
  current.set(read());
  scrollTo(0, 0);
}

/** Changes the address without a step in the history. */
export function replace(where: string, tellsViews = true): void {
  history.replaceState(history.state, '', where);
  if (tellsViews) current.set(read());
}

type Kept = Record<string, unknown> & { scroll?: number };

/** What was kept with the step in the history to which the reader has come, until the view takes it. */
let arrived = history.state as Kept | null;
let described: (() => object) | null = null;

/** What a view keeps of itself with its address, beside how far it is scrolled, for when Back or a reload leads there. */
export function remember(what: () => object): void {
  described = what;
  onCleanup(() => { if (described === what) described = null; });
}

const keepPlace = (): void => history.replaceState({ ...described?.(), scroll: scrollY }, '');

/** Whether Back or a reload has led to a place within a view. */
export const isBack = (): boolean => Number(arrived?.scroll ?? 0) > 0;

/** What was kept with this address, once: a view that has its content goes there. Nothing where the reader has come by a link. */
export function takePlace<T extends object>(): Partial<T> & { scroll: number } {
  const scroll = Number(arrived?.scroll ?? 0);
  const taken = { ...arrived, scroll: Number.isFinite(scroll) ? scroll : 0 } as Partial<T> & { scroll: number };
  arrived = null;
  return taken;
}

export function startRouter(): void {
  history.scrollRestoration = 'manual';
  addEventListener('popstate', () => {
    arrived = history.state as Kept | null;
    current.set(read());
  });
  addEventListener('pagehide', keepPlace);
  // Back and Forward leave without a word. What nobody has gone to yet is not overwritten.
  document.addEventListener('scrollend', () => { if (!arrived) keepPlace(); });
  document.addEventListener('click', event => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[href]');
    if (!link || link.target || link.origin !== location.origin || link.hasAttribute('download')) return;
    if (/^\/(v1|swagger|openapi|health)\b/.test(link.pathname)) return;
    if (link.hash && link.pathname === location.pathname) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
}
