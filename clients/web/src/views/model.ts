// The language model that judges.
import { ask } from '../api/client.js';
import { t } from '../texts/texts.js';
import { h } from '../view/dom.js';
import { asked } from './insight.js';

export const modelForm = (): HTMLElement => asked(() => ask('get', '/v1/llm/check', {}), ({ works, model, problem, notes }) =>
  [h('p', null, works ? t.modelWorks(model ?? '') : problem?.message ?? t.noModel), h('ul', null, notes.map(note => h('li', null, note)))]);
