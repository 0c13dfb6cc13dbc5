// The daemon's own page as a person reads with it: the day's list, thumbs, marks, keys, search, archive.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { isQuiet, noBrowser, startBrowser } from './support/browser.js';
import { startDaemon, until } from './support/daemon.js';
import { but, enter, enterToday, picture } from './support/page.js';

const skip = noBrowser;
let browser, daemon, shown, papers;
before(async () => {
  browser = await startBrowser();
  if (skip) return;
  daemon = await startDaemon();
  await daemon.run({ sources: [{ kind: 'sample' }] });
  papers = (await daemon.ask('/v1/digests/latest')).papers.map(paper => ({ ...paper, title: paper.title.replace('[invented] ', '') }));
});
after(async () => {
  await browser.close();
  await daemon?.stop();
});
afterEach(async () => {
  await shown?.context.close();
  shown = undefined;
  if (skip) return;
  // Every test finds the day as it was.
  for (const { id } of (await daemon.ask('/v1/feedback?limit=100')).items) await daemon.ask(`/v1/papers/${encodeURIComponent(id)}/feedback`,
    { method: 'DELETE' });
  for (const kind of ['seen', 'saved', 'noted']) {
    for (const { id } of (await daemon.ask(`/v1/papers?marked=${kind}&limit=100`)).items) {
      await daemon.ask(`/v1/papers/${encodeURIComponent(id)}/marks`,
        { method: 'PUT', body: { seen: false, saved: false, note: '', tags: [] } });
    }
  }
});

const feedback = async () => (await daemon.ask('/v1/feedback')).items.map(({ id, value }) => [id, value]);
const marked = async kind => (await daemon.ask(`/v1/papers?marked=${kind}`)).items.map(({ id }) => id);

test('the day is a list made for reading, and its notices are one line that opens', { skip }, async () => {
  shown = await enterToday(browser, daemon);
  const { page } = shown;
  assert.deepEqual(await shown.titles(), papers.map(({ title }) => title));
  assert.match(await page.locator('h1').innerText(), /\d/);
  const first = await shown.paper(papers[0].title).innerText();
  assert.ok(first.includes(papers[0].authors[0]) && first.includes(papers[0].keySentence) && first.includes(papers[0].reasons[0]), first);
  assert.match(first, /invented/);
  const notices = page.locator('.notices');
  assert.ok((await notices.boundingBox()).height < 50);
  await notices.locator('summary').click();
  assert.match(await notices.innerText(), /there are no such papers/);
  // The numbers are there on demand.
  const grade = shown.paper(papers[0].title).locator('.grade');
  assert.doesNotMatch(await shown.paper(papers[0].title).innerText(), /\d\d%.*Score/s);
  await grade.click();
  assert.match(await shown.paper(papers[0].title).innerText(), /Match with your criteria \d+%/);
  isQuiet(shown, daemon.url);
  await picture(shown, 'today');
});

test('a thumb counts at once, the paper says from where to where it moved, and undo takes it back', { skip }, async () => {
  shown = await enterToday(browser, daemon);
  const liked = papers[12];
  const thumb = shown.button('I like it', liked.title);
  await thumb.click();
  assert.equal(await thumb.getAttribute('aria-pressed'), 'true');
  await shown.hasTitles(titles => titles.indexOf(liked.title) < 12);
  const place = (await shown.titles()).indexOf(liked.title);
  await shown.said(new RegExp(`It has moved from 13 to ${place + 1}`));
  assert.match(await shown.paper(liked.title).innerText(), new RegExp(`from 13 to ${place + 1}`));
  assert.deepEqual(await feedback(), [[liked.id, 'up']]);
  await picture(shown, 'thumb');
  const order = await shown.titles();
  await shown.page.reload();
  await shown.paper(liked.title).waitFor();
  assert.deepEqual(await shown.titles(), order);
  await thumb.click();
  await until(async () => (await feedback()).length === 0, 'the thumb is taken back');
  await shown.hasTitles(titles => titles[12] === liked.title);
  await thumb.click();
  await shown.hasTitles(titles => titles.indexOf(liked.title) < 12);
  await shown.page.getByRole('button', { name: 'Undo', exact: true }).click();
  await until(async () => (await feedback()).length === 0, 'the thumb is taken back');
  await shown.hasTitles(titles => titles[12] === liked.title);
  isQuiet(shown, daemon.url);
});

test('a thumb shows what it would do before it is given, to the mouse and to the keyboard, and stores nothing', { skip }, async () => {
  shown = await enterToday(browser, daemon);
  const { page } = shown;
  const thumb = shown.button('I like it', papers[12].title);
  await thumb.hover();
  const preview = page.getByRole('tooltip');
  await preview.waitFor();
  assert.match(await preview.innerText(), /↑ \d+ → \d+/);
  assert.ok((await preview.innerText()).includes(papers[12].title));
  await picture(shown, 'preview');
  await page.mouse.move(5, 5);
  await until(async () => await preview.count() === 0, 'the preview goes');
  await page.keyboard.press('Tab');
  await thumb.focus();
  await preview.waitFor();
  assert.equal(await thumb.getAttribute('aria-describedby'), await preview.getAttribute('id'));
  assert.deepEqual(await feedback(), []);
  isQuiet(shown, daemon.url);
});

test('a thumb down takes a paper out of the list until it is undone', { skip }, async () => {
  shown = await enterToday(browser, daemon);
  await shown.button('Not for me', papers[2].title).click();
  await shown.hasTitles(titles => !titles.includes(papers[2].title));
  await until(async () => (await feedback()).length === 1, 'the thumb is kept');
  await shown.said(/out of your lists/);
  await shown.page.keyboard.press('z');
  await shown.hasTitles(titles => titles.includes(papers[2].title));
  await until(async () => (await feedback()).length === 0, 'the thumb is taken back');
  isQuiet(shown, daemon.url);
});

test('what was seen goes out of the way, by one or all above, and comes back', { skip }, async () => {
  shown = await enterToday(browser, daemon);
  const { page } = shown;
  await shown.button('Done: put it away', papers[0].title).click();
  await shown.hasTitles(titles => titles.length === papers.length - 1);
  await until(async () => (await marked('seen')).length === 1, 'the paper is marked');
  await page.reload();
  await page.locator('.paper').first().waitFor();
  assert.ok(!(await shown.titles()).includes(papers[0].title));
  await page.getByRole('button', { name: '1 paper put away' }).click();
  await shown.hasTitles(titles => titles.includes(papers[0].title));
  await shown.button('Put away: bring it back', papers[0].title).click();
  await until(async () => (await marked('seen')).length === 0, 'the paper is back');

  await page.getByRole('link', { name: papers[3].title, exact: true }).click();
  await page.getByRole('button', { name: 'Put this and all above away' }).click();
  await until(async () => (await marked('seen')).length === 4, 'all above are marked');
  await page.getByRole('button', { name: 'Put all away' }).click();
  await page.getByText('That was all for today.').waitFor();
  await until(async () => (await marked('seen')).length === papers.length, 'all are marked');
  await page.getByRole('button', { name: 'Undo the last' }).click();
  await until(async () => (await marked('seen')).length === 4, 'the last step is taken back');
  isQuiet(shown, daemon.url);
});

test('a paper opens in place, its note and tags are kept, and its address shows it again', { skip }, async () => {
  shown = await enterToday(browser, daemon);
  const { page } = shown;
  const { id, title, abstract } = papers[1];
  await page.getByRole('link', { name: title, exact: true }).click();
  const entry = shown.paper(title);
  assert.ok((await entry.innerText()).includes(abstract));
  assert.equal(new URL(page.url()).searchParams.get('paper'), id);
  await entry.getByLabel('Note').fill('Ask Ada about this.');
  await entry.getByLabel('Tags').fill('thesis');
  await page.keyboard.press('Enter');
  await until(async () => (await marked('tag:thesis')).length === 1, 'the tag is kept');
  await until(async () => (await marked('noted')).length === 1, 'the note is kept');
  await page.getByRole('button', { name: 'Similar papers' }).click();
  await entry.locator('.similar li').first().waitFor();
  await page.getByRole('button', { name: 'Why is it here?' }).click();
  assert.match(await entry.locator('.explained').innerText(), /Match with your criteria/);
  await picture(shown, 'open');

  await page.reload();
  await page.getByLabel('Note').waitFor();
  assert.equal(await page.getByLabel('Note').inputValue(), 'Ask Ada about this.');
  await page.getByRole('link', { name: 'Own page' }).click();
  await until(async () => await page.locator('h1').innerText() === title, 'the paper has a page of its own');
  await page.goBack();
  await page.locator('.papers').waitFor();
  assert.equal(new URL(page.url()).searchParams.get('paper'), id);
  isQuiet(shown, daemon.url);
});

test('everything can be done with the keyboard alone', { skip }, async () => {
  shown = await enterToday(browser, daemon);
  const { page } = shown;
  const press = async (...keys) => { for (const key of keys) await page.keyboard.press(key); };
  const focused = () => page.evaluate(() => document.activeElement.textContent);
  await press('j', 'j');
  assert.equal(await focused(), papers[1].title);
  await press('k', 'o');
  assert.equal(await page.locator('.paper.is-open .paper-title').innerText(), papers[0].title);
  await press('n');
  await until(async () => await page.locator('.paper.is-open .paper-title').innerText() === papers[1].title, 'the next one is open');
  await press('o', 's');
  await until(async () => (await marked('saved')).includes(papers[1].id), 'it is saved');
  await press('u');
  await until(async () => (await feedback()).length === 1, 'it is liked');
  assert.equal(await focused(), papers[1].title, 'the focus stays with the paper that moved');
  await press('z');
  await until(async () => (await feedback()).length === 0, 'the thumb is taken back');
  await press('d');
  await until(async () => !(await shown.titles()).includes(papers[1].title), 'it is put away');
  assert.notEqual(await focused(), papers[1].title);
  await press('?');
  assert.match(await page.getByRole('dialog').innerText(), /next, previous paper/);
  await press('Escape');
  await until(async () => await page.getByRole('dialog').count() === 0, 'the list of keys is closed');
  await press('g', 'a');
  await until(() => new URL(page.url()).pathname === '/digests', 'the archive is shown');
  await press('/');
  assert.equal(await page.evaluate(() => document.activeElement.type), 'search');
  await press('Escape', 'g', 't');
  await page.locator('.paper').first().waitFor();
  await press('/');
  await until(() => new URL(page.url()).pathname === '/search', 'the search is shown');
  isQuiet(shown, daemon.url);
});

test('a search lists what it finds, best first, and its address finds it again', { skip }, async () => {
  shown = await enter(browser, daemon, '/search');
  const { page } = shown;
  const { items } = await daemon.ask('/v1/papers?q=robots%20that%20walk&limit=40');
  await page.getByRole('searchbox').fill('robots that walk');
  await shown.hasTitles(titles => titles[0] === items[0].title);
  assert.deepEqual(await shown.titles(), items.map(({ title }) => title));
  assert.equal(new URL(page.url()).searchParams.get('q'), 'robots that walk');
  await picture(shown, 'search');
  await page.getByRole('button', { name: 'Filters' }).click();
  await page.getByLabel('Category').fill('cs.CL');
  const narrower = await daemon.ask('/v1/papers?q=robots%20that%20walk&category=cs.CL&limit=40');
  await shown.hasTitles(titles => titles.length === narrower.items.length);
  await page.reload();
  await shown.hasTitles(titles => titles.join() === narrower.items.map(({ title }) => title).join());
  await page.getByRole('searchbox').fill('"no such phrase anywhere"');
  await page.getByText('No paper is found.').waitFor();
  isQuiet(shown, daemon.url);
});

test('the archive leads to every digest, as a list and in five styles, with thumbs there too', { skip }, async () => {
  shown = await enter(browser, daemon, '/digests');
  const { page } = shown;
  await page.getByRole('link', { name: /22 papers/ }).first().click();
  await page.locator('.paper').first().waitFor();
  await page.getByRole('link', { name: 'As a document' }).click();
  for (const style of ['criteria', 'report', 'topics', 'deep-dive', 'brief']) {
    if (style !== 'criteria') await page.getByLabel('Style').selectOption(style);
    await until(() => new URL(page.url()).pathname.endsWith(`/${style}`), `the address names ${style}`);
    await until(async () => await page.locator('.doc .acts').count() === papers.length, `every paper of ${style} has thumbs`);
    const text = await page.locator('.doc').innerText();
    assert.doesNotMatch(text, /time: \d{8}/);
    const headings = (await page.locator('.doc h2').allInnerTexts()).join();
    assert.doesNotMatch(headings, /\d{4}-\d\d-\d\d|\d\d\/\d\d\/\d{4}/, 'a date as nobody writes it');
    if (['report', 'deep-dive'].includes(style)) {
      assert.deepEqual(await page.locator('.doc-authors').allInnerTexts().then(all => all.map(names => names.split(',')[0])),
        papers.map(({ authors }) => authors[0]), `${style}: authors in the table of contents`);
    }
    if (style === 'topics') assert.match(text, /🟡 is a half/, 'what the marks stand for');
    for (const { title } of papers.slice(0, 5)) assert.ok(text.includes(title), `${style}: ${title}`);
  }
  await picture(shown, 'document');
  await shown.button('I like it', papers[0].title).click();
  await until(async () => (await feedback()).length === 1, 'the thumb is kept');
  await page.goBack();
  await until(() => new URL(page.url()).pathname.endsWith('/deep-dive'), 'Back leads to the style before');
  isQuiet(shown, daemon.url);
});

test('the library shows what is saved, noted, tagged and thumbed', { skip }, async () => {
  const of = number => `/v1/papers/${encodeURIComponent(papers[number].id)}`;
  await daemon.ask(`${of(0)}/marks`, { method: 'PUT', body: { saved: true, tags: ['thesis'] } });
  await daemon.ask(`${of(1)}/marks`, { method: 'PUT', body: { note: 'Hm.' } });
  await daemon.ask(`${of(2)}/feedback`, { method: 'PUT', body: { value: 'up' } });
  await daemon.ask(`${of(3)}/feedback`, { method: 'PUT', body: { value: 'down' } });
  shown = await enter(browser, daemon, '/library');
  for (const [tab, number] of [['Saved', 0], ['With notes', 1], ['Liked', 2], ['Not for me', 3], ['#thesis', 0]]) {
    await shown.page.getByRole('link', { name: tab, exact: true }).click();
    await shown.hasTitles(titles => titles.length === 1);
    assert.deepEqual(await shown.titles(), [papers[number].title], tab);
  }
  isQuiet(shown, daemon.url);
});

test('an address that leads nowhere says so', { skip }, async () => {
  shown = await enter(browser, daemon, '/papers/arxiv%3A0000.00000');
  await shown.page.getByText('It is not in the store.').waitFor();
  isQuiet(but(shown, /404/), daemon.url);
});
