// The page with 100,000 papers: what the reader waits for, and what a long list costs the browser. Times are printed and not asserted,
// since a busy machine is not at fault; what is asserted is that few papers stand in the page and that little is asked.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { isQuiet, noBrowser, startBrowser } from './support/browser.js';
import { startDaemon, until } from './support/daemon.js';
import { bringIn } from './support/many.js';
import { enter, enterToday, picture } from './support/page.js';

const skip = noBrowser;
const count = Number(process.env.PAPERS ?? 100_000);
const times = [];
let browser, daemon, shown;
before(async () => {
  browser = await startBrowser();
  if (skip) return;
  daemon = await startDaemon();
  const started = performance.now();
  assert.equal((await bringIn(daemon, count)).added, count);
  await daemon.run({ sources: [{ kind: 'sample' }] });
  note('import, embedding and the first order', performance.now() - started);
});
after(async () => {
  for (const line of ['', `With ${count.toLocaleString('en')} papers, as the browser measured it:`, ...times]) console.log(line);
  await browser.close();
  await daemon?.stop();
});
afterEach(async () => {
  await shown?.context.close();
  shown = undefined;
});

const note = (what, ...all) => times.push(`| ${what.padEnd(58)} | ${all.map(time => `${Math.round(time)} ms`).join(', ').padStart(28)} |`);

/** Once a selector is there: when the browser has painted it, since the page was asked for. */
const painted = (page, selector) => page.evaluate(wanted => new Promise(resolve => {
  const look = () => document.querySelector(wanted) && requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
  if (!look()) new MutationObserver((_, observer) => { if (look()) observer.disconnect(); }).observe(document, { childList: true, subtree: true });
}), selector);

test('the first list', { skip }, async () => {
  shown = await enterToday(browser, daemon);
  const { page } = shown;
  for (const [name, view] of [['Today', '/'], ['Search, the whole store by rank', '/search'], ['Search, words and meaning', '/search?q=legged+robot']]) {
    const all = [];
    for (let time = 0; time < 5; time++) {
      await page.goto(daemon.url + view, { waitUntil: 'commit' });
      all.push(await painted(page, '.paper'));
    }
    note(`first list: ${name}`, ...all);
  }
});
