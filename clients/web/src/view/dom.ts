// Elements are built, never parsed: no text of a paper can become markup.
import { effect, onCleanup, scope, untracked } from './signal.js';

export type Child = Node | string | number | null | undefined | false | Child[] | (() => Child);
type Value = string | number | boolean | null | undefined;
/** Attributes; `on…` listens, a function is asked again when what it reads changes, `ref` is given the element. */
export type Attributes = { [name: string]: Value | ((event: never) => unknown) | (() => Value) };

const svgName = 'http://www.w3.org/2000/svg';

export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes?: Attributes | null,
  ...children: Child[]): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), attributes, children);
}

export function svg<K extends keyof SVGElementTagNameMap>(tag: K, attributes?: Attributes | null,
  ...children: Child[]): SVGElementTagNameMap[K] {
  return fill(document.createElementNS(svgName, tag), attributes, children);
}

function fill<E extends Element>(element: E, attributes: Attributes | null | undefined, children: Child[]): E {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name === 'ref') (value as (element: E) => void)(element);
    else if (name.startsWith('on')) element.addEventListener(name.slice(2), value as EventListener);
    else if (typeof value === 'function') effect(() => set(element, name, (value as () => Value)()));
    else set(element, name, value);
  }
  for (const child of children) add(element, child);
  return element;
}

function set(element: Element, name: string, value: Value): void {
  if (name === 'value' && element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement && name === 'value') {
    if (element.value !== value) element.value = String(value ?? '');
  } else if (name === 'checked' && element instanceof HTMLInputElement) element.checked = value === true;
  else if (name.startsWith('aria-')) {
    if (value === null || value === undefined) element.removeAttribute(name);
    else element.setAttribute(name, String(value));
  } else if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : String(value));
}

function add(parent: Node, child: Child): void {
  if (child === null || child === undefined || child === false) return;
  if (Array.isArray(child)) for (const one of child) add(parent, one);
  else if (typeof child === 'function') addChanging(parent, child);
  else parent.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
}

/** What stands between two marks is built anew when what it reads changes. */
function addChanging(parent: Node, make: () => Child): void {
  const [start, end] = [document.createComment(''), document.createComment('')];
  parent.appendChild(start);
  parent.appendChild(end);
  effect(() => {
    const made = document.createDocumentFragment();
    add(made, make());
    while (start.nextSibling && start.nextSibling !== end) start.nextSibling.remove();
    end.parentNode!.insertBefore(made, end);
  });
}

/**
 * A list whose elements stay those of their items: what moves is moved, with its focus and what is open in it.
 * An item is built once; what changes in it must be a signal of its own. The function that comes back shows items.
 */
export function keyed<T>(parent: HTMLElement, key: (item: T) => string, build: (item: T) => HTMLElement,
  moved?: Moves): (wanted: readonly T[]) => void {
  const shown = new Map<string, { element: HTMLElement; remove: () => void }>();
  onCleanup(() => { for (const { remove } of shown.values()) remove(); });
  return wanted => untracked(() => {
    const before = moved?.before([...shown.values()].map(({ element }) => element));
    const keys = new Set(wanted.map(key));
    const focused = document.activeElement;
    for (const [old, { element, remove }] of shown) {
      if (keys.has(old)) continue;
      remove();
      element.remove();
      shown.delete(old);
    }
    let place: Element | null = parent.firstElementChild;
    for (const item of wanted) {
      let entry = shown.get(key(item));
      if (!entry) {
        const [element, remove] = scope(() => build(item));
        shown.set(key(item), entry = { element, remove });
      }
      if (entry.element === place) place = place.nextElementSibling;
      else parent.insertBefore(entry.element, place);
    }
    if (focused instanceof HTMLElement && focused !== document.activeElement
      && parent.contains(focused)) focused.focus({ preventScroll: true });
    if (before) moved?.after(before);
  });
}

/** Told before and after elements change their places. */
export interface Moves {
  before(elements: HTMLElement[]): Map<HTMLElement, number>;
  after(places: Map<HTMLElement, number>): void;
}

/** Lets elements glide to their new places, unless the reader wants no motion. */
export const glide: Moves = {
  before: elements => new Map(elements.map(element => [element, element.getBoundingClientRect().top])),
  after(places) {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    for (const [element, top] of places) {
      const by = top - element.getBoundingClientRect().top;
      if (element.isConnected && Math.abs(by) > 1) {
        element.animate([{ transform: `translateY(${by}px)` }, { transform: 'none' }],
          { duration: 260, easing: 'cubic-bezier(.2,.7,.2,1)' });
      }
    }
  },
};
