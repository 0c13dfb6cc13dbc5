// One paper on a page of its own.
import { ask, Refusal } from '../api/client.js';
import { actions, byline } from '../papers/card.js';
import { details } from '../papers/details.js';
import { gradeOf } from '../papers/grade.js';
import { attempt } from '../state/notices.js';
import { noteSeen, take, type Paper } from '../state/papers.js';
import { profileId } from '../state/profile.js';
import { t } from '../texts/texts.js';
import { h } from '../view/dom.js';
import { signal } from '../view/signal.js';
import { empty, heading, loading } from './shell.js';

export function paperView(id: string): HTMLElement {
  const found = signal<Paper | null | undefined>(undefined);
  void attempt(async () => {
    try {
      const paper = take(await ask('get', '/v1/papers/{id}', { path: { id }, query: { profile: profileId() } }));
      found.set(paper);
      noteSeen(paper);
    } catch (error) {
      if (!(error instanceof Refusal && error.status === 404)) throw error;
      found.set(null);
    }
  });
  return h('div', { class: 'view paper-view' }, () => {
    const paper = found();
    if (paper === undefined) return loading();
    if (paper === null) return [heading(t.noSuchPaper), empty(t.noSuchPaperWhy)];
    const facts = paper.facts();
    return [
      heading(facts.title),
      h('p', { class: 'paper-by' }, byline(facts), facts.isSample && h('span', { class: 'badge' }, t.invented),
        facts.isWithdrawn && h('span', { class: 'badge badge-bad' }, t.withdrawn)),
      h('p', { class: 'paper-why' }, h('b', { class: `grade grade-${gradeOf(facts).level}` }, gradeOf(facts).word),
        h('span', null, facts.reasons.join(' '))),
      actions(paper, null),
      details(paper, null),
    ];
  });
}
