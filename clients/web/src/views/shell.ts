// What is around every view: where one can go, whose view it is, what is being said.
import { isOnline, request, Unreachable } from '../api/client.js';
import { hold, hush, said, undoLast } from '../state/notices.js';
import { choose, profile, profileId, profileQuery, profiles } from '../state/profile.js';
import { runBar } from './runbar.js';
import { languageOf, setLanguage, t } from '../texts/texts.js';
import { h, type Child } from '../view/dom.js';
import { icon, type IconName } from '../view/icons.js';
import { address, go, to } from '../view/router.js';
import { effect } from '../view/signal.js';

const places: { view: string; picture: IconName; isInBar: boolean }[] = [
  { view: 'today', picture: 'today', isInBar: true },
  { view: 'digests', picture: 'archive', isInBar: true },
  { view: 'search', picture: 'search', isInBar: true },
  { view: 'library', picture: 'library', isInBar: true },
  { view: 'interests', picture: 'interests', isInBar: false },
  { view: 'insight', picture: 'insight', isInBar: false },
  { view: 'settings', picture: 'settings', isInBar: false },
];

export function shell(view: () => Child): HTMLElement {
  watchDaemon();
  const isMoreOpen = () => ['interests', 'insight', 'settings', 'more'].includes(address().parts[0] ?? '');
  const link = ({ view: name, picture }: typeof places[number], className: string) => h('a', {
    class: className, href: () => to([name], (profileId(), profileQuery())),
    'aria-current': () => (address().parts[0] ?? 'today') === name ? 'page' : null,
  }, icon(picture), h('span', null, t.places[name as keyof typeof t.places]));
  return h('div', { class: 'shell' },
    h('a', { class: 'skip', href: '#main' }, t.skip),
    h('aside', { class: 'side' },
      h('a', { class: 'brand', href: '/' }, brand(), h('span', null, 'LocalDigest')),
      h('nav', { 'aria-label': t.navigation }, places.map(place => link(place, 'side-link'))),
      h('div', { class: 'side-foot' }, profilePicker('side'))),
    h('div', { class: 'middle' },
      () => !isOnline() && h('p', { class: 'offline', role: 'alert' }, h('span', { class: 'spinner', 'aria-hidden': 'true' }), t.offline),
      runBar(),
      h('main', { id: 'main', tabindex: -1 }, view)),
    h('nav', { class: 'bar', 'aria-label': t.navigation },
      places.filter(({ isInBar }) => isInBar).map(place => link(place, 'bar-link')),
      h('a', { class: 'bar-link', href: to(['settings']), 'aria-current': () => isMoreOpen() ? 'page' : null }, icon('more'),
        h('span', null, t.more))),
    h('div', { class: 'said-place', role: 'status', 'aria-live': 'polite' }, () => {
      const what = said();
      return what && h('div', { class: `said ${what.isError ? 'is-error' : ''}`, onpointerenter: hold, onfocusin: hold },
        h('span', null, what.text),
        what.undo && h('button', { type: 'button', class: 'said-undo', onclick: () => void undoLast() }, t.undo),
        h('button', { type: 'button', class: 'said-close', 'aria-label': t.close, onclick: hush }, icon('close')));
    }));
}

export const brand = (): SVGSVGElement => icon('today', 'brand-icon');

/** Shown where there is more than one profile. */
export function profilePicker(place: string): HTMLElement {
  return h('div', null, () => profiles().length > 1 && h('label', { class: 'picker' }, h('span', { class: 'label' }, t.profile),
    h('select', {
      id: `profile-${place}`,
      onchange: (event: Event) => {
        choose((event.target as HTMLSelectElement).value);
        go(to([address().parts[0] ?? 'today'], { profile: (event.target as HTMLSelectElement).value }));
        setLanguage(languageOf(profile()?.language ?? 'en'));
      },
    }, profiles().map(({ id, name }) => h('option', { value: id, selected: id === profileId() }, name)))));
}

/** Asks a daemon that is gone until it is back. */
function watchDaemon(): void {
  effect(() => {
    if (isOnline()) return;
    const again = async () => {
      try {
        await request('/health');
      } catch (error) {
        if (error instanceof Unreachable) setTimeout(again, 1500);
      }
    };
    setTimeout(again, 1500);
  });
}

/** The heading of a view, which is also the window's title. */
export function heading(title: string, ...beside: Child[]): HTMLElement {
  document.title = `${title} · LocalDigest`;
  return h('header', { class: 'heading' }, h('h1', null, title), beside.length > 0 && h('div', { class: 'heading-tools' }, beside));
}

/** A sentence where there is nothing else to show. */
export const empty = (text: Child, ...more: Child[]): HTMLElement => h('div', { class: 'empty' }, h('p', null, text), more);

export const loading = (): HTMLElement => h('div', { class: 'loading', role: 'status' },
  h('span', { class: 'sr' }, t.loading), [1, 2, 3, 4].map(() => h('div', { class: 'ghost' }, h('i', null), h('i', null), h('i', null))));

