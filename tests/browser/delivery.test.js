// What the daemon sends: a mail as a mail program shows it, messages as the chats take them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import PostalMime from 'postal-mime';
import { isQuiet, isWhole, noBrowser, open, seen, startBrowser } from './support/browser.js';
import { startDaemon, until } from './support/daemon.js';
import { startOutside } from './support/outside.js';

let browser, outside, daemon, digest;
before(async () => {
  browser = await startBrowser();
  outside = await startOutside();
  daemon = await startDaemon(outside.settings);
  const { interests } = await daemon.ask('/v1/profiles/default');
  const delivery = [{ kind: 'email', to: 'reader@example.org' }, { kind: 'webhook', name: 'slack' }, { kind: 'webhook', name: 'discord' }];
  // A day of more papers than a message holds, and one of a few.
  for (const [name, style, source] of [['Many', 'criteria', { kind: 'sample' }], ['Few', 'topics', { kind: 'arxiv', categories: ['cs.AI'] }]]) {
    const profile = await daemon.ask('/v1/profiles', { method: 'POST', body: { name, interests, sources: [source], digest: { style }, delivery } });
    const run = await daemon.run({ profile: profile.id, sources: [source] });
    assert.deepEqual([run.state, run.problems], ['succeeded', []]);
    await daemon.ask(`/v1/digests/${run.digest}/deliveries`, { method: 'POST' });
    digest = await daemon.ask(`/v1/digests/${run.digest}`);
  }
  await until(() => outside.mails.length > 1 && outside.posts.length > 3, 'everything is delivered');
});
after(async () => {
  await browser?.close();
  await daemon?.stop();
  await outside?.stop();
});

/** The mail with the digest of a few papers. */
const mailed = async () => (await Promise.all(outside.mails.map(mail => PostalMime.parse(mail)))).find(({ subject }) => subject.startsWith(digest.profileName));
/** The messages to a chat, that of the few papers last. */
const posted = chat => outside.posts.filter(({ to }) => to === chat).map(({ body }) => body).sort((one, other) => JSON.stringify(one).includes('*Few, ') - JSON.stringify(other).includes('*Few, '));

test('a mail has the whole digest as plain text', async () => {
  const mail = await mailed();
  assert.equal(mail.subject, `${digest.profileName}, ${digest.date}: ${digest.papers.length} papers`);
  assert.deepEqual(mail.to.map(({ address }) => address), ['reader@example.org']);
  assert.equal(mail.from.address, 'digest@example.org');
  for (const { title, url, reading } of digest.papers) {
    for (const part of [title, url, reading.overview, reading.plainLanguage]) assert.ok(mail.text.replace(/\\(?=\W)/g, '').includes(part), part);
  }
  assert.doesNotMatch(mail.text, /cid:|!\[|\/v1\/papers/);
});

test('a mail shows its figures without asking anybody', { skip: noBrowser }, async () => {
  const mail = await mailed();
  const origin = 'http://mail.test';
  const named = new Map(mail.attachments.map(part => [part.contentId.replace(/^<|>$/g, ''), part]));
  assert.ok(named.size >= 3);
  const html = mail.html.replace(/cid:([^"]+)/g, (all, id) => {
    const { mimeType, content } = named.get(id);
    return `data:${mimeType};base64,${Buffer.from(content).toString('base64')}`;
  });
  for (const [name, options] of [['wide', {}], ['narrow', { viewport: { width: 390, height: 800 }, colorScheme: 'dark' }]]) {
    const shown = await open(browser, origin, '/', { ...options, content: html });
    isWhole(await seen(shown.page), { pictures: 3 * digest.papers.length, formulas: 1 });
    isQuiet(shown, origin);
    if (process.env.SCREENSHOTS) await shown.page.screenshot({ path: `${process.env.SCREENSHOTS}/mail-${name}.png`, fullPage: true });
    await shown.context.close();
  }
});

test('messages to Slack are such as Slack takes', () => {
  const bodies = posted('slack');
  assert.equal(bodies.length, 2);
  for (const { text = '', blocks = [] } of bodies) {
    assert.ok(text.length > 0 || blocks.length > 0);
    assert.ok(text.length <= 3000);
    assert.ok(blocks.length <= 50);
    for (const block of blocks) {
      assert.ok(['header', 'section', 'context', 'divider'].includes(block.type), block.type);
      if (block.type === 'header') assert.ok(block.text.type === 'plain_text' && block.text.text.length <= 150);
      if (block.type === 'section') assert.ok(block.text.text.length > 0 && block.text.text.length <= 3000);
    }
    // Whatever stands between angle brackets is a link to a paper: no mention of a channel, no link of a paper's own making.
    const said = [text, ...blocks.map(block => block.text?.text)].join('\n');
    assert.doesNotMatch(said.replace(/<https:\/\/arxiv\.org\/abs\/[\w.]+\|[^<>|]+>/g, ''), /[<>]/);
  }
  const said = JSON.stringify(bodies.at(-1));
  for (const { title, url } of digest.papers) {
    const escaped = title.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    assert.ok(said.includes(`<${url}|${escaped}>`), title);
  }
});

test('messages to Discord are such as Discord takes', () => {
  const bodies = posted('discord');
  assert.equal(bodies.length, 2);
  for (const { content = '', embeds = [], allowed_mentions } of bodies) {
    // Without this a title that names @everyone calls everyone.
    assert.deepEqual(allowed_mentions, { parse: [] });
    assert.ok(content.length > 0 || embeds.length > 0);
    assert.ok(content.length <= 2000);
    assert.ok(embeds.length <= 10);
    let sum = 0;
    for (const { title = '', description = '', fields = [], footer, author } of embeds) {
      assert.ok(title.length <= 256 && description.length <= 4096 && fields.length <= 25);
      for (const { name, value } of fields) assert.ok(name.length > 0 && name.length <= 256 && value.length > 0 && value.length <= 1024);
      sum += [title, description, footer?.text ?? '', author?.name ?? '', ...fields.flatMap(({ name, value }) => [name, value])].join('').length;
    }
    assert.ok(sum <= 6000);
  }
  const said = JSON.stringify(bodies.at(-1));
  for (const { url } of digest.papers) assert.ok(said.includes(url), url);
  assert.ok(said.includes('Cups & \\\\<Saucers> as a Markov \\\\[Chain\\\\]'));
});
