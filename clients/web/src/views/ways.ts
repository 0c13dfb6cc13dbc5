// Ways to tell what interests one by papers: picked from all over the field, as a list or a library's file, or out of Zotero.
import { ask, type Schemas } from '../api/client.js';
import { byline } from '../papers/card.js';
import { attempt } from '../state/notices.js';
import { take, type Paper } from '../state/papers.js';
import { profileId } from '../state/profile.js';
import { ended, isOn, run } from '../state/runs.js';
import { t } from '../texts/texts.js';
import { h, type Child } from '../view/dom.js';
import { textArea } from '../view/fields.js';
import { icon } from '../view/icons.js';
import { effect, signal, type Signal } from '../view/signal.js';
import { empty, loading } from './shell.js';
import { startButton } from './today.js';

export const ways = ['text', 'pick', 'papers', 'zotero'] as const;
export type Way = typeof ways[number];

const offered = 36;
const example = '2601.12080\n10.1103/PhysRevLett.116.061102\nhttps://arxiv.org/abs/1706.03762';

/** Papers to choose from, one for each part of the field. */
export function pickField(picked: Signal<ReadonlySet<string>>): HTMLElement {
  const found = signal<readonly Paper[] | null>(null);
  effect(() => {
    ended();
    void attempt(async () => {
      const { items } = await ask('get', '/v1/papers/spread', { query: { profile: profileId(), count: offered } });
      found.set(items.map(take));
    });
  });
  const set = (id: string, isPicked: boolean) => {
    const next = new Set(picked.peek());
    if (isPicked) next.add(id);
    else next.delete(id);
    picked.set(next);
  };
  const one = (paper: Paper): HTMLElement => {
    const facts = paper.facts.peek();
    return h('li', null, h('label', { class: 'check' },
      h('input', { type: 'checkbox', checked: () => picked().has(paper.id),
        onchange: (event: Event) => set(paper.id, (event.target as HTMLInputElement).checked) }),
      h('span', null, h('b', null, facts.title), h('span', { class: 'paper-by' }, byline(facts)),
        h('span', { class: 'pick-text' }, facts.abstract))));
  };
  return h('div', { class: 'field' },
    h('p', { class: 'hint' }, t.pickHint),
    () => {
      const now = found();
      if (!now) return loading();
      // The first run brings papers.
      return now.length === 0 ? empty(() => isOn(run()) ? t.runOnFirst : t.pickNothing, startButton(t.makeDigest))
        : h('ul', { class: 'picks' }, now.map(one));
    },
    h('p', { role: 'status', class: 'hint' }, () => t.picked(picked().size)));
}

/** A list that is pasted, or a file of a library that is chosen or dropped. */
export function listField(list: Signal<string>, problem: Signal<string>): HTMLElement {
  const shape = signal(0);
  const read = (file: File | undefined) => {
    if (!file) return;
    problem.set('');
    if (file.size > 1_000_000) return problem.set(t.fileTooLarge);
    void attempt(async () => {
      list.set(await file.text());
      shape.update(count => count + 1);
    });
  };
  const isOver = signal(false);
  return h('div', {
    class: () => `field drop ${isOver() ? 'is-over' : ''}`,
    ondragover: (event: DragEvent) => { event.preventDefault(); isOver.set(true); },
    ondragleave: () => isOver.set(false),
    ondrop: (event: DragEvent) => {
      event.preventDefault();
      isOver.set(false);
      read(event.dataTransfer?.files[0]);
    },
  },
  () => (shape(), textArea(t.papersText, list, 8, example, t.papersHint)),
  h('label', { class: 'button file-button' }, icon('document'), t.chooseFile, h('input', {
    type: 'file', class: 'sr', accept: '.bib,.ris,.txt,.nbib,.xml,.json,text/plain',
    onchange: (event: Event) => read((event.target as HTMLInputElement).files?.[0]),
  })));
}

export const zoteroField = (): Child => [h('p', null, t.zoteroWay), h('p', { class: 'hint' }, t.zoteroHint)];

/** Makes Zotero one of a profile's sources and brings its library in. */
export async function takeZotero(id: string, sources: readonly Schemas['SourceSpecInput'][]): Promise<Schemas['ProfileResponse']> {
  const all = sources.some(({ kind }) => kind === 'zotero') ? sources : [...sources, { kind: 'zotero' as const }];
  const changed = await ask('patch', '/v1/profiles/{id}', { path: { id }, body: { sources: [...all] } });
  await ask('post', '/v1/profiles/{id}/library/sync', { path: { id } });
  return changed;
}
