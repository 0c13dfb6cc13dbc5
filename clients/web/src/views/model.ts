// The language model that judges: those that run here are offered, others by address and key; each is tried before it is used.
import { ask, type Schemas } from '../api/client.js';
import { attempt, say, working } from '../state/notices.js';
import { t } from '../texts/texts.js';
import { h, type Child } from '../view/dom.js';
import { field, textField } from '../view/fields.js';
import { icon } from '../view/icons.js';
import { signal } from '../view/signal.js';
import { asked } from './insight.js';

type Settings = Schemas['LlmSettingsResponse'];
type Check = Schemas['LlmCheckResponse'];

export const modelForm = (): HTMLElement => asked(() => ask('get', '/v1/llm/settings', {}), form);

/** What is set outside of this page cannot be changed by it. */
const isFixed = (by: Schemas['SetBy']): boolean => by !== 'none' && by !== 'page';

function form(first: Settings): Child {
  const now = signal(first);
  const [address, model, key] = [signal(first.baseUrl ?? ''), signal(first.model ?? ''), signal('')];
  const checked = signal<Check | null>(null);
  const isBusy = signal(false);
  const problem = signal('');
  const shape = signal(0);
  const request = (): Schemas['LlmSettingsRequest'] => ({ baseUrl: address.peek().trim() || null, model: model.peek().trim(),
    ...(key.peek() ? { apiKey: key.peek() } : {}) });
  const busy = working(isBusy, problem);
  const choose = (baseUrl: string, name: string) => {
    address.set(baseUrl);
    model.set(name);
    key.set('');
    shape.update(count => count + 1);
    busy(tryIt)();
  };
  const tryIt = async () => checked.set(await ask('post', '/v1/llm/check', { body: request() }));
  const use = async () => {
    now.set(await ask('put', '/v1/llm/settings', { body: request() }));
    key.set('');
    shape.update(count => count + 1);
    say({ text: t.modelSaved });
  };
  const forget = async () => {
    const left = await ask('delete', '/v1/llm/settings', {});
    now.set(left);
    address.set(left.baseUrl ?? '');
    model.set(left.model ?? '');
    checked.set(null);
    shape.update(count => count + 1);
  };
  // What runs on this machine is looked for at once; a model in use is not asked without need, since that may cost.
  const found = signal<readonly Schemas['FoundServer'][]>([]);
  if (!first.configured) void attempt(async () => found.set((await ask('get', '/v1/llm/check', {})).found));
  return h('div', { class: 'model-form' },
    h('p', null, () => now().configured ? t.modelIs(now().model ?? '') : t.noModel),
    () => {
      const fixed = (['model', 'baseUrl', 'apiKey'] as const).filter(name => isFixed(now().setBy[name]));
      return fixed.length > 0 && h('p', { class: 'hint' }, t.modelFixed(t.setBy[now().setBy[fixed[0]!] as keyof typeof t.setBy] ?? ''));
    },
    () => found().length > 0 && h('div', { class: 'field' }, h('span', { class: 'label' }, t.modelFound), h('div', { class: 'field-row' },
      found().flatMap(({ name, baseUrl, models }) => models.map(one => h('button',
        { type: 'button', class: 'button', disabled: () => isBusy(), onclick: () => choose(baseUrl, one) },
        icon('spark'), `${one} · ${name}`))))),
    () => (shape(), h('form', { class: 'field', onsubmit: (event: Event) => { event.preventDefault(); busy(use)(); } },
      textField(t.modelAddress, address, { placeholder: 'https://api.openai.com/v1', hint: t.modelAddressHint }),
      offered(model, () => checked()?.models ?? []),
      textField(t.modelKey, key, { type: 'password', hint: now.peek().hasKey ? t.modelKeyKept : undefined }),
      h('div', { class: 'field-row' },
        h('button', { type: 'button', class: 'button', disabled: () => isBusy() || model() === '', onclick: busy(tryIt) }, t.modelTry),
        h('button', { class: 'button button-main', disabled: () => isBusy() || model() === '' }, t.modelSave),
        now.peek().setBy.model === 'page' && h('button', { type: 'button', class: 'button', disabled: () => isBusy(),
          onclick: busy(forget) }, t.modelNone)))),
    h('div', { role: 'status' }, () => isBusy() ? h('p', { class: 'hint' }, t.modelTrying) : checked() && verdict(checked()!)),
    h('p', { class: 'problem', role: 'alert' }, problem));
}

function offered(model: ReturnType<typeof signal<string>>, models: () => readonly string[]): HTMLElement {
  return h('div', null, field(t.modelName, id => h('input', {
    id, type: 'text', list: 'models', autocomplete: 'off', spellcheck: 'false', value: model.peek(),
      oninput: (event: Event) => model.set((event.target as HTMLInputElement).value),
  })), h('datalist', { id: 'models' }, () => models().map(name => h('option', { value: name }))));
}

function verdict({ works, model, problem, notes, seconds, tokensPerSecond }: Check): Child {
  return [
    h('p', { class: works ? 'is-good' : 'problem' }, works ? t.modelWorks(model ?? '') : problem?.message ?? t.noModel,
      works && seconds !== null && ` ${t.modelSpeed(seconds!.toFixed(1), String(Math.round(tokensPerSecond ?? 0)))}`),
    notes.map(note => h('p', { class: 'hint' }, note)),
  ];
}
