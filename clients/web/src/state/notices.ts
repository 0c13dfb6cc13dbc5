// What is said in passing, and what can be taken back.
import { isAborted, Refusal, SignedOut, Unreachable } from '../api/client.js';
import { t } from '../texts/texts.js';
import { signal, type Signal } from '../view/signal.js';

export interface Said {
  text: string;
  isError?: boolean;
  undo?: () => Promise<void> | void;
}

/** The one thing that is being said; null where there is nothing. */
export const said = signal<Said | null>(null);

const undoable: Said[] = [];
let timer = 0;

export function say(what: Said): void {
  clearTimeout(timer);
  said.set(what);
  if (what.undo) undoable.push(what);
  if (undoable.length > 50) undoable.shift();
  timer = setTimeout(hush, what.isError ? 12_000 : 7_000);
}

/** What was refused cannot be taken back. */
export function forget(what: Said): void {
  const at = undoable.indexOf(what);
  if (at >= 0) undoable.splice(at, 1);
  if (said.peek() === what) hush();
}

export function hush(): void {
  clearTimeout(timer);
  said.set(null);
}

/** Keeps what is being said for as long as the reader is about to use it. */
export const hold = (): void => clearTimeout(timer);

/** Takes back the last thing that can be taken back. */
export async function undoLast(): Promise<void> {
  const last = undoable.pop();
  if (!last) return say({ text: t.nothingToUndo });
  hush();
  await attempt(async () => {
    await last.undo!();
    say({ text: t.undone });
  });
}

/** Does something; what goes wrong is told in a sentence. */
export async function attempt<T>(work: () => Promise<T> | T): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    report(error);
    return undefined;
  }
}

/** Does what a form asks for: while it lasts the form is busy, and what was refused is told in the form itself. */
export const working = (isBusy: Signal<boolean>, problem: Signal<string>) => (work: () => Promise<void>) => () => void attempt(async () => {
  problem.set('');
  isBusy.set(true);
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refusal) || error instanceof SignedOut) throw error;
    problem.set([error.message, ...Object.values(error.fields).flat()].join(' '));
  } finally {
    isBusy.set(false);
  }
});

export function report(error: unknown): void {
  // Whether somebody is signed in, and whether the daemon answers, has a place of its own on the page.
  if (isAborted(error) || error instanceof SignedOut || error instanceof Unreachable) return;
  say({ text: error instanceof Error ? error.message : String(error), isError: true });
  if (!(error instanceof Refusal)) console.error(error);
}
