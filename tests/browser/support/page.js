// The daemon's own page as a person has it: a signed-in browser, and what one does and sees in it.
import assert from 'node:assert/strict';
import { open } from './browser.js';
import { until } from './daemon.js';

/** Opens a view with a browser that a new link signs in. */
export async function enter(browser, daemon, view = '/', options = {}) {
  const { url } = await daemon.ask('/v1/session/codes', { method: 'POST' });
  const shown = await open(browser, daemon.url, `${view}${new URL(url).hash}`, options);
  const { page } = shown;
  await page.locator('.shell').waitFor();
  shown.titles = () => page.locator('.papers .paper-title a').allTextContents();
  shown.paper = title => page.locator('.paper').filter({ has: page.getByRole('link', { name: title, exact: true }) });
  shown.button = (name, title) => page.getByRole('button', { name: `${name}: ${title}`, exact: true });
  shown.said = text => until(async () => text.test(await page.locator('.said-place').innerText()), `the page says ${text}`);
  shown.hasTitles = check => until(async () => check(await shown.titles()), `the list is as it should be: ${check}`);
  return shown;
}

/** The day's list, once it is shown. */
export async function enterToday(browser, daemon, options) {
  const shown = await enter(browser, daemon, '/', options);
  await shown.page.locator('.paper').first().waitFor();
  return shown;
}

/** A browser that is signed out says so on its console for each question; that is no complaint. */
export const but = (shown, ...patterns) => ({
  ...shown, complaints: shown.complaints.filter(text => !patterns.some(pattern => pattern.test(text))),
  asked: shown.asked.filter(url => !patterns.some(pattern => pattern.test(url))),
});

/** Nothing runs out to the right. */
export async function isNarrow(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(wide, 0, `${page.url()} scrolls sideways by ${wide}`);
}

/** A picture for those who look at the page by eye. */
export async function picture(shown, name) {
  if (process.env.SCREENSHOTS) await shown.page.screenshot({ path: `${process.env.SCREENSHOTS}/page-${name}.png` });
}
