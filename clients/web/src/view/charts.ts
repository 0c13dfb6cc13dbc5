// Small charts as SVG, each with its numbers in a table for those who do not see it.
import { t } from '../texts/texts.js';
import { h, svg, type Child } from './dom.js';

export interface Series {
  name: string;
  values: readonly (number | null)[];
  /** A range around each value. */
  bands?: readonly ([number, number] | null)[];
}

const [width, height, left, bottom] = [640, 200, 44, 24];

/** Lines over named places; values from `from` to `upTo`, and as far beyond as any lies. */
export function lines(title: string, names: readonly string[], series: readonly Series[],
  options: { from?: number; upTo?: number; form?: (value: number) => string } = {}): HTMLElement {
  const all = series.flatMap(({ values, bands }) => [...values,
    ...(bands ?? []).flatMap(band => band ?? [])]).filter(value => value !== null);
  const least = Math.min(...all, options.from ?? 0);
  const upTo = Math.max(...all, options.upTo ?? niceAbove(Math.max(least + 1e-9, ...all)));
  const wanted = options.from ?? least;
  const fifth = (upTo - wanted) / 5;
  const from = wanted - Math.ceil((wanted - least) / fifth - 1e-9) * fifth;
  const form = options.form ?? (value => String(Math.round(100 * value) / 100));
  const x = (at: number) => left + (width - left - 8) * (names.length < 2 ? .5 : at / (names.length - 1));
  const y = (value: number) => 8 + (height - bottom - 8) * (1 - (value - from) / (upTo - from));
  const path = (values: readonly (number | null)[]) => {
    let isOpen = false;
    return values.map((value, at) => {
      if (value === null) {
        isOpen = false;
        return '';
      }
      const step = `${isOpen ? 'L' : 'M'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
      isOpen = true;
      return step;
    }).join('');
  };
  const band = ({ bands }: Series) => {
    const known = (bands ?? []).map((range, at) => range && [x(at), y(range[0]), y(range[1])] as const).filter(one => one !== null);
    if (known.length < 2) return null;
    const above = known.map(([at, , high]) => `${at.toFixed(1)} ${high.toFixed(1)}`);
    const below = known.map(([at, low]) => `${at.toFixed(1)} ${low.toFixed(1)}`).reverse();
    return `M${[...above, ...below].join('L')}Z`;
  };
  return chart(title, names, series, form,
    grid(from, upTo, y, form), places(names, x),
    series.map((one, at) => [
      band(one) && svg('path', { d: band(one), class: `chart-band chart-${at}` }),
      svg('path', { d: path(one.values), class: `chart-line chart-${at}` }),
      one.values.map((value, place) => value !== null && svg('circle',
        { cx: x(place), cy: y(value), r: names.length > 40 ? 1.5 : 3, class: `chart-dot chart-${at}` })),
    ]));
}

/** Columns over named places, one upon the other. */
export function columns(title: string, names: readonly string[], series: readonly Series[],
  options: { form?: (value: number) => string } = {}): HTMLElement {
  const sums = names.map((_, at) => series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0));
  const upTo = niceAbove(Math.max(1e-9, ...sums));
  const form = options.form ?? (value => String(Math.round(100 * value) / 100));
  const step = (width - left - 8) / Math.max(1, names.length);
  const y = (value: number) => 8 + (height - bottom - 8) * (1 - value / upTo);
  return chart(title, names, series, form,
    grid(0, upTo, y, form), places(names, at => left + step * (at + .5)),
    names.map((_, at) => {
      let below = 0;
      return series.map(({ values }, which) => {
        const value = values[at] ?? 0;
        below += value;
        return value > 0 && svg('rect', {
          x: left + step * at + step * .15, width: Math.max(1, step * .7), y: y(below), height: Math.max(.5, y(below - value) - y(below)),
            class: `chart-bar chart-${which}`, rx: 1.5,
        });
      });
    }));
}

function chart(title: string, names: readonly string[], series: readonly Series[], form: (value: number) => string,
  ...content: Child[]): HTMLElement {
  return h('figure', { class: 'chart' },
    h('figcaption', null, h('b', null, title), series.length > 1 && h('span', { class: 'legend' },
      series.map(({ name }, at) => h('span', null, h('i', { class: `chart-${at}` }), name)))),
    svg('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': title }, content),
    h('details', { class: 'fold' }, h('summary', null, t.inNumbers), h('div',
      { class: 'table-scroll', tabindex: 0, role: 'region', 'aria-label': title }, h('table', null,
      h('thead', null, h('tr', null, h('td', null), series.map(({ name }) => h('th', { scope: 'col' }, name)))),
      h('tbody', null, names.map((name, at) => h('tr', null, h('th', { scope: 'row' }, name),
        series.map(({ values }) => h('td', null, values[at] === null || values[at] === undefined ? '–' : form(values[at]))))))))));
}

function grid(from: number, upTo: number, y: (value: number) => number, form: (value: number) => string): Child {
  return [0, .25, .5, .75, 1].map(share => {
    const value = from + share * (upTo - from);
    return [svg('line', { x1: left, x2: width - 8, y1: y(value), y2: y(value), class: 'chart-grid' }),
      svg('text', { x: left - 6, y: y(value) + 4, 'text-anchor': 'end', class: 'chart-text' }, form(value))];
  });
}

function places(names: readonly string[], x: (at: number) => number): Child {
  const every = Math.max(1, Math.ceil(names.length / 8));
  return names.map((name, at) => at % every === 0 && svg('text', { x: x(at), y: height - 6, 'text-anchor': 'middle', class: 'chart-text' },
    name));
}

/** A round number that is not below. */
export function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 2.5, 4, 5, 8, 10].find(step => step * power >= value - 1e-12) ?? 10);
}
