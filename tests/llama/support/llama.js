import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeModel } from './model.js';

/** Starts llama.cpp with the model of random weights; `answers` holds what it was asked and what it wrote. */
export async function startLlama(context) {
  const folder = mkdtempSync(join(tmpdir(), 'llama-'));
  const path = join(folder, 'random.gguf');
  writeModel(path, { context });
  const server = fork(fileURLToPath(new URL('server.js', import.meta.url)), { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const ended = once(server, 'exit');
  const answers = [];
  server.on('message', message => message.wrote !== undefined && answers.push(message));
  server.send({ path, context });
  const [{ port }] = await Promise.race([once(server, 'message'), ended.then(() => { throw new Error('llama.cpp did not start'); })]);
  return {
    answers,
    settings: { 'Llm:BaseUrl': `http://127.0.0.1:${port}/v1`, 'Llm:Model': 'random', 'Llm:PapersPerRequest': '3', 'Llm:TimeoutSeconds': '60' },
    async stop() {
      server.kill();
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}
