// The plugin in a real Neovim, without a screen: hover, lenses, actions, completion, thumbs, pickers, shutdown.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { run } from './support/run.js';
import { client, program, startStore } from './support/store.js';

const missing = spawnSync('nvim', ['--version']).status !== 0 && 'skipped: no nvim';

test('Neovim', { skip: missing, timeout: 180_000 }, async () => {
  const daemon = await startStore();
  const folder = mkdtempSync(join(tmpdir(), 'localdigest-neovim-'));
  try {
    writeFileSync(join(folder, 'notes.md'), '# Notes\n\nSee arXiv:2601.90003 and [@towel 4].\n');
    writeFileSync(join(folder, 'paper.tex'), '\\addbibresource{refs.bib}\nAs in \\cite{fold towel 5}.\n');
    writeFileSync(join(folder, 'refs.bib'), '@misc{own2026, title={Our own}}\n');
    const env = { ...process.env, LOCALDIGEST_DATA: daemon.folder, PROGRAM: program, PLUGIN: client('neovim'), XDG_STATE_HOME: folder, XDG_DATA_HOME: folder };
    const script = fileURLToPath(new URL('support/neovim.lua', import.meta.url));
    const { code, said } = await run('nvim', ['--headless', '--clean', '-n', '-i', 'NONE', '-u', 'NONE', '-c', `luafile ${script}`], { cwd: folder, env });
    assert.equal(code, 0, said);
    for (const step of ['hover', 'lenses', 'thumb', 'picker', 'float', 'completion', 'entry', 'definition', 'shutdown']) assert.match(said, new RegExp(`ok ${step}\\b`), said);
    assert.equal((await daemon.ask('/v1/papers/arxiv%3A2601.90003')).feedback, 'up');
    assert.match(readFileSync(join(folder, 'refs.bib'), 'utf8'), /towel, part 5|towels, part 5/);
  } finally {
    rmSync(folder, { recursive: true });
    await daemon.stop();
  }
});
