// The token is kept for this tab only. It comes from a one-use code in the fragment, which is taken out of the address bar at once.
const storageKey = 'localdigest-token';
const status = document.getElementById('status');
const signIn = document.getElementById('sign-in');
const days = document.getElementById('days');
const frame = document.getElementById('digest');

class Refused extends Error {}

async function ask(path, accept) {
  const token = sessionStorage.getItem(storageKey);
  const response = await fetch(path, { headers: { Accept: accept, ...(token ? { Authorization: `Bearer ${token}` } : {}) } });
  if (response.status === 401) throw new Refused();
  if (!response.ok) throw new Error((await response.json()).detail);
  return response;
}

async function redeem() {
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  if (!code) return;
  history.replaceState(null, '', '/');
  const response = await fetch('/v1/session', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ code }) });
  if (response.ok) sessionStorage.setItem(storageKey, (await response.json()).token);
}

function dataUrl(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

// The frame has neither the token nor an address of its own, so it gets the daemon's figures as part of its text. One that is gone is shown by its description.
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

async function show(id) {
  wanted = id;
  status.textContent = '';
  const html = await withFigures(await (await ask(`/v1/digests/${encodeURIComponent(id)}`, 'text/html')).text());
  // Another day was chosen meanwhile.
  if (wanted !== id) return;
  // A page of its own in a frame without scripts: the digest's text never becomes part of this page.
  frame.src = URL.createObjectURL(new Blob([html], { type: 'text/html' }));
  frame.hidden = false;
}

async function start() {
  try {
    await redeem();
    const list = (await (await ask('/v1/digests?profile=default&limit=100', 'application/json')).json()).items;
    signIn.hidden = true;
    if (list.length === 0) {
      status.textContent = 'There is no digest yet. Start one: POST /v1/runs with {"kind":"digest"}.';
      return;
    }
    days.replaceChildren(...list.map(entry => new Option(`${entry.date} (${entry.papers})`, entry.id)));
    days.disabled = false;
    status.textContent = '';
    await show(list[0].id);
  } catch (error) {
    if (error instanceof Refused) {
      status.textContent = '';
      signIn.hidden = false;
    } else {
      status.textContent = error.message;
    }
  }
}

days.addEventListener('change', () => show(days.value).catch(error => { status.textContent = error.message; }));
signIn.addEventListener('submit', event => {
  event.preventDefault();
  sessionStorage.setItem(storageKey, document.getElementById('token').value.trim());
  start();
});
start();
