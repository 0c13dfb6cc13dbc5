// The page with 100,000 papers: what the reader waits for, and what a long list costs the browser. Times are printed and not asserted,
// since a busy machine is not at fault; what is asserted is that few papers stand in the page and that little is asked.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isQuiet, noBrowser, startBrowser } from './support/browser.js';
import { startDaemon, until } from './support/daemon.js';
import { bringIn } from './support/many.js';
import { enter, enterToday, picture } from './support/page.js';

const skip = noBrowser;
const count = Number(process.env.PAPERS ?? 100_000);
const rows = [];
let browser, daemon, shown;
before(async () => {
  browser = await startBrowser();
  if (skip) return;
  daemon = await startDaemon();
  const started = performance.now();
  assert.equal((await bringIn(daemon, count)).added, count);
  note('bringing them in', performance.now() - started);
  await daemon.run({ sources: [{ kind: 'sample' }] });
});
after(async () => {
  const title = `\n${count.toLocaleString('en')} papers, as the browser measured it; the median, and the least and the most:\n`;
  if (rows.length > 0) console.log([title,
    '| what | ms | |', '|---|---:|---:|', ...rows, ''].join('\n'));
  await browser.close();
  await daemon?.stop();
});
afterEach(async () => {
  await shown?.context.close();
  shown = undefined;
});

function note(what, ...all) {
  const sorted = all.map(Math.round).sort((a, b) => a - b);
  rows.push(`| ${what} | ${sorted[sorted.length >> 1]} | ${all.length > 1 ? `${sorted[0]}–${sorted.at(-1)}` : ''} |`);
}

/** When the browser has painted what a selector stands for, in milliseconds since the page was asked for. */
const painted = (page, selector) => page.evaluate(wanted => new Promise(resolve => {
  const look = () => {
    if (!document.querySelector(wanted)) return false;
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
    return true;
  };
  if (!look()) {
    const observer = new MutationObserver(() => { if (look()) observer.disconnect(); });
    observer.observe(document, { childList: true, subtree: true });
  }
}), selector);

/** What stands in the page of a list, and where it is. */
const state = page => page.evaluate(() => {
  const papers = [...document.querySelectorAll('.papers > .paper')].map(element => {
    const { top, bottom } = element.getBoundingClientRect();
    return { id: element.dataset.id, place: Number(element.getAttribute('aria-posinset')), top, bottom,
      of: Number(element.getAttribute('aria-setsize')) };
  });
  const seen = papers.filter(({ top, bottom }) => bottom > 0 && top < innerHeight);
  return { papers, seen, elements: document.querySelectorAll('*').length,
    focus: document.activeElement.closest('.paper')?.dataset.id };
});

const asked = (path = '/v1/papers?') => shown.asked.filter(url => url.includes(path)).length;

test('the first list is there', { skip }, async () => {
  shown = await enterToday(browser, daemon);
  const { page } = shown;
  for (const [name, view] of [['Today', '/'], ['the whole store by rank', '/search'], ['a search', '/search?q=legged+robot']]) {
    const times = [];
    for (let time = 0; time < 7; time++) {
      await page.goto(daemon.url + view, { waitUntil: 'commit' });
      times.push(await painted(page, '.paper'));
    }
    // The first time the daemon may have to make an order.
    note(`first list: ${name}`, ...times.slice(1));
    assert.ok((await page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => name.includes('/v1/')).length)) <= 8,
      `${view} asks little`);
  }
  isQuiet(shown, daemon.url);
});

test('however far one scrolls, few papers stand in the page, each in its place, and Back leads to where one was', { skip }, async () => {
  shown = await enter(browser, daemon, '/search');
  const { page } = shown;
  await page.locator('.paper').first().waitFor();
  await page.mouse.move(600, 400);
  const frames = [];
  let far;
  await until(async () => {
    await page.mouse.wheel(0, 6000);
    frames.push(await page.evaluate(() => new Promise(resolve => requestAnimationFrame(start =>
      requestAnimationFrame(end => resolve(end - start))))));
    far = await state(page);
    assert.ok(far.papers.length <= 120, `${far.papers.length} papers in the page`);
    assert.ok(far.elements < 6000, `${far.elements} elements`);
    return far.seen[0]?.place > Math.min(1000, count / 2);
  }, 'the list goes on');
  note('a frame while scrolling through 1,000 papers', ...frames);
  assert.ok(asked() <= 18, `${asked()} questions for ${far.seen[0].place} papers`);
  for (const { of } of far.papers) assert.equal(of, (await daemon.ask('/v1/papers?limit=1')).total);
  far = await state(page);
  far.papers.slice(1).forEach(({ place, top }, at) => {
    if (place === far.papers[at].place + 1) assert.ok(Math.abs(top - far.papers[at].bottom) < 1.5, `${place} adjoins the one before`);
  });
  const { items } = await daemon.ask(`/v1/papers?limit=500`);
  // What is listed at a place is what the daemon lists there.
  await page.evaluate(() => scrollTo(0, 0));
  await until(async () => (await state(page)).seen[0]?.place === 1, 'the top is shown');
  assert.deepEqual((await state(page)).seen.map(({ id, place }) => id === items[place - 1].id), (await state(page)).seen.map(() => true));

  // Up and down by keys: the focus goes along, and stays with a paper that is scrolled away.
  await page.locator('h1').click();
  for (let time = 0; time < 30; time++) await page.keyboard.press('j');
  await until(async () => (await state(page)).focus === items[29].id, 'the thirtieth is chosen');
  await until(async () => {
    await page.mouse.wheel(0, 2500);
    await sleep(50);
    return (await state(page)).seen[0]?.place > 60;
  }, 'it is scrolled away');
  const away = await state(page);
  assert.equal(away.focus, items[29].id);
  await page.keyboard.press('j');
  await until(async () => (await state(page)).focus === away.seen[0].id, 'one goes on from what is seen');

  // To a paper's own page and back, and after a reload.
  await page.keyboard.press('o');
  await page.locator('.details').waitFor();
  const before = (await state(page)).seen[0];
  await page.evaluate(() => [...document.querySelectorAll('.tool')].find(({ textContent }) => textContent === 'Own page').click());
  await page.locator('.paper-view h1').waitFor();
  for (const way of ['Back', 'a reload']) {
    if (way === 'Back') await page.goBack();
    else await page.reload();
    await until(async () => (await state(page)).seen[0]?.id === before.id, `${way} leads to where one was`);
    const now = (await state(page)).seen[0];
    assert.ok(Math.abs(now.top - before.top) < 3, `${way}: ${now.top} for ${before.top}`);
    assert.ok((await state(page)).papers.length <= 120);
    // The place is noted once scrolling has come to rest.
    await sleep(100);
  }
  await picture(shown, 'many');
  isQuiet(shown, daemon.url);
});

test('a thumb is answered, and the new order is shown', { skip }, async () => {
  shown = await enterToday(browser, daemon);
  const { page } = shown;
  const [answers, orders, previews] = [[], [], []];
  for (const at of [9, 12, 15]) {
    const liked = (await shown.titles())[at];
    const times = await page.evaluate(place => new Promise(resolve => {
      const button = document.querySelectorAll('.papers > .paper .act-up')[place];
      const title = button.closest('.paper').querySelector('.paper-title').textContent;
      performance.clearResourceTimings();
      const started = performance.now();
      const observer = new MutationObserver(() => {
        const paper = [...document.querySelectorAll('.paper-title')].findIndex(({ textContent }) => textContent === title);
        if (paper === place && !document.querySelector('.badge-move')) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => resolve([performance.now() - started,
          performance.getEntriesByType('resource').find(({ name }) => name.endsWith('/feedback')).duration])));
      });
      observer.observe(document.querySelector('.papers'), { childList: true, subtree: true });
      button.click();
    }), at);
    orders.push(times[0]);
    answers.push(times[1]);
    assert.ok(liked);
  }
  note('the answer to a thumb', ...answers);
  note('the new order after a thumb', ...orders);
  assert.ok(asked('/v1/papers?digest=') <= 6, 'an order is asked for as a whole');
  assert.equal(shown.asked.filter(url => /\/v1\/papers\/[^/?]+\?/.test(url)).length, 0, 'no paper is asked for by itself');
  for (let time = 0; time < 3; time++) {
    const thumb = page.locator('.papers > .paper .act-up').nth(20 + time);
    await thumb.scrollIntoViewIfNeeded();
    await page.evaluate(() => performance.clearResourceTimings());
    await thumb.hover();
    await page.getByRole('tooltip').waitFor();
    previews.push(await page.evaluate(() =>
      performance.getEntriesByType('resource').find(({ name }) => name.endsWith('/preview')).duration));
    await page.mouse.move(2, 2);
    await page.getByRole('tooltip').waitFor({ state: 'detached' });
  }
  note('what a thumb would do', ...previews);
  isQuiet(shown, daemon.url);
});
