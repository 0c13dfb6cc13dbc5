// Keys that work everywhere, and the list of them.
import { pressInList } from '../papers/list.js';
import { undoLast } from '../state/notices.js';
import { profileQuery } from '../state/profile.js';
import { t } from '../texts/texts.js';
import { h } from '../view/dom.js';
import { go, to } from '../view/router.js';

const places: Record<string, string> = { t: 'today', a: 'digests', f: 'search', l: 'library', i: 'interests', m: 'insight' };
let isGoing = 0;

export function startKeys(): void {
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const target = event.target as HTMLElement;
    const isTyping = target.matches('input, textarea, select, [contenteditable]');
    if (event.key === 'Escape' && isTyping) return target.blur();
    if (isTyping || document.querySelector('dialog[open]')) return;
    // Enter and the space bar belong to what has the focus.
    if (['Enter', ' '].includes(event.key) && target.matches('a, button, summary')) return;
    if (press(event.key)) event.preventDefault();
  });
}

function press(key: string): boolean {
  if (isGoing > Date.now() && places[key]) {
    isGoing = 0;
    go(to([places[key]], profileQuery()));
    return true;
  }
  switch (key) {
    case 'g': isGoing = Date.now() + 1500; return true;
    case 'z': void undoLast(); return true;
    case '?': showKeys(); return true;
    case '/': {
      const field = document.querySelector<HTMLInputElement>('input[type=search]');
      if (field) field.focus();
      else go(to(['search'], profileQuery()));
      return true;
    }
    default: return pressInList(key);
  }
}

export function showKeys(): void {
  const dialog: HTMLDialogElement = h('dialog', { class: 'keys', 'aria-labelledby': 'keys-title', onclose: () => { dialog.remove(); } },
    h('h2', { id: 'keys-title' }, t.keysTitle),
    h('dl', null, Object.entries(t.keys).map(([key, what]) => h('div', null,
      h('dt', null, key.split(' ').map(part => h('kbd', null, part))), h('dd', null, what)))),
    h('form', { method: 'dialog' }, h('button', { class: 'button button-main' }, t.close)));
  document.body.append(dialog);
  dialog.showModal();
}
