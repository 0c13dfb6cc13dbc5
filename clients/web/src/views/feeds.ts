// Feeds for readers.
import { h } from '../view/dom.js';

export const feeds = (): HTMLElement => h('div', null);
