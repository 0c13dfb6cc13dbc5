// A release as its users get it: made by its one command, checked against its checksums, unpacked. The daemon is one program there. ML.NET finds its components by reflection, which is what does not go without saying there: what is
// learned from verdicts and from thumbs is trained, saved, loaded again after a restart, and used.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startDaemon, until } from '../browser/support/daemon.js';

const likes = ['caterpillars', 'moths', 'pupae', 'larvae', 'butterflies', 'cocoons'];
const others = ['robots', 'grippers', 'joints', 'motors', 'wheels', 'cables'];

const papers = Array.from({ length: 60 }, (_, i) => {
  const [one, two, three] = [i, i + 1, i + 3].map(at => (i % 2 ? others : likes)[at % likes.length]);
  return {
    id: `arxiv:2601.${String(90000 + i)}`, title: `Of ${one} and ${two}`, authors: ['Ann Lee'], categories: ['q-bio.PE'],
    abstract: `We count ${one} beside ${three} in ${i + 3} places and say what ${two} mean for them.`,
  };
});
const isLiked = id => Number(id.at(-1)) % 2 === 0;

/** Grades what it is sent by whether it is about moths. */
function startJudge() {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const user = JSON.parse(body).messages.at(-1).content;
    const ids = JSON.parse(user.slice(user.indexOf('['))).map(paper => paper.id);
    const verdicts = ids.map(id => ({ id, relevance: isLiked(id) ? 9 : 2, novelty: 5, criterion: 1, comment: 'It says what it counts.' }));
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({
      id: 'answer', object: 'chat.completion', created: 1, model: 'judge', usage: { prompt_tokens: 900, completion_tokens: 90, total_tokens: 990 },
      choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: JSON.stringify({ verdicts }) } }],
    }));
  });
  return new Promise(listens => server.listen(0, '127.0.0.1', () => listens(server)));
}

const run = promisify(execFile);

let folder, command, judge, daemon;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'localdigest-published-'));
  const release = fileURLToPath(new URL('../../clients/release/release.proj', import.meta.url));
  const system = `${{ linux: 'linux', darwin: 'osx', win32: 'win' }[process.platform]}-${process.arch}`;
  const made = join(folder, 'release');
  await run('dotnet', ['msbuild', release, `-p:Systems=${system}`, `-p:To=${made}`, '-v:q']);
  const [line] = readFileSync(join(made, 'SHA256SUMS'), 'utf8').trim().split('\n');
  const [, sum, archive] = /^([0-9A-F]{64})  (localdigest-.*\.zip)$/.exec(line);
  assert.equal(createHash('sha256').update(readFileSync(join(made, archive))).digest('hex').toUpperCase(), sum);
  assert.deepEqual(readdirSync(made).sort(), ['SHA256SUMS', archive].sort());
  const programs = join(folder, 'program');
  await run('unzip', ['-q', join(made, archive), '-d', programs]);
  const ending = process.platform === 'win32' ? '.exe' : '';
  assert.deepEqual(readdirSync(programs).sort(), ['INSTALL.txt', 'LICENSE', `LocalDigest.Daemon${ending}`, `localdigest${ending}`].sort());
  // Where a fresh user's programs unpack themselves.
  process.env.DOTNET_BUNDLE_EXTRACT_BASE_DIR = join(folder, 'unpacked');
  process.env.PROGRAM = join(programs, `LocalDigest.Daemon${ending}`);
  command = join(programs, `localdigest${ending}`);
  judge = await startJudge();
  daemon = await startDaemon({ 'Llm:BaseUrl': `http://127.0.0.1:${judge.address().port}/v1`, 'Llm:Model': 'judge' });
}, { timeout: 1_300_000 });

after(async () => {
  await daemon?.stop();
  judge?.close();
  rmSync(folder, { recursive: true, force: true });
});

const listed = async () => (await daemon.ask('/v1/papers?limit=100')).items;

test('one program learns from verdicts and from thumbs, and knows both after a restart', async () => {
  const taken = await fetch(`${daemon.url}/v1/papers`, {
    method: 'POST', body: papers.map(paper => JSON.stringify(paper)).join('\n'),
    headers: { Authorization: `Bearer ${daemon.token}`, 'Content-Type': 'application/x-ndjson' },
  });
  assert.equal((await taken.json()).added, papers.length);
  // Says nothing of what the judge likes.
  await daemon.ask('/v1/profiles/default', { method: 'PUT', body: { name: 'Default', interests: 'What can be counted', sources: [] } });
  const run = await daemon.run({ profile: 'default', sources: [] });
  assert.equal(run.state, 'succeeded', JSON.stringify(run.problems));
  const learned = await until(async () => {
    const { versions } = await daemon.ask('/v1/profiles/default/expectation');
    return versions.find(version => version.verdicts === papers.length);
  }, 'it has learned from all verdicts');
  assert.ok(learned.auc > 0.9, JSON.stringify(learned));
  for (let i = 0; i < 24; i++) {
    await daemon.ask(`/v1/papers/${encodeURIComponent(papers[i].id)}/feedback`, { method: 'PUT', body: { value: isLiked(papers[i].id) ? 'up' : 'down' } });
  }
  await daemon.halt();
  await daemon.start();
  const items = await listed();
  const mean = (name, liked) => {
    const numbers = items.filter(paper => isLiked(paper.id) === liked).map(paper => paper[name]);
    return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  };
  assert.ok(mean('expected', true) > mean('expected', false) + 3, `${mean('expected', true)} ${mean('expected', false)}`);
  assert.ok(mean('preference', true) > mean('preference', false) + 0.2, `${mean('preference', true)} ${mean('preference', false)}`);
});

test('one program has its page and its description', async () => {
  assert.match(await (await fetch(daemon.url)).text(), /<script[^>]+type="module"/);
  const description = await daemon.ask('/openapi/v1.json');
  assert.ok(Object.keys(description.paths).length > 50);
});

test('the command finds the daemon beside it, and answers at once', async t => {
  const env = { ...process.env, LOCALDIGEST_DATA: join(folder, 'fresh'), LocalDigest__Arxiv__ApiUrl: 'http://127.0.0.1:9' };
  const timed = async words => {
    const from = performance.now();
    const { stdout } = await run(command, words, { env });
    return { stdout, took: performance.now() - from };
  };
  const started = await timed(['start', '--urls', 'http://127.0.0.1:0']);
  assert.match(started.stdout, /The daemon runs at/);
  try {
    const times = [];
    for (let i = 0; i < 15; i++) {
      const { stdout, took } = await timed(['status']);
      assert.match(stdout, /^running at/);
      times.push(took);
    }
    times.sort((one, other) => one - other);
    t.diagnostic(`localdigest start, to the daemon's answer: ${started.took.toFixed()} ms`);
    t.diagnostic(`localdigest status: ${times[7].toFixed()} ms (median of 15, least ${times[0].toFixed()} ms)`);
    const { stdout } = await timed(['doctor']);
    assert.match(stdout, /The daemon answers at/);
  } finally {
    await run(command, ['stop'], { env });
  }
});
