// What others make of clients/openapi.json: Redocly's linter finds nothing in it, and openapi-typescript makes types of it
// that compile under strict, with which a client is written as one would expect.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const description = join(here, '..', '..', 'clients', 'openapi.json');

/** Runs a program of a package, and gives how it ended with all that it said. */
function run(program, ...args) {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off' };
  const ended = spawnSync(process.execPath, [join(here, 'node_modules', program), ...args], { cwd: here, encoding: 'utf8', env });
  return { status: ended.status, said: `${ended.stdout}\n${ended.stderr}` };
}

const redocly = '@redocly/cli/bin/cli.js';

test('the recommended rules of Redocly find nothing', () => {
  const { status, said } = run(redocly, 'lint', description, '--extends', 'recommended', '--format', 'json');
  const found = JSON.parse(said.slice(said.indexOf('{'), said.lastIndexOf('}') + 1));
  assert.deepEqual(found.totals, { errors: 0, warnings: 0, ignored: 0 }, said);
  assert.equal(status, 0);
});

test('every example is valid and everything is described', () => {
  const { status, said } = run(redocly, 'lint', description, '--config', join(here, 'redocly.yaml'));
  assert.equal(status, 0, said);
});

test('the linter would find an example that is not valid', () => {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-'));
  try {
    const document = JSON.parse(readFileSync(description, 'utf8'));
    document.paths['/v1/papers'].get.responses['200'].content['application/json'].example.total = 'many';
    const wrong = join(folder, 'openapi.json');
    writeFileSync(wrong, JSON.stringify(document));
    const { status, said } = run(redocly, 'lint', wrong, '--config', join(here, 'redocly.yaml'));
    assert.notEqual(status, 0);
    assert.match(said, /no-invalid-media-type-examples/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a client in TypeScript compiles under strict', () => {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-'));
  try {
    const made = run('openapi-typescript/bin/cli.js', description, '--output', join(folder, 'api.ts'));
    assert.equal(made.status, 0, made.said);
    copyFileSync(join(here, 'client.ts'), join(folder, 'client.ts'));
    const compilerOptions = {
      strict: true, noUncheckedIndexedAccess: true, noEmit: true, types: [],
      target: 'es2022', module: 'esnext', moduleResolution: 'bundler',
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    const compiled = run('typescript/bin/tsc', '--project', folder);
    assert.equal(compiled.status, 0, compiled.said);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the types that the page is written on are those of the description', () => {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-'));
  try {
    const made = run('openapi-typescript/bin/cli.js', description, '--output', join(folder, 'api.d.ts'));
    assert.equal(made.status, 0, made.said);
    const committed = readFileSync(join(here, '..', '..', 'clients', 'web', 'src', 'api.d.ts'), 'utf8');
    assert.ok(readFileSync(join(folder, 'api.d.ts'), 'utf8') === committed, 'clients/web/src/api.d.ts is old: npm run types');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
