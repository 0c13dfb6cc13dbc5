// A run as it goes: its stages, what it costs, what went wrong and what to do about it.
import { ask, Refusal } from '../api/client.js';
import { attempt } from '../state/notices.js';
import { profileId, profileQuery } from '../state/profile.js';
import { cancelRun, isOn, run as current, startRun, type Run } from '../state/runs.js';
import { clock, day, number, t } from '../texts/texts.js';
import { h, type Child } from '../view/dom.js';
import { icon } from '../view/icons.js';
import { to } from '../view/router.js';
import { effect, signal } from '../view/signal.js';
import { costOf, progress, stageOf } from './runbar.js';
import { empty, heading, loading } from './shell.js';

const stages = ['harvest', 'prefilter', 'judge', 'reading', 'overview', 'digest'] as const;

export function runView(id: string): HTMLElement {
  const shown = signal<Run | null | undefined>(undefined);
  void attempt(async () => {
    try {
      shown.set(await ask('get', '/v1/runs/{id}', { path: { id } }));
    } catch (error) {
      if (!(error instanceof Refusal && error.status === 404)) throw error;
      shown.set(null);
    }
  });
  effect(() => {
    const now = current();
    if (now?.id === id) shown.set(now);
  });
  return h('div', { class: 'view' }, () => {
    const one = shown();
    if (one === undefined) return loading();
    if (one === null) return [heading(t.runTitle), empty(t.noRun)];
    return [heading(t.runTitle, isOn(one)
      ? h('button', { type: 'button', class: 'button button-bad', onclick: () => void cancelRun(one) }, icon('close'), t.cancel)
      : again(one)), body(one)];
  });
}

/** The runs of late. */
export function runsView(): HTMLElement {
  const all = signal<readonly Run[] | undefined>(undefined);
  effect(() => {
    current();
    void attempt(async () => all.set((await ask('get', '/v1/runs', { query: { limit: 30 } })).items));
  });
  return h('div', { class: 'view' }, heading(t.runsTitle), () => !all() ? loading() : all()!.length === 0 ? empty(t.noRuns) : h('ul',
    { class: 'digest-list' }, all()!.map(one => h('li', null,
    h('a', { href: to(['runs', one.id]) }, day(one.createdAt, 'weekday'), `, ${clock(one.createdAt)}`),
    h('span', { class: 'muted' }, stageOf(one), ' ', costOf(one))))));
}

const again = (one: Run): Child => one.kind === 'digest'
  && h('button', { type: 'button', class: 'button', onclick: () => void startRun({ kind: 'digest', profile: profileId() }) },
    icon('refresh'), t.runAgain);

function body(one: Run): Child {
  const at = stages.indexOf(one.stage as typeof stages[number]);
  const isPast = !isOn(one) && one.state !== 'failed' && one.state !== 'cancelled';
  return [
    h('p', { class: 'subline', role: 'status' }, stageOf(one), h('span', { class: 'muted' }, ' ', costOf(one))),
    isOn(one) && progress(one),
    one.kind === 'digest' && h('ol', { class: 'steps' }, stages.map((stage, place) => h('li', {
      class: isPast || place < at ? 'is-done' : place === at && isOn(one) ? 'is-now' : '',
        'aria-current': place === at && isOn(one) ? 'step' : null,
    }, icon(isPast || place < at ? 'check' : 'clock'), t.stages[stage]))),
    Object.keys(one.counts).length > 0 && h('dl', { class: 'numbers' },
      Object.entries(one.counts as Record<string, number>).map(([name, count]) =>
      h('div', null, h('dt', null, t.counts[name as keyof typeof t.counts] ?? name), h('dd', null, number(count))))),
    one.problems.length > 0 && h('section', { class: 'problems' }, h('h2', null, t.problems),
      h('ul', null, one.problems.map(({ part, message }) =>
      h('li', null, message, ' ', nextStep(part, one))))),
    one.digest && h('p', { class: 'more-line' }, h('a', { class: 'button button-main', href: to(['digests', one.digest], profileQuery()) },
      icon('today'), t.toDigest)),
  ];
}

/** What can be done about a problem, where that is one step. */
function nextStep(part: string, { digest }: Run): Child {
  if (part === 'judge' || part === 'llm') return h('a', { href: to(['settings', 'model']) }, t.checkModel);
  if (['arxiv', 'huggingface', 'biorxiv', 'medrxiv', 'openreview', 'semanticscholar', 'feed', 'zotero'].includes(part)) return h('a',
    { href: to(['interests'], profileQuery()) }, t.changeSources);
  if (part === 'budget') return h('a', { href: to(['interests'], profileQuery()) }, t.changeBudget);
  if (part === 'embedding') return h('a', { href: to(['settings']) }, t.places.settings);
  // What was missing may be there now: what has been read already is not read again.
  if (digest && (part === 'reading' || part === 'overview')) return readAgain(digest);
  return null;
}

const readAgain = (id: string): HTMLElement => h('button', { type: 'button', class: 'plain', disabled: () => isOn(current()),
  onclick: () => void attempt(async () => {
    const { profile, date, style } = await ask('get', '/v1/digests/{id}', { path: { id } });
    await startRun({ kind: 'digest', profile, date, style });
  }) }, icon('refresh'), t.readInStyle);
