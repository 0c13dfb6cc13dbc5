// A run in one line at the top of every view: how far it is, and how it ended.
import { cancelRun, isOn, run, type Run } from '../state/runs.js';
import { money, number, t } from '../texts/texts.js';
import { h, type Child } from '../view/dom.js';
import { icon } from '../view/icons.js';
import { to } from '../view/router.js';
import { signal } from '../view/signal.js';

const closed = signal('');

export function runBar(): HTMLElement {
  return h('div', { class: 'run-place' }, () => {
    const now = run();
    if (!now || (!isOn(now) && closed() === now.id)) return null;
    return h('div', { class: `run is-${now.state}` },
      isOn(now) && progress(now),
      h('div', { class: 'run-line' },
        isOn(now) && h('span', { class: 'spinner', 'aria-hidden': 'true' }),
        h('a', { class: 'run-text', href: to(['runs', now.id]) }, h('span', { role: 'status' }, stageOf(now))),
        h('span', { class: 'run-cost' }, costOf(now)),
        isOn(now)
          ? h('button', { type: 'button', class: 'plain', onclick: () => void cancelRun(now) }, t.cancel)
          : h('button', { type: 'button', class: 'plain', 'aria-label': t.close, onclick: () => closed.set(now.id) }, icon('close'))));
  });
}

/** The share that is done, or that something goes on. */
export function progress(one: Run): HTMLElement {
  const isKnown = one.total > 0;
  return h('progress', { class: 'run-progress', max: 1, value: isKnown ? one.done / one.total : null, 'aria-label': stageOf(one) });
}

export function stageOf(one: Run): string {
  if (!isOn(one)) return t.runStates[one.state as keyof typeof t.runStates];
  if (one.state === 'queued') return t.runStates.queued;
  const stage = t.stages[one.stage as keyof typeof t.stages] ?? one.stage ?? t.runStates.running;
  return one.total > 0 ? `${stage} · ${number(one.done)} / ${number(one.total)}` : `${stage}…`;
}

export function costOf(one: Run): Child {
  const { requests, inputTokens, outputTokens, usd } = one.cost;
  if (requests === 0) return null;
  return [t.tokens(number(inputTokens + outputTokens)), usd !== null && usd !== undefined && ` · ${money(usd)}`];
}
