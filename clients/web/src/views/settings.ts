// The model, who is signed in, feeds, and what this page can be told.
import { ask } from '../api/client.js';
import { attempt, say } from '../state/notices.js';
import { profileQuery } from '../state/profile.js';
import { clock, day, number, t } from '../texts/texts.js';
import { h, type Child } from '../view/dom.js';
import { icon } from '../view/icons.js';
import { to } from '../view/router.js';
import { signal } from '../view/signal.js';
import { feeds } from './feeds.js';
import { asked } from './insight.js';
import { showKeys } from './keys.js';
import { modelForm } from './model.js';
import { heading } from './shell.js';

export function settings(part: string | undefined): HTMLElement {
  return h('div', { class: 'view' },
    heading(t.places.settings, h('button', { type: 'button', class: 'button', onclick: showKeys }, icon('keyboard'), t.keysTitle)),
    part !== 'model' && h('nav', { class: 'settings-links', 'aria-label': t.more },
      (['interests', 'insight', 'runs'] as const).map(name => h('a', { href: to([name], profileQuery()) },
        icon(name === 'runs' ? 'clock' : name), name === 'runs' ? t.runsTitle : t.places[name]))),
    h('section', { class: 'part' }, h('h2', null, t.model), modelForm()),
    h('section', { class: 'part' }, h('h2', null, t.sessions), sessions()),
    h('section', { class: 'part' }, h('h2', null, t.feeds), feeds()),
    h('section', { class: 'part' }, h('h2', null, t.about), about()));
}

function sessions(): HTMLElement {
  const changed = signal(0);
  const remove = async (id: string, isCurrent: boolean) => {
    await ask('delete', '/v1/sessions/{id}', { path: { id } });
    // The next question of a browser that was signed out tells it so.
    if (isCurrent) await ask('get', '/v1/sessions', {});
    say({ text: t.signedOutSaid });
    changed.update(count => count + 1);
  };
  const link = signal('');
  return h('div', null, h('p', { class: 'hint' }, t.sessionsHint),
    () => (changed(), asked(() => ask('get', '/v1/sessions', {}),
      ({ items }): Child => items.length === 0 ? h('p', { class: 'muted' }, t.noSessions)
      : h('ul', { class: 'rows' }, items.map(({ id, name, createdAt, lastUsedAt, current }) => h('li', null,
        h('div', null, h('b', null, name), current && h('span', { class: 'badge' }, t.thisBrowser),
          h('p', { class: 'muted' }, t.sessionTimes(day(createdAt), `${day(lastUsedAt)}, ${clock(lastUsedAt)}`))),
        h('button', { type: 'button', class: 'button button-bad', 'aria-label': `${t.signOut}: ${name}`,
          onclick: () => void attempt(() => remove(id, current)) }, t.signOut)))))),
    h('p', { class: 'field-row' }, h('button', {
      type: 'button', class: 'button', onclick: () => void attempt(async () => link.set((await ask('post', '/v1/session/codes', {})).url)),
    }, t.newLink)),
    () => link() && h('div', { class: 'field' }, h('label', { for: 'new-link' }, t.newLinkHint),
      h('input', { id: 'new-link', readonly: true, value: link() })));
}

const about = (): HTMLElement => asked(() => ask('get', '/v1/info', {}), ({ version, papers, embedding, loss }) => [
  h('p', null, t.aboutText(version, number(papers), embedding.serving)),
  embedding.done < embedding.total && h('p', { class: 'hint' }, t.embeddingOn(number(embedding.done), number(embedding.total))),
  loss && h('p', { class: 'problem' }, loss),
  h('p', null, h('a', { href: '/swagger' }, t.apiLink)),
]);
