// The daemon as it was built (or the program in PROGRAM), as a process of its own with a data directory of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../../daemon/LocalDigest.Daemon/bin/Debug/net10.0/LocalDigest.Daemon.dll', import.meta.url));

// Nothing listens there: what a test does not stand in for cannot be reached.
const nowhere = 'http://127.0.0.1:9';
export const noNetwork = {
  'Arxiv:ApiUrl': nowhere, 'Arxiv:RssUrl': nowhere, 'Arxiv:OaiUrl': nowhere, 'Arxiv:HtmlUrl': nowhere, 'Arxiv:PdfUrl': nowhere,
  'Arxiv:MinInterval': '0', 'HuggingFace:ApiUrl': nowhere, 'Zotero:ApiUrl': nowhere, 'Biorxiv:ApiUrl': nowhere,
};

/** Asks until the answer is truthy, for three minutes at most, and gives it. */
export async function until(ask, what) {
  for (const end = Date.now() + Number(process.env.PATIENCE ?? 180) * 1000; Date.now() < end; await sleep(50)) {
    const answer = await ask();
    if (answer) return answer;
  }
  throw new Error(`It has not become so within three minutes: ${what}`);
}

export async function startDaemon(settings = {}, ...words) {
  const folder = mkdtempSync(join(tmpdir(), 'localdigest-'));
  const environment = Object.entries(process.env).filter(([name]) => !/^(LOCALDIGEST|OPENAI)_/i.test(name));
  const ours = Object.entries({ ...noNetwork, ...settings }).map(([name, value]) => [`LocalDigest__${name.replaceAll(':', '__')}`, value]);
  const daemon = { said: '', url: '', token: '', folder };
  let process_, ended;

  /** Starts it in the same data directory; port 0 takes a free one. */
  daemon.start = async (port = 0) => {
    const [command, ...first] = process.env.PROGRAM ? [process.env.PROGRAM] : ['dotnet', program];
    process_ = spawn(command, [...first, '--data', folder, '--urls', `http://127.0.0.1:${port}`, '--parent-pid', String(process.pid), ...words],
      { env: Object.fromEntries([...environment, ...ours]) });
    ended = once(process_, 'exit');
    for (const stream of [process_.stdout, process_.stderr]) stream.setEncoding('utf8').on('data', text => { daemon.said += text; });
    await until(async () => {
      if (process_.exitCode !== null) throw new Error(`The daemon did not start: ${daemon.said}`);
      try {
        Object.assign(daemon, JSON.parse(readFileSync(join(folder, 'daemon.json'), 'utf8')));
        return (await fetch(`${daemon.url}/health`)).ok;
      } catch {
        return false;
      }
    }, 'the daemon answers');
  };
  /** Stops it; what it has stored stays. */
  daemon.halt = async () => {
    process_.kill();
    await ended;
  };
  daemon.stop = async () => {
    await daemon.halt();
    rmSync(folder, { recursive: true });
  };
  daemon.ask = async (path, { method = 'GET', accept = 'application/json', body } = {}) => {
    const response = await fetch(daemon.url + path, {
      method, body: body && JSON.stringify(body),
      headers: { Accept: accept, Authorization: `Bearer ${daemon.token}`, ...(body ? { 'Content-Type': 'application/json' } : {}) },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status} ${method} ${path}: ${text}`);
    return accept === 'application/json' && text ? JSON.parse(text) : text;
  };
  /** Makes a digest and gives the run when it has ended. */
  daemon.run = async request => {
    const { id } = await daemon.ask('/v1/runs', { method: 'POST', body: { kind: 'digest', ...request } });
    return until(async () => {
      const run = await daemon.ask(`/v1/runs/${id}`);
      return !['queued', 'running'].includes(run.state) && run;
    }, `run ${id} has ended`);
  };
  await daemon.start();
  return daemon;
}
