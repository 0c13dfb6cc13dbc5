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
  const profile = await daemon.ask('/v1/profiles/default');
  await daemon.ask('/v1/profiles/default', {
    method: 'PUT',
    body: {
      name: profile.name, interests: profile.interests, sources: [{ kind: 'arxiv', categories: ['cs.AI'] }], digest: { ...profile.digest, style: 'topics' },
      delivery: [{ kind: 'email', to: 'reader@example.org' }, { kind: 'webhook', name: 'slack' }, { kind: 'webhook', name: 'discord' }],
    },
  });
  const run = await daemon.run({});
  assert.deepEqual([run.state, run.problems], ['succeeded', []]);
  await daemon.ask(`/v1/digests/${run.digest}/deliveries`, { method: 'POST' });
  await until(() => outside.mails.length > 0 && outside.posts.length > 1, 'everything is delivered');
  digest = await daemon.ask(`/v1/digests/${run.digest}`);
});
after(async () => {
  await browser?.close();
  await daemon?.stop();
  await outside?.stop();
});

test('a mail has the whole digest as plain text', async () => {
  const mail = await PostalMime.parse(outside.mails[0]);
  assert.equal(mail.subject, `${digest.profileName}, ${digest.date}: ${digest.papers.length} papers`);
  assert.deepEqual(mail.to.map(({ address }) => address), ['reader@example.org']);
  assert.equal(mail.from.address, 'digest@example.org');
  for (const { title, url, reading } of digest.papers) {
    for (const part of [title, url, reading.overview, reading.plainLanguage]) assert.ok(mail.text.replace(/\\(?=\W)/g, '').includes(part), part);
  }
  assert.doesNotMatch(mail.text, /cid:|!\[|\/v1\/papers/);
});

test('a mail shows its figures without asking anybody', { skip: noBrowser }, async () => {
  const mail = await PostalMime.parse(outside.mails[0]);
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

test('a message to Slack is one that Slack takes', () => {
  const { body } = outside.posts.find(({ to }) => to === 'slack');
  // A message needs a text or blocks; the text is cut behind 40,000 characters and should not be longer than 4,000.
  assert.ok((body.text?.length ?? 0) > 0 || body.blocks?.length > 0);
  assert.ok((body.text ?? '').length <= 4000);
  const blocks = body.blocks ?? [];
  assert.ok(blocks.length <= 50);
  for (const block of blocks) {
    assert.ok(['header', 'section', 'context', 'divider'].includes(block.type), block.type);
    if (block.type === 'header') assert.ok(block.text.type === 'plain_text' && block.text.text.length <= 150);
    if (block.type === 'section') assert.ok(block.text.text.length > 0 && block.text.text.length <= 3000);
  }
  const said = [body.text, ...blocks.map(block => block.text?.text)].join('\n');
  for (const { title, url } of digest.papers) {
    const escaped = title.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    assert.ok(said.includes(`<${url}|${escaped}>`), title);
  }
  // Whatever is between angle brackets is one of the digest's links: no mention of a channel, no link of a paper's own making.
  for (const [, link] of said.matchAll(/<([^>]*)>/g)) assert.ok(digest.papers.some(({ url }) => link.startsWith(`${url}|`)), link);
});

test('a message to Discord is one that Discord takes', () => {
  const { body } = outside.posts.find(({ to }) => to === 'discord');
  assert.ok((body.content?.length ?? 0) > 0 || body.embeds?.length > 0);
  assert.ok((body.content ?? '').length <= 2000);
  const embeds = body.embeds ?? [];
  assert.ok(embeds.length <= 10);
  let sum = 0;
  for (const { title = '', description = '', fields = [], footer, author } of embeds) {
    assert.ok(title.length <= 256 && description.length <= 4096 && fields.length <= 25);
    for (const { name, value } of fields) assert.ok(name.length > 0 && name.length <= 256 && value.length > 0 && value.length <= 1024);
    sum += [title, description, footer?.text ?? '', author?.name ?? '', ...fields.flatMap(({ name, value }) => [name, value])].join('').length;
  }
  assert.ok(sum <= 6000);
  const said = JSON.stringify(body);
  for (const { url } of digest.papers) assert.ok(said.includes(url), url);
  assert.doesNotMatch(body.content ?? '', /@(everyone|here)/);
});
