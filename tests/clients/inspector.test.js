// The inspector of the Model Context Protocol, as its users run it on the command line, lists and calls everything that agents get, over both transports.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { program, startStore } from './support/store.js';

const inspector = fileURLToPath(new URL('node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js', import.meta.url));

/** How it is told where the server is. */
const ways = {
  'input and output': daemon => ['-e', `LOCALDIGEST_DATA=${daemon.folder}`, 'dotnet', program, 'mcp', '--no-start'],
  'streamable HTTP': daemon => [`${daemon.url}/mcp`, '--transport', 'http', '--header', `Authorization: Bearer ${daemon.token}`],
};

/** A call of each tool, and what its answer must hold. */
const calls = {
  todays_digest: [{}, answer => assert.ok(answer.papers.length > 0)],
  search_papers: [{ query: 'robots folding towels', limit: 3 }, answer => assert.equal(answer.papers.length, 3)],
  get_paper: [{ id: 'arxiv:2601.90003' }, answer => assert.equal(answer.paper.id, 'arxiv:2601.90003')],
  read_paper: [{ id: 'arxiv:2601.90003' }, answer => assert.match(answer.sections[0].paragraphs[0], /towel 3/)],
  similar_papers: [{ id: 'arxiv:2601.90003', limit: 2 }, answer => assert.equal(answer.papers.length, 2)],
  rank_papers: [
    { papers: [{ title: 'Cosmology of voids', id: 'other' }, { title: 'A robot folds towels', id: 'mine' }] },
    answer => assert.deepEqual(answer.items.map(item => item.id), ['mine', 'other']),
  ],
  give_feedback: [{ ids: ['2601.90001'], value: 'up' }, async (_, daemon) => assert.equal((await daemon.ask('/v1/feedback')).items[0].id, 'arxiv:2601.90001')],
  add_note: [{ id: 'arxiv:2601.90002', text: 'Mine.', tags: ['thesis'] }, answer => assert.deepEqual([answer.note, answer.tags], ['Mine.', ['thesis']])],
  run_digest: [{ storedOnly: true }, answer => assert.equal(answer.state, 'succeeded')],
  citation_status: [{ ids: ['2601.90003', '10.9999/nowhere'] }, answer => assert.deepEqual(answer.items.map(item => item.known), [true, false])],
};

for (const [way, server] of Object.entries(ways)) describe(`by ${way}`, () => {
  let daemon, home;

  before(async () => {
    daemon = await startStore();
    home = mkdtempSync(join(tmpdir(), 'localdigest-inspector-'));
  }, { timeout: 120_000 });

  after(async () => {
    await daemon?.stop();
    rmSync(home, { recursive: true, force: true });
  });

  /** Asks once; gives how it ended and what it wrote. */
  function ask(method, ...words) {
    const env = { ...process.env, HOME: home, MCP_CATALOG_PATH: join(home, 'mcp.json') };
    return new Promise(done => execFile(process.execPath, [inspector, '--cli', ...server(daemon), '--method', method, ...words],
      { env, timeout: 60_000, maxBuffer: 16 * 1024 * 1024 },
      (error, out, said) => done({ code: error ? error.code ?? error.signal : 0, out, said })));
  }

  async function get(method, ...words) {
    const { code, out, said } = await ask(method, ...words);
    assert.equal(code, 0, out + said);
    return JSON.parse(out);
  }

  const given = fields => Object.entries(fields).flatMap(([name, value]) => ['--tool-arg', `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`]);

  test('its strict check finds no error in any schema, and each tool has a call here', async () => {
    const { tools } = await get('tools/list', '--strict');
    assert.deepEqual(tools.map(tool => tool.name).sort(), Object.keys(calls).sort());
  });

  for (const [name, [fields, holds]] of Object.entries(calls)) test(`it calls ${name}`, async () => {
    const answer = await get('tools/call', '--tool-name', name, ...given(fields));
    await holds(answer.structuredContent, daemon);
  });

  // The inspector takes what looks like a number for one: "2601.90003" would be another paper's id by the time it arrives.
  for (const [name, fields, told] of [
    ['get_paper', { id: 'arxiv:2601.00000' }, /2601\.00000/],
    ['get_paper', { id: '2601.90003' }, /^'id' is to be text in quotation marks, and 2601\.90003 is not\.$/],
    ['get_paper', {}, /^'id' is missing\.$/],
    ['search_papers', { query: 'x', limt: 3 }, /^There is no 'limt'\. There are: query, limit,/],
    ['search_papers', { query: 'x', limit: 1000 }, /^limit is 1 to 100\.$/],
    ['rank_papers', { papers: [{ title: 'x' }, { tittle: 'y' }] }, /^There is no 'papers\[1\]\.tittle'/],
  ]) test(`${name} of ${JSON.stringify(fields)} is refused with a sentence`, async () => {
    const { code, out } = await ask('tools/call', '--tool-name', name, ...given(fields));
    assert.notEqual(code, 0);
    const answer = JSON.parse(out);
    assert.equal(answer.isError, true);
    assert.match(answer.content[0].text, told);
  });

  test('resources are listed and read', async () => {
    const { resources } = await get('resources/list');
    const digest = await get('resources/read', '--uri', resources[0].uri);
    assert.match(digest.contents[0].text, /fold towels/);
    const { resourceTemplates } = await get('resources/templates/list');
    assert.deepEqual(resourceTemplates.map(template => template.uriTemplate).sort(), ['localdigest://digest/{id}', 'localdigest://paper/{id}']);
    const paper = await get('resources/read', '--uri', 'localdigest://paper/arxiv%3A2601.90002');
    assert.match(paper.contents[0].text, /untrusted data[\s\S]*towel 2/);
  });

  test('the prompt brings the digest along', async () => {
    const { prompts } = await get('prompts/list');
    assert.deepEqual(prompts.map(prompt => prompt.name), ['discuss_todays_papers']);
    const { messages } = await get('prompts/get', '--prompt-name', prompts[0].name);
    assert.match(messages[0].content.text, /<digest>[\s\S]*fold towels[\s\S]*<\/digest>/);
  });
});
