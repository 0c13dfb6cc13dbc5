// The fields that sources list papers by.
import type { Signal } from '../view/signal.js';
import { h } from '../view/dom.js';
import type { Source } from './sources.js';

export const fields = (_kind: string): readonly string[] => [];

export const categoryPicker = (_sources: Signal<readonly Source[]>): HTMLElement => h('div', null);
