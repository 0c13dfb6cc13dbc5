// What the page must be for everyone: no violation that axe finds, no text of a paper that does anything, quick also with many papers.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { hasNoViolation } from './support/axe.js';
import { isQuiet, noBrowser, startBrowser } from './support/browser.js';
import { startDaemon, until } from './support/daemon.js';
import { feed, startOutside } from './support/outside.js';
import { enter, enterToday, isNarrow, picture } from './support/page.js';

const skip = noBrowser;
const evil = [
  '<img src=x onerror="alert(1)"><script>alert(2)</script>', '"><svg onload=alert(3)>',
    '[press](javascript:alert(4)) <a href="javascript:alert(5)">here</a>',
  '![](https://evil.test/p.png) <iframe src="https://evil.test"></iframe>', '</title></style><style>*{display:none}</style>',
    '{{constructor.constructor("alert(6)")()}} ${alert(7)}',
];
const hostile = feed().replace('</channel>', evil.map((text, at) => {
  const safe = text.replace(/[&<>]/g, character => `&#${character.charCodeAt(0)};`);
  return `<item><title>Kettles ${at} ${safe}</title><link>https://arxiv.org/abs/2601.9100${at}</link>
<description>arXiv:2601.9100${at}v1 Announce Type: new
Abstract: Kettles that are heard to boil. ${safe} A microphone hears it.</description>
<guid isPermaLink="false">oai:arXiv.org:2601.9100${at}v1</guid><category>cs.AI</category>
<arxiv:announce_type>new</arxiv:announce_type><dc:creator>Nora &#60;b onclick=alert(8)&#62;Quill</dc:creator></item>`;
}).join('\n') + '</channel>');
let browser, daemon, outside, shown, digest;
before(async () => {
  browser = await startBrowser();
  if (skip) return;
  outside = await startOutside(hostile);
  daemon = await startDaemon(outside.settings);
  await daemon.ask('/v1/profiles/default', { method: 'PATCH',
    body: { interests: '1. Kettles\n   Relevant: kettles that boil, and hearing them.', digest: { style: 'deep-dive', read: 12 } } });
  ({ digest } = await daemon.run({ sources: [{ kind: 'arxiv', categories: ['cs.AI'] }] }));
  const { papers } = await daemon.ask(`/v1/digests/${digest}`);
  for (const [at, { id }] of papers.entries()) {
    await daemon.ask(`/v1/papers/${encodeURIComponent(id)}/feedback`, { method: 'PUT', body: { value: at % 2 ? 'up' : 'down' } });
    if (at % 2 === 0) await daemon.ask(`/v1/papers/${encodeURIComponent(id)}/feedback`, { method: 'DELETE' });
  }
  await daemon.ask(`/v1/papers/${encodeURIComponent(papers[0].id)}/marks`,
    { method: 'PUT', body: { saved: true, note: evil[0], tags: ['<b>bold'] } });
  await daemon.ask('/v1/searches', { method: 'POST', body: { name: '<i>kettles', q: 'kettles', asSource: true } });
  await daemon.ask('/v1/feeds', { method: 'POST', body: { name: '<i>mine' } });
});
after(async () => {
  await browser.close();
  await daemon?.stop();
  await outside?.stop();
});
afterEach(async () => {
  await shown?.context.close();
  shown = undefined;
  if (skip) return;
  for (const { id } of (await daemon.ask('/v1/papers?marked=seen')).items) await daemon.ask(`/v1/papers/${encodeURIComponent(id)}/marks`,
    { method: 'PUT', body: { seen: false } });
});

const views = () => ['', 'digests', `digests/${digest}`, `digests/${digest}/deep-dive`, `digests/${digest}/topics`, 'search?q=kettles',
  'library', 'library/liked', 'interests',
  'insight', 'insight/judging', 'insight/costs', 'insight/sources', 'insight/map', 'settings', 'welcome', 'since', 'runs',
    'papers/arxiv%3A2601.91000', 'papers/arxiv%3A2601.90001'];

/** Goes through the views; every one has settled when it is handed over. */
async function eachView(all, look) {
  const { page } = shown;
  for (const view of all) {
    // As a link within the page does, which is quicker than to load it anew for each.
    await page.evaluate(path => {
      history.pushState(null, '', path);
      dispatchEvent(new PopStateEvent('popstate'));
    }, `/${view}`);
    await page.locator('h1').first().waitFor();
    await until(async () => await page.locator('.loading').count() === 0, `${view} is shown`);
    assert.equal(await page.locator('h1').count(), 1, `${view} has one title`);
    const first = page.locator('.papers .paper-title a').first();
    if (await first.count() > 0) {
      await first.click();
      await until(async () => await page.locator('.details').count() > 0, `${view} opens its first paper`);
    }
    await look(view);
  }
}

async function isWell(view, manner = 'wide') {
  await picture(shown, `each ${view.replaceAll(/\W+/g, '-') || 'today'} ${manner}`);
  await isNarrow(shown.page);
  // A button that is pressed together writes its label letter by letter.
  const pressed = await shown.page.locator('.button').evaluateAll(all => all.filter(one => one.offsetWidth > 0 && one.offsetHeight > 70)
    .map(one => one.textContent));
  assert.deepEqual(pressed, [], `${view || 'today'} ${manner}`);
  await hasNoViolation(shown, view || 'today');
}

test('nothing in a paper does anything, and axe finds no violation, on any view', { skip }, async () => {
  shown = await enter(browser, daemon, '/', { reducedMotion: 'reduce' });
  const { page } = shown;
  const dialogs = [];
  page.on('dialog', dialog => { dialogs.push(dialog.message()); void dialog.dismiss(); });
  await page.evaluate(() => document.addEventListener('securitypolicyviolation',
    event => console.error(`policy: ${event.violatedDirective}`)));
  await eachView(views(), async view => {
    const found = await page.evaluate(() => [...document.querySelectorAll('*')].flatMap(element => [
      ...[...element.attributes].filter(({ name, value }) => name.startsWith('on') || /^\s*javascript:/i.test(value)).map(({ name,
        value }) => `${name}=${value}`),
      ...(['SCRIPT', 'IFRAME', 'STYLE'].includes(element.tagName) && !element.src?.startsWith(location.origin) ? [element.outerHTML] : []),
    ]));
    assert.deepEqual(found, [], view);
    await isWell(view);
  });
  assert.deepEqual(dialogs, []);
  isQuiet(shown, daemon.url);
});

const phone = { width: 390, height: 844 };
for (const [name, manner] of Object.entries({
  'on a phone': { viewport: phone }, 'on a phone in the dark': { viewport: phone, colorScheme: 'dark' }, 'in the dark': { colorScheme: 'dark' },
})) {
  test(`axe finds no violation ${name}, where nothing scrolls sideways`, { skip }, async () => {
    shown = await enterToday(browser, daemon, { ...manner, reducedMotion: 'reduce' });
    await eachView(views(), view => isWell(view, name));
    isQuiet(shown, daemon.url);
  });
}

test('axe finds no violation where one signs in and in the list of keys', { skip }, async () => {
  shown = await enterToday(browser, daemon, { reducedMotion: 'reduce' });
  await shown.page.keyboard.press('?');
  await hasNoViolation(shown, 'the list of keys');
  await shown.context.clearCookies();
  await shown.page.reload();
  await shown.page.getByLabel(/Or paste the token/).waitFor();
  await hasNoViolation(shown, 'signing in');
  await picture(shown, 'sign-in');
});

test('what was read in full is shown with its figures, and formulas stand in documents as formulas', { skip }, async () => {
  shown = await enterToday(browser, daemon);
  const { page } = shown;
  await page.getByRole('link', { name: 'Kettles That Can Be Heard to Boil', exact: true }).click();
  const details = page.locator('.details');
  await details.getByText('A microphone in place of a thermometer in the lid.').waitFor();
  await details.locator('figure img').first().waitFor();
  assert.ok(await details.locator('figure img').first().evaluate(async image => {
    image.loading = 'eager';
    await image.decode();
    return image.naturalWidth > 0;
  }));
  await until(async () => !/\\[a-z]+\{|\$/.test(await details.innerText()), 'no LaTeX is left raw');
  assert.ok((await details.locator('math').first().boundingBox()).height > 0);
  await details.getByText('1 sentence to read with care').click();
  const doubtful = details.locator('.fold li').filter({ hasText: 'With the radio on the delay grows to' });
  await doubtful.waitFor();
  assert.match(await doubtful.locator('.muted').innerText(), /\bnumber\b/i);
  assert.doesNotMatch(await doubtful.innerText(), /41/);
  await picture(shown, 'read');
  await page.goto(`${daemon.url}/digests/${digest}/deep-dive`);
  await page.locator('.doc math').first().waitFor();
  assert.ok((await page.locator('.doc math').first().boundingBox()).height > 0);
  await picture(shown, 'formulas');
  isQuiet(shown, daemon.url);
});
