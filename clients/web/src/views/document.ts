// A digest as a document in one of its styles, well typeset, with thumbs at its papers.
import { ask, type Schemas } from '../api/client.js';
import { askDocument } from '../api/document.js';
import { attempt } from '../state/notices.js';
import { take } from '../state/papers.js';
import { profileQuery } from '../state/profile.js';
import { ended, isOn, run, startRun } from '../state/runs.js';
import { day, t } from '../texts/texts.js';
import { h, type Child } from '../view/dom.js';
import { icon } from '../view/icons.js';
import { go, to } from '../view/router.js';
import { effect, signal } from '../view/signal.js';
import { heading, loading } from './shell.js';
import { typeset } from './typeset.js';

export function documentView(id: string, style: string | undefined): HTMLElement {
  const shown = signal<Child>(loading());
  const digest = signal<Schemas['DigestContent'] | null>(null);
  const styles = signal<readonly string[]>([]);
  const load = async () => {
    const [content, text, all] = await Promise.all([
      ask('get', '/v1/digests/{id}', { path: { id } }),
        askDocument(`/v1/digests/${encodeURIComponent(id)}${style ? `?style=${encodeURIComponent(style)}` : ''}`),
      ask('get', '/v1/styles', {})]);
    digest.set(content);
    styles.set(all.items.filter(({ problem }) => !problem).map(({ name }) => name));
    shown.set(typeset(text, content.papers.map(take), content));
    if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  };
  // A run may have read what this style shows.
  effect(() => {
    ended();
    void attempt(load);
  });
  const picker = () => h('label', { class: 'style-picker' }, h('span', { class: 'sr' }, t.style), h('select', {
    onchange: (event: Event) => go(to(['digests', id, (event.target as HTMLSelectElement).value], profileQuery())),
  }, styles().map(name => h('option', { value: name, selected: name === (style ?? digest()?.style) },
    t.styleNames[name as keyof typeof t.styleNames] ?? name))));
  return h('div', { class: 'view document' },
    () => heading(digest() ? day(digest()!.date, 'weekday') : t.places.digests,
      styles().length > 0 && picker(),
      h('a', { class: 'button', href: to(['digests', id], profileQuery()) }, icon('today'), t.asList),
      h('button', { type: 'button', class: 'button', onclick: () => print() }, icon('print'), t.print)),
    () => {
      const now = digest();
      return now && style && style !== now.style && readButton(now, style);
    },
    h('div', { class: 'doc' }, shown));
}

/** What a style shows beyond the one that a digest was made in is read and written by a run, which may take its time and cost. */
const readButton = ({ profile, date }: Schemas['DigestContent'], style: string): HTMLElement => h('p', { class: 'read-style' },
  h('button', { type: 'button', class: 'button', disabled: () => isOn(run()),
    onclick: () => void startRun({ kind: 'digest', profile, date, style }) }, icon('refresh'), t.readInStyle),
  h('span', { class: 'hint' }, t.readInStyleHint));
