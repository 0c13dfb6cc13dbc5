// What the model has learned.
import { h } from '../view/dom.js';

export const terms = (): HTMLElement => h('div', null);
