// What the model has learned, what the judge saw and what it cost, and how the sources are.
import { ask, type Schemas } from '../api/client.js';
import { attempt } from '../state/notices.js';
import { profileId, profileQuery } from '../state/profile.js';
import { day, money, number, percent, t } from '../texts/texts.js';
import { columns, lines } from '../view/charts.js';
import { h, type Child } from '../view/dom.js';
import { to } from '../view/router.js';
import { signal } from '../view/signal.js';
import { mapView } from './map.js';
import { empty, heading, loading } from './shell.js';
import { terms } from './terms.js';

const parts = { learning, judging, costs, sources, map: mapView } as const;
type Part = keyof typeof parts;

export function insight(part: string | undefined): HTMLElement {
  const chosen: Part = part && part in parts ? part as Part : 'learning';
  return h('div', { class: 'view view-wide' },
    heading(t.places.insight),
    h('nav', { class: 'tabs', 'aria-label': t.places.insight }, (Object.keys(parts) as Part[]).map(name =>
      h('a', { href: to(['insight', name], profileQuery()), 'aria-current': name === chosen ? 'page' : null }, t.insight[name]))),
    parts[chosen]());
}

/** Shows what was asked for when it has come. */
export function asked<T>(question: () => Promise<T>, show: (answer: T) => Child): HTMLElement {
  const answer = signal<T | undefined>(undefined);
  void attempt(async () => answer.set(await question()));
  return h('div', { class: 'insight' }, () => answer() === undefined ? loading() : show(answer()!));
}

function learning(): HTMLElement {
  const id = profileId();
  return asked(async () => Promise.all([
    ask('get', '/v1/profiles/{id}/model/history', { path: { id } }), ask('get', '/v1/profiles/{id}/model', { path: { id } }),
      ask('get', '/v1/judge/agreement', { query: { profile: id } }),
  ]), ([{ items }, model, agreement]) => {
    const points = [...items].sort((a, b) => a.version - b.version);
    return [
      points.length === 0 ? empty(t.learnedNothing) : [
        points.filter(({ auc }) => auc !== null && auc !== undefined).length < 2 ? empty(t.learnedFew)
          : lines(t.learningCurve, points.map(({ statements }) => number(statements)), [
          { name: t.withThumbs, values: points.map(({ auc }) => auc ?? null) },
            { name: t.criteriaAlone, values: points.map(({ criteriaAuc }) => criteriaAuc ?? null) },
        ], { from: .5, upTo: 1, form: percent }),
        h('p', { class: 'hint' }, t.learningHint, ' ', t.modelUsed(model.used, points.at(-1)!.likes, points.at(-1)!.dislikes)),
      ],
      terms(),
      h('section', null, h('h2', null, t.agreement), h('p', null, t.tastes[agreement.taste as keyof typeof t.tastes]),
        agreement.weeks.length > 0 && lines(t.agreementWeeks, agreement.weeks.map(({ from }) => day(from, 'short')), [
          { name: t.meanUp, values: agreement.weeks.map(({ meanUp }) => meanUp ?? null) },
            { name: t.meanDown, values: agreement.weeks.map(({ meanDown }) => meanDown ?? null) },
        ], { from: 0, upTo: 10 })),
    ];
  });
}

function judging(): HTMLElement {
  return asked(() => ask('get', '/v1/profiles/{id}/funnel', { path: { id: profileId() } }),
    ({ total, weeks, minRelevance, mustReadGrade }) => {
    if (total.papers === 0) return empty(t.judgedNothing);
    const names = weeks.map(({ from }) => day(from, 'short'));
    const share = (name: string, of: (week: typeof total) => Schemas['SeenShareResponse'] | null | undefined) => ({
      name, values: weeks.map(week => of(week)?.share ?? null), bands: weeks.map(week => { const one = of(week); return one ? [one.low,
        one.high] as [number, number] : null; }),
    });
    return [
      h('dl', { class: 'figures-row' },
        figure(t.mustReadsSeen(mustReadGrade),
          total.mustReads ? `${percent(total.mustReads.share)} (${percent(total.mustReads.low)}–${percent(total.mustReads.high)})` : '–'),
        figure(t.relevantSeen(minRelevance), total.relevant ? percent(total.relevant.share) : '–'),
        figure(t.papersJudged, `${number(total.judged)} / ${number(total.papers)}`),
        figure(t.tokensSaved, total.tokens.all > 0 ? percent(total.tokens.saved / total.tokens.all) : '–')),
      lines(t.seenByWeek, names, [share(t.mustReads, week => week.mustReads), share(t.relevant, week => week.relevant)],
        { from: 0, upTo: 1, form: percent }),
      columns(t.tokensByWeek, names, [{ name: t.used, values: weeks.map(({ tokens }) => tokens.used) },
        { name: t.spared, values: weeks.map(({ tokens }) => tokens.saved) }], { form: compact }),
    ];
  });
}

function costs(): HTMLElement {
  return asked(() => ask('get', '/v1/costs', {}), ({ total, byDay, byPurpose, byModel, from, to: upTo }) => {
    if (total.requests === 0) return empty(t.costNothing);
    const isPriced = total.usd !== null && total.usd !== undefined;
    const names = byDay.map(one => day(one.day, 'short'));
    return [
      h('p', { class: 'subline' }, `${day(from)} – ${day(upTo)}`),
      h('dl', { class: 'figures-row' }, figure(t.requests, number(total.requests)), figure(t.tokensIn, compact(total.inputTokens)),
        figure(t.tokensOut, compact(total.outputTokens)),
        figure(t.cost, isPriced ? money(total.usd!) : total.usdAtLeast ? t.atLeast(money(total.usdAtLeast)) : t.noPrice)),
      columns(isPriced ? t.costByDay : t.tokensByDay, names, isPriced
        ? [{ name: t.cost, values: byDay.map(({ cost }) => cost.usd ?? 0) }]
        : [{ name: t.tokensIn, values: byDay.map(({ cost }) => cost.inputTokens) },
          { name: t.tokensOut, values: byDay.map(({ cost }) => cost.outputTokens) }],
      { form: isPriced ? money : compact }),
      table(t.byPurpose, byPurpose), table(t.byModel, byModel),
    ];
  });
}

function table(title: string, parts: readonly Schemas['CostPart'][]): HTMLElement {
  return h('section', null, h('h2', null, title), h('div', { class: 'table-scroll' }, h('table', null,
    h('thead', null, h('tr', null, h('td', null), [t.requests, t.tokensIn, t.tokensOut,
      t.cost].map(name => h('th', { scope: 'col' }, name)))),
    h('tbody', null, parts.map(({ name, cost }) => h('tr', null,
      h('th', { scope: 'row' }, t.purposes[name as keyof typeof t.purposes] ?? name ?? '–'),
      [number(cost.requests), compact(cost.inputTokens), compact(cost.outputTokens),
        cost.usd === null || cost.usd === undefined ? '–' : money(cost.usd)].map(text => h('td', null, text))))))));
}

/** How the sources answered on the last days. */
function sources(): HTMLElement {
  return asked(async () => {
    const { items } = await ask('get', '/v1/digests', { query: { profile: profileId(), limit: 10 } });
    return Promise.all(items.map(({ id }) => ask('get', '/v1/digests/{id}', { path: { id } })));
  }, digests => {
    if (digests.length === 0) return empty(t.noDigest);
    const labels = [...new Set(digests.flatMap(({ sources: all }) => all.map(({ label }) => label)))];
    return [h('p', { class: 'subline' }, t.sourcesOfLate), h('div', { class: 'table-scroll' }, h('table', { class: 'health' },
      h('thead', null, h('tr', null, h('td', null), digests.map(({ date, id }) => h('th', { scope: 'col' },
        h('a', { href: to(['digests', id], profileQuery()) }, day(date, 'short')))))),
      h('tbody', null, labels.map(label => h('tr', null, h('th', { scope: 'row' }, label), digests.map(({ sources: all }) => {
        const one = all.find(source => source.label === label);
        return h('td', null, !one ? '–' : one.failure ? h('span', { class: 'is-bad', title: one.failure },
          t.sourceFailed) : number(one.listed));
      })))))),
    h('ul', { class: 'faults' }, [...new Set(digests.flatMap(({ sources: all }) => all.flatMap(({ failure }) => failure ?? [])))].slice(0,
      8).map(failure => h('li', null, failure)))];
  });
}

const figure = (name: string, value: string): HTMLElement => h('div', null, h('dt', null, name), h('dd', null, value));

/** 21,400 as 21k. */
export function compact(value: number): string {
  return value >= 1e6 ? `${(value / 1e6).toFixed(1)}M` : value >= 1e4 ? `${Math.round(value / 1e3)}k` : number(Math.round(value));
}
