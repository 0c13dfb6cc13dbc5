// The page speaks the profile's language; every text stands in one file for each language.
import { signal } from '../view/signal.js';
import { en } from './en.js';
import { zh } from './zh.js';

export type Texts = typeof en;
export type Language = 'en' | 'zh';

const all: Record<Language, Texts> = { en, zh };

/** Changes when the language does: the page is built anew. */
export const language = signal<Language>('en');
export let t: Texts = en;

export const languageOf = (tag: string): Language => tag.toLowerCase().startsWith('zh') ? 'zh' : 'en';

export function setLanguage(next: Language): void {
  t = all[next];
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en';
  language.set(next);
}

const locale = (): string => language.peek() === 'zh' ? 'zh-CN' : 'en-GB';

/** A day "2026-11-27" as the reader writes it. */
export function day(date: string, style: 'long' | 'short' | 'weekday' = 'long'): string {
  const at = new Date(`${date.slice(0, 10)}T12:00:00`);
  if (Number.isNaN(at.getTime())) return date;
  const isThisYear = at.getFullYear() === new Date().getFullYear();
  return at.toLocaleDateString(locale(), style === 'short'
    ? { day: 'numeric', month: 'short', ...(isThisYear ? {} : { year: 'numeric' }) }
    : style === 'weekday'
      ? { weekday: 'long', day: 'numeric', month: 'long' }
      : { day: 'numeric', month: 'long', year: 'numeric' });
}

export const month = (date: string): string => new Date(`${date}-15T12:00:00`).toLocaleDateString(locale(),
  { month: 'long', year: 'numeric' });
export const clock = (at: string): string => new Date(at).toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit' });
export const number = (value: number): string => value.toLocaleString(locale());
export const percent = (share: number): string => `${Math.round(100 * share)}%`;
export const money = (usd: number): string => usd === 0 ? '$0' : usd < 0.01 ? '< $0.01' : `$${usd.toFixed(2)}`;
