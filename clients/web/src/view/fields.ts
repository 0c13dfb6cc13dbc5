// Fields that forms are made of.
import { h, type Child } from './dom.js';
import { signal, type Signal } from './signal.js';

let count = 0;

/** A label above a field that needs its id. */
export function field(label: string, make: (id: string) => HTMLElement, hint?: Child): HTMLElement {
  const id = `field-${++count}`;
  return h('div', { class: 'field' }, h('label', { for: id }, label), make(id), hint && h('span', { class: 'hint' }, hint));
}

export const textField = (label: string, value: Signal<string>,
  options: { type?: string; hint?: Child; placeholder?: string } = {}): HTMLElement =>
  field(label, id => h('input', {
    id, type: options.type ?? 'text', value: value.peek(), placeholder: options.placeholder, autocomplete: 'off', spellcheck: 'false',
    oninput: (event: Event) => value.set((event.target as HTMLInputElement).value),
  }), options.hint);

export const textArea = (label: string, value: Signal<string>, rows: number, placeholder = '', hint?: Child): HTMLElement => field(label,
  id => h('textarea', {
  id, rows, placeholder, value: value.peek(), oninput: (event: Event) => value.set((event.target as HTMLTextAreaElement).value),
}), hint);

export const selectField = (label: string, value: Signal<string>, options: readonly (readonly [string, string])[],
  hint?: Child): HTMLElement => field(label, id => h('select', {
  id, onchange: (event: Event) => value.set((event.target as HTMLSelectElement).value),
}, options.map(([name, text]) => h('option', { value: name, selected: name === value.peek() }, text))), hint);

export const checkField = (label: Child, value: Signal<boolean>): HTMLElement => h('label', { class: 'check' }, h('input', {
  type: 'checkbox', checked: () => value(), onchange: (event: Event) => value.set((event.target as HTMLInputElement).checked),
}), h('span', null, label));

/** Words as chips: Enter or a comma adds one, Backspace takes the last. */
export function wordsField(label: string, values: Signal<readonly string[]>, remove: (word: string) => string, hint?: Child,
  offered?: () => readonly string[]): HTMLElement {
  const list = offered && `offered-${++count}`;
  const add = (input: HTMLInputElement) => {
    const words = input.value.split(/[,;，；]/).map(word => word.trim()).filter(word => word !== '');
    input.value = '';
    if (words.length > 0) values.set([...new Set([...values.peek(), ...words])]);
  };
  return field(label, id => h('div', { class: 'tags-box' },
    () => values().map(word => h('span', { class: 'chip' }, word,
      h('button', { type: 'button', 'aria-label': remove(word), onclick: () => values.set(values.peek().filter(one => one !== word)) },
        '×'))),
    h('input', {
      id, type: 'text', autocomplete: 'off', list,
      onkeydown: (event: KeyboardEvent) => {
        const input = event.target as HTMLInputElement;
        if ((event.key === 'Enter' || event.key === ',') && input.value.trim() !== '') {
          event.preventDefault();
          add(input);
        } else if (event.key === 'Backspace' && input.value === '') values.set(values.peek().slice(0, -1));
      },
      onblur: (event: Event) => add(event.target as HTMLInputElement),
    }),
    list && h('datalist', { id: list }, () => offered!().map(word => h('option', { value: word })))), hint);
}

/** A signal that waits until its source has come to rest. */
export function settled<T>(source: () => T, wait: number, effect: (work: () => void) => void): () => T {
  const value = signal(source());
  let timer = 0;
  effect(() => {
    const now = source();
    clearTimeout(timer);
    timer = setTimeout(() => value.set(now), wait);
  });
  return value;
}
