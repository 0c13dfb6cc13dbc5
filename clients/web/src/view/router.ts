// Every view has an address. Links are ordinary links; those to views are followed without loading the page anew.
import { signal } from './signal.js';

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
  history.replaceState({ scroll: scrollY }, '');
  history.pushState({ scroll: 0 }, '', where);
  current.set(read());
  scrollTo(0, 0);
}

/** Changes the address without a step in the history. */
export function replace(where: string, tellsViews = true): void {
  history.replaceState(history.state, '', where);
  if (tellsViews) current.set(read());
}

/** The place to which Back has led, once; a view that has its content scrolls there. */
export function takeScroll(): number {
  const scroll = Number((history.state as { scroll?: number } | null)?.scroll ?? 0);
  return Number.isFinite(scroll) ? scroll : 0;
}

export function startRouter(): void {
  history.scrollRestoration = 'manual';
  addEventListener('popstate', () => current.set(read()));
  addEventListener('pagehide', () => history.replaceState({ scroll: scrollY }, ''));
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
