// How a browser gets in: once, by a link that is good for a minute, or by the token.
import { isSignedIn, request, SignedOut } from '../api/client.js';
import { attempt } from '../state/notices.js';
import { t } from '../texts/texts.js';
import { h } from '../view/dom.js';
import { signal } from '../view/signal.js';
import { brand } from './shell.js';

const json = { 'Content-Type': 'application/json' };

/** Takes the code out of the address, which nobody should see or keep, and exchanges it. */
export async function redeemCode(): Promise<void> {
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  if (!code) return;
  history.replaceState(null, '', location.pathname + location.search);
  try {
    await request('/v1/sessions', { method: 'POST', headers: json, body: JSON.stringify({ code }) });
    isSignedIn.set(true);
  } catch (error) {
    // A code that was used: this browser may be signed in all the same; the next question tells.
    if (!(error instanceof SignedOut)) throw error;
  }
}

/** @param done Called when the browser is signed in. */
export function signIn(done: () => void): HTMLElement {
  const problem = signal('');
  const token = h('input', { id: 'token', type: 'password', autocomplete: 'off', required: true });
  const enter = async () => {
    problem.set('');
    // The token makes a code, and the code a session: the token itself is kept nowhere.
    const made = await fetch('/v1/session/codes', { method: 'POST',
      headers: { Authorization: `Bearer ${token.value.trim()}` } }).catch(() => null);
    if (!made?.ok) return problem.set(made?.status === 401 ? t.wrongToken : t.offline);
    const { url } = await made.json() as { url: string };
    await request('/v1/sessions', { method: 'POST', headers: json,
      body: JSON.stringify({ code: new URL(url).hash.slice('#code='.length) }) });
    isSignedIn.set(true);
    done();
  };
  return h('main', { class: 'sign-in', id: 'main' },
    h('div', { class: 'brand' }, brand(), h('span', null, 'LocalDigest')),
    h('h1', null, t.signInTitle),
    h('p', null, t.signInWhy),
    h('p', null, t.signInHow),
    h('pre', null, h('code', null, 'dotnet run --project daemon/LocalDigest.Daemon -- --today')),
    h('form', {
      onsubmit: (event: Event) => {
        event.preventDefault();
        void attempt(enter);
      },
    },
    h('label', { for: 'token' }, t.signInToken),
    h('div', { class: 'field-row' }, token, h('button', { class: 'button button-main' }, t.signInButton)),
    h('p', { class: 'problem', role: 'alert' }, problem)));
}
