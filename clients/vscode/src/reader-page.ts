// Runs in the reading view. It builds elements and sets their text: nothing of a paper is ever read as markup.
import type { Paper } from './papers';

declare function acquireVsCodeApi(): { postMessage(said: unknown): void };

const editor = acquireVsCodeApi();
const page = document.getElementById('paper') as HTMLElement;

function add(parent: HTMLElement, tag: string, text: string, name = ''): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  if (name) made.className = name;
  parent.append(made);
  return made;
}

function button(parent: HTMLElement, label: string, pressed: boolean | undefined, say: unknown): void {
  const made = add(parent, 'button', label);
  if (pressed !== undefined) made.setAttribute('aria-pressed', String(pressed));
  made.addEventListener('click', () => editor.postMessage(say));
}

function show(paper: Paper): void {
  page.replaceChildren();
  add(page, 'h1', paper.title);
  add(page, 'p', paper.authors.map(author => author.name).join(', '), 'quiet');
  const facts = [paper.id, paper.published?.slice(0, 10), paper.venue, paper.relevance && `relevance ${paper.relevance}`, paper.novelty && `novelty ${paper.novelty}`];
  add(page, 'p', facts.filter(Boolean).join(' · '), 'quiet');
  if (paper.isWithdrawn) add(page, 'p', 'It was withdrawn.', 'bad');
  const bar = add(page, 'p', '', 'bar');
  button(bar, '👍 Like', paper.feedback === 'up', { kind: 'thumb', value: paper.feedback === 'up' ? 'clear' : 'up' });
  button(bar, '👎 Not for me', paper.feedback === 'down', { kind: 'thumb', value: paper.feedback === 'down' ? 'clear' : 'down' });
  if (paper.url) button(bar, 'Open in the browser', undefined, { kind: 'open' });
  if (paper.comment) add(page, 'p', paper.comment, 'comment');
  add(page, 'p', paper.abstract);
  const reasons = add(page, 'ul', '');
  for (const reason of paper.reasons) add(reasons, 'li', reason, 'quiet');
  if (paper.note) add(page, 'p', `Your note: ${paper.note}`);
}

window.addEventListener('message', event => {
  const said = event.data as { kind?: string; paper?: Paper };
  if (said.kind === 'paper' && said.paper) show(said.paper);
});
editor.postMessage({ kind: 'ready' });
