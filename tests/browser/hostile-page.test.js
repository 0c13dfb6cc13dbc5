// Every payload in what the page shows: papers, profiles, searches, notes, tags, names of feeds, a model's words. In the page itself its policy
// would stop what got through; so whatever is built of a text is looked for, and what the policy had to stop counts as got through.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { isQuiet, noBrowser, startBrowser } from './support/browser.js';
import { startDaemon, until } from './support/daemon.js';
import { hostileFeed, hostileSay } from './support/hostile.js';
import { startOutside } from './support/outside.js';
import { enter } from './support/page.js';
import { bundles, sent } from './support/payloads.js';
import { guard, hasNothingStrange, pageParts } from './support/strange.js';

const skip = noBrowser;
const sources = [{ kind: 'arxiv', categories: ['cs.AI'] }];
const id = at => `doi:10.1000/hostile.${at}`;
const oneLine = text => text.replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ').trim();
let browser, daemon, outside, shown, digest, isClean;
before(async () => {
  browser = await startBrowser();
  if (skip) return;
  outside = await startOutside(hostileFeed(), '[]', hostileSay);
  daemon = await startDaemon(outside.settings);
  await daemon.ask('/v1/profiles/default', { method: 'PATCH', body: {
    name: oneLine(sent[0]), interests: `kettles\n\n${bundles.map(some => some.join(' ')).join('\n\n')}`.slice(0, 90_000), sources,
    keywords: sent.slice(0, 300).map(text => oneLine(text).slice(0, 300)), negativeKeywords: sent.slice(300, 600).map(text => `zz ${oneLine(text)}`.slice(0, 300)),
    authors: sent.slice(600).map(text => oneLine(text).slice(0, 300)),
    digest: { style: 'deep-dive', maxPapers: 200, read: 4, minRelevance: 1, maxAgeDays: 60 } } });
  const run = await daemon.run({ sources });
  assert.equal(run.state, 'succeeded', JSON.stringify(run));
  digest = run.digest;
  const lines = bundles.map((some, at) => {
    const text = step => bundles[(at + step) % bundles.length].join('\n\n');
    return JSON.stringify({
      id: id(at), title: `Hostile ${at} ${bundles[(at + 1) % bundles.length].join(' ')}`.slice(0, 900), abstract: text(2), authors: bundles[(at + 3) % bundles.length].map(name => ({ name: name.slice(0, 200), affiliation: name })),
      published: new Date().toISOString().slice(0, 10), categories: [some[0].slice(0, 60)], url: `https://a.test/"onclick="alert(${at})`, venue: text(4).slice(0, 400),
      comment: text(5), keywords: bundles[(at + 6) % bundles.length] });
  });
  const response = await fetch(`${daemon.url}/v1/papers`, { method: 'POST', body: lines.join('\n'),
    headers: { Authorization: `Bearer ${daemon.token}`, 'Content-Type': 'application/x-ndjson', Accept: 'application/json' } });
  const taken = await response.json();
  assert.ok(response.ok && taken.added > 90, JSON.stringify(taken).slice(0, 600));
  for (const [at, some] of bundles.entries()) {
    await daemon.ask(`/v1/papers/${encodeURIComponent(id(at))}/marks`, { method: 'PUT', body: { saved: true, seen: at % 2 === 0,
      note: some.join('\n\n'), tags: some.map(tag => oneLine(tag).slice(0, 100)) } });
    await daemon.ask('/v1/searches', { method: 'POST', body: { name: oneLine(some[1] ?? some[0]).slice(0, 100), q: some.join(' ').slice(0, 900) } });
    if (at < 40) await daemon.ask('/v1/feeds', { method: 'POST', body: { name: oneLine(some[2]).slice(0, 100) } });
  }
  const half = bundles.map((_, at) => ({ id: id(at), value: at % 3 ? 'up' : 'down' }));
  await daemon.ask('/v1/feedback', { method: 'POST', body: { items: half } });
});
after(async () => {
  await browser.close();
  await daemon?.stop();
  await outside?.stop();
});
afterEach(async () => {
  await shown?.context.close();
  shown = undefined;
});

/** Follows a link to a view and waits until it has what it asked for. */
async function goTo(view, ready = '.shell') {
  await shown.page.evaluate(where => {
    history.pushState(null, '', where);
    dispatchEvent(new PopStateEvent('popstate'));
  }, view);
  await shown.page.locator(ready).first().waitFor();
  await until(async () => await shown.page.locator('.loading').count() === 0, `${view} is there`);
}

async function start() {
  shown = await enter(browser, daemon, '/');
  isClean = guard(shown, daemon.url);
}

test('a paper’s page shows every payload in each of its fields as text', { skip }, async () => {
  await start();
  for (let at = 0; at < bundles.length; at++) {
    await shown.page.evaluate(where => {
      history.pushState(null, '', where);
      dispatchEvent(new PopStateEvent('popstate'));
    }, `/papers/${encodeURIComponent(id(at))}`);
    await shown.page.getByRole('heading', { level: 1 }).filter({ hasText: `Hostile ${at} ` }).waitFor();
    await hasNothingStrange(shown.page, pageParts, id(at));
  }
  isClean();
  isQuiet(shown, daemon.url);
});

test('every view shows hostile papers, names, notes and words of a model as text', { skip }, async () => {
  await start();
  const views = ['/', '/digests', `/digests/${digest}`, ...['criteria', 'report', 'topics', 'deep-dive', 'brief'].map(style => `/digests/${digest}/${style}`), '/since', '/search', '/search?q=hostile',
    '/library', '/library/noted', '/library/liked', '/library/disliked', '/library/seen', '/interests', '/insight', '/insight/judging', '/insight/costs', '/insight/sources', '/insight/map',
    '/settings', '/settings/model', '/welcome', '/runs', ...bundles.slice(0, 12).map(([tag]) => `/library/tag/${encodeURIComponent(oneLine(tag).slice(0, 100))}`),
    ...bundles.slice(0, 12).map(some => `/search?${new URLSearchParams({ q: some.join(' ').slice(0, 900), author: some[0], category: some[1] ?? '' })}`),
    ...sent.slice(0, 40).map(text => `/${encodeURIComponent(text)}/${encodeURIComponent(text)}`)];
  for (const view of views) {
    await goTo(view);
    // A long list holds only what is near: it is read to its end.
    for (let down = 0; down < 12; down++) {
      await hasNothingStrange(shown.page, pageParts, view);
      if (!await shown.page.evaluate(() => {
        const before = scrollY;
        scrollBy({ top: 3 * innerHeight, behavior: 'instant' });
        return scrollY > before;
      })) break;
    }
  }
  isClean();
  isQuiet({ ...shown, complaints: shown.complaints.filter(text => !/40[04]|422/.test(text)) }, daemon.url);
});

test('an open paper of the day shows a model’s hostile words as text', { skip }, async () => {
  await start();
  await goTo('/', '.paper');
  // The key that reads on opens one after the other.
  for (let at = 0; at < 12; at++) {
    await shown.page.keyboard.press('n');
    await until(async () => await shown.page.locator('.paper.is-open').count() === 1, 'one is open');
    await hasNothingStrange(shown.page, pageParts, `paper ${at}`);
  }
  assert.match(await shown.page.locator('.papers').innerText(), /alert\(|hit=/);
  isClean();
  isQuiet(shown, daemon.url);
});
