// What a page of another site can do from within the reader's own browser: a name that was rebound to this machine, and pages on another port,
// which send forms, requests, pictures, scripts, events, sockets and whole windows to the daemon. Nothing of it is answered, nothing changes.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { noBrowser, program } from './support/browser.js';
import { startDaemon } from './support/daemon.js';
import { enter } from './support/page.js';

const skip = noBrowser;
let browser, daemon, other, port;
before(async () => {
  if (skip) return;
  daemon = await startDaemon();
  await daemon.run({ sources: [{ kind: 'sample' }] });
  const { items: [paper] } = await daemon.ask('/v1/papers?limit=1');
  await daemon.ask(`/v1/papers/${encodeURIComponent(paper.id)}/feedback`, { method: 'PUT', body: { value: 'up' } });
  port = new URL(daemon.url).port;
  browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync',
    '--host-resolver-rules=MAP evil.test 127.0.0.1, MAP *.evil.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost'] });
  other = http.createServer((_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!DOCTYPE html><title>Another site</title><body>')).listen(0, '127.0.0.1');
  await once(other, 'listening');
});
after(async () => {
  await browser?.close();
  await daemon?.stop();
  other?.close();
});

/** All that the daemon keeps and tells, but what differs from one moment to the next. */
async function state() {
  const lists = ['/v1/papers?limit=500', '/v1/profiles', '/v1/feedback', '/v1/runs', '/v1/digests', '/v1/searches', '/v1/feeds', '/v1/watch', '/v1/llm/settings', '/v1/profiles/default/library', '/v1/profiles/default/model'];
  const all = {};
  for (const list of lists) all[list] = await daemon.ask(list);
  all.sessions = (await daemon.ask('/v1/sessions')).items.map(({ id }) => id);
  return JSON.stringify(all);
}

/** Runs in the attacking page: every way to reach an address, and what could be learned by it. */
async function attack({ base, token, writes }) {
  const learned = [];
  const note = what => learned.push(what);
  const soon = (promise, what) => Promise.race([promise, new Promise(resolve => setTimeout(resolve, 4000))]).catch(() => {}).then(value => value && note(`${what}: ${value}`));
  const read = async (where, options) => {
    const answer = await fetch(base + where, options);
    return answer.type === 'opaque' || answer.status === 403 ? null : `${answer.status} ${(await answer.text()).slice(0, 60)}`;
  };
  const withToken = { Authorization: `Bearer ${token}` };
  const paths = ['/v1/papers', '/v1/info', '/v1/profiles', '/health', '/', '/v1/digests/latest', '/openapi/v1.json', '/v1/backup'];
  const tries = [];
  for (const path of paths) {
    for (const mode of ['cors', 'no-cors']) {
      tries.push(soon(read(path, { mode, credentials: 'include' }), `fetch ${mode} ${path}`), soon(read(path, { mode, headers: withToken }), `fetch ${mode} ${path} with the token`));
    }
    tries.push(soon(new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('GET', base + path);
      request.withCredentials = true;
      request.onload = () => resolve(request.status === 403 ? null : request.responseText.slice(0, 60));
      request.onerror = reject;
      request.send();
    }), `XMLHttpRequest ${path}`));
    for (const [name, attribute] of [['img', 'src'], ['script', 'src'], ['video', 'src'], ['embed', 'src'], ['object', 'data'], ['link', 'href']]) {
      tries.push(soon(new Promise((resolve, reject) => {
        const made = document.createElement(name);
        if (name === 'link') made.rel = 'stylesheet';
        made.onload = () => resolve(['embed', 'object'].includes(name) ? null : 'loaded');
        made.onerror = reject;
        made[attribute] = base + path;
        document.body.append(made);
      }), `${name} ${path}`));
    }
  }
  for (const path of ['/v1/events', '/v1/runs/x/events']) {
    tries.push(soon(new Promise((resolve, reject) => {
      const events = new EventSource(base + path, { withCredentials: true });
      events.onopen = () => resolve('open');
      events.onerror = reject;
    }), `EventSource ${path}`), soon(new Promise((resolve, reject) => {
      const socket = new WebSocket(base.replace('http', 'ws') + path);
      socket.onopen = () => resolve('open');
      socket.onerror = reject;
    }), `WebSocket ${path}`));
  }
  for (const [method, path, body] of writes) {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json']) {
      tries.push(soon(read(path, { method, body, mode: type === 'application/json' ? 'cors' : 'no-cors', headers: { 'Content-Type': type }, credentials: 'include' }), `${method} ${path} ${type}`));
    }
    if (method !== 'POST') continue;
    navigator.sendBeacon(base + path, body);
    for (const enctype of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const frame = document.createElement('iframe');
      frame.name = `f${Math.random()}`;
      const form = document.createElement('form');
      Object.assign(form, { method: 'post', action: base + path, enctype, target: frame.name });
      const field = document.createElement('input');
      // What a form sends as plain text is JSON, where the name ends in the middle of a text.
      [field.name, field.value] = [`${body.slice(0, -1)},"x":"`, '"}'];
      form.append(field);
      document.body.append(frame, form);
      form.submit();
    }
  }
  await Promise.all(tries);
  for (const frame of document.querySelectorAll('iframe, object, embed')) {
    try {
      const text = frame.contentDocument?.body?.innerText ?? '';
      if (text && !/403|Forbidden/.test(text)) note(`frame: ${text.slice(0, 80)}`);
    } catch {
      // Another origin: nothing can be read.
    }
  }
  return learned;
}

const writes = [
  ['POST', '/v1/profiles', '{"name":"evil"}'], ['POST', '/v1/runs', '{"kind":"digest"}'], ['POST', '/v1/papers', '{"title":"evil"}'], ['POST', '/v1/feeds', '{"name":"evil"}'],
  ['POST', '/v1/searches', '{"name":"evil","q":"evil"}'], ['POST', '/v1/session/codes', '{}'], ['POST', '/v1/sessions', '{"name":"evil"}'], ['POST', '/v1/feedback', '{"items":[{"id":"x","value":"up"}]}'],
  // These take no body, so that no media type stands in the way: the reader's own cookie, which goes along between ports, would open them.
  ['POST', '/v1/profiles/default/model/retrain', ''], ['POST', '/v1/session/codes', ''],
  ['PUT', '/v1/llm/settings', '{"baseUrl":"http://evil.test/v1","model":"evil"}'], ['DELETE', '/v1/profiles/default', ''], ['PATCH', '/v1/profiles/default', '{"name":"evil"}'],
];

// The reader is signed in with the same browser: what a cookie opens would be open.
for (const [what, page, base] of [
  ['a name that was rebound to the daemon', () => `http://evil.test:${port}/`, () => `http://evil.test:${port}`],
  ['a page at a rebound name of another port', () => `http://evil.test:${other.address().port}/`, () => `http://evil.test:${port}`],
  ['a page of another site', () => `http://evil.test:${other.address().port}/`, () => daemon.url],
  ['a page of another port of this machine', () => `http://127.0.0.1:${other.address().port}/`, () => daemon.url],
  ['a page of another name of this machine', () => `http://localhost:${other.address().port}/`, () => daemon.url],
]) {
  test(`${what} learns nothing and changes nothing`, { skip }, async () => {
    const shown = await enter(browser, daemon, '/');
    const before = await state();
    const attacker = await shown.context.newPage();
    const answer = await attacker.goto(page());
    if (page().startsWith(`${base()}/`)) {
      assert.equal(answer.status(), 403);
      assert.doesNotMatch(await attacker.content(), /<script|paper/);
    }
    assert.deepEqual(await attacker.evaluate(attack, { base: base(), token: daemon.token, writes }), [], what);
    // Whole windows: a link, an opener that looks on, and a frame around the page.
    const popup = shown.context.waitForEvent('page');
    const looks = attacker.evaluate(async where => {
      const opened = open(`${where}/`);
      await new Promise(resolve => setTimeout(resolve, 1500));
      try {
        return opened.document.body.innerText;
      } catch {
        return '';
      }
    }, base());
    await popup;
    assert.doesNotMatch(await looks, /Papers|Digest/);
    const framed = await attacker.evaluate(async where => {
      const frame = document.createElement('iframe');
      frame.src = `${where}/`;
      document.body.append(frame);
      await new Promise(resolve => setTimeout(resolve, 1500));
      return frame.contentDocument === null ? '' : frame.contentDocument.body.innerText;
    }, base());
    assert.doesNotMatch(framed, /Papers|Digest/);
    assert.equal(await state(), before);
    // And the reader's own page goes on.
    await shown.page.reload();
    await shown.page.locator('.shell').waitFor();
    await shown.context.close();
  });
}
