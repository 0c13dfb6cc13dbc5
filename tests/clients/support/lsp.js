// An editor's end of `localdigest lsp`: requests and their answers over its input and output.
import { spawn } from 'node:child_process';

export function startEditor(program, words, env) {
  const child = spawn('dotnet', [program, 'lsp', ...words], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map();
  let last = 0, read = Buffer.alloc(0);

  child.stdout.on('data', data => {
    read = Buffer.concat([read, data]);
    for (;;) {
      const head = read.indexOf('\r\n\r\n');
      if (head < 0) return;
      const end = head + 4 + Number(/Content-Length: (\d+)/.exec(read.toString('ascii', 0, head))[1]);
      if (read.length < end) return;
      const message = JSON.parse(read.toString('utf8', head + 4, end));
      read = read.subarray(end);
      if (message.method && message.id !== undefined) write({ id: message.id, result: null });
      else if (waiting.has(message.id)) waiting.get(message.id)(message);
    }
  });

  function write(message) {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  /** Asks, and gives the result; an error is thrown. */
  const ask = (method, params) => new Promise((done, failed) => {
    const id = ++last;
    const timer = setTimeout(() => failed(new Error(`${method} was not answered within a minute`)), 60_000);
    waiting.set(id, answer => {
      clearTimeout(timer);
      waiting.delete(id);
      if (answer.error) failed(new Error(JSON.stringify(answer.error)));
      else done(answer.result);
    });
    write({ id, method, params });
  });

  return {
    child, ask,
    begin: async () => {
      await ask('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
      write({ method: 'initialized', params: {} });
    },
    command: (command, ...given) => ask('workspace/executeCommand', { command, arguments: given }),
  };
}
