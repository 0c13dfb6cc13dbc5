// What a thumb would do, shown before it is given: which papers would rise and which would fall.
import { ask, type Schemas } from '../api/client.js';
import { attempt } from '../state/notices.js';
import { onThumb, type Paper, type Thumb } from '../state/papers.js';
import { t } from '../texts/texts.js';
import { h } from '../view/dom.js';
import { onCleanup } from '../view/signal.js';

type Preview = Schemas['PreviewResponse'];

/** Answers hold until the next thumb. */
const answers = new Map<string, Promise<Preview>>();
onThumb(() => answers.clear());
let count = 0;

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

function previewed(paper: Paper, value: Thumb): Promise<Preview> {
  const key = `${paper.profile} ${paper.id} ${value}`;
  const known = answers.get(key);
  if (known) return known;
  // The days around it: those that it is listed with.
  const at = Date.parse(paper.facts.peek().published ?? new Date().toISOString());
  const answer = ask('post', '/v1/preview', {
    body: { profile: paper.profile, thumb: { id: paper.id, value }, from: dayOf(at - 3 * 86_400_000), to: dayOf(at + 3 * 86_400_000) },
  });
  answers.set(key, answer);
  answer.catch(() => answers.delete(key));
  return answer;
}

/** Gives a thumb's button its preview, on hover and on focus. */
export function previewOf(paper: Paper, value: Thumb, button: HTMLElement): HTMLElement {
  let timer = 0;
  let shown: HTMLElement | null = null;
  const hide = () => {
    clearTimeout(timer);
    shown?.remove();
    shown = null;
    button.removeAttribute('aria-describedby');
  };
  const show = async () => {
    const preview = await attempt(() => previewed(paper, value));
    if (!preview || !(button.matches(':hover') || button.matches(':focus-visible')) || paper.thumb.peek() === value) return;
    hide();
    const id = `preview-${++count}`;
    shown = h('div', { class: 'preview', role: 'tooltip', id }, content(preview, paper, value));
    document.body.append(shown);
    place(shown, button);
    button.setAttribute('aria-describedby', id);
  };
  const wait = (for_: number) => {
    clearTimeout(timer);
    if (paper.thumb.peek() !== value) timer = setTimeout(() => void show(), for_);
  };
  button.addEventListener('pointerenter', event => { if (event.pointerType === 'mouse') wait(350); });
  button.addEventListener('focus', () => { if (button.matches(':focus-visible')) wait(350); });
  // It stands where the button was; what is about to be shown finds the button where it is then.
  const hideShown = () => { if (shown) hide(); };
  addEventListener('scroll', hideShown, { passive: true });
  onCleanup(() => removeEventListener('scroll', hideShown));
  for (const kind of ['pointerleave', 'blur', 'click', 'keydown']) button.addEventListener(kind, hide);
  onCleanup(hide);
  return button;
}

/** Below the button, or above it where there is no room. */
function place(shown: HTMLElement, button: HTMLElement): void {
  const { top, bottom, left } = button.getBoundingClientRect();
  const { offsetHeight: height, offsetWidth: width } = shown;
  shown.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  shown.style.top = `${bottom + height + 8 < innerHeight ? bottom + 6 : Math.max(8, top - height - 6)}px`;
}

function content(preview: Preview, paper: Paper, value: Thumb): HTMLElement {
  const others = preview.moved.filter(({ id }) => id !== paper.id);
  const own = preview.moved.find(({ id }) => id === paper.id);
  const shown = [...own && value === 'up' ? [own] : [], ...others].slice(0, 5);
  return h('div', null,
    h('p', { class: 'label' }, value === 'up' ? t.wouldUp : t.wouldDown),
    shown.length === 0 ? h('p', null, t.wouldNothing) : movesOf(shown));
}

/** Where papers go, the farthest first. */
export const movesOf = (moved: readonly Schemas['PreviewMove'][]): HTMLElement => h('ol', null, moved.map(({ from, to, title }) =>
  h('li', { class: to < from ? 'is-rise' : 'is-fall' }, h('span', { class: 'step' }, `${to < from ? '↑' : '↓'} ${from} → ${to}`),
    h('span', null, title))));
