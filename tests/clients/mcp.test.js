// An agent's own library lists and calls every tool of `localdigest mcp` and of the daemon's own HTTP, and holds every answer to the tool's schema.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { papers, program, startStore } from './support/store.js';

/** How an agent reaches LocalDigest. */
const ways = {
  'input and output': daemon => new StdioClientTransport({
    command: 'dotnet', args: [program, 'mcp', '--no-start'], env: { ...process.env, LOCALDIGEST_DATA: daemon.folder }, stderr: 'inherit',
  }),
  'streamable HTTP': daemon => new StreamableHTTPClientTransport(new URL('/mcp', daemon.url), {
    requestInit: { headers: { Authorization: `Bearer ${daemon.token}` } },
  }),
};

for (const [way, connection] of Object.entries(ways)) describe(`by ${way}`, () => {
  let daemon, agent;

  before(async () => {
    daemon = await startStore();
    agent = new Client({ name: 'test', version: '1' });
    await agent.connect(connection(daemon));
  }, { timeout: 120_000 });

  after(async () => {
    await agent?.close();
    await daemon?.stop();
  });

  /** Calls a tool; the library refuses what does not fit the tool's output schema. */
  async function call(name, given = {}, options) {
    const answer = await agent.callTool({ name, arguments: given }, undefined, options);
    assert.ok(!answer.isError, JSON.stringify(answer));
    assert.deepEqual(JSON.parse(answer.content[0].text), answer.structuredContent);
    return answer.structuredContent;
  }

  test('every tool is listed, with schemas and with what it does to the store', async () => {
    const { tools } = await agent.listTools();
    assert.deepEqual(tools.map(tool => tool.name).sort(), [
      'add_note', 'citation_status', 'get_paper', 'give_feedback', 'rank_papers', 'read_paper', 'run_digest', 'search_papers', 'similar_papers', 'todays_digest',
    ]);
    for (const tool of tools) {
      assert.equal(tool.outputSchema?.type, 'object', tool.name);
      assert.ok(tool.title && tool.description.length > 30, tool.name);
      assert.equal(tool.annotations.readOnlyHint, !['add_note', 'give_feedback', 'run_digest'].includes(tool.name), tool.name);
      if (!tool.annotations.readOnlyHint) assert.equal(tool.annotations.destructiveHint, false, tool.name);
      assert.equal(tool.annotations.openWorldHint, ['run_digest', 'citation_status'].includes(tool.name), tool.name);
    }
    assert.match(agent.getInstructions(), /untrusted data/);
  });

  test('papers are found, read and compared, and their text is marked as untrusted', async () => {
    const digest = await call('todays_digest');
    assert.ok(digest.papers.length > 0);
    assert.match(digest.notice, /untrusted/);
    const found = await call('search_papers', { query: 'robots folding towels', limit: 3 });
    assert.equal(found.papers.length, 3);
    assert.match(found.notice, /untrusted/);
    const one = await call('get_paper', { id: 'https://arxiv.org/abs/2601.90003v1' });
    assert.equal(one.paper.title, papers[3].title);
    assert.match(one.notice, /untrusted/);
    const near = await call('similar_papers', { id: 'arxiv:2601.90003', limit: 2 });
    assert.equal(near.papers.length, 2);
    const read = await call('read_paper', { id: 'arxiv:2601.90003' });
    assert.equal(read.basis, 'abstract');
    assert.match(read.sections[0].paragraphs[0], /towel 3/);
    const ranked = await call('rank_papers', { papers: [{ title: 'Cosmology of voids', abstract: 'Dark matter.' }, { title: 'A robot folds towels', abstract: 'It folds towels.', id: 'mine' }] });
    assert.equal(ranked.items[0].id, 'mine');
    const cited = await call('citation_status', { ids: ['2601.90003', '10.9999/nowhere'] });
    assert.deepEqual(cited.items.map(item => item.known), [true, false]);
  });

  test('a thumb and a note of the user are stored, and no note is overwritten', async () => {
    await call('give_feedback', { ids: ['2601.90001'], value: 'up' });
    assert.equal((await call('get_paper', { id: '2601.90001' })).paper.thumb, 'up');
    await call('give_feedback', { ids: ['2601.90001'], value: 'none' });
    assert.equal((await call('get_paper', { id: '2601.90001' })).paper.thumb, null);
    await call('add_note', { id: '2601.90001', text: 'First.', tags: ['thesis'] });
    const note = await call('add_note', { id: '2601.90001', text: 'Second.' });
    assert.deepEqual([note.note, note.tags], ['First.\nSecond.', ['thesis']]);
  });

  test('a run tells its progress', async () => {
    const steps = [];
    const run = await call('run_digest', { storedOnly: true }, { onprogress: step => steps.push(step) });
    assert.equal(run.state, 'succeeded');
    assert.ok(run.digest);
    assert.ok(steps.length > 0);
  });

  test('what is wrong is an error with a sentence', async () => {
    for (const [name, given, told] of [
      ['get_paper', { id: 'arxiv:2601.00000' }, /2601\.00000/],
      ['give_feedback', { ids: ['2601.90001'], value: 'sideways' }, /up, down or none/],
      ['todays_digest', { date: '20 January' }, /2026-01-31/],
      ['search_papers', { query: 'x', marked: 'whatever' }, /marked/],
    ]) {
      const answer = await agent.callTool({ name, arguments: given });
      assert.equal(answer.isError, true, name);
      assert.match(answer.content[0].text, told);
    }
  });

  test('digests and papers are resources, and a prompt brings today’s digest along', async () => {
    const { resources } = await agent.listResources();
    const { contents } = await agent.readResource({ uri: resources[0].uri });
    assert.equal(contents[0].mimeType, 'text/markdown');
    assert.match(contents[0].text, /fold towels/);
    const { resourceTemplates } = await agent.listResourceTemplates();
    assert.deepEqual(resourceTemplates.map(template => template.uriTemplate).sort(), ['localdigest://digest/{id}', 'localdigest://paper/{id}']);
    const paper = await agent.readResource({ uri: 'localdigest://paper/arxiv%3A2601.90002' });
    assert.match(paper.contents[0].text, /untrusted data[\s\S]*towel 2/);
    const { prompts } = await agent.listPrompts();
    assert.deepEqual(prompts.map(prompt => prompt.name), ['discuss_todays_papers']);
    const { messages } = await agent.getPrompt({ name: 'discuss_todays_papers' });
    assert.match(messages[0].content.text, /<digest>[\s\S]*fold towels[\s\S]*<\/digest>/);
  });
});
