// Tries whether the tests notice: applies one small change after the other to a copy of the tree, builds the one project that it lies in,
// runs the classes of tests that should turn red, and tells which changes nobody noticed.
//
//     node tests/mutants/run.js [--minutes 20] [--only TEXT] [--again] [--within COMMAND]
//
// mutants.tsv has a change a line: file, text (once in the file, without the spaces around it), replacement, classes of tests below
// LocalDigest.Tests separated by spaces. What was tried is kept in the copy, so that the next call goes on behind it; a changed line of the
// list is tried anew, and with --again what was not caught. --within names a command that each build and each run of tests is given to,
// such as one that waits for its turn. All is done in the copy: the tree can be worked on meanwhile.
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const tree = resolve(here, '../..');
const option = (name, usual) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : usual);
const until = Date.now() + Number(option('--minutes', '120')) * 60_000;
const within = option('--within', '').split(' ').filter(Boolean);
const only = option('--only', '');
const again = process.argv.includes('--again');

const work = join(tmpdir(), 'localdigest-mutants', 'tree');
const memory = join(dirname(work), 'tried.json');
const list = join(dirname(work), 'copied.json');
const load = (file, without) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : without);
const program = join(work, 'tests/LocalDigest.Tests/bin/Quick/net10.0');

function run(command, ...words) {
    const [first, ...rest] = [...within, command, ...words];
    const done = spawnSync(first, rest, { cwd: work, encoding: 'utf8', timeout: 900_000, env: { ...process.env, DOTNET_TieredPGO: '0' } });
    return { good: done.status === 0, said: `${done.stdout}${done.stderr}` };
}

const build = (project, ...words) => run(
    'dotnet', 'build', project, '-c', 'Quick', '-v:quiet', '-clp:NoSummary', '-p:UseSharedCompilation=true', ...words);

// Only files of which there is another version are written, so that a second call builds little. What was moved or removed goes, too.
const files = execFileSync('git', ['ls-files', '-z'], { cwd: tree, encoding: 'utf8', maxBuffer: 1 << 26 }).split('\0').filter(Boolean);
const present = new Set(files.filter((file) => existsSync(join(tree, file))));
for (const file of load(list, [])) if (!present.has(file)) rmSync(join(work, file), { force: true });
for (const file of present) {
    const [from, to] = [join(tree, file), join(work, file)];
    if (existsSync(to) && readFileSync(from).equals(readFileSync(to))) continue;
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(from, to);
}
writeFileSync(list, JSON.stringify([...present]));
const shared = resolve(tree, '../shared');
if (existsSync(shared) && !existsSync(join(dirname(work), 'shared'))) symlinkSync(shared, join(dirname(work), 'shared'));
const whole = build('tests/LocalDigest.Tests');
if (!whole.good) throw new Error(`The tree does not build as it is:\n${whole.said}`);

const tried = load(memory, {});
const lines = readFileSync(join(here, 'mutants.tsv'), 'utf8').split('\n').filter((line) => line && line.includes(only));
for (const [index, line] of lines.entries()) {
    if ((tried[line] && !(again && tried[line] === 'not caught')) || Date.now() > until) continue;
    const began = Date.now();
    const [file, text, replacement, classes] = line.split('\t');
    const original = readFileSync(join(work, file), 'utf8');
    if (original.split(text).length !== 2) throw new Error(`Line ${index + 1}: ${file} does not have this text once: ${text}`);
    const project = file.split('/').slice(0, 2).join('/');
    const library = `${project.split('/')[1]}.dll`;
    const built = join(work, project, 'bin/Quick/net10.0', library);
    const unchanged = readFileSync(join(program, library));
    try {
        writeFileSync(join(work, file), original.replace(text, () => replacement));
        const made = build(project, '--no-restore', '--no-dependencies');
        if (!made.good) {
            tried[line] = 'does not compile';
        } else {
            copyFileSync(built, join(program, library));
            const names = classes.split(' ').flatMap((name) => ['-class', `LocalDigest.Tests.${name}`]);
            // A change that makes a loop endless is caught too: whoever ran the tests would see that they do not end.
            const passed = run('timeout', '-k', '5', '120', join(program, 'LocalDigest.Tests'), '-noLogo', '-stopOnFail', ...names).good;
            tried[line] = passed ? 'not caught' : 'caught';
        }
    } finally {
        writeFileSync(join(work, file), original);
        writeFileSync(join(program, library), unchanged);
    }
    writeFileSync(memory, JSON.stringify(tried, null, 1));
    const seconds = Math.round((Date.now() - began) / 1000);
    console.log(`${index + 1}/${lines.length} ${tried[line]} in ${seconds} s: ${file}: ${replacement}`);
}

const of = (outcome) => lines.filter((line) => tried[line] === outcome);
for (const line of [...of('not caught'), ...of('does not compile')]) console.log(`${tried[line]}: ${line.split('\t').slice(0, 3).join('\n    ')}`);
const counted = of('caught').length + of('not caught').length;
console.log(`${of('caught').length} of ${counted} caught, ${of('does not compile').length} do not compile, `
    + `${lines.length - counted - of('does not compile').length} not tried yet`);
