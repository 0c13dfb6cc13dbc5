// Digests in every style as a browser shows them, by their own addresses.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isQuiet, isWhole, noBrowser, open, seen, startBrowser } from './support/browser.js';
import { startDaemon } from './support/daemon.js';
import { feed, recorded, startOutside } from './support/outside.js';

const arxiv = { kind: 'arxiv', categories: ['cs.AI'] };
const daily = recorded('samples/huggingface/daily_papers_2026-09-30_one_item_trimmed.json');
let browser;
before(async () => { browser = await startBrowser(); });
after(() => browser.close());

/** Makes a digest and looks at its page. */
async function look(daemon, style, sources) {
  const run = await daemon.run({ style, sources });
  assert.deepEqual([run.state, run.problems], ['succeeded', []]);
  return show(daemon, run.digest);
}

async function show(daemon, digest, query = '', options = {}) {
  const shown = await open(browser, daemon.url, `/v1/digests/${digest}${query}`, { extraHTTPHeaders: { Authorization: `Bearer ${daemon.token}` }, ...options });
  const what = await seen(shown.page);
  if (process.env.SCREENSHOTS) await shown.page.screenshot({ path: `${process.env.SCREENSHOTS}/${digest}${query.replace(/\W/g, '-')}-${Date.now()}.png`, fullPage: true });
  await shown.context.close();
  isQuiet(shown, daemon.url);
  return what;
}

test('a deep dive into a recorded day of Hugging Face is shown with figures and formulas', { skip: noBrowser || (!daily && 'skipped: no ../shared/data') }, async () => {
  const outside = await startOutside(feed(), daily);
  const daemon = await startDaemon(outside.settings);
  try {
    const what = await look(daemon, 'deep-dive', [{ kind: 'huggingface' }]);
    isWhole(what, { pictures: 2, formulas: 2 });
    assert.match(what.text, new RegExp(JSON.parse(daily)[0].title));
    assert.match(what.text, /A microphone in place of a thermometer/);
    assert.ok(what.formulas.some(({ isBlock }) => isBlock), 'no formula stands by itself');
    assert.ok(what.formulas.some(({ isBlock }) => !isBlock), 'no formula is part of a sentence');
  } finally {
    await daemon.stop();
    await outside.stop();
  }
});

for (const [style, text] of [['report', /Listen to the kettle/], ['topics', /Water sings before it boils, and a microphone can hear it/]]) {
  test(`a day of arXiv is shown as ${style} with figures and formulas`, { skip: noBrowser }, async () => {
    const outside = await startOutside(recorded('samples/arxiv-rss/zotero-arxiv-daily_atom_cs.AI_2025-08-20.xml') ?? feed());
    const daemon = await startDaemon(outside.settings);
    try {
      const what = await look(daemon, style, [arxiv]);
      isWhole(what, { pictures: 2, formulas: 2 });
      assert.match(what.text, text);
    } finally {
      await daemon.stop();
      await outside.stop();
    }
  });
}

test('LaTeX of titles and abstracts is shown as text', { skip: noBrowser }, async () => {
  const outside = await startOutside();
  const daemon = await startDaemon(outside.settings);
  try {
    const what = await look(daemon, 'criteria', [arxiv]);
    isWhole(what, { formulas: 1 });
    assert.match(what.text, /Sorting Leaves by Size/);
    assert.match(what.text, /9× smaller & the tea is < 80 degrees/);
  } finally {
    await daemon.stop();
    await outside.stop();
  }
});

test('the sample day is shown whole in every style without a network and a model', { skip: noBrowser }, async t => {
  const daemon = await startDaemon();
  try {
    const run = await daemon.run({ style: 'deep-dive', sources: [{ kind: 'sample' }] });
    assert.deepEqual([run.state, run.problems], ['succeeded', []]);
    const { papers } = await daemon.ask(`/v1/digests/${run.digest}`);
    assert.ok(papers.length > 5);
    const { items } = await daemon.ask('/v1/styles');
    assert.equal(items.length, 5);
    for (const { name } of items) {
      await t.test(name, async () => {
        const what = await show(daemon, run.digest, `?style=${name}`);
        isWhole(what);
        // Where a style has room for the names alone, their beginnings stand there.
        for (const { title } of papers) assert.ok(what.text.includes(name === 'brief' ? title.split(/[:?]/)[0].slice(0, 20) : title), title);
        assert.match(what.text, /No language model is configured/);
        isWhole(await show(daemon, run.digest, `?style=${name}`, { viewport: { width: 390, height: 800 }, colorScheme: 'dark' }));
      });
    }
  } finally {
    await daemon.stop();
  }
});
