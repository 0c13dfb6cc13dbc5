// The fields that sources list papers by, as the daemon knows them, with what each brings a day.
import { ask, type Schemas } from '../api/client.js';
import { attempt } from '../state/notices.js';
import { t } from '../texts/texts.js';
import { h, type Child } from '../view/dom.js';
import { computed, effect, signal, type Signal } from '../view/signal.js';
import type { Source } from './sources.js';

type Catalogue = Schemas['CatalogueResponse']['items'];

const catalogue = signal<Catalogue>([]);

function load(): void {
  if (catalogue.peek().length === 0) void attempt(async () => catalogue.set((await ask('get', '/v1/sources/catalogue', {})).items));
}

/** The ids of a kind's categories. */
export function fields(kind: string): readonly string[] {
  load();
  return catalogue().find(one => one.kind === kind)?.groups?.flatMap(({ categories }) => categories.map(({ id }) => id)) ?? [];
}

/** arXiv's fields to choose from. */
export function categoryPicker(sources: Signal<readonly Source[]>): HTMLElement {
  load();
  const words = signal('');
  const chosen = computed(() => new Set(sources().flatMap(source => source.kind === 'arxiv' ? source.categories : [])));
  const set = (id: string, isOn: boolean) => {
    const now = [...chosen()].filter(one => one !== id);
    const categories = isOn ? [...now, id] : now;
    const others = sources.peek().filter(({ kind }) => kind !== 'arxiv');
    const own = sources.peek().find(({ kind }) => kind === 'arxiv')
      ?? { kind: 'arxiv', categories: [], crossLists: null, replacements: null, limit: null, via: null, url: null, collection: null,
      venue: null };
    sources.set(categories.length > 0 ? [{ ...own, categories }, ...others] : others);
  };
  const list = h('div', { class: 'fields', role: 'group', 'aria-label': t.categories, tabindex: 0 });
  effect(() => {
    const groups = catalogue().find(({ kind }) => kind === 'arxiv')?.groups ?? [];
    const wanted = words().trim().toLowerCase();
    const shown = groups.map(group => ({
      ...group, categories: group.categories.filter(({ id, name,
        sameAs }) => !sameAs && `${group.name} ${id} ${name}`.toLowerCase().includes(wanted)),
    })).filter(({ categories }) => categories.length > 0);
    list.replaceChildren(...shown.flatMap(({ name, categories }) => [h('h3', null, name),
      ...categories.map(one => option(one, chosen, set))]));
  });
  return h('div', null,
    h('div', { class: 'field-row' }, h('input', {
      type: 'search', 'aria-label': t.fieldsFind, placeholder: t.fieldsFind,
        oninput: (event: Event) => words.set((event.target as HTMLInputElement).value),
    }), h('span', { class: 'hint', role: 'status' }, () => t.fieldsChosen(chosen().size))),
    list);
}

function option({ id, name, perDay }: { id: string; name: string; perDay?: number | null }, chosen: () => ReadonlySet<string>,
  set: (id: string, isOn: boolean) => void): HTMLElement {
  const count: Child = perDay !== null && perDay !== undefined && ` · ${t.perDay(perDay)}`;
  return h('label', { class: 'check' }, h('input', {
    type: 'checkbox', checked: () => chosen().has(id), onchange: (event: Event) => set(id, (event.target as HTMLInputElement).checked),
  }), h('span', null, name, ' ', h('small', null, id, count)));
}
