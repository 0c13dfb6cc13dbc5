// When a digest is made by itself, and where it is brought.
import type { Schemas } from '../api/client.js';
import type { Profile } from '../state/profile.js';
import { t } from '../texts/texts.js';
import { h } from '../view/dom.js';
import { checkField, textField } from '../view/fields.js';
import { icon } from '../view/icons.js';
import { signal, type Signal } from '../view/signal.js';

type Target = Schemas['DeliveryTarget'];
type Weekday = Schemas['Weekday'];
const weekdays: Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

export interface Schedule {
  element: HTMLElement;
  isOn: Signal<boolean>;
  time: Signal<string>;
  days: Signal<ReadonlySet<Weekday>>;
  zone: string | null;
}

export function schedule(from: Profile): Schedule {
  const isOn = signal(from.schedule !== null);
  const time = signal(from.schedule?.time.slice(0, 5) ?? '07:00');
  const days = signal<ReadonlySet<Weekday>>(new Set(from.schedule?.days ?? weekdays.slice(0, 5)));
  const one = (day: Weekday) => h('label', { class: 'check' }, h('input', {
    type: 'checkbox', checked: days.peek().has(day),
    onchange: (event: Event) => {
      const next = new Set(days.peek());
      if ((event.target as HTMLInputElement).checked) next.add(day);
      else next.delete(day);
      days.set(next);
    },
  }), h('span', null, t.weekdays[day]));
  const element = h('div', { class: 'field' }, checkField(t.byItself, isOn), () => isOn() && h('div', { class: 'field' },
    textField(t.time, time, { type: 'time' }), h('div', { class: 'field-row', role: 'group', 'aria-label': t.days }, weekdays.map(one))));
  return { element, isOn, time, days, zone: from.schedule?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone };
}

export const scheduleInput = ({ isOn, time, days, zone }: Schedule): Schemas['ScheduleSettingsPatch'] | null =>
  isOn.peek() ? { time: time.peek(), zone, days: weekdays.filter(day => days.peek().has(day)) } : null;

export interface Delivery {
  element: HTMLElement;
  targets: Signal<readonly Target[]>;
}

const kinds = ['folder', 'email', 'webhook'] as const;
/** The field that each kind needs. */
const needed = { folder: 'path', email: 'to', webhook: 'name' } as const;

export function delivery(from: Profile): Delivery {
  const targets = signal<readonly Target[]>(from.delivery);
  const shape = signal(0);
  const element = h('div', { class: 'field' }, h('span', null, t.delivery),
    () => {
      shape();
      return targets.peek().map((target, at) => {
        const name = needed[target.kind as keyof typeof needed] ?? 'name';
        return h('div', { class: 'field-row' }, h('input', {
          type: 'text', 'aria-label': t.deliveryKinds[target.kind as keyof typeof t.deliveryKinds] ?? target.kind,
            value: target[name] ?? '',
          placeholder: t.deliveryExamples[name],
          oninput: (event: Event) => targets.set(targets.peek().map((one, place) => place === at ? { ...one,
            [name]: (event.target as HTMLInputElement).value } : one)),
        }), h('button', {
          type: 'button', class: 'plain', 'aria-label': t.removeDelivery,
          onclick: () => {
            targets.set(targets.peek().filter((_, place) => place !== at));
            shape.update(count => count + 1);
          },
        }, icon('close')));
      });
    },
    h('div', { class: 'field-row' }, kinds.map(kind => h('button', {
      type: 'button', class: 'button',
      onclick: () => {
        targets.set([...targets.peek(), { kind, path: null, to: null, name: null, style: null, format: null }]);
        shape.update(count => count + 1);
      },
    }, t.deliveryKinds[kind]))));
  return { element, targets };
}

export const deliveryInput = ({ targets }: Delivery): Schemas['DeliveryTargetInput'][] => targets.peek().map(target =>
  Object.fromEntries(Object.entries(target).filter(([, value]) => value !== null)) as Schemas['DeliveryTargetInput']);
