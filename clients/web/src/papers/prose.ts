// Texts as paragraphs, lists, small headings and formulas. Whatever else stands in them is shown as it is.
import { h, type Child } from '../view/dom.js';
import { withFormulas } from './formulas.js';

export function prose(text: string): HTMLElement {
  const parts: Child[] = [];
  for (const block of text.replaceAll('\r', '').split(/\n{2,}/)) {
    const lines = block.split('\n').filter(line => line.trim() !== '');
    if (lines.length === 0) continue;
    if (lines.every(line => /^\s*([-*•]|\d+[.)])\s+/.test(line))) {
      const items = lines.map(line => h('li', null, inline(line.replace(/^\s*([-*•]|\d+[.)])\s+/, ''))));
      parts.push(/^\s*\d/.test(lines[0]!) ? h('ol', null, items) : h('ul', null, items));
    } else if (lines.length === 1 && /^#{1,6}\s/.test(lines[0]!)) {
      parts.push(h('p', { class: 'prose-head' }, inline(lines[0]!.replace(/^#+\s/, ''))));
    } else parts.push(h('p', null, inline(lines.join(' '))));
  }
  return h('div', { class: 'prose' }, parts);
}

/** Bold and code, as models write them; nothing else. */
function inline(text: string): Child[] {
  return text.split(/(\*\*[^*]+\*\*|`[^`]+`)/).map(part =>
    part.startsWith('**') && part.length > 4 ? h('strong', null, part.slice(2, -2))
      : part.startsWith('`') && part.length > 2 ? h('code', null, part.slice(1, -1)) : withFormulas(part)).flat();
}
