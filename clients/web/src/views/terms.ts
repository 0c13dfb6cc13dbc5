// What the model has learned, term by term: what moves papers up, and what moves them down.
import { ask, Refusal, type Schemas } from '../api/client.js';
import { attempt } from '../state/notices.js';
import { profileId } from '../state/profile.js';
import { t } from '../texts/texts.js';
import { h, type Child } from '../view/dom.js';
import { signal } from '../view/signal.js';

type Term = Schemas['LearnedTerm'];

export function terms(): HTMLElement {
  const all = signal<readonly Term[]>([]);
  void attempt(async () => {
    try {
      all.set((await ask('get', '/v1/profiles/{id}/model/terms', { path: { id: profileId() }, query: { limit: 60 } })).items);
    } catch (error) {
      // Without a model there is nothing to tell, which the view says above.
      if (!(error instanceof Refusal && error.status === 404)) throw error;
    }
  });
  return h('section', null, (): Child => {
    const [up, down] = [all().filter(({ weight }) => weight > 0).slice(0, 24), all().filter(({ weight }) => weight < 0).slice(0, 24)];
    if (up.length + down.length === 0) return null;
    const most = Math.max(...all().map(({ weight }) => Math.abs(weight)));
    const column = (title: string, some: readonly Term[]) => h('div', null, h('h3', { class: 'label' }, title),
      some.length === 0 ? h('p', { class: 'muted' }, t.termsNothing) : h('ul', { class: 'term-list' }, some.map(term => entry(term, most))));
    return [h('h2', null, t.termsTitle), h('p', { class: 'hint' }, t.termsHint), h('div', { class: 'two' }, column(t.termsUp, up), column(t.termsDown, down))];
  });
}

function entry({ kind, name, weight, likes, dislikes }: Term, most: number): HTMLElement {
  const bar = h('span', { class: `term-bar ${weight < 0 ? 'is-against' : ''}`, 'aria-hidden': 'true' });
  bar.style.width = `${Math.round(100 * Math.abs(weight) / most)}%`;
  return h('li', { title: t.termThumbs(likes, dislikes) },
    h('span', null, name, ' ', h('small', { class: 'muted' }, t.termKinds[kind])), bar, h('span', { class: 'muted' }, `${weight > 0 ? '+' : '−'}${Math.abs(weight).toFixed(2)}`));
}
