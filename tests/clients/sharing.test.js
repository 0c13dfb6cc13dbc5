// Two editors and a browser share one daemon, which the first editor (a real Neovim) started and which is killed without a word.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { noNetwork, until } from '../browser/support/daemon.js';
import { startEditor } from './support/lsp.js';
import { run } from './support/run.js';
import { client, papers, program } from './support/store.js';

const missing = (spawnSync('nvim', ['--version']).status !== 0 && 'skipped: no nvim')
  || (spawnSync('chromium', ['--version']).status !== 0 && 'skipped: no chromium');

const lives = pid => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

for (const goes of [true, false]) test(`Two editors and a browser; with the first one the daemon ${goes ? 'goes' : 'stays'}`, { skip: missing, timeout: 240_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'localdigest-sharing-'));
  const [data, work] = [join(folder, 'data'), join(folder, 'work')];
  let neovim, second, browser;
  const env = {
    ...process.env, LOCALDIGEST_DATA: data, PROGRAM: program, PLUGIN: client('neovim'), XDG_STATE_HOME: folder, XDG_DATA_HOME: folder,
    ...Object.fromEntries(Object.entries(noNetwork).map(([name, value]) => [`LocalDigest__${name.replaceAll(':', '__')}`, value])),
  };
  const command = words => run('dotnet', [program, ...words], { env });
  const record = () => JSON.parse(readFileSync(join(data, 'daemon.json'), 'utf8'));
  try {
    for (const made of [data, work]) mkdirSync(made, { mode: 0o700 });
    writeFileSync(join(data, 'appsettings.json'), '{"LocalDigest":{"Urls":"http://127.0.0.1:0"}}');
    writeFileSync(join(work, 'notes.md'), 'See arXiv:2601.90003.\n');

    // The first editor starts the daemon.
    let said = '';
    const script = fileURLToPath(new URL('support/sharing.lua', import.meta.url));
    neovim = spawn('nvim', ['--headless', '--clean', '-n', '-i', 'NONE', '-u', 'NONE', '-c', `luafile ${script}`],
      { cwd: work, env: goes ? { ...env, WITH_EDITOR: '1' } : env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [neovim.stdout, neovim.stderr]) stream.setEncoding('utf8').on('data', text => { said += text; });
    await until(() => said.includes('attached') && existsSync(join(data, 'daemon.json')), `Neovim has started a daemon: ${said}`);
    const first = record();
    const ask = async (path, init = {}) => {
      const answer = await fetch(first.url + path, { ...init, headers: { Authorization: `Bearer ${first.token}`, ...init.headers } });
      assert.ok(answer.ok, `${answer.status} ${path}`);
      return answer.json();
    };
    await ask('/v1/papers', {
      method: 'POST', body: papers.map(paper => JSON.stringify(paper)).join('\n'), headers: { 'Content-Type': 'application/x-ndjson' },
    });
    writeFileSync(join(work, 'filled'), '');

    // The second editor and the browser find it, and see the thumb that the first one gave.
    second = startEditor(program, [], env);
    await second.begin();
    await until(async () => (await second.command('localdigest.list', 'liked')).items[0]?.id === 'arxiv:2601.90003', 'the thumb of the first editor is in the second');
    const { said: address } = await command(['open', '--print']);
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'] });
    const page = await browser.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(address.trim());
    await page.locator('.shell').waitFor();
    await page.goto(`${first.url}/search?q=towels`);
    await page.locator('.paper', { hasText: 'Robots that fold towels, part' }).first().waitFor();
    assert.deepEqual(record(), first);

    // The first editor is killed.
    neovim.kill('SIGKILL');
    if (goes) {
      await until(() => !existsSync(join(data, 'daemon.json')) && !lives(first.pid), 'the daemon has gone with its editor');
      // The other one goes on all the same, with a daemon that it starts for itself.
      assert.equal((await second.command('localdigest.list', 'liked')).items[0].id, 'arxiv:2601.90003');
      const next = record();
      assert.notEqual(next.pid, first.pid);
      assert.match((await command(['status'])).said, new RegExp(`process ${next.pid}\\b`));
    } else {
      await until(() => neovim.signalCode, 'Neovim is gone');
      await second.command('localdigest.up', 'arxiv:2601.90004');
      await page.reload();
      await page.locator('.paper', { hasText: 'Robots that fold towels, part' }).first().waitFor();
      assert.deepEqual((await ask('/v1/feedback')).items.map(item => item.id).sort(), ['arxiv:2601.90003', 'arxiv:2601.90004']);
      assert.deepEqual(record(), first);
    }
  } finally {
    await browser?.close();
    neovim?.kill('SIGKILL');
    second?.child.kill();
    await command(['stop']);
    rmSync(folder, { recursive: true, force: true });
  }
});
