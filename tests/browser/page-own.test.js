// What is the reader's own: what was learned of them, searches and feeds that they keep, where they last were, a style that they want read,
// the map, and a first morning that begins with papers.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { hasNoViolation } from './support/axe.js';
import { isQuiet, noBrowser, startBrowser } from './support/browser.js';
import { startDaemon, until } from './support/daemon.js';
import { but, enter, enterToday, isNarrow, picture } from './support/page.js';

const skip = noBrowser;
const sources = [{ kind: 'sample' }];
let browser, daemon, shown, papers;
before(async () => {
  browser = await startBrowser();
  if (skip) return;
  daemon = await startDaemon({ 'Arxiv:HtmlInterval': '0' });
  await daemon.run({ sources });
  papers = (await daemon.ask('/v1/digests/latest')).papers.map(paper => ({ ...paper, title: paper.title.replace('[invented] ', '') }));
});
after(async () => {
  await browser.close();
  await daemon?.stop();
});
afterEach(async () => {
  await shown?.context.close();
  shown = undefined;
});

test('a term that was learned is crossed out, counts no more, and counts again', { skip }, async () => {
  const { items } = await daemon.ask('/v1/papers?q=robots&limit=12');
  const others = (await daemon.ask('/v1/papers?q=language+models&limit=30')).items.filter(({ id }) => !items.some(one => one.id === id));
  const all = [...items.map(({ id }) => ({ id, value: 'up' })), ...others.slice(0, 12).map(({ id }) => ({ id, value: 'down' }))];
  await daemon.ask('/v1/feedback', { method: 'POST', body: { items: all } });
  // What takes its time to learn follows as a version of its own, with other weights.
  await until(async () => (await daemon.ask('/v1/profiles/default/model')).versions.length > 1, 'the model has learned all of it');
  const learned = async () => (await daemon.ask('/v1/profiles/default/model/terms')).items.map(({ kind, name }) => `${kind} ${name}`);
  shown = await enter(browser, daemon, '/insight');
  const { page } = shown;
  const cross = page.getByRole('button', { name: /^Cross out / }).first();
  await cross.waitFor();
  // Whatever the model is worth, its curve lies within the drawing.
  const dots = await page.locator('.chart-dot').evaluateAll(all => all.map(dot => Number(dot.getAttribute('cy'))));
  assert.ok(dots.length > 0 && dots.every(y => y >= 8 && y <= 176.1), String(dots));
  const term = (await cross.getAttribute('aria-label')).replace('Cross out ', '');
  assert.ok((await learned()).some(name => name.endsWith(` ${term}`)));
  await picture(shown, 'terms');
  await cross.click();
  await shown.said(new RegExp(`${term} does not count any more`));
  const crossedOut = async () => (await daemon.ask('/v1/profiles/default/model/terms')).crossedOut.map(({ name }) => name);
  await until(async () => (await crossedOut()).includes(term), 'it is crossed out');
  assert.ok(!(await learned()).some(name => name.endsWith(` ${term}`)), 'nothing is learned of it');
  await page.reload();
  await page.getByRole('button', { name: `Let ${term} count again` }).click();
  await until(async () => (await crossedOut()).length === 0, 'it counts again');
  await until(async () => (await learned()).some(name => name.endsWith(` ${term}`)), 'it is learned again');
  await page.reload();
  await page.getByRole('button', { name: `Cross out ${term}`, exact: true }).first().waitFor();
  isQuiet(shown, daemon.url);
  for (const { id } of all) await daemon.ask(`/v1/papers/${encodeURIComponent(id)}/feedback`, { method: 'DELETE' });
});

test('a search that is kept becomes a source of the digest, which names it', { skip }, async () => {
  // A paper that the interests alone would not bring.
  const before = await daemon.ask('/v1/digests/latest');
  const far = (await daemon.ask('/v1/papers?limit=100')).items.findLast(({ id, title }) =>
    !before.papers.some(paper => paper.id === id) && /^[\w-]+ [\w-]+ [\w-]+/.test(title));
  const words = `"${far.title.match(/^[\w-]+ [\w-]+ [\w-]+/)[0]}"`;
  shown = await enter(browser, daemon, '/search');
  const { page } = shown;
  await page.getByRole('searchbox').fill(words);
  await page.getByRole('button', { name: 'Keep this search' }).click();
  await page.getByLabel('Name of the search').fill('Far away');
  await page.getByLabel('Always consider for the digest').check();
  await page.getByRole('button', { name: 'Keep this search' }).click();
  await shown.said(/The search is kept/);
  const { items: [kept] } = await daemon.ask('/v1/searches');
  assert.deepEqual([kept.name, kept.q, kept.asSource], ['Far away', words, true]);
  await page.goto(`${daemon.url}/library`);
  await page.goto(`${daemon.url}/search`);
  await page.getByRole('link', { name: 'Far away' }).click();
  await shown.hasTitles(titles => titles[0] === far.title);
  // The digest of a profile that was never told of the paper has it, and says why.
  const interests = before.criteria ?? 'robots';
  const { id } = await daemon.ask('/v1/profiles', { method: 'POST', body: { name: 'Other', sources, interests } });
  await daemon.ask('/v1/searches', { method: 'POST', body: { profile: id, name: 'Far away', q: words, asSource: true } });
  await daemon.run({ profile: id, sources });
  const now = await daemon.ask(`/v1/digests/latest?profile=${id}`);
  const found = now.papers.find(paper => paper.id === far.id);
  assert.ok(found?.reasons.some(reason => reason.includes('Far away')), JSON.stringify(found?.reasons));
  await page.goto(`${daemon.url}/?profile=${id}`);
  await page.locator('.paper').first().waitFor();
  assert.match(await shown.paper(far.title).innerText(), /Far away/);
  await page.goto(`${daemon.url}/search?profile=default`);
  await page.getByRole('button', { name: 'Remove the search Far away' }).click();
  await until(async () => (await daemon.ask('/v1/searches')).items.length === 0, 'it is kept no more');
  isQuiet(shown, daemon.url);
  await daemon.ask(`/v1/profiles/${id}`, { method: 'DELETE' });
});

test('a feed has a key of its own, which is good for it alone until it is revoked', { skip }, async () => {
  shown = await enter(browser, daemon, '/settings');
  const { page } = shown;
  await page.getByLabel('Name of the feed').fill('Reader at home');
  await page.getByRole('button', { name: 'Make a feed' }).click();
  const address = await page.getByLabel('The address is shown this once:').inputValue();
  const status = async where => (await fetch(where)).status;
  assert.match(await (await fetch(address)).text(), /<feed/);
  const key = new URL(address).searchParams.get('key');
  assert.equal(await status(`${daemon.url}/v1/papers?key=${key}`), 401);
  await page.reload();
  await page.getByText('Reader at home').waitFor();
  assert.ok(!(await page.content()).includes(key), 'the key is shown once');
  await page.getByRole('button', { name: 'Revoke the feed Reader at home' }).click();
  await shown.said(/Revoked/);
  await page.getByText('There is no feed yet.').waitFor();
  assert.equal(await status(address), 401);
  isQuiet(shown, daemon.url);
});

test('the map names papers and topics, and is zoomed and moved by mouse, buttons and keys', { skip }, async () => {
  shown = await enter(browser, daemon, '/insight/map');
  const { page } = shown;
  const map = page.getByRole('group', { name: 'Papers of the last days by likeness' });
  await map.waitFor();
  const { items } = await daemon.ask('/v1/papers/map');
  assert.ok(items.length > 50);
  const names = await map.getByRole('link').evaluateAll(links => links.map(link => link.getAttribute('aria-label')));
  assert.ok(names.length > 20 && names.every(name => items.some(({ title }) => title === name)));
  assert.ok(await map.locator('.map-label').count() > 1, 'topics are named');
  const box = async () => (await map.getAttribute('viewBox')).split(' ').map(Number);
  const whole = await box();
  await page.getByRole('button', { name: 'Zoom in' }).click();
  assert.ok((await box())[2] < whole[2]);
  await map.focus();
  await page.keyboard.press('ArrowRight');
  const [right] = await box();
  await page.keyboard.press('ArrowLeft');
  assert.ok((await box())[0] < right);
  await page.keyboard.press('-');
  await page.keyboard.press('0');
  assert.deepEqual(await box(), whole);
  await map.hover();
  await page.mouse.wheel(0, -300);
  await until(async () => (await box())[2] < whole[2], 'the wheel zooms');
  await page.getByRole('button', { name: 'Whole map' }).click();
  // Of dots that lie on each other the keyboard reaches each.
  const link = map.getByRole('link').first();
  await link.focus();
  const name = await link.getAttribute('aria-label');
  assert.equal(await page.locator('.map-tip').innerText(), name);
  await picture(shown, 'map');
  await page.keyboard.press('Enter');
  await until(async () => await page.locator('h1').innerText() === name.replace('[invented] ', ''), 'the dot leads to its paper');
  await page.goBack();
  await map.waitFor();
  isQuiet(shown, daemon.url);
});

test('copied BibTeX is a sign of interest that the model learns from', { skip }, async () => {
  shown = await enterToday(browser, daemon);
  const { page } = shown;
  await shown.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const versions = async () => (await daemon.ask('/v1/profiles/default/model')).versions;
  const before = await versions();
  await page.getByRole('link', { name: papers[3].title, exact: true }).click();
  await page.getByRole('button', { name: 'Copy BibTeX' }).click();
  await shown.said(/BibTeX is in the clipboard/);
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^@\w+\{/);
  await until(async () => (await versions()).length > before.length, 'the model has learned');
  const [newest] = await versions();
  assert.deepEqual([newest.likes, newest.thumbs], [1, 0], 'one like, by no thumb');
  isQuiet(shown, daemon.url);
});

test('another style is read by a run, from the document that shows what is missing', { skip }, async () => {
  shown = await enter(browser, daemon, `/digests/${(await daemon.ask('/v1/digests/latest')).id}/deep-dive`);
  const { page } = shown;
  await page.locator('.doc .acts').first().waitFor();
  await page.getByRole('button', { name: 'Read today in this style' }).click();
  await until(async () => (await daemon.ask('/v1/digests/latest')).style === 'deep-dive', 'the digest is of that style');
  await until(async () => await page.getByRole('button', { name: 'Read today in this style' }).count() === 0, 'the page has noticed');
  assert.ok(await page.locator('.doc .acts').count() > 10);
  isQuiet(shown, daemon.url);
});

test('since when the reader has not looked is the same in every browser', { skip }, async () => {
  shown = await enterToday(browser, daemon);
  await until(() => shown.asked.some(url => url.endsWith('/looks')), 'the look is noted');
  const other = await enter(browser, daemon, '/since');
  await other.page.locator('.paper, .empty').first().waitFor();
  // Never before today: a week is shown.
  const from = await other.page.getByLabel('From', { exact: true }).inputValue();
  assert.equal(from, new Date(Date.now() - 6 * 86_400_000).toLocaleDateString('sv'));
  assert.deepEqual(await daemon.ask('/v1/profiles/default/looks'), { before: null });
  isQuiet(other, daemon.url);
  await other.context.close();
});

test('a first morning begins with papers that one picks, or with a library’s file', { skip }, async () => {
  shown = await enter(browser, daemon, '/welcome');
  const { page } = shown;
  const own = async () => (await daemon.ask('/v1/profiles')).items.filter(({ name }) => name === 'My papers');
  await page.getByRole('button', { name: 'Pick papers' }).click();
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('alert').filter({ hasText: 'Tick at least one paper.' }).waitFor();
  const picks = page.locator('.picks input');
  await picks.first().waitFor();
  assert.ok(await picks.count() >= 30);
  for (const at of [0, 4, 9]) await picks.nth(at).check();
  await page.getByText('3 papers picked').waitFor();
  assert.equal(await page.getByRole('alert').filter({ hasText: 'Tick at least one paper.' }).count(), 0);
  await hasNoViolation(shown, 'picking papers');
  await picture(shown, 'pick');
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByLabel('Find a field').waitFor();
  const [picked] = await own();
  assert.equal(picked.seeds.length, 3);
  assert.ok(picked.topics.length > 0);

  // Whoever goes back and gives a file has one profile all the same.
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await page.getByRole('button', { name: 'A list or a file' }).click();
  const entry = '@article{quill, title = {Kettles That Sing}, author = {Nora Quill}, year = {2025}, doi = {10.1000/kettles},\n'
    + ' abstract = {A kettle is heard to boil by a microphone.}}';
  await page.locator('input[type=file]').setInputFiles({ name: 'library.bib', mimeType: 'text/plain', buffer: Buffer.from(entry) });
  await until(async () => (await page.getByLabel('Papers that you like').inputValue()).includes('Kettles'), 'the file is read');
  await isNarrow(page);
  await hasNoViolation(shown, 'a list or a file');
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByLabel('Find a field').waitFor();
  const made = await own();
  assert.deepEqual(made.map(({ seeds }) => seeds), [['doi:10.1000/kettles']]);

  // Zotero is not there, which is said; nothing goes on.
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await page.getByRole('button', { name: 'Zotero' }).click();
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('alert').filter({ hasText: /Zotero/ }).waitFor();
  await hasNoViolation(shown, 'Zotero');
  isQuiet(but(shown, /50[0-9]|422/), daemon.url);
  for (const { id } of made) await daemon.ask(`/v1/profiles/${id}`, { method: 'DELETE' });
});
