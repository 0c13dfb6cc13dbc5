// The papers of the last days in two dimensions: near where they are near in meaning, darker where they are near to the interests.
import { ask, type Schemas } from '../api/client.js';
import { profileId, profileQuery } from '../state/profile.js';
import { t } from '../texts/texts.js';
import { h, svg, type Child } from '../view/dom.js';
import { icon } from '../view/icons.js';
import { go, to } from '../view/router.js';
import { signal } from '../view/signal.js';
import { asked } from './insight.js';
import { empty } from './shell.js';
import { lastDays } from './understood.js';

type Place = Schemas['MapResponse']['items'][number];

/** What is seen of the plane from -1 to 1: its middle, and half its width. */
interface View {
  x: number;
  y: number;
  half: number;
}
const whole: View = { x: 0, y: 0, half: 1.15 };
const shape = 3 / 4;
/** Of a topic's name, where the whole map is seen. */
const [letterWidth, lineHeight] = [.031, .075];

export const mapView = (): HTMLElement => asked(async () => ask('get', '/v1/papers/map',
  { query: { profile: profileId(), ...await lastDays() } }),
  ({ items }) => items.length < 3 ? empty(t.mapNothing) : drawn(items));

function drawn(items: readonly Place[]): Child {
  const view = signal<View>(whole);
  const tip = signal('');
  const zoom = (by: number, x = view.peek().x, y = view.peek().y) => {
    const { x: oldX, y: oldY, half } = view.peek();
    const next = Math.min(1.4, Math.max(.08, half * by));
    // The place under the pointer stays under it.
    view.set({ x: x + (oldX - x) * next / half, y: y + (oldY - y) * next / half, half: next });
  };
  const move = (x: number, y: number) => view.update(now => ({ ...now, x: now.x + x, y: now.y + y }));
  const size = () => .016 * Math.sqrt(view().half);
  const plane: SVGSVGElement = svg('svg', {
    role: 'group', 'aria-label': t.mapTitle, tabindex: 0,
    viewBox: () => { const { x, y, half } = view(); return `${x - half} ${y - half * shape} ${2 * half} ${2 * half * shape}`; },
    onwheel: (event: WheelEvent) => {
      event.preventDefault();
      const [x, y] = at(event);
      zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, x, y);
    },
    onkeydown: (event: KeyboardEvent) => {
      const step = view.peek().half * .2;
      const done: Record<string, () => void> = {
        '+': () => zoom(.75), '=': () => zoom(.75), '-': () => zoom(1.33), '0': () => view.set(whole),
        ArrowLeft: () => move(-step, 0), ArrowRight: () => move(step, 0), ArrowUp: () => move(0, -step), ArrowDown: () => move(0, step),
      };
      if (!done[event.key]) return;
      event.preventDefault();
      event.stopPropagation();
      done[event.key]!();
    },
  }, items.map(dot), labels());
  const at = (event: MouseEvent): [number, number] => {
    const { left, top, width, height } = plane.getBoundingClientRect();
    const { x, y, half } = view.peek();
    return [x + half * (2 * (event.clientX - left) / width - 1), y + half * shape * (2 * (event.clientY - top) / height - 1)];
  };
  drag(plane, (x, y) => move(-x * 2 * view.peek().half / plane.clientWidth, -y * 2 * view.peek().half / plane.clientWidth));

  function dot({ id, title, x, y, match }: Place): SVGElement {
    const address = to(['papers', id], profileQuery());
    const say = () => tip.set(title);
    return svg('a', {
      // A way by Tab through thousands of papers is no way; the search lists them too.
      href: address, 'aria-label': title, tabindex: items.length > 150 ? -1 : 0, onfocus: say, onpointerenter: say,
        onpointerleave: () => tip.set(''), onblur: () => tip.set(''),
      onclick: (event: MouseEvent) => {
        event.preventDefault();
        if (!plane.dataset.dragged) go(address);
      },
    }, svg('circle', { cx: x, cy: y, r: size, class: `match-${Math.min(4, Math.floor(5 * (match ?? 0)))}` }));
  }

  /** Each topic's name in the middle of its papers, below those that stand there already. */
  function labels(): Child {
    const topics = Map.groupBy(items.filter(({ topic }) => topic), ({ topic }) => topic!);
    const placed: { name: string; x: number; y: number }[] = [];
    const wanted = [...topics].filter(([, all]) => all.length > 1).map(([topic, all]) => {
      const middle = (of: (place: Place) => number) => all.map(of).sort((a, b) => a - b)[Math.floor(all.length / 2)]!;
      return { name: topic.replace(/^\d+\.\s*/, ''), x: middle(place => place.x), y: middle(place => place.y) - .03 };
    }).sort((a, b) => a.y - b.y);
    for (const label of wanted) {
      for (const other of placed) {
        const isBeside = Math.abs(other.x - label.x) > (other.name.length + label.name.length) / 2 * letterWidth;
        if (!isBeside && label.y - other.y < lineHeight) label.y = other.y + lineHeight;
      }
      placed.push(label);
    }
    return placed.map(({ name, x, y }) => svg('text', { x, y, 'font-size': () => .05 * Math.sqrt(view().half), class: 'map-label' }, name));
  }

  const button = (label: string, text: string, act: () => void) => h('button',
    { type: 'button', class: 'button', 'aria-label': label, title: label, onclick: act }, text);
  return [
    h('p', { class: 'hint' }, t.mapHint),
    h('div', { class: 'map' }, plane,
      h('div', { class: 'map-tools' }, button(t.zoomIn, '+', () => zoom(.75)), button(t.zoomOut, '−', () => zoom(1.33)),
        h('button', { type: 'button', class: 'button', 'aria-label': t.wholeMap, title: t.wholeMap, onclick: () => view.set(whole) },
          icon('refresh'))),
      h('div', { class: 'map-tip', 'aria-hidden': 'true' }, tip)),
  ];
}

/** Moves by what the pointer moves; a press that moved nothing is a press on what lies there. */
function drag(plane: SVGSVGElement, move: (x: number, y: number) => void): void {
  let last: [number, number] | null = null;
  plane.addEventListener('pointerdown', event => {
    last = [event.clientX, event.clientY];
    delete plane.dataset.dragged;
  });
  plane.addEventListener('pointermove', event => {
    if (!last || event.buttons === 0) return;
    const [x, y] = [event.clientX - last[0], event.clientY - last[1]];
    if (!plane.dataset.dragged && Math.hypot(x, y) < 4) return;
    plane.dataset.dragged = 'yes';
    plane.setPointerCapture(event.pointerId);
    last = [event.clientX, event.clientY];
    move(x, y);
  });
  plane.addEventListener('pointerup', () => { last = null; });
}
