// The page over days: signing in, restarts, a daemon that is gone, runs, several profiles, the first morning, languages, a phone.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { isQuiet, noBrowser, open, startBrowser } from './support/browser.js';
import { startDaemon, until } from './support/daemon.js';
import { startOutside } from './support/outside.js';
import { but, enter, enterToday, isNarrow, picture } from './support/page.js';

const skip = noBrowser;
const sources = [{ kind: 'sample' }];
const gone = [/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|ERR_NETWORK/];
const refused = [/401 \(Unauthorized\)/];
let browser, daemon, outside, shown;
before(async () => {
  browser = await startBrowser();
  if (skip) return;
  outside = await startOutside();
  const { 'Llm:BaseUrl': _, 'Llm:Model': __, 'Llm:ApiKey': ___, ...settings } = outside.settings;
  daemon = await startDaemon({ ...settings, 'Biorxiv:ApiUrl': settings['HuggingFace:ApiUrl'].replace(/daily$/, 'slow') });
  await daemon.run({ sources });
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

test('a link signs a browser in once, for good, until it is signed out', { skip }, async () => {
  const { url } = await daemon.ask('/v1/session/codes', { method: 'POST' });
  const link = `/digests/default-x${new URL(url).hash}`;
  shown = await open(browser, daemon.url, `/${new URL(url).hash}`);
  await shown.page.locator('.paper').first().waitFor();
  assert.equal(shown.page.url(), `${daemon.url}/`, 'the code has left the address');
  const other = await open(browser, daemon.url, link);
  await other.page.getByRole('heading', { name: 'Sign this browser in' }).waitFor();
  await other.page.getByLabel(/Or paste the token/).fill('wrong');
  await other.page.keyboard.press('Enter');
  await other.page.getByText('That is not the token').waitFor();
  await other.page.getByLabel(/Or paste the token/).fill(daemon.token);
  await other.page.keyboard.press('Enter');
  await other.page.locator('.shell').waitFor();
  await other.context.close();

  // Over a restart, which changes the token.
  const { port } = new URL(daemon.url);
  await daemon.halt();
  await daemon.start(port);
  await shown.page.reload();
  await shown.page.locator('.paper').first().waitFor();
  await shown.page.goto(`${daemon.url}/settings`);
  const own = shown.page.locator('.rows li').filter({ hasText: 'this browser' });
  await own.waitFor();
  assert.equal((await daemon.ask('/v1/sessions')).items.length, 2);
  await picture(shown, 'sessions');
  await own.getByRole('button', { name: /^Sign out/ }).click();
  await shown.page.getByRole('heading', { name: 'Sign this browser in' }).waitFor();
  assert.equal((await daemon.ask('/v1/sessions')).items.length, 1);
  isQuiet(but(shown, ...refused, ...gone), daemon.url);
});

test('a browser that is signed out elsewhere shows nothing more', { skip }, async () => {
  shown = await enterToday(browser, daemon);
  for (const { id } of (await daemon.ask('/v1/sessions')).items) await daemon.ask(`/v1/sessions/${id}`, { method: 'DELETE' });
  await shown.page.getByRole('heading', { name: 'Sign this browser in' }).waitFor();
  assert.equal(await shown.page.locator('.paper').count(), 0);
  isQuiet(but(shown, ...refused, ...gone), daemon.url);
});

test('a daemon that is gone is told at once, and the page goes on when it is back', { skip }, async () => {
  shown = await enterToday(browser, daemon);
  const { port } = new URL(daemon.url);
  await daemon.halt();
  await shown.page.getByText('The daemon does not answer.').waitFor();
  const [title] = await shown.titles();
  await shown.button('I like it', title).click();
  await until(async () => await shown.button('I like it', title).getAttribute('aria-pressed') === 'false',
    'what could not be kept is not shown');
  await picture(shown, 'offline');
  await daemon.start(port);
  await until(async () => await shown.page.getByText('The daemon does not answer.').count() === 0, 'the page has noticed');
  await shown.button('Save for later', title).click();
  await until(async () => (await daemon.ask('/v1/papers?marked=saved')).total === 1, 'it is saved');
  isQuiet(but(shown, ...gone), daemon.url);
});

test('a run is seen as it goes, from wherever it was started, and can be cancelled', { skip }, async () => {
  shown = await enterToday(browser, daemon);
  const { page } = shown;
  const { id } = await daemon.ask('/v1/runs', { method: 'POST', body: { kind: 'digest', sources } });
  await page.locator('.run').waitFor();
  await page.locator('.run-text').click();
  await until(() => new URL(page.url()).pathname === `/runs/${id}`, 'the run has an address');
  await page.getByRole('link', { name: 'To the digest' }).waitFor();
  await picture(shown, 'run');
  await page.getByRole('link', { name: 'To the digest' }).click();
  await page.locator('.paper').first().waitFor();

  // The source keeps it waiting until it is cancelled.
  const { id: long } = await daemon.ask('/v1/runs', { method: 'POST', body: { kind: 'digest', sources: [{ kind: 'biorxiv' }] } });
  await page.locator('.run').getByRole('button', { name: 'Cancel' }).click();
  await until(async () => ['cancelled', 'partial'].includes((await daemon.ask(`/v1/runs/${long}`)).state), 'it is cancelled');
  isQuiet(shown, daemon.url);
});

test('interests are changed with a preview of what would move, and what is wrong is named', { skip }, async () => {
  shown = await enter(browser, daemon, '/interests');
  const { page } = shown;
  await page.getByLabel('Your interests').fill('Robots that walk on gravel; legged locomotion.');
  await page.locator('.moves li').first().waitFor();
  assert.match(await page.locator('.moves').innerText(), /\d+ → \d+/);
  await picture(shown, 'interests');
  await page.getByLabel('Keywords', { exact: true }).fill('gait,');
  await page.getByLabel('Papers in a digest, at most').fill('100000');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').filter({ hasText: 'maxPapers' }).waitFor();
  await page.getByLabel('Papers in a digest, at most').fill('12');
  await page.getByRole('button', { name: 'Save' }).click();
  await shown.said(/Saved/);
  const profile = await daemon.ask('/v1/profiles/default');
  assert.match(profile.interests, /gravel/);
  assert.deepEqual(profile.keywords, ['gait']);
  assert.equal(profile.digest.maxPapers, 12);
  isQuiet(but(shown, /422/), daemon.url);
});

test('another profile has a list and thumbs of its own, and speaks its language', { skip }, async () => {
  const { id } = await daemon.ask('/v1/profiles', { method: 'POST',
    body: { name: '星系', language: 'zh', interests: '1. 星系\n   Relevant: galaxies and stars, machine learning for science.', sources } });
  await daemon.run({ profile: id, sources });
  shown = await enterToday(browser, daemon);
  const { page } = shown;
  await page.getByLabel('Profile').selectOption(id);
  await page.getByRole('link', { name: '今日' }).first().waitFor();
  await page.locator('.paper').first().waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'zh-CN');
  assert.equal(new URL(page.url()).searchParams.get('profile'), id);
  await picture(shown, 'chinese');
  const [title] = await shown.titles();
  await shown.button('喜欢', title).click();
  await until(async () => (await daemon.ask(`/v1/feedback?profile=${id}`)).items.length === 1, 'the thumb is this profile’s');
  assert.equal((await daemon.ask('/v1/feedback')).items.length, 0);
  for (const view of ['digests', 'search', 'library', 'interests', 'insight', 'settings', 'welcome', 'since', 'runs']) {
    await page.goto(`${daemon.url}/${view}?profile=${id}`);
    await page.locator('h1').waitFor();
    assert.match(await page.locator('h1').innerText(), /\p{Script=Han}/u, view);
  }
  await page.goto(`${daemon.url}/?profile=default`);
  await page.getByRole('link', { name: 'Today' }).first().waitFor();
  isQuiet(shown, daemon.url);
  await daemon.ask(`/v1/profiles/${id}`, { method: 'DELETE' });
});

for (const colorScheme of ['light', 'dark']) {
  test(`on a phone the first screen shows papers, and nothing scrolls sideways, ${colorScheme}`, { skip }, async () => {
    shown = await enterToday(browser, daemon, { colorScheme, viewport: { width: 390, height: 844 }, hasTouch: true });
    const { page } = shown;
    const light = colour => colour.match(/\d+/g).slice(0, 3).every(value => value > 127);
    assert.equal(light(await page.evaluate(() => getComputedStyle(document.body).color)), colorScheme === 'dark');
    assert.ok((await page.locator('.paper').nth(0).boundingBox()).y < 250);
    assert.ok((await page.locator('.paper').nth(1).boundingBox()).y < 600);
    // Thumbs are large enough for one.
    const { width, height } = await page.locator('.act-up').first().boundingBox();
    assert.ok(width >= 44 && height >= 44, `${width} by ${height}`);
    await picture(shown, `phone-${colorScheme}`);
    await isNarrow(page);
    isQuiet(shown, daemon.url);
  });
}

// Last, since a source that answers makes the sample day go.
test('the first morning: interests as they are understood, fields, a model that is tried, and the run', { skip }, async () => {
  shown = await enter(browser, daemon, '/welcome');
  const { page } = shown;
  await page.getByLabel('Your interests').fill('1. Kettles\n   Relevant: boiling water and listening to it.\n   Not relevant: coffee.\n\nI like small methods.');
  const understood = page.getByRole('region', { name: 'How it is understood' });
  await until(async () => /Kettles\s+boiling water and listening to it\.\s+NOT coffee\./i.test(await understood.innerText()),
    'it is shown as it is understood');
  await picture(shown, 'welcome');
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByLabel('Find a field').fill('artificial intelligence');
  await page.getByLabel(/cs\.AI/).check();
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByLabel('Address').fill(outside.settings['Llm:BaseUrl']);
  await page.getByLabel('Model', { exact: true }).fill('stand-in');
  await page.getByRole('button', { name: 'Try' }).click();
  await page.getByText('stand-in works.').waitFor();
  await page.getByRole('button', { name: 'Use it' }).click();
  await page.getByText('stand-in judges.').waitFor();
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('button', { name: 'Make today’s digest' }).click();
  await page.locator('.today .paper').first().waitFor();
  const profile = await daemon.ask('/v1/profiles/default');
  assert.deepEqual(profile.topics.map(({ title }) => title), ['Kettles']);
  assert.ok(profile.sources.find(({ kind }) => kind === 'arxiv').categories.includes('cs.AI'));
  assert.equal((await daemon.ask('/v1/llm/settings')).model, 'stand-in');
  await daemon.ask('/v1/llm/settings', { method: 'DELETE' });
  isQuiet(shown, daemon.url);
});
