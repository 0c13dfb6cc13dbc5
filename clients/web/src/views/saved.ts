// Searches that are kept.
import { h } from '../view/dom.js';

export function savedSearches(_filters: () => unknown): HTMLElement {
  return h('div', null);
}
