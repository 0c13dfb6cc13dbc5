// The feeds as feed readers take them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import Parser from 'rss-parser';
import { startDaemon } from './support/daemon.js';

let daemon, digests;
before(async () => {
  daemon = await startDaemon();
  const days = [0, 1, 2].map(back => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10));
  for (const date of days.reverse()) assert.equal((await daemon.run({ date, sources: [{ kind: 'sample' }] })).state, 'succeeded');
  digests = (await daemon.ask('/v1/digests?profile=default')).items;
  assert.equal(digests.length, 3);
});
after(() => daemon?.stop());

const isMoment = text => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text));

test('a feed reader takes the Atom feed with its entries and links', async () => {
  const text = await daemon.ask('/v1/digests.atom', { accept: 'application/atom+xml' });
  const feed = await new Parser({ customFields: { item: ['updated', 'published'] } }).parseString(text);
  assert.equal(feed.title, 'LocalDigest: Default');
  assert.equal(feed.feedUrl, `${daemon.url}/v1/digests.atom?profile=default`);
  assert.ok(isMoment(feed.lastBuildDate));
  assert.deepEqual(feed.items.map(({ link }) => link), digests.map(({ id }) => `${daemon.url}/v1/digests/${id}`));
  assert.deepEqual(feed.items.map(({ title }) => title), digests.map(({ date, papers }) => `Default, ${date}: ${papers} papers`));
  assert.equal(new Set(feed.items.map(({ id }) => id)).size, 3);
  for (const item of feed.items) {
    assert.ok(isMoment(item.published) && isMoment(item.updated));
    assert.equal(item.author, 'LocalDigest');
    const { papers } = await daemon.ask(new URL(item.link).pathname);
    for (const { url } of papers) assert.ok(item.content.includes(`href="${url}"`), url);
    await daemon.ask(new URL(item.link).pathname, { accept: 'text/html' });
  }
});

test('the JSON feed is one of version 1.1', async () => {
  const response = await fetch(`${daemon.url}/v1/digests.json`, { headers: { Authorization: `Bearer ${daemon.token}` } });
  assert.match(response.headers.get('Content-Type'), /^application\/feed\+json/);
  const feed = await response.json();
  assert.equal(feed.version, 'https://jsonfeed.org/version/1.1');
  // What the version asks for: texts that are texts, whole addresses, moments of RFC 3339, authors who say something of themselves, no names but the known ones.
  const isText = value => typeof value === 'string' && value.length > 0;
  const isAddress = value => isText(value) && URL.canParse(value);
  const known = {
    version: isText, title: isText, home_page_url: isAddress, feed_url: isAddress, description: isText, user_comment: isText, next_url: isAddress, icon: isAddress, favicon: isAddress,
    authors: Array.isArray, language: isText, expired: value => typeof value === 'boolean', hubs: Array.isArray, items: Array.isArray,
  };
  const knownItem = {
    id: isText, url: isAddress, external_url: isAddress, title: isText, content_html: isText, content_text: isText, summary: isText, image: isAddress, banner_image: isAddress,
    date_published: isMoment, date_modified: isMoment, authors: Array.isArray, tags: Array.isArray, language: isText, attachments: Array.isArray,
  };
  const check = (object, fields) => {
    for (const [name, value] of Object.entries(object)) assert.ok(name.startsWith('_') || fields[name]?.(value), `${name}: ${value}`);
  };
  check(feed, known);
  assert.ok(feed.title && feed.items);
  for (const author of feed.authors) assert.ok(author.name || author.url || author.avatar);
  assert.equal(feed.feed_url, `${daemon.url}/v1/digests.json?profile=default`);
  for (const item of feed.items) {
    check(item, knownItem);
    assert.ok(item.id && (item.content_html || item.content_text));
  }
  assert.deepEqual(feed.items.map(({ url }) => url), digests.map(({ id }) => `${daemon.url}/v1/digests/${id}`));
  assert.equal(new Set(feed.items.map(({ id }) => id)).size, feed.items.length);
});
