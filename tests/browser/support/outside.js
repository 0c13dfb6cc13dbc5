// The outside world on loopback: arXiv, Hugging Face, a language model, a mail server, a chat's webhook.
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import { fileURLToPath } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';
import { SMTPServer } from 'smtp-server';
import { answer } from './model.js';

const here = path => fileURLToPath(new URL(path, import.meta.url));
const page = readFileSync(here('paper.html'), 'utf8');
const shared = process.env.LOCALDIGEST_SHARED ?? here('../../../../shared');

/** The recorded bytes at a path beside the repository; null where there are none. */
export const recorded = path => existsSync(`${shared}/${path}`) ? readFileSync(`${shared}/${path}`) : null;

const known = [
    ['2601.90001', 'Kettles That Can Be Heard to Boil', 'We train a microphone with the loss $\\hat{L} = -\\sum_{t,k} w_{t,k} \\log p_{t,k}$ and are 3 seconds late, as \\emph{shown} over 250 boilings \\cite{reed2024}.'],
    ['2601.90002', 'Teapots in $O(n \\log n)$: \\textbf{Sorting} Leaves by Size', 'Leaves of $n$ teas are sorted. The cost is 9$\\times$ smaller & the tea is < 80 degrees.'],
    ['2601.90003', 'Cups & <Saucers> as a Markov [Chain]', 'A saucer is under a cup with probability $p_{i,j} \\geq 0.9$, whatever the cup.'],
];

/** A feed as arXiv writes it, of papers that were announced today: id, title, abstract and, where they are others, authors. */
export function feed(papers = known) {
  const xml = text => text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, '').replace(/[&<>]/g, character => `&#${character.charCodeAt(0)};`);
  const midnight = `${new Date().toUTCString().slice(0, 16)} 00:00:00 -0400`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0"><channel>
<title>cs.AI updates on arXiv.org</title><link>http://rss.arxiv.org/rss/cs.AI</link><description>cs.AI updates</description><pubDate>${midnight}</pubDate>
${papers.map(([id, title, abstract, authors = 'Nora Quill, Tam Reed']) => `<item><title>${xml(title)}</title><link>https://arxiv.org/abs/${id}</link>
<description>arXiv:${id}v1 Announce Type: new
Abstract: ${xml(abstract)}</description>
<guid isPermaLink="false">oai:arXiv.org:${id}v1</guid><category>cs.AI</category><pubDate>${midnight}</pubDate>
<arxiv:announce_type>new</arxiv:announce_type><dc:creator>${xml(authors)}</dc:creator></item>`).join('\n')}
</channel></rss>`;
}

/** A picture with a curve, another one for each number. */
export function png(number) {
  const [width, height] = [480, 240];
  const rows = Buffer.alloc(height * (width + 1), 0xff);
  for (let y = 0; y < height; y++) rows[y * (width + 1)] = 0;
  for (let x = 0; x < width; x++) {
    const middle = Math.round(height / 2 - 90 * Math.sin(number * x / 80));
    for (let y = middle - 3; y < middle + 3; y++) rows[y * (width + 1) + 1 + x] = 0x30;
  }
  const chunk = (type, data) => {
    const [body, frame] = [Buffer.concat([Buffer.from(type), data]), Buffer.alloc(8)];
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits of grey.
  header[8] = 8;
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

/** Starts all of it. `say` is the model; `settings` lead the daemon here; `mails` and `posts` are what came, as bytes and as JSON. */
export async function startOutside(arxivFeed = feed(), dailyPapers = '[]', say = answer) {
  const [mails, posts] = [[], []];
  const web = http.createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const path = request.url.split('?')[0];
    const send = (type, content) => response.writeHead(200, { 'Content-Type': type }).end(content);
    const [, service, ...rest] = path.split('/');
    // Nobody answers there.
    if (service === 'slow') return;
    if (service === 'rss') send('application/rss+xml', arxivFeed);
    else if (service === 'daily') send('application/json', dailyPapers);
    else if (service === 'html' && path.endsWith('.png')) send('image/png', png(Number(path.at(-5))));
    else if (service === 'html') send('text/html; charset=utf-8', page.replaceAll('{title}', 'A paper about kettles').replaceAll('{folder}', rest.at(-1)));
    else if (service === 'v1' && rest[0] === 'models') send('application/json', JSON.stringify({ object: 'list', data: [{ id: 'stand-in', object: 'model' }] }));
    else if (service === 'v1') {
      send('application/json', JSON.stringify({
        id: 'chatcmpl-1', object: 'chat.completion',
        choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: JSON.stringify(say(JSON.parse(body))) } }],
        usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 },
      }));
    } else if (service === 'hook') {
      posts.push({ to: rest[0], body: JSON.parse(body) });
      send('text/plain', 'ok');
    } else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  const mail = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    async onData(stream, session, done) {
      const chunks = [];
      for await (const chunk of stream) chunks.push(chunk);
      mails.push(Buffer.concat(chunks));
      done();
    },
  });
  await Promise.all([once(web, 'listening'), new Promise(resolve => mail.listen(0, '127.0.0.1', resolve))]);
  const url = `http://127.0.0.1:${web.address().port}`;
  return {
    mails, posts,
    settings: {
      'Arxiv:RssUrl': `${url}/rss`, 'Arxiv:HtmlUrl': `${url}/html`, 'Arxiv:HtmlInterval': '0',
      'HuggingFace:ApiUrl': `${url}/daily`,
      'Llm:BaseUrl': `${url}/v1`, 'Llm:Model': 'stand-in', 'Llm:ApiKey': 'none',
      'Smtp:Host': '127.0.0.1', 'Smtp:Port': String(mail.server.address().port), 'Smtp:UseTls': 'false', 'Smtp:From': 'digest@example.org',
      'Webhooks:slack:Url': `${url}/hook/slack`, 'Webhooks:slack:Form': 'slack',
      'Webhooks:discord:Url': `${url}/hook/discord`, 'Webhooks:discord:Form': 'discord',
    },
    async stop() {
      web.closeAllConnections();
      await Promise.all([new Promise(resolve => web.close(resolve)), new Promise(resolve => mail.close(resolve))]);
    },
  };
}
