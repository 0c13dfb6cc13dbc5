// Searches that are kept; one can be a source of the digest.
import { ask, type Schemas } from '../api/client.js';
import { attempt, say } from '../state/notices.js';
import { profileId, profileQuery } from '../state/profile.js';
import { t } from '../texts/texts.js';
import { h } from '../view/dom.js';
import { checkField, textField } from '../view/fields.js';
import { icon } from '../view/icons.js';
import { to } from '../view/router.js';
import { signal } from '../view/signal.js';
import type { Filters } from './search.js';

type Kept = Schemas['SearchResponse'];

export function savedSearches(filters: () => Filters): HTMLElement {
  const all = signal<readonly Kept[]>([]);
  const isNaming = signal(false);
  const load = async () => all.set((await ask('get', '/v1/searches', { query: { profile: profileId() } })).items);
  void attempt(load);
  const remove = async ({ id }: Kept) => {
    await ask('delete', '/v1/searches/{id}', { path: { id } });
    await load();
  };
  const name = signal('');
  const isSource = signal(false);
  const keep = async () => {
    const { q, category, author } = filters();
    await ask('post', '/v1/searches', { body: { profile: profileId(), name: name.peek().trim() || q || author || category || '', q,
      category, author, asSource: isSource.peek() } });
    isNaming.set(false);
    say({ text: t.searchKept });
    await load();
  };
  const isWorthKeeping = () => !!(filters().q || filters().author || filters().category);
  return h('div', { class: 'kept-searches', role: 'group', 'aria-label': t.savedSearchesLabel },
    () => all().map(search => h('span', { class: 'chip' }, search.asSource && h('span', { title: t.asSource }, icon('spark')),
      h('a', { href: to(['search'], { ...profileQuery(), q: search.q, category: search.category, author: search.author }) }, search.name),
      h('button', { type: 'button', 'aria-label': t.removeSearch(search.name), onclick: () => void attempt(() => remove(search)) }, '×'))),
    () => isWorthKeeping() && !isNaming() && h('button', { type: 'button', class: 'plain',
      onclick: () => { name.set(filters().q ?? ''); isNaming.set(true); } }, icon('save'), t.keepSearch),
    () => isNaming() && h('form', { class: 'keep-search', onsubmit: (event: Event) => { event.preventDefault(); void attempt(keep); } },
      textField(t.searchName, name), checkField(t.asSource, isSource),
      h('div', { class: 'field-row' }, h('button', { class: 'button button-main' }, t.keepSearch),
        h('button', { type: 'button', class: 'button', onclick: () => isNaming.set(false) }, t.cancel))));
}
