// The daemon's own page as a person uses it: with a mouse, with the keyboard alone, on a telephone, in the dark.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { isQuiet, isWhole, noBrowser, open, seen, startBrowser } from './support/browser.js';
import { startDaemon, until } from './support/daemon.js';
import { startOutside } from './support/outside.js';

const skip = noBrowser;
let browser, daemon, shown;
before(async () => {
  browser = await startBrowser();
  if (skip) return;
  // Nothing can be reached, so that it makes the digest of the sample day.
  daemon = await startDaemon({}, '--today');
  await until(() => /#code=/.test(daemon.said), 'it says where the digest is');
});
after(async () => {
  await browser.close();
  await daemon?.stop();
});
afterEach(async () => {
  await shown?.context.close();
  shown = undefined;
});

/** Opens the page with a new code and waits until it shows the digest. */
async function enter(options) {
  const { url } = await daemon.ask('/v1/session/codes', { method: 'POST' });
  shown = await open(browser, daemon.url, url.slice(daemon.url.length), options);
  await digest().locator('main').waitFor();
  return shown.page;
}

const digest = () => shown.page.frameLocator('#digest');
/** The digest's frame itself, once it holds a text, and another digest than the one at an address. */
const inside = (text, before) => until(async () => {
  const frame = shown.page.frames().find(frame => frame.url().startsWith('blob:') && frame.url() !== before);
  return frame && text.test(await frame.locator('main').innerText().catch(() => '')) && frame;
}, `the digest shows ${text}`);
/** What every style shows and no other. */
const marks = { brief: /What matters today/, criteria: /Paper selection prompt/, 'deep-dive': /Contents \(Quick View\)/, report: /Arxiv Default Papers/, topics: /Topic:/ };
async function choose(style) {
  const before = (await inside(/./)).url();
  await shown.page.getByLabel('Style').selectOption(style);
  return inside(marks[style], before);
}
const status = () => shown.page.locator('#status').innerText();
/** The titles of the list; those of the sample day are marked as what they are. */
const titles = async () => {
  const shownTitles = await shown.page.locator('#found li > :first-child').allInnerTexts();
  for (const title of shownTitles) assert.match(title, /^\[invented\] /);
  return shownTitles.map(title => title.replace('[invented] ', ''));
};
async function picture(name) {
  if (process.env.SCREENSHOTS) await shown.page.screenshot({ path: `${process.env.SCREENSHOTS}/page-${name}.png` });
}

test('the printed address opens the digest, and only once', { skip }, async () => {
  const printed = /http:\S+#code=\S+/.exec(daemon.said)[0];
  shown = await open(browser, daemon.url, printed.slice(daemon.url.length));
  const { papers } = await daemon.ask('/v1/digests/latest');
  const frame = await inside(/sample/i);
  const what = await seen(frame);
  isWhole(what);
  for (const { title } of papers.slice(0, 10)) assert.ok(what.text.includes(title), title);
  assert.equal(shown.page.url(), `${daemon.url}/`);
  assert.equal(await status(), '');
  isQuiet(shown, daemon.url);
  await picture('digest');

  await shown.context.close();
  shown = await open(browser, daemon.url, printed.slice(daemon.url.length));
  await shown.page.locator('#sign-in').waitFor();
  assert.ok(await shown.page.locator('#digest').isHidden());
  await shown.page.locator('#token').fill(daemon.token);
  await shown.page.keyboard.press('Enter');
  await inside(/sample/i);
  assert.ok(await shown.page.locator('#sign-in').isHidden());
});

test('another style is shown as it is chosen', { skip }, async () => {
  const page = await enter();
  const offered = await page.locator('#styles option').evaluateAll(options => options.map(option => option.value));
  assert.deepEqual(offered, ['', ...Object.keys(marks)]);
  for (const style of Object.keys(marks)) isWhole(await seen(await choose(style)));
  isQuiet(shown, daemon.url);
});

test('a search lists what it finds, best first, and says when it finds nothing', { skip }, async () => {
  const page = await enter();
  const { items } = await daemon.ask('/v1/papers?q=robots%20that%20walk&limit=30');
  await page.getByRole('searchbox').fill('robots that walk');
  await page.getByRole('button', { name: 'Papers' }).click();
  await page.locator('#papers').waitFor();
  assert.deepEqual(await titles(), items.map(({ title }) => title));
  assert.ok(await page.locator('#digest').isHidden());
  await picture('search');
  await page.getByRole('searchbox').fill('"no such phrase anywhere"');
  await page.getByRole('button', { name: 'Papers' }).click();
  await until(async () => await status() === 'No paper is found.', 'the page says that nothing is found');
  assert.deepEqual(await titles(), []);
  await page.getByRole('button', { name: 'Back to the digest' }).click();
  await digest().locator('main').waitFor();
  isQuiet(shown, daemon.url);
});

test('a thumb changes the list at once, and a second press takes it back', { skip }, async () => {
  const page = await enter();
  await page.getByRole('button', { name: 'Papers' }).click();
  await page.locator('#papers').waitFor();
  const [before, liked] = [await titles(), (await titles())[20]];
  const thumb = page.getByRole('button', { name: `I like it: ${liked}`, exact: true });
  const pressed = value => until(async () => await thumb.getAttribute('aria-pressed') === value, `the thumb is ${value}`);
  assert.equal(await thumb.getAttribute('aria-pressed'), 'false');
  await thumb.click();
  await pressed('true');
  const after = await titles();
  assert.ok(after.indexOf(liked) < 20, `it stands at ${after.indexOf(liked)}`);
  assert.deepEqual((await daemon.ask('/v1/feedback')).items.map(({ value }) => value), ['up']);
  await picture('thumb');
  await thumb.click();
  await pressed('false');
  assert.deepEqual(await titles(), before);
  isQuiet(shown, daemon.url);
});

test('a thumb down hides a paper until it is undone, and a paper that was opened leaves the best', { skip }, async () => {
  const page = await enter();
  await page.getByRole('button', { name: 'Papers' }).click();
  await page.locator('#papers').waitFor();
  const before = await titles();
  await page.getByRole('button', { name: `Not for me: ${before[2]}`, exact: true }).click();
  await until(async () => (await status()).includes('is hidden'), 'the page says that it is hidden');
  assert.ok(!(await titles()).includes(before[2]));
  await page.getByRole('button', { name: 'Undo' }).click();
  await until(async () => (await titles()).includes(before[2]), 'the paper is back');
  assert.deepEqual(await titles(), before);

  const link = page.locator('#found li > :first-child').nth(1);
  const address = await link.getAttribute('href');
  assert.deepEqual(shown.asked.filter(url => url === address), [], 'nothing is asked for before it is opened');
  await Promise.all([shown.context.waitForEvent('page'), link.click()]);
  await until(async () => (await daemon.ask('/v1/papers?marked=seen')).total === 1, 'the paper is marked as seen');
  await page.getByRole('button', { name: 'Papers' }).click();
  await until(async () => !(await titles()).includes(before[1]), 'the paper has left the best');
  await page.getByRole('searchbox').fill(before[1]);
  await page.getByRole('button', { name: 'Papers' }).click();
  await until(async () => (await titles())[0] === before[1], 'a search finds it');
  // The paper that was opened, and nothing else.
  isQuiet({ ...shown, asked: shown.asked.filter(url => url !== address) }, daemon.url);
});

test('where there is more than one profile, one is chosen for digests, search and thumbs', { skip }, async () => {
  const page = await enter();
  assert.ok(await page.getByLabel('Profile').isHidden(), 'there is nothing to choose from');
  await shown.context.close();
  const sample = daemon;
  daemon = await startDaemon();
  try {
    const sources = [{ kind: 'sample' }];
    const profile = (await daemon.ask('/v1/profiles', { method: 'POST', body: { name: 'Sea & ice', interests: '1. Galaxies\n   Relevant: stars and galaxies.', sources } })).id;
    const mine = path => daemon.ask(`${path}${path.includes('?') ? '&' : '?'}profile=${profile}`);
    await daemon.run({ sources });
    const page = await enter();
    const options = name => page.getByLabel(name).locator('option').evaluateAll(options => options.map(option => [option.value, option.selected]));
    assert.deepEqual((await options('Profile')).sort(), [['default', true], [profile, false]]);
    const before = await inside(/sample|paper/i);
    await page.getByLabel('Profile').selectOption('Sea & ice');
    await until(async () => await status() === `There is no digest yet. Start one: POST /v1/runs with {"kind":"digest","profile":"${profile}"}.`, 'the page says that there is none');
    assert.ok(await page.locator('#digest').isHidden());
    assert.ok(await page.getByLabel('Day').isDisabled());

    const { digest: id } = await daemon.run({ profile, sources });
    await page.getByLabel('Profile').selectOption('default');
    await digest().locator('main').waitFor();
    await page.getByLabel('Profile').selectOption(profile);
    await inside(/stars and galaxies/, before.url());
    assert.deepEqual(await options('Day'), [[id, true]]);

    await page.getByRole('button', { name: 'Papers' }).click();
    await page.locator('#papers').waitFor();
    const listed = (await mine('/v1/papers?q=&limit=30')).items.map(({ title }) => title);
    assert.deepEqual(await titles(), listed);
    assert.notDeepEqual(listed, (await daemon.ask('/v1/papers?q=&limit=30')).items.map(({ title }) => title));
    const thumb = page.getByRole('button', { name: `I like it: ${listed[3]}`, exact: true });
    const given = async count => until(async () => (await mine('/v1/feedback')).items.length === count, `there are ${count} thumbs`);
    await thumb.click();
    await given(1);
    assert.deepEqual((await daemon.ask('/v1/feedback')).items, []);
    // Whoever changes the profile over a list gets the list of the other one.
    await page.getByLabel('Profile').selectOption('default');
    await until(async () => await page.locator('[aria-pressed="true"]').count() === 0, 'the thumb of another profile is not shown');
    await page.getByLabel('Profile').selectOption(profile);
    await page.locator('[aria-pressed="true"]').waitFor();
    await picture('profiles');
    await thumb.click();
    await given(0);
    isQuiet(shown, daemon.url);
  } finally {
    await daemon.stop();
    daemon = sample;
  }
});

test('everything can be done with the keyboard alone', { skip }, async () => {
  const page = await enter();
  const at = () => page.evaluate(() => document.activeElement.id || document.activeElement.ariaLabel || document.activeElement.textContent);
  const press = async (...keys) => { for (const key of keys) await page.keyboard.press(key); };
  await press('Tab');
  assert.equal(await at(), 'days');
  await press('Tab');
  assert.equal(await at(), 'styles');
  // The first letters choose.
  await page.keyboard.type('brief');
  await inside(marks.brief);
  await press('Tab');
  assert.equal(await at(), 'words');
  await page.keyboard.type('language models');
  await press('Enter');
  await page.locator('#papers').waitFor();
  await press('Tab', 'Tab', 'Tab', 'Tab', 'Tab');
  const thumb = await at();
  assert.match(thumb, /^I like it: /);
  await press('Space');
  await page.locator('[aria-pressed="true"]').waitFor();
  // The list was made anew, and the focus is where it was.
  assert.equal(await at(), thumb);
  await press('Space');
  await until(async () => await page.locator('[aria-pressed="true"]').count() === 0, 'the thumb is taken back');
  assert.equal(await at(), thumb);
  for (let i = 0; i < 8 && await at() !== 'back'; i++) await press('Shift+Tab');
  await press('Enter');
  await digest().locator('main').waitFor();
  const frame = await inside(marks.brief);
  for (let i = 0; i < 8 && await at() !== 'digest'; i++) await press('Tab');
  await press('PageDown');
  await until(() => frame.evaluate(() => scrollY > 0), 'the digest scrolls');
  isQuiet(shown, daemon.url);
});

test('a link of the digest leads to its paper in a tab of its own, and one of the contents into the digest', { skip }, async () => {
  await enter();
  const frame = await choose('deep-dive');
  await frame.locator('a[href="#item-3"]').click();
  await until(() => frame.evaluate(() => scrollY > 300), 'the digest moves to the paper');
  await Promise.all([shown.context.waitForEvent('page'), frame.locator('a[href^="https://arxiv.org/abs/"]').first().click()]);
  await until(() => shown.asked.some(url => url.startsWith('https://arxiv.org/abs/')), 'the paper is asked for');
  assert.match(await frame.locator('main').innerText(), /Contents \(Quick View\)/);
});

for (const colorScheme of ['light', 'dark']) {
  test(`it is legible in the ${colorScheme} and on a narrow screen, without scrolling sideways`, { skip }, async () => {
    const page = await enter({ colorScheme, viewport: { width: 390, height: 800 } });
    const isRight = where => where.evaluate(() => {
      const light = colour => colour.match(/\d+/g).slice(0, 3).every(value => value > 127);
      return { isLightText: light(getComputedStyle(document.body).color), isWide: document.documentElement.scrollWidth > document.documentElement.clientWidth };
    });
    const right = { isLightText: colorScheme === 'dark', isWide: false };
    assert.deepEqual(await isRight(page), right);
    for (const style of Object.keys(marks)) assert.deepEqual(await isRight(await choose(style)), right);
    await picture(`narrow-${colorScheme}`);
    await page.getByRole('button', { name: 'Papers' }).click();
    await page.locator('#papers').waitFor();
    assert.deepEqual(await isRight(page), right);
    await picture(`narrow-papers-${colorScheme}`);
    isQuiet(shown, daemon.url);
  });
}

test('figures are shown inside the page', { skip }, async () => {
  const outside = await startOutside();
  const sample = daemon;
  daemon = await startDaemon(outside.settings);
  try {
    await daemon.run({ style: 'topics', sources: [{ kind: 'arxiv', categories: ['cs.AI'] }] });
    await enter();
    isWhole(await seen(await inside(/kettle/)), { pictures: 2, formulas: 2 });
    isQuiet(shown, daemon.url);
    await picture('figures');
  } finally {
    await daemon.stop();
    daemon = sample;
    await outside.stop();
  }
});

test('a daemon that is gone is told in a sentence', { skip }, async () => {
  const sample = daemon;
  daemon = await startDaemon();
  try {
    await daemon.run({ sources: [{ kind: 'sample' }] });
    const page = await enter();
    isQuiet(shown, daemon.url);
    await daemon.stop();
    await page.getByLabel('Style').selectOption('brief');
    await until(status, 'the page says something');
    assert.equal(await status(), 'The daemon does not answer. Start it again, and open the address that it prints.');
    await page.getByRole('button', { name: 'Papers' }).click();
    // What was said before is taken away when something new is asked.
    await until(status, 'the page says it again');
    assert.equal(await status(), 'The daemon does not answer. Start it again, and open the address that it prints.');
    await picture('gone');
  } finally {
    daemon = sample;
  }
});
