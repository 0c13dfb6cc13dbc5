// Another program, and all that it says.
import { spawn } from 'node:child_process';

export function run(command, words, options) {
  const child = spawn(command, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => { said += text; });
  const timer = setTimeout(() => child.kill('SIGKILL'), 120_000);
  return new Promise(done => child.on('close', code => { clearTimeout(timer); done({ code, said }); }));
}
