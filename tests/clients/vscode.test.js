// The extension in a real VS Code (code-server) in Chromium. The folder where code-server is installed is named by CODE_SERVER.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { chromium } from 'playwright-core';
import { until } from '../browser/support/daemon.js';
import { client, program, startStore } from './support/store.js';

const server = join(process.env.CODE_SERVER ?? '', 'node_modules/code-server/out/node/entry.js');
const missing = (!process.env.CODE_SERVER || !existsSync(server)) && 'skipped: no code-server (CODE_SERVER names its folder)';
const noBrowser = spawnSync('chromium', ['--version']).status !== 0 && 'skipped: no chromium';
const pictures = process.env.PICTURES;

const freePort = () => new Promise(done => {
  const listener = createServer().listen(0, '127.0.0.1', () => {
    const { port } = listener.address();
    listener.close(() => done(port));
  });
});

test('VS Code', { skip: missing || noBrowser, timeout: 400_000 }, async () => {
  const daemon = await startStore();
  const folder = mkdtempSync(join(tmpdir(), 'localdigest-vscode-'));
  const work = join(folder, 'work');
  let code, browser;
  try {
    const vsix = join(client('vscode'), 'localdigest.vsix');
    if (!existsSync(vsix)) {
      const made = spawnSync('sh', ['-c', 'npm ci --ignore-scripts && npm run package'], { cwd: client('vscode'), encoding: 'utf8' });
      assert.equal(made.status, 0, made.stdout + made.stderr);
    }
    mkdirSync(work);
    writeFileSync(join(work, 'notes.md'), 'See arXiv:2601.90003 for towels.\n');
    writeFileSync(join(work, 'paper.tex'), '\\addbibresource{refs.bib}\nAs in \n');
    writeFileSync(join(work, 'refs.bib'), '@misc{own2026, title={Our own}}\n');
    const settings = JSON.stringify({
      'localdigest.command': ['dotnet', program, 'lsp', '--no-start'], 'localdigest.dataDirectory': daemon.folder, 'workbench.startupEditor': 'none',
      'security.workspace.trust.enabled': false, 'telemetry.telemetryLevel': 'off', 'editor.hover.delay': 50,
      // For pictures in the dark, too.
      ...(process.env.THEME ? { 'workbench.colorTheme': process.env.THEME } : {}),
    });
    for (const place of ['User', 'Machine']) {
      mkdirSync(join(folder, 'data', place), { recursive: true });
      writeFileSync(join(folder, 'data', place, 'settings.json'), settings);
    }
    const env = { ...process.env, EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: '', itemUrl: '', resourceUrlTemplate: '', controlUrl: '', recommendationsUrl: '' }) };
    const folders = ['--extensions-dir', join(folder, 'extensions'), '--user-data-dir', join(folder, 'data')];
    const installed = spawnSync('node', [server, ...folders, '--install-extension', vsix], { env, encoding: 'utf8' });
    assert.equal(installed.status, 0, installed.stdout + installed.stderr);
    const port = await freePort();
    code = spawn('node', [server, '--bind-addr', `127.0.0.1:${port}`, '--auth', 'none', '--disable-telemetry', '--disable-update-check', '--disable-workspace-trust',
      '--disable-getting-started-override', ...folders, work], { env, stdio: 'ignore' });
    await until(() => fetch(`http://127.0.0.1:${port}/healthz`).then(answer => answer.ok, () => false), 'code-server answers');

    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'] });
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(90_000);
    await page.goto(`http://127.0.0.1:${port}/?folder=${work}`);
    const picture = name => (pictures ? page.screenshot({ path: join(pictures, `${name}.png`) }) : undefined);

    // The tree has today's papers, and the status bar their count.
    await page.getByRole('tab', { name: 'LocalDigest' }).first().click();
    const row = page.getByRole('treeitem', { name: /Robots that fold towels, part/ }).first();
    await row.waitFor();
    await page.getByText(/\d+ papers/).first().waitFor();
    await picture('tree');

    // A paper opens in the reading view, under its policy; a thumb there is stored, and the tree says it.
    await row.click();
    const reader = page.frameLocator('iframe.webview').frameLocator('iframe');
    await reader.getByRole('heading', { name: /Robots that fold towels, part/ }).waitFor();
    await reader.getByRole('button', { name: /Like/ }).click();
    await reader.locator('button[aria-pressed=true]', { hasText: 'Like' }).waitFor();
    await picture('reading');
    const { items } = await daemon.ask('/v1/feedback');
    assert.equal(items.length, 1);
    assert.equal(items[0].value, 'up');
    await page.locator('.codicon-thumbsup-filled').first().waitFor();
    // By key, too.
    await reader.getByRole('heading').click();
    await page.keyboard.press('d');
    await reader.locator('button[aria-pressed=true]', { hasText: 'Not for me' }).waitFor();
    assert.equal((await daemon.ask('/v1/feedback')).items[0].value, 'down');
    await page.keyboard.press('u');
    await reader.locator('button[aria-pressed=true]', { hasText: 'Like' }).waitFor();
    const html = await reader.locator('html').evaluate(root => root.outerHTML);
    assert.ok(!html.includes(daemon.token), 'no token in the page');

    // A text: lenses above an id, and a hover on it.
    await page.keyboard.press('Control+P');
    await page.keyboard.type('notes.md');
    await page.getByRole('option', { name: /notes\.md/ }).first().click();
    await page.locator('.codelens-decoration', { hasText: 'BibTeX' }).first().waitFor();
    await page.locator('.view-line', { hasText: '2601.90003' }).getByText('2601.90003').first().hover();
    await page.locator('.monaco-hover', { hasText: 'part 3' }).first().waitFor();
    await picture('hover');

    // A citation in LaTeX is completed by what the paper is about.
    await page.keyboard.press('Control+P');
    await page.keyboard.type('paper.tex');
    await page.getByRole('option', { name: /paper\.tex/ }).first().click();
    await page.locator('.view-line', { hasText: 'As in' }).click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('\\cite{fold towel 5');
    await page.keyboard.press('Control+Space');
    await page.locator('.suggest-widget .monaco-list-row', { hasText: 'part 5' }).first().click();
    await page.locator('.view-line', { hasText: /\\cite\{[a-z]+\d{4}/i }).waitFor();
    await picture('completion');
    // The entry went into the bibliography, which is open and not saved yet.
    await page.keyboard.press('Control+P');
    await page.keyboard.type('refs.bib');
    await page.getByRole('option', { name: /refs\.bib/ }).first().click();
    await page.locator('.view-line', { hasText: 'part 5' }).first().waitFor();
    await picture('entry');
  } finally {
    await browser?.close();
    code?.kill();
    rmSync(folder, { recursive: true, force: true });
    await daemon.stop();
  }
});
