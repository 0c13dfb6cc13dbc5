// How good a paper is for the reader, in words; the numbers are a press away.
import { t, percent } from '../texts/texts.js';
import type { Facts } from '../state/papers.js';

export interface Grade {
  word: string;
  /** 4 for the best, 1 for the least. */
  level: 1 | 2 | 3 | 4;
  /** Whether a model has judged the paper, or only its closeness is known. */
  isJudged: boolean;
}

export function gradeOf(facts: Facts): Grade {
  if (facts.relevance !== null) {
    const level = facts.relevance >= 9 ? 4 : facts.relevance >= 7 ? 3 : facts.relevance >= 5 ? 2 : 1;
    return { word: t.grades[level], level, isJudged: true };
  }
  // The steps at which the reasons speak of close, related and far.
  const near = facts.similarity ?? facts.score;
  const level = near >= 0.7 ? 4 : near >= 0.35 ? 3 : near >= 0.15 ? 2 : 1;
  return { word: t.closeness[level], level, isJudged: false };
}

/** Names and values of what is known in numbers. */
export function numbersOf(facts: Facts): [string, string][] {
  const of = (name: string, value: number | null, form: (value: number) => string): [string,
    string][] => value === null ? [] : [[name, form(value)]];
  return [
    ...of(t.numbers.relevance, facts.relevance, value => `${value} / 10`),
    ...of(t.numbers.novelty, facts.novelty, value => `${value} / 10`),
    ...of(t.numbers.similarity, facts.similarity, percent),
    ...of(t.numbers.preference, facts.preference, percent),
    ...of(t.numbers.likelihood, facts.likelihood, percent),
    ...of(t.numbers.score, facts.score, value => value.toFixed(2)),
  ];
}
