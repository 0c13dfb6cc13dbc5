// A real llama.cpp with a model of random weights: what the daemon asks is held to the schema and parses, and nothing that it says is taken for
// more than it is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startDaemon } from '../browser/support/daemon.js';
import { startLlama } from './support/llama.js';

const papers = Array.from({ length: 6 }, (_, number) => ({
  id: `arxiv:2601.9000${number}`,
  title: `Robots that fold towels, part ${number}`,
  abstract: `A robot folds towel ${number} with a language model. It succeeds in ${number + 80} of 100 trials on a table.`,
  authors: ['Ann Lee'],
  categories: ['cs.RO'],
}));

async function withDaemon(context, work, settings = {}) {
  const llama = await startLlama(context);
  const daemon = await startDaemon({ ...llama.settings, ...settings });
  try {
    const taken = await fetch(`${daemon.url}/v1/papers`, {
      method: 'POST', body: papers.map(paper => JSON.stringify(paper)).join('\n'),
      headers: { Authorization: `Bearer ${daemon.token}`, 'Content-Type': 'application/x-ndjson' },
    });
    assert.equal(taken.status, 200);
    const profile = await daemon.ask('/v1/profiles/default');
    await daemon.ask('/v1/profiles/default', { method: 'PUT', body: { name: profile.name, interests: 'Robots that fold towels', sources: [] } });
    await work(daemon, llama);
  } finally {
    await daemon.stop();
    await llama.stop();
  }
}

const list = daemon => daemon.ask('/v1/papers?profile=default&limit=50').then(answer => answer.items);

test('llama.cpp is held to the schema, and only what it said of a paper stands there', async () => {
  await withDaemon(32768, async (daemon, llama) => {
    const run = await daemon.run({ profile: 'default', sources: [] });
    assert.ok(['succeeded', 'partial'].includes(run.state), JSON.stringify(run));
    assert.ok(llama.answers.length > 0);
    const said = new Map(papers.map(paper => [paper.id, []]));
    for (const { asked, wrote } of llama.answers) {
      assert.equal(asked.response_format.type, 'json_schema');
      const { verdicts } = JSON.parse(wrote);
      const ids = asked.response_format.json_schema.schema.properties.verdicts.items.properties.id.enum;
      assert.equal(verdicts.length, ids.length);
      for (const verdict of verdicts) {
        assert.ok(ids.includes(verdict.id));
        said.get(verdict.id).push(verdict);
      }
    }
    let judged = 0;
    for (const paper of await list(daemon)) {
      if (paper.relevance === null || paper.relevance === undefined) continue;
      judged++;
      assert.ok(said.get(paper.id).some(verdict => verdict.relevance === paper.relevance && verdict.novelty === paper.novelty), JSON.stringify(paper));
      assert.ok(paper.relevance >= 1 && paper.relevance <= 10 && paper.novelty >= 1 && paper.novelty <= 10);
    }
    assert.equal(judged, run.counts.judged ?? 0);
    assert.ok(judged > 0, 'no answer of a random model was acceptable, so that nothing was tested');
  });
});

test('the check tells what llama.cpp is', async () => {
  await withDaemon(32768, async daemon => {
    const check = await daemon.ask('/v1/llm/check');
    assert.equal(check.works, true, JSON.stringify(check));
    assert.equal(check.form, 'schema');
    assert.equal(check.contextTokens, 32768);
    assert.ok(check.tokensPerSecond > 0);
  });
});

test('a context that is too small is said with what to do, and the digest is there', async () => {
  await withDaemon(1024, async daemon => {
    const run = await daemon.run({ profile: 'default', sources: [] });
    assert.equal(run.state, 'partial', JSON.stringify(run));
    assert.ok(run.digest);
    assert.match(run.problems.map(problem => problem.message).join(' '), /Raise the server's context/);
    for (const paper of await list(daemon)) assert.equal(paper.relevance ?? null, null);
  });
});

test('no sentence of a random model comes into a summary', async () => {
  await withDaemon(32768, async (daemon, llama) => {
    const run = await daemon.run({ profile: 'default', sources: [], style: 'report' });
    assert.ok(['succeeded', 'partial'].includes(run.state), JSON.stringify(run));
    const texts = llama.answers.filter(({ asked }) => asked.response_format.json_schema.name !== 'verdicts')
      .flatMap(({ wrote }) => [...wrote.matchAll(/"((?:[^"\\]|\\.){12,})"/g)].map(match => match[1]));
    const digest = await daemon.ask(`/v1/digests/${run.digest}`, { accept: 'text/markdown' });
    assert.match(digest, /towel/);
    for (const text of texts.filter(text => !/^[a-zA-Z]+$/.test(text))) assert.ok(!digest.includes(text), text);
  }, { 'Llm:MaxRequestsPerRun': '8' });
});
