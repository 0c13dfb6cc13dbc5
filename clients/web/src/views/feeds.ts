// Feeds for readers, each with a key of its own.
import { ask } from '../api/client.js';
import { attempt, say } from '../state/notices.js';
import { profileId } from '../state/profile.js';
import { day, t } from '../texts/texts.js';
import { h } from '../view/dom.js';
import { signal } from '../view/signal.js';
import { asked } from './insight.js';

export function feeds(): HTMLElement {
  const changed = signal(0);
  const address = signal('');
  const name = h('input', { id: 'feed-name', type: 'text', 'aria-label': t.feedName, placeholder: t.feedName });
  const make = async () => {
    const made = await ask('post', '/v1/feeds', { body: { profile: profileId(), name: name.value.trim() || undefined } });
    address.set(made.url);
    name.value = '';
    changed.update(count => count + 1);
  };
  const revoke = async (id: string) => {
    await ask('delete', '/v1/feeds/{id}', { path: { id } });
    say({ text: t.feedRevoked });
    changed.update(count => count + 1);
  };
  return h('div', null, h('p', { class: 'hint' }, t.feedsHint),
    () => (changed(), asked(() => ask('get', '/v1/feeds', {}), ({ items }) => items.length === 0 ? h('p', { class: 'muted' }, t.noFeeds)
      : h('ul', { class: 'rows' }, items.map(feed => h('li', null,
        h('div', null, h('b', null, feed.name), h('p', { class: 'muted' }, `${feed.profile} · ${day(feed.createdAt)}`)),
        h('button', { type: 'button', class: 'button button-bad', 'aria-label': t.removeFeed(feed.name),
          onclick: () => void attempt(() => revoke(feed.id)) }, t.revoke)))))),
    h('form', { class: 'field-row', onsubmit: (event: Event) => { event.preventDefault(); void attempt(make); } }, name,
      h('button', { class: 'button' }, t.newFeed)),
    () => address() && h('div', { class: 'field' }, h('label', { for: 'feed-address' }, t.feedOnce),
      h('input', { id: 'feed-address', readonly: true, value: address() })));
}
