// Every payload through every text of what the daemon writes as HTML: digests in each style and in styles and words of the user's own, feeds,
// mails, and the reading view of VS Code. All of it is shown without a security policy, so that whatever its writer let through would run.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import Parser from 'rss-parser';
import PostalMime from 'postal-mime';
import { noBrowser, open, startBrowser } from './support/browser.js';
import { startDaemon, until } from './support/daemon.js';
import { bundles, payloads, sent } from './support/payloads.js';
import { hostileFeed, hostileSay } from './support/hostile.js';
import { startOutside } from './support/outside.js';
import { digestParts, guard, hasNothingStrange, pageParts } from './support/strange.js';

const skip = noBrowser;
const from = path => fileURLToPath(new URL(path, import.meta.url));
const { components: { schemas } } = JSON.parse(readFileSync(from('../../clients/openapi.json'), 'utf8'));
const styles = ['criteria', 'report', 'topics', 'deep-dive', 'brief'];
let browser, daemon, outside;
before(async () => {
  browser = await startBrowser();
  if (skip) return;
  outside = await startOutside(hostileFeed(), '[]', hostileSay);
  daemon = await startDaemon(outside.settings);
});
after(async () => {
  await browser.close();
  await daemon?.stop();
  await outside?.stop();
});

test('there are more than 500 payloads, all different', () => assert.ok(new Set(payloads).size > 500, String(payloads.length)));

/** A value by a schema of the description; each text in it is the next payload. */
function filled(schema, next) {
  const { $ref, oneOf, enum: values, type, format, items, properties } = schema;
  if ($ref) return filled(schemas[$ref.split('/').at(-1)], next);
  if (oneOf) return filled(oneOf.find(one => one.type !== 'null'), next);
  if (values) return values[0];
  switch ([type].flat().find(one => one !== 'null')) {
    case 'array': return [0, 1].map(() => filled(items, next));
    case 'object': return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, filled(value, next)]));
    case 'integer': return 1;
    case 'number': return 0.5;
    case 'boolean': return true;
    default: return format === 'date' ? '2026-01-20' : format === 'date-time' ? '2026-01-20T08:00:00Z' : next();
  }
}

/** A digest of some papers: over all papers each of a paper's texts has been each payload. */
function hostileDigest(first, count, style, language = 'en') {
  let at = first * 7;
  const { papers, ...properties } = schemas.DigestContentInput.properties;
  const content = filled({ type: 'object', properties }, () => sent[at++ % sent.length]);
  content.papers = Array.from({ length: Math.min(count, sent.length - first) }, (_, paper) => {
    let text = 0;
    return filled(schemas.DigestPaperInput, () => sent[(first + paper + 31 * text++) % sent.length]);
  });
  return { ...content, language, style };
}

/** Shows one HTML after another, as a server without any policy would. */
async function showAll(documents, parts = digestParts) {
  const shown = await open(browser, 'http://digest.test', '/', { content: '<!DOCTYPE html>' });
  const isClean = guard(shown, 'http://digest.test');
  for (const [where, html] of documents) {
    assert.ok(html.length > 200, `${where} is empty`);
    await shown.page.setContent(html);
    await hasNothingStrange(shown.page, parts, where);
  }
  isClean();
  await shown.context.close();
}

/** The daemon's HTML of all payloads in a style, so many papers at a time. */
async function rendered(style, count = 190, language = 'en') {
  const documents = [];
  for (let first = 0; first < sent.length; first += count) {
    documents.push([`${style} in ${language}, from ${first}`, await daemon.ask('/v1/digests/render', {
      method: 'POST', accept: 'text/html', body: { style, format: 'html', language, content: hostileDigest(first, count, style, language) } })]);
  }
  return documents;
}

for (const style of styles) {
  test(`every payload in every text of a digest is text in the style ${style}`, { skip }, async () => {
    // One screen has room for ten papers.
    await showAll(await rendered(style, style === 'brief' ? 10 : 190));
  });
}

test('what the user’s own styles say, and leave as it came, is text', { skip }, async () => {
  mkdirSync(join(daemon.folder, 'styles'), { recursive: true });
  const write = (name, text) => writeFileSync(join(daemon.folder, 'styles', name), text);
  const names = ['raw'];
  // Nothing of what it shows is written as Markdown: each text is read as the Markdown that it is.
  write('raw.md.hbs', '# {{profileName}}\n\n{{#each papers}}\n## {{title}}\n\n{{abstract}}\n\n> {{comment}}\n\n- {{note}}\n\n[{{title}}]({{url}})\n\n| a |\n|-|\n| {{venue}} |\n\n{{/each}}\n');
  // A text that holds what a template would take for its own.
  const plain = sent.filter(text => !text.includes('{{'));
  for (let first = 0; first < plain.length; first += 60) {
    names.push(`own-${first}`);
    write(`own-${first}.md.hbs`, `# x\n\n${plain.slice(first, first + 60).join('\n\n')}\n`);
  }
  const { items } = await daemon.ask('/v1/styles');
  assert.deepEqual(items.filter(({ isOwn }) => isOwn).map(({ name, problem }) => [name, problem]).sort(), names.map(name => [name, null]).sort());
  await showAll(await rendered('raw'));
  await showAll(await Promise.all(names.slice(1).map(async style => [style, await daemon.ask('/v1/digests/render', {
    method: 'POST', accept: 'text/html', body: { style, format: 'html', content: hostileDigest(0, 1, style) } })])));
});

test('the words of a language that the user wrote are text', { skip }, async () => {
  const words = JSON.parse(readFileSync(from('../../daemon/LocalDigest.Core/Digests/Styles/labels.en.json'), 'utf8'));
  mkdirSync(join(daemon.folder, 'styles'), { recursive: true });
  // Three languages have room for all payloads.
  const languages = ['fr', 'de', 'es'];
  languages.forEach((language, at) => writeFileSync(join(daemon.folder, 'styles', `labels.${language}.json`), JSON.stringify(Object.fromEntries(
    Object.entries(words).map(([name, word], key) => [name, name.startsWith('date') ? word : `${sent[(at * 262 + key) % sent.length]} ${word}`])))));
  for (const language of languages) {
    for (const style of styles) {
      const html = await daemon.ask('/v1/digests/render', {
        method: 'POST', accept: 'text/html', body: { style, format: 'html', language, content: hostileDigest(0, 10, style, language) } });
      assert.match(html, /alert\(/);
      await showAll([[`${style} in ${language}`, html]]);
    }
  }
});

test('a hostile day with a hostile model is text in its digest, the feeds and the mail', { skip }, async () => {
  const sources = [{ kind: 'arxiv', categories: ['cs.AI'] }];
  const profile = await daemon.ask('/v1/profiles', { method: 'POST', body: {
    name: '"><img src=x onerror=alert(1)>', interests: `kettles\n\n${bundles.map(some => some.join(' ')).join('\n\n')}`.slice(0, 90_000), sources,
    digest: { style: 'deep-dive', maxPapers: 200, read: 8, minRelevance: 1, maxAgeDays: 60 }, delivery: [{ kind: 'email', to: 'reader@example.org' }],
  } });
  const run = await daemon.run({ profile: profile.id, sources });
  assert.equal(run.state, 'succeeded', JSON.stringify(run));
  const digest = await daemon.ask(`/v1/digests/${run.digest}`);
  assert.ok(digest.papers.length >= 75, String(digest.papers.length));
  assert.ok(digest.papers.some(({ comment }) => comment?.includes('alert')), 'no comment holds a payload');
  await showAll(await Promise.all(styles.map(async style =>
    [`the day as ${style}`, await daemon.ask(`/v1/digests/${run.digest}?style=${style}`, { accept: 'text/html' })])));
  const atom = await new Parser().parseString(await daemon.ask(`/v1/digests.atom?profile=${profile.id}`, { accept: 'application/atom+xml' }));
  const json = JSON.parse(await daemon.ask(`/v1/digests.json?profile=${profile.id}`, { accept: 'application/feed+json' }));
  await showAll([...atom.items.map(({ content }) => ['Atom', content]), ...json.items.map(item => ['JSON feed', item.content_html])]);
  await daemon.ask(`/v1/digests/${run.digest}/deliveries`, { method: 'POST' });
  await until(() => outside.mails.length > 0, 'it is mailed');
  const mail = await PostalMime.parse(outside.mails[0]);
  assert.match(mail.html, /alert/);
  await showAll([['mail', mail.html]]);
});

test('the reading view of VS Code shows every payload as text', { skip }, async () => {
  const { default: ts } = await import('typescript');
  const source = readFileSync(from('../../clients/vscode/src/reader-page.ts'), 'utf8');
  const script = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 } }).outputText;
  const html = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"></head><body><main id="paper"></main></body></html>`;
  const shown = await open(browser, 'http://digest.test', '/', { content: html });
  const isClean = guard(shown, 'http://digest.test');
  await shown.page.evaluate(text => {
    globalThis.acquireVsCodeApi = () => ({ postMessage() {} });
    (0, eval)(`(() => {${text.replace(/^export .*$/gm, '')}})()`);
  }, script);
  for (let first = 0; first < payloads.length; first++) {
    const next = step => payloads[(first + 31 * step) % payloads.length];
    await shown.page.evaluate(paper => window.dispatchEvent(new MessageEvent('message', { data: { kind: 'paper', paper } })), {
      id: next(0), title: next(1), abstract: next(2), authors: [{ name: next(3) }], published: next(4), venue: next(5), url: next(6), relevance: next(7),
      novelty: next(8), comment: next(9), feedback: null, note: next(10), reasons: [next(11), next(12)], isWithdrawn: true });
    if (first % 10 === 0) {
      assert.equal(await shown.page.locator('h1').evaluate(title => title.textContent), next(1));
      await hasNothingStrange(shown.page, pageParts, `from ${first}`);
    }
  }
  isClean();
  await shown.context.close();
});
