// A real browser that may speak to the daemon and to nobody else, and keeps what it wanted and what it complained about.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

/** The browser that is there; undefined for none. */
export const program = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(path => path && existsSync(path));

/** For the tests that need it: a reason to skip them, or false. */
export const noBrowser = !program && 'skipped: no Chromium';

export const startBrowser = () => noBrowser
  ? { close() {} }
  : chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync',
    // No host but this machine is ever found.
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'] });

/** Opens a page of the daemon, or a text in its place. `asked` is every address that it asked for, `complaints` what its console, its scripts and its security policy said. */
export async function open(browser, origin, path, { content, ...options } = {}) {
  const context = await browser.newContext(options);
  // A machine that is busy is not at fault.
  context.setDefaultTimeout(Number(process.env.PATIENCE ?? 180) * 1000);
  const [asked, complaints] = [[], []];
  // Only where it must be: what goes through here is kept in no cache, and takes its time.
  if (content !== undefined) await context.route(`${origin}/**`, (route, request) => request.isNavigationRequest()
    ? route.fulfill({ contentType: 'text/html; charset=utf-8', body: content }) : route.continue());
  context.on('request', request => asked.push(request.url()));
  const page = await context.newPage();
  page.on('console', message => { if (['error', 'warning'].includes(message.type())) complaints.push(message.text()); });
  page.on('pageerror', error => complaints.push(error.message));
  await page.goto(origin + path, { waitUntil: 'load' });
  return { page, context, asked, complaints };
}

/** Nothing was asked of another host, and nothing was complained about. */
export function isQuiet({ asked, complaints }, origin) {
  assert.deepEqual(asked.filter(url => !url.startsWith(origin + '/') && !/^(data|blob):/.test(url)), [], 'requests to other hosts');
  assert.deepEqual(complaints, [], 'complaints of the browser');
}

/** What a reader sees of a digest who has scrolled through it: its text, pictures and formulas. */
export const seen = frame => frame.evaluate(async () => ({
  text: document.body.innerText,
  pictures: await Promise.all([...document.images].map(async picture => {
    picture.loading = 'eager';
    await picture.decode().catch(() => {});
    const { alt, naturalWidth, clientWidth } = picture;
    return { alt, naturalWidth, clientWidth };
  })),
  formulas: [...document.querySelectorAll('math')].map(formula => {
    const { width, height } = formula.getBoundingClientRect();
    return { width, height, isBlock: getComputedStyle(formula).display.startsWith('block') };
  }),
  isWide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
}));

/** A digest is as it should be: no LaTeX is left raw, every picture is there, every formula has a size, nothing runs out to the right. */
export function isWhole({ text, pictures, formulas, isWide }, { pictures: least = 0, formulas: leastFormulas = 0 } = {}) {
  assert.doesNotMatch(text, /\\[a-zA-Z]+|\\[()[\]]|\$\$|\$[^\s$][^$\n]*\$/, 'raw LaTeX');
  assert.ok(pictures.length >= least, `${pictures.length} pictures`);
  for (const { alt, naturalWidth, clientWidth } of pictures) assert.ok(naturalWidth > 0 && clientWidth > 0, `the picture "${alt}" is missing`);
  assert.ok(formulas.length >= leastFormulas, `${formulas.length} formulas`);
  for (const { width, height } of formulas) assert.ok(width > 0 && height > 0, 'a formula without size');
  assert.ok(!isWide, 'scrolls sideways');
}
