// What a digest has to say of itself: one line, which opens.
import type { Schemas } from '../api/client.js';
import { t } from '../texts/texts.js';
import { h, type Child } from '../view/dom.js';
import { icon } from '../view/icons.js';
import { to } from '../view/router.js';
import { profileQuery } from '../state/profile.js';
import { empty } from './shell.js';
import { startButton } from './today.js';

type Digest = Schemas['DigestContent'];

export function noticesOf(digest: Digest): HTMLElement | null {
  const failed = digest.sources.filter(({ failure }) => failure);
  const count = digest.notices.length + failed.length;
  if (count === 0) return null;
  const kinds = digest.notices.map(({ kind }) => kind);
  const first = digest.notices[0];
  const short = (first && (t.shortNotices[first.kind as keyof typeof t.shortNotices] ?? first.text)) ?? failed[0]!.failure!;
  return h('details', { class: 'notices' },
    h('summary', null, icon('info'), h('span', { class: 'notices-first' }, short),
      count > 1 && h('span', { class: 'notices-more' }, t.moreNotices(count - 1))),
    h('ul', null,
      digest.notices.map(({ text }) => h('li', null, text)),
      failed.map(({ failure }) => h('li', null, failure!))),
    h('p', { class: 'notices-steps' },
      digest.isSample && h('a', { class: 'button', href: to(['welcome'], profileQuery()) }, t.setUp),
      kinds.includes('no-model') && h('a', { class: 'button', href: to(['settings', 'model']) }, t.connectModel),
      failed.length > 0 && startButton(t.tryAgain)));
}

/** Why there is nothing, and what came nearest. */
export function nothingHere(digest: Digest): Child {
  return [
    empty(digest.counts.considered === 0 ? t.nothingNew : t.nothingRelevant(digest.counts.considered), startButton(t.lookAgain)),
    digest.missed.length > 0 && h('section', { class: 'missed' }, h('h2', null, t.bestMissed),
      h('ul', null, digest.missed.map(({ id, title, reason }) => h('li', null,
      h('a', { href: to(['papers', id], profileQuery()) }, title), h('p', { class: 'muted' }, reason))))),
  ];
}
