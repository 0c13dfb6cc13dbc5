// What the model has learned, term by term: what moves papers up, and what moves them down.
import { ask, Refusal, type Schemas } from '../api/client.js';
import { attempt, say } from '../state/notices.js';
import { profileId } from '../state/profile.js';
import { t } from '../texts/texts.js';
import { h, type Child } from '../view/dom.js';
import { icon } from '../view/icons.js';
import { signal } from '../view/signal.js';

type Term = Schemas['LearnedTerm'];
type Crossed = Schemas['ModelTermsResponse']['crossedOut'][number];

export function terms(): HTMLElement {
  const answer = signal<Schemas['ModelTermsResponse'] | null>(null);
  const id = profileId();
  const load = async () => {
    try {
      answer.set(await ask('get', '/v1/profiles/{id}/model/terms', { path: { id }, query: { limit: 60 } }));
    } catch (error) {
      // Without a model there is nothing to tell, which the view says above.
      if (!(error instanceof Refusal && error.status === 404)) throw error;
    }
  };
  void attempt(load);
  const cross = async (term: Crossed, isOut: boolean) => {
    await ask(isOut ? 'delete' : 'put', '/v1/profiles/{id}/model/terms/{term}',
      { path: { id, term: term.name }, query: { kind: term.kind } });
    await load();
  };
  const crossOut = (term: Crossed) => void attempt(async () => {
    await cross(term, true);
    say({ text: t.crossedOutSaid(term.name), undo: () => cross(term, false) });
  });
  return h('section', null, (): Child => {
    const all = answer()?.items ?? [];
    const crossed = answer()?.crossedOut ?? [];
    const [up, down] = [all.filter(({ weight }) => weight > 0).slice(0, 24), all.filter(({ weight }) => weight < 0).slice(0, 24)];
    if (up.length + down.length + crossed.length === 0) return null;
    const most = Math.max(...all.map(({ weight }) => Math.abs(weight)));
    const column = (title: string, some: readonly Term[]) => h('div', null, h('h3', { class: 'label' }, title),
      some.length === 0 ? h('p', { class: 'muted' }, t.termsNothing) : h('ul', { class: 'term-list' },
        some.map(term => entry(term, most, crossOut))));
    return [h('h2', null, t.termsTitle), h('p', { class: 'hint' }, t.termsHint),
      h('div', { class: 'two' }, column(t.termsUp, up), column(t.termsDown, down)),
      crossed.length > 0 && h('p', { class: 'crossed' }, h('span', { class: 'label' }, t.crossedOut), crossed.map(term => h('button', {
        type: 'button', class: 'plain', title: t.letCount(term.name), 'aria-label': t.letCount(term.name),
          onclick: () => void attempt(() => cross(term, false)),
      }, h('s', null, term.name), icon('undo'))))];
  });
}

function entry(term: Term, most: number, crossOut: (term: Crossed) => void): HTMLElement {
  const { kind, name, weight, likes, dislikes } = term;
  const bar = h('span', { class: `term-bar ${weight < 0 ? 'is-against' : ''}`, 'aria-hidden': 'true' });
  bar.style.width = `${Math.round(100 * Math.abs(weight) / most)}%`;
  return h('li', { title: t.termThumbs(likes, dislikes) },
    h('span', null, name, ' ', h('small', { class: 'muted' }, t.termKinds[kind])), bar,
      h('span', { class: 'muted' }, `${weight > 0 ? '+' : '−'}${Math.abs(weight).toFixed(2)}`),
    // Topics are the reader's own words; they are changed in the interests.
    kind === 'topic' ? h('span', null) : h('button', { type: 'button', class: 'plain', 'aria-label': t.crossOut(name),
      title: t.crossOut(name), onclick: () => crossOut({ kind, name }) }, icon('close')));
}
