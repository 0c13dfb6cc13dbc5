// What the reader wants: criteria beside how they are understood, and everything else that decides what a digest holds.
import { ask, Refusal, type Schemas } from '../api/client.js';
import { attempt, say } from '../state/notices.js';
import { keep, profile, profileQuery, type Profile } from '../state/profile.js';
import { t } from '../texts/texts.js';
import { h, type Child } from '../view/dom.js';
import { selectField, textArea, textField, wordsField } from '../view/fields.js';
import { to } from '../view/router.js';
import { computed, signal, type Signal } from '../view/signal.js';
import { delivery, deliveryInput, schedule, scheduleInput } from './delivery.js';
import { empty, heading } from './shell.js';
import { sourcesField, toInput, type Source } from './sources.js';
import { understood } from './understood.js';

export function interests(): HTMLElement {
  const first = profile();
  if (!first) return empty(t.noProfile);
  return h('div', { class: 'view view-wide' }, form(first));
}

type Budget = 'seen' | 'share' | 'tokensPerDay' | 'usdPerMonth';

const budgetOf = (budget: Schemas['BudgetSettings']): Budget =>
  (['share', 'tokensPerDay', 'usdPerMonth'] as const).find(name => budget[name] !== null) ?? 'seen';

function form(from: Profile): Child {
  const words = (values: readonly string[]) => signal<readonly string[]>(values);
  const name = signal(from.name);
  const text = signal(from.interests);
  const language = signal(from.language);
  const [keywords, negative, required] = [words(from.keywords), words(from.negativeKeywords), words(from.requiredKeywords)];
  const [authors, institutions] = [words(from.authors), words(from.institutions)];
  const sources = signal<readonly Source[]>(from.sources);
  const style = signal(from.digest.style);
  const most = signal(String(from.digest.maxPapers));
  const least = signal(String(from.digest.minRelevance));
  const budgetKind = signal<string>(budgetOf(from.digest.budget));
  const budget = signal(String(from.digest.budget[budgetOf(from.digest.budget)] ?? 0.95));
  const times = schedule(from);
  const targets = delivery(from);
  const problem = signal('');
  const isBusy = signal(false);
  const draft = computed(() => ({ interests: text(), keywords: keywords(), authors: authors() }));
  const patch = (): Schemas['ProfilePatch'] => ({
    name: name.peek(), interests: text.peek(), language: language.peek(), keywords: [...keywords.peek()],
      negativeKeywords: [...negative.peek()],
    requiredKeywords: [...required.peek()], authors: [...authors.peek()], institutions: [...institutions.peek()],
      sources: sources.peek().map(toInput),
    digest: {
      style: style.peek(), maxPapers: Number(most.peek()), minRelevance: Number(least.peek()),
      budget: { seen: null, share: null, tokensPerDay: null, usdPerMonth: null, [budgetKind.peek()]: Number(budget.peek()) },
    },
    schedule: scheduleInput(times), delivery: deliveryInput(targets),
  });
  const save = async () => {
    problem.set('');
    isBusy.set(true);
    try {
      const kept = await ask('patch', '/v1/profiles/{id}', { path: { id: from.id }, body: patch() });
      keep(kept);
      say({ text: kept.rejudging ? t.savedRejudging(kept.rejudging.papers) : t.profileSaved });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problem.set([error.message, ...Object.entries(error.fields).map(([field, faults]) => `${field}: ${faults.join(' ')}`)].join(' '));
    } finally {
      isBusy.set(false);
    }
  };
  return h('form', { class: 'form', onsubmit: (event: Event) => { event.preventDefault(); void attempt(save); } },
    heading(t.places.interests, h('a', { class: 'button', href: to(['welcome'], profileQuery()) }, t.setUpAnew)),
    h('div', { class: 'two' },
      h('div', { class: 'field interests-text' }, textArea(t.interestsText, text, 16, t.interestsExample, t.interestsHint)),
      understood(draft, true)),
    h('div', { class: 'two' },
      h('fieldset', { class: 'group' }, h('legend', null, t.narrower),
        wordsField(t.keywords, keywords, t.removeWord, t.keywordsHint),
          wordsField(t.negativeKeywords, negative, t.removeWord, t.negativeHint),
        wordsField(t.requiredKeywords, required, t.removeWord, t.requiredHint), wordsField(t.authors, authors, t.removeWord),
        wordsField(t.institutions, institutions, t.removeWord)),
      sourcesField(sources)),
    h('div', { class: 'two' },
      h('fieldset', { class: 'group' }, h('legend', null, t.digestGroup),
        textField(t.profileName, name), selectField(t.languageLabel, language, [['en', 'English'], ['zh', '中文']]),
        selectField(t.style, style, Object.entries(t.styleNames)), textField(t.maxPapers, most, { type: 'number' }),
        textField(t.minRelevance, least, { type: 'number', hint: t.minRelevanceHint }),
        budgetField(budgetKind, budget)),
      h('fieldset', { class: 'group' }, h('legend', null, t.whenAndWhere), times.element, targets.element)),
    h('div', { class: 'form-end' }, h('button', { class: 'button button-main', disabled: () => isBusy() }, t.saveInterests),
      h('p', { class: 'problem', role: 'alert' }, problem)));
}

function budgetField(kind: Signal<string>, value: Signal<string>): HTMLElement {
  return h('div', { class: 'field' }, selectField(t.budget, kind, Object.entries(t.budgets)),
    textField(t.budgetValue, value, { hint: () => t.budgetHints[kind() as Budget] }));
}
