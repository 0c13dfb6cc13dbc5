// The token is kept for this tab only. It comes from a one-use code in the fragment, which is taken out of the address bar at once.
const storageKey = 'localdigest-token';
const status = document.getElementById('status');
const signIn = document.getElementById('sign-in');
const profiles = document.getElementById('profiles');
const days = document.getElementById('days');
const styles = document.getElementById('styles');
const words = document.getElementById('words');
const papers = document.getElementById('papers');
const found = document.getElementById('found');
const frame = document.getElementById('digest');

class Refused extends Error {}

async function ask(path, accept = 'application/json', method = 'GET', body = undefined) {
  const token = sessionStorage.getItem(storageKey);
  const response = await fetch(path, {
    method, body: body && JSON.stringify(body),
    headers: { Accept: accept, ...(token ? { Authorization: `Bearer ${token}` } : {}), ...(body ? { 'Content-Type': 'application/json' } : {}) },
  }).catch(() => { throw new Error('The daemon does not answer. Start it again, and open the address that it prints.'); });
  if (response.status === 401) throw new Refused();
  if (!response.ok) throw new Error((await response.json()).detail);
  return response;
}

async function redeem() {
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  if (!code) return;
  history.replaceState(null, '', '/');
  try {
    sessionStorage.setItem(storageKey, (await (await ask('/v1/session', undefined, 'POST', { code })).json()).token);
  } catch (error) {
    // A code that was used: this tab may have the token all the same, or else asks for it.
    if (!(error instanceof Refused)) throw error;
  }
}

/** Does what was asked for; what goes wrong is told. */
async function attempt(work) {
  try {
    status.textContent = '';
    await work();
  } catch (error) {
    signIn.hidden = !(error instanceof Refused);
    status.textContent = error.message;
  }
}

function dataUrl(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

// The frame cannot send the token, so it gets the daemon's figures as part of its text. One that is gone is shown by its description.
async function withFigures(html) {
  const figure = /(<img src=")(\/v1\/papers\/[^"]+\/figures\/[^"]+)(")/g;
  const shown = new Map();
  await Promise.all([...new Set([...html.matchAll(figure)].map(match => match[2]))].map(async address => {
    try {
      shown.set(address, await dataUrl(await (await ask(address.replaceAll('&amp;', '&'), 'image/*')).blob()));
    } catch (error) {
      if (error instanceof Refused) throw error;
      status.textContent = `A figure cannot be shown: ${error.message}`;
    }
  }));
  return html.replace(figure, (all, before, address, after) => shown.has(address) ? before + shown.get(address) + after : all);
}

let wanted;

async function showDigest() {
  if (days.length === 0) {
    wanted = undefined;
    frame.hidden = papers.hidden = true;
    status.textContent = `There is no digest yet. Start one: POST /v1/runs with ${JSON.stringify({ kind: 'digest', profile: profiles.value })}.`;
    return;
  }
  const address = wanted = `/v1/digests/${encodeURIComponent(days.value)}${styles.value ? `?style=${encodeURIComponent(styles.value)}` : ''}`;
  const html = await withFigures(await (await ask(address, 'text/html')).text());
  // Something else was chosen meanwhile.
  if (wanted !== address) return;
  // A page of its own in a frame without scripts: the digest's text never becomes part of this page. Other sites are not let into the frame, so their links open tabs;
  // links within the digest work because the frame is of this origin.
  const text = html.replaceAll(/<a href="(?=https?:|mailto:)/g, '<a target="_blank" href="');
  URL.revokeObjectURL(frame.src);
  frame.src = URL.createObjectURL(new Blob([text], { type: 'text/html' }));
  frame.hidden = false;
  papers.hidden = true;
}

/** Lists what the words find; without words the best that were not seen. */
async function showPapers() {
  const hideSeen = words.value.trim() === '';
  const address = wanted = `/v1/papers?profile=${encodeURIComponent(profiles.value)}&limit=30&hideSeen=${hideSeen}&q=${encodeURIComponent(words.value)}`;
  const { items, total, notice } = await (await ask(address)).json();
  if (wanted !== address) return;
  const focused = document.activeElement.dataset.thumb;
  found.replaceChildren(...items.map(entryOf));
  // The list was made anew, and the thumb that was just given may stand elsewhere.
  if (focused) [...found.querySelectorAll('button')].find(button => button.dataset.thumb === focused)?.focus();
  status.textContent = notice ?? (total === 0 ? 'No paper is found.' : '');
  frame.hidden = true;
  papers.hidden = false;
}

function entryOf(paper) {
  const title = document.createElement(paper.url ? 'a' : 'span');
  title.textContent = paper.isSample ? `[invented] ${paper.title}` : paper.isWithdrawn ? `[withdrawn] ${paper.title}` : paper.title;
  if (paper.url) Object.assign(title, { href: paper.url, target: '_blank', rel: 'noreferrer' });
  const profile = profiles.value;
  title.addEventListener('click', () => attempt(() => ask(`/v1/papers/${encodeURIComponent(paper.id)}/marks`, undefined, 'PUT', { profile, seen: true })));
  const why = document.createElement('p');
  // Without a verdict or a thumb the score is no more than the closeness, which the reasons put into words.
  const isMeasured = paper.relevance !== null || paper.preference !== null;
  why.textContent = [...(isMeasured ? [`${Math.round(100 * paper.score)}%.`] : []), ...paper.reasons].join(' ');
  const entry = document.createElement('li');
  entry.append(title, why, thumbOf(paper, 'up', '👍', 'I like it'), thumbOf(paper, 'down', '👎', 'Not for me'));
  return entry;
}

function thumbOf(paper, value, sign, meaning) {
  const profile = profiles.value;
  const thumb = document.createElement('button');
  const given = paper.feedback === value;
  thumb.type = 'button';
  thumb.textContent = sign;
  thumb.ariaLabel = `${meaning}: ${paper.title}`;
  thumb.ariaPressed = given;
  thumb.dataset.thumb = `${value} ${paper.id}`;
  // A second press takes it back. The list that follows is ranked with it.
  thumb.addEventListener('click', () => attempt(async () => {
    const address = `/v1/papers/${encodeURIComponent(paper.id)}/feedback`;
    const takeBack = () => ask(`${address}?profile=${encodeURIComponent(profile)}`, undefined, 'DELETE');
    await (given ? takeBack() : ask(address, undefined, 'PUT', { profile, value }));
    await showPapers();
    if (value === 'down' && !given) offerUndo(paper, takeBack);
  }));
  return thumb;
}

/** Says that a paper is listed no more, and takes that back where it is asked to. */
function offerUndo(paper, takeBack) {
  const undo = document.createElement('button');
  undo.type = 'button';
  undo.textContent = 'Undo';
  undo.addEventListener('click', () => attempt(async () => {
    await takeBack();
    await showPapers();
  }));
  status.replaceChildren(`“${paper.title}” is hidden. `, undo);
}

/** Shows the same of the profile that was chosen: its newest digest, or what the words find for it. */
async function showProfile() {
  const profile = profiles.value;
  const { items } = await (await ask(`/v1/digests?profile=${encodeURIComponent(profile)}&limit=100`)).json();
  if (profiles.value !== profile) return;
  days.replaceChildren(...items.map(entry => new Option(`${entry.date} (${entry.papers})`, entry.id)));
  days.disabled = styles.disabled = items.length === 0;
  await (papers.hidden ? showDigest() : showPapers());
}

async function start() {
  await redeem();
  const all = (await (await ask('/v1/profiles')).json()).items;
  const { items } = await (await ask('/v1/styles')).json();
  signIn.hidden = true;
  profiles.replaceChildren(...all.map(({ name, id }) => new Option(name, id, id === 'default', id === 'default')));
  profiles.parentElement.hidden = all.length < 2;
  styles.replaceChildren(new Option('its own', ''), ...items.map(({ name }) => new Option(name)));
  await showProfile();
  const { loss } = await (await ask('/v1/info')).json();
  if (loss) status.textContent = loss;
}

profiles.addEventListener('change', () => attempt(showProfile));
for (const choice of [days, styles]) choice.addEventListener('change', () => attempt(showDigest));
document.getElementById('back').addEventListener('click', () => attempt(showDigest));
document.getElementById('search').addEventListener('submit', event => {
  event.preventDefault();
  attempt(showPapers);
});
signIn.addEventListener('submit', event => {
  event.preventDefault();
  sessionStorage.setItem(storageKey, document.getElementById('token').value.trim());
  attempt(start);
});
attempt(start);
