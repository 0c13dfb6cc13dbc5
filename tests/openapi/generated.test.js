// Clients that others' generators make of clients/openapi.json: they compile under strict settings, with warnings as errors, and run README's story
// against the daemon as it was built.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startDaemon } from '../browser/support/daemon.js';

const here = dirname(fileURLToPath(import.meta.url));
const description = join(here, '..', '..', 'clients', 'openapi.json');

/** Twelve papers, as POST /v1/papers takes them. */
const lines = Array.from({ length: 12 }, (_, i) => JSON.stringify({
  id: `arxiv:2601.9${String(i).padStart(4, '0')}`, title: i % 2 ? `Robots that fold towel ${i}` : `Galaxies with a bar, part ${i}`,
  abstract: i % 2 ? `A robot folds ${i} towels of cotton on a table.` : `We observe ${i} galaxies and their bars.`,
  authors: ['Ann Lee'], published: '2026-01-20', categories: ['cs.RO'],
})).join('\n');

function run(command, words, cwd) {
  const env = { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1' };
  return new Promise(done => execFile(command, words, { cwd, env, timeout: 300_000, maxBuffer: 16 * 1024 * 1024 },
    (error, out, said) => done({ code: error ? error.code ?? error.signal : 0, said: out + said })));
}

async function must(command, words, cwd) {
  const { code, said } = await run(command, words, cwd);
  assert.equal(code, 0, `${command} ${words.join(' ')}\n${said}`);
  return said;
}

/** Gives a folder and a daemon to what a client does, and holds what it says against the story. */
async function tell(make, ...more) {
  const folder = mkdtempSync(join(tmpdir(), 'generated-'));
  let daemon;
  try {
    const [command, ...words] = await make(folder);
    daemon = await startDaemon();
    const said = await must(command, [...words, daemon.url, daemon.token, lines], folder);
    const steps = ['imported', 'interests', 'ranked', 'order changed', 'digest made', 'digest read', 'refused', ...more];
    for (const step of steps) assert.match(said, new RegExp(`^ok ${step}$`, 'm'), said);
  } finally {
    await daemon?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

test('a client in C# by NSwag', { timeout: 600_000 }, () => tell(async folder => {
  await must('dotnet', ['tool', 'restore'], here);
  await must('dotnet', ['nswag', 'openapi2csclient', `/input:${description}`, `/output:${join(folder, 'Client.cs')}`, '/namespace:Generated',
    '/className:Daemon', '/generateClientInterfaces:false', '/jsonLibrary:NewtonsoftJson', '/generateNullableReferenceTypes:true', '/useBaseUrl:false',
    '/generateOptionalPropertiesAsNullable:true', '/operationGenerationMode:SingleClientFromOperationId', '/dateType:System.DateOnly'], here);
  for (const file of ['Story.cs', 'Story.csproj']) copyFileSync(join(here, 'csharp', file), join(folder, file));
  await must('dotnet', ['build', '-v:q', '-o', join(folder, 'out')], folder);
  return ['dotnet', join(folder, 'out', 'Story.dll')];
}, 'why'));

test('a client in TypeScript by openapi-typescript and openapi-fetch', { timeout: 300_000 }, () => tell(async folder => {
  const node = (program, ...words) => must(process.execPath, [join(here, 'node_modules', program), ...words], folder);
  mkdirSync(join(folder, 'src'));
  await node('openapi-typescript/bin/cli.js', description, '--output', join(folder, 'src', 'api.ts'));
  copyFileSync(join(here, 'typescript', 'story.ts'), join(folder, 'src', 'story.ts'));
  symlinkSync(join(here, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const compilerOptions = {
    strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, noUnusedLocals: true, noUnusedParameters: true, noImplicitReturns: true,
    types: ['node'], target: 'es2022', module: 'esnext', moduleResolution: 'bundler', outDir: 'out', rootDir: 'src',
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));
  await node('typescript/bin/tsc', '--project', folder);
  return [process.execPath, join(folder, 'out', 'story.js')];
}, 'as Markdown'));
