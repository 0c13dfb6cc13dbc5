// The package in a real Emacs with eglot: hover, actions, thumbs, completion, and what is shown.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { run } from './support/run.js';
import { client, program, startStore } from './support/store.js';

const found = spawnSync('emacs', ['-q', '--batch', '--eval', "(progn (package-initialize) (require 'eglot))"]);
const missing = found.status !== 0 && 'skipped: no emacs with eglot';

test('Emacs', { skip: missing, timeout: 180_000 }, async () => {
  const daemon = await startStore();
  const folder = mkdtempSync(join(tmpdir(), 'localdigest-emacs-'));
  try {
    writeFileSync(join(folder, 'paper.tex'), '% arXiv:2601.90003\n\\addbibresource{refs.bib}\nAs in \\cite{fold towel 5}.\n');
    writeFileSync(join(folder, 'refs.bib'), '@misc{own2026, title={Our own}}\n');
    const env = { ...process.env, LOCALDIGEST_DATA: daemon.folder, PROGRAM: program, HOME: folder };
    const script = fileURLToPath(new URL('support/emacs.el', import.meta.url));
    const { code, said } = await run('emacs', ['-q', '--batch', '-L', client('emacs'), '-l', script], { cwd: folder, env });
    assert.equal(code, 0, said);
    for (const step of ['hover', 'thumb', 'completion', 'entry', 'today', 'shutdown']) assert.match(said, new RegExp(`ok ${step}\\b`), said);
    assert.equal((await daemon.ask('/v1/papers/arxiv%3A2601.90003')).feedback, 'up');
    assert.match(readFileSync(join(folder, 'refs.bib'), 'utf8'), /towels, part 5/);
  } finally {
    rmSync(folder, { recursive: true });
    await daemon.stop();
  }
});
