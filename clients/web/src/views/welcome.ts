// The first morning: interests, sources, a model, and the run, in two minutes.
import { ask, Refusal, type Schemas } from '../api/client.js';
import { working } from '../state/notices.js';
import { choose, keep, profile, profiles } from '../state/profile.js';
import { isOn, run, startRun } from '../state/runs.js';
import { t } from '../texts/texts.js';
import { h, type Child } from '../view/dom.js';
import { selectField, textArea } from '../view/fields.js';
import { icon } from '../view/icons.js';
import { go, to } from '../view/router.js';
import { effect, onCleanup, signal } from '../view/signal.js';
import { categoryPicker } from './fields-of-study.js';
import { modelForm } from './model.js';
import { progress, stageOf } from './runbar.js';
import { empty, heading } from './shell.js';
import { sourcesField, toInput, type Source } from './sources.js';
import { understood } from './understood.js';
import { listField, pickField, takeZotero, ways, zoteroField, type Way } from './ways.js';

const steps = ['interests', 'sources', 'model', 'run'] as const;

export function welcome(): HTMLElement {
  const own = profile();
  if (!own) return empty(t.noProfile);
  const at = signal(0);
  const way = signal<Way>('text');
  const text = signal('');
  const list = signal('');
  const picked = signal<ReadonlySet<string>>(new Set());
  let made: string | null = null;
  // Whose morning it is. It becomes the profile that is shown when the reader leaves, since a view begins anew with each profile.
  let mine = own.id;
  onCleanup(() => { if (mine !== own.id) queueMicrotask(() => choose(mine)); });
  const language = signal(own.language);
  const sources = signal<readonly Source[]>(own.sources);
  const problem = signal('');
  const isBusy = signal(false);
  const next = () => {
    at.update(step => step + 1);
    scrollTo(0, 0);
  };
  /** Interests change the profile that is there; a list of papers makes one of its own, whose seeds they are. */
  const keepInterests = async () => {
    if (way.peek() === 'text') {
      const patch: Schemas['ProfilePatch'] = { language: language.peek(),
        ...(text.peek().trim() === '' ? {} : { interests: text.peek() }) };
      keep(await ask('patch', '/v1/profiles/{id}', { path: { id: mine }, body: patch }));
    } else if (way.peek() === 'zotero') {
      const changed = await takeZotero(mine, sources.peek().map(toInput));
      keep(changed);
      sources.set(changed.sources);
    } else await makeOf(way.peek() === 'pick' ? [...picked.peek()].join('\n') : list.peek());
    next();
  };
  /** Who has gone back and chosen otherwise gets one profile all the same. */
  const makeOf = async (from: string) => {
    if (from.trim() === '') {
      problem.set(way.peek() === 'pick' ? t.pickSome : t.listSome);
      throw new Refusal(422, problem.peek());
    }
    const before = made;
    const now = await ask('post', '/v1/profiles', { body: { name: t.ownList, language: language.peek(), from,
      sources: sources.peek().map(toInput) } });
    if (before) await ask('delete', '/v1/profiles/{id}', { path: { id: before } });
    made = now.id;
    profiles.set([...profiles.peek().filter(({ id }) => id !== before), now]);
    mine = now.id;
  };
  const keepSources = async () => {
    keep(await ask('patch', '/v1/profiles/{id}', { path: { id: mine }, body: { sources: sources.peek().map(toInput) } }));
    next();
  };
  // What was wrong is set right by any other choice.
  effect(() => {
    way();
    picked();
    list();
    problem.set('');
  });
  const guarded = working(isBusy, problem);
  const buttons = (act: () => void, label: string, ...more: Child[]) => h('div', { class: 'form-end' },
    at.peek() > 0 && h('button', { type: 'button', class: 'button', onclick: () => at.update(step => step - 1) }, t.back),
    h('button', { type: 'button', class: 'button button-main', disabled: () => isBusy(), onclick: act }, label), more,
    h('p', { class: 'problem', role: 'alert' }, problem));
  const views: Record<typeof steps[number], () => Child> = {
    interests: () => [
      h('p', null, t.welcomeInterests),
      h('div', { class: 'segmented', role: 'group', 'aria-label': t.welcomeWays }, ways.map(name => h('button', {
        type: 'button', 'aria-pressed': () => String(way() === name), onclick: () => way.set(name),
      }, t.ways[name]))),
      () => ({
        text: () => h('div', { class: 'two' }, textArea(t.interestsText, text, 10, t.interestsExample, t.interestsHint),
          understood(() => ({ interests: text() }), true)),
        pick: () => pickField(picked), papers: () => listField(list, problem), zotero: zoteroField,
      })[way()](),
      h('div', { class: 'narrow' }, selectField(t.languageLabel, language, [['en', 'English'], ['zh', '中文']])),
      buttons(guarded(keepInterests), t.next, () => way() === 'text' && text() === '' && h('span', { class: 'hint' }, t.canChange)),
    ],
    sources: () => [h('p', null, t.welcomeSources), categoryPicker(sources),
      h('details', { class: 'fold' }, h('summary', null, t.otherSources), sourcesField(sources)), buttons(guarded(keepSources), t.next)],
    model: () => [h('p', null, t.welcomeModel), modelForm(), buttons(next, t.next)],
    run: () => [
      h('p', null, t.welcomeRun),
      () => {
        const now = run();
        return now && isOn(now) ? h('div', { class: 'welcome-run' }, h('p', { role: 'status' }, stageOf(now)), progress(now))
          : buttons(() => void startRun({ kind: 'digest', profile: mine }), t.makeDigest);
      },
    ],
  };
  // The first digest is what all of it was for.
  let wasOn = false;
  effect(() => {
    const now = run();
    if (steps[at()] !== 'run') return;
    if (now && isOn(now)) wasOn = true;
    else if (wasOn && now?.digest) go(to(['today'], { profile: mine }));
    else if (wasOn && now) go(to(['runs', now.id]));
  });
  return h('div', { class: 'view view-wide welcome' },
    heading(t.welcomeTitle),
    h('ol', { class: 'steps' }, steps.map((step, place) => h('li', {
      class: () => place < at() ? 'is-done' : place === at() ? 'is-now' : '', 'aria-current': () => place === at() ? 'step' : null,
    }, h('span', null, () => place < at() ? icon('check') : place + 1), t.welcomeSteps[step]))),
    () => h('section', { class: 'welcome-step' }, h('h2', null, t.welcomeSteps[steps[at()]!]), views[steps[at()]!]()));
}
