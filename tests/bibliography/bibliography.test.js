// Libraries written to the habits of the programs and services that export them (all content is invented): an independent reader and LocalDigest
// differ only where `judged.json` says that LocalDigest is right, with what is right and why.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startDaemon } from '../browser/support/daemon.js';
import { differences, oursOf, othersOf } from './compare.js';

const here = dirname(fileURLToPath(import.meta.url));
const judged = JSON.parse(readFileSync(join(here, 'judged.json'), 'utf8'));
const files = readdirSync(join(here, 'libraries')).sort();
const counts = {};

for (const file of files) {
  test(`${file} is read as it was meant`, async () => {
    const path = join(here, 'libraries', file);
    const daemon = await startDaemon();
    try {
      const { said, papers } = await oursOf(daemon, path);
      assert.deepEqual(said.rejected, [], JSON.stringify(said));
      // The other reader knows no MEDLINE: what is right is written down whole.
      if (extname(file) === '.nbib') {
        assert.deepEqual(papers, judged[file].papers);
        return;
      }
      const { entries, failed } = othersOf(readFileSync(path, 'utf8'));
      assert.equal(failed, 0, 'the other reader takes every entry');
      assert.equal(papers.length, entries.length, 'no paper is lost, and none is made one with another');
      const found = differences(papers, entries);
      for (const { field } of found) counts[field] = (counts[field] ?? 0) + 1;
      assert.deepEqual(found.map(({ key, field, ours }) => ({ key, field, ours })), (judged[file] ?? []).map(({ key, field, right }) => ({ key, field, ours: right })));
    } finally {
      await daemon.stop();
    }
  });
}

test('every judgement says why LocalDigest is right', () => {
  const whys = Object.values(judged).flatMap(all => Array.isArray(all) ? all : []).map(one => one.why);
  assert.ok(whys.length > 10);
  for (const why of whys) assert.match(why, /\w{3,}.*\.$/);
});

after(() => console.log('differences, all judged:', counts));
