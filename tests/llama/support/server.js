// llama.cpp behind OpenAI's protocol, as its own server is: a process of its own, since the library writes its log to standard output.
// It is started by fork; the first message to it is { path, context }, and it answers with { port }.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const { loadModel } = createRequire(import.meta.url)('@fugood/llama.node');

process.once('message', async ({ path, context: size }) => {
  const model = await loadModel({ model: path, n_ctx: size, n_threads: 2, n_batch: 512 });
  let turn = Promise.resolve();
  let seed = 0;

  const server = createServer(async (request, response) => {
    const send = (status, body) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    if (request.url === '/v1/models') return send(200, { object: 'list', data: [{ id: 'random', object: 'model' }] });
    if (request.url === '/props') return send(200, { default_generation_settings: { n_ctx: size } });
    if (request.url !== '/v1/chat/completions') return send(404, { error: { code: 404, message: 'File Not Found' } });
    let body = '';
    for await (const part of request) body += part;
    const asked = JSON.parse(body);
    // One after the other, as on a machine with one model in memory.
    await (turn = turn.then(() => answer(asked, response, send)).catch(error => send(500, { error: { code: 500, message: error.message } })));
  });

  async function answer(asked, response, send) {
    const length = (await model.tokenize(asked.messages.map(message => message.content).join('\n'))).tokens.length;
    if (length + asked.max_tokens > size) {
      return send(400, { error: { code: 400, type: 'exceed_context_size_error', message: `the request exceeds the available context size (${size} tokens), try increasing it` } });
    }
    if (asked.stream) response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    const event = data => response.write(`data: ${JSON.stringify(data)}\n\n`);
    const made = await model.completion(
      { messages: asked.messages, n_predict: asked.max_tokens, response_format: asked.response_format, temperature: 1, seed: ++seed },
      ({ token }) => asked.stream && event({ choices: [{ index: 0, delta: { content: token }, finish_reason: null }] }));
    process.send({ wrote: made.content, asked });
    const finish_reason = made.stopped_limited ? 'length' : 'stop';
    const usage = { prompt_tokens: length, completion_tokens: made.tokens_predicted, total_tokens: length + made.tokens_predicted };
    if (!asked.stream) return send(200, { choices: [{ index: 0, message: { role: 'assistant', content: made.content }, finish_reason }], usage });
    event({ choices: [{ index: 0, delta: {}, finish_reason }] });
    if (asked.stream_options?.include_usage) event({ choices: [], usage });
    response.end('data: [DONE]\n\n');
  }

  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
});
process.on('disconnect', () => process.exit());
