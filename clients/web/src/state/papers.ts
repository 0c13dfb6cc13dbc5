// Papers as all views share them. What the reader does is shown at once, and taken back where the daemon refuses it.
import { ask, type Schemas } from '../api/client.js';
import { t } from '../texts/texts.js';
import { signal, type Signal } from '../view/signal.js';
import { attempt, forget, report, said, say } from './notices.js';
import { profileId } from './profile.js';

export type Listed = Schemas['PaperResponse'];
export type InDigest = Schemas['DigestPaper'];
export type Thumb = 'up' | 'down';

/** What a list shows of a paper, wherever it comes from. */
export interface Facts {
  id: string;
  title: string;
  isSample: boolean;
  isWithdrawn: boolean;
  authors: string[];
  abstract: string;
  published: string | null;
  categories: string[];
  url: string | null;
  venue: string | null;
  codeUrl: string | null;
  projectUrl: string | null;
  authorsNote: string | null;
  topic: string | null;
  keySentence: string | null;
  comment: string | null;
  isCheckedAgain: boolean;
  isExploration: boolean;
  score: number;
  similarity: number | null;
  preference: number | null;
  relevance: number | null;
  novelty: number | null;
  likelihood: number | null;
  reasons: string[];
  figures: readonly Schemas['DigestFigure'][];
  reading: Schemas['DigestReading'] | null;
}

export interface Paper {
  readonly id: string;
  readonly profile: string;
  readonly facts: Signal<Facts>;
  readonly thumb: Signal<Thumb | null>;
  readonly seen: Signal<boolean>;
  readonly saved: Signal<boolean>;
  readonly note: Signal<string>;
  readonly tags: Signal<readonly string[]>;
}

const known = new Map<string, Paper>();
type Listener = (paper: Paper) => Promise<string | undefined> | undefined | void;
const heard = new Set<Listener>();

/** Told when a thumb has been learned from, since the next answer is ranked with it; may tell what came of it. */
export function onThumb(listener: Listener): () => void {
  heard.add(listener);
  return () => heard.delete(listener);
}

const mark = /^[[［【〔][^\]］】〕]{1,30}[\]］】〕]\s*/u;

function factsOf(from: Listed | InDigest): Facts {
  const digest = 'keySentence' in from ? from : null;
  const listed = digest ? null : from as Listed;
  const isMarked = from.isSample || mark.test(from.title);
  return {
    ...from,
    isWithdrawn: listed?.isWithdrawn ?? (!from.isSample && isMarked),
    title: isMarked ? from.title.replace(mark, '') : from.title,
    authors: from.authors.map(author => typeof author === 'string' ? author : author.name),
    keySentence: digest?.keySentence ?? null,
    isExploration: digest?.isExploration ?? false,
    likelihood: listed?.likelihood ?? null,
    figures: digest?.figures ?? [],
    reading: digest?.reading ?? null,
    published: from.published ?? listed?.updated ?? null,
    venue: from.venue ?? null, url: from.url ?? null, comment: from.comment ?? null, topic: from.topic ?? null,
    codeUrl: from.codeUrl ?? null, projectUrl: from.projectUrl ?? null, authorsNote: from.authorsNote ?? null,
  } as Facts;
}

/** The paper as all views share it, brought up to date. */
export function take(from: Listed | InDigest): Paper {
  const profile = profileId();
  const key = `${profile} ${from.id}`;
  const facts = factsOf(from);
  let paper = known.get(key);
  if (!paper) {
    paper = {
      id: from.id, profile, facts: signal(facts), thumb: signal<Thumb | null>(null), seen: signal(false), saved: signal(false),
      note: signal(''), tags: signal<readonly string[]>([]),
    };
    known.set(key, paper);
  } else {
    const before = paper.facts.peek();
    // A list knows less of what a digest shows of a paper, and the other way round.
    paper.facts.set({
      ...facts,
      keySentence: facts.keySentence ?? before.keySentence, isExploration: facts.isExploration || before.isExploration,
      figures: facts.figures.length > 0 ? facts.figures : before.figures, reading: facts.reading ?? before.reading,
      likelihood: facts.likelihood ?? before.likelihood,
    });
  }
  paper.thumb.set(from.feedback ?? null);
  paper.seen.set(from.seen);
  paper.saved.set(from.saved);
  paper.note.set(from.note ?? '');
  if (paper.tags.peek().join('\n') !== from.tags.join('\n')) paper.tags.set(from.tags);
  return paper;
}

/** Shows a change, sends it, and takes it back where it is refused. */
async function optimistic<T>(value: Signal<T>, next: T, send: () => Promise<unknown>): Promise<boolean> {
  const before = value.peek();
  value.set(next);
  try {
    await send();
    return true;
  } catch (error) {
    value.set(before);
    report(error);
    return false;
  }
}

/** Gives a thumb, or takes it back where it is given already. */
export async function toggleThumb(paper: Paper, value: Thumb): Promise<void> {
  const before = paper.thumb.peek();
  const next = before === value ? null : value;
  const sent = setThumb(paper, next);
  const title = short(paper.facts.peek().title);
  const what = { text: next === 'up' ? t.likedSaid(title) : t.dislikedSaid(title), undo: async () => {
    await sent;
    await setThumb(paper, before);
  } };
  if (next) say(what);
  const came = await sent;
  if (!came) return forget(what);
  const more = (await Promise.all(came)).filter(text => text !== undefined);
  if (more.length > 0 && said.peek() === what) said.set({ ...what, text: `${what.text} ${more.join(' ')}` });
}

/** What came of it, as it becomes known; null where it was refused. */
async function setThumb(paper: Paper, value: Thumb | null): Promise<Promise<string | undefined>[] | null> {
  const path = { id: paper.id };
  const done = await optimistic(paper.thumb, value, () => value
    ? ask('put', '/v1/papers/{id}/feedback', { path, body: { profile: paper.profile, value } })
    : ask('delete', '/v1/papers/{id}/feedback', { path, query: { profile: paper.profile } }));
  return done ? [...heard].map(async listener => (await listener(paper)) ?? undefined) : null;
}

const marks = (paper: Paper, body: Omit<Schemas['MarksRequest'], 'profile'>) =>
  ask('put', '/v1/papers/{id}/marks', { path: { id: paper.id }, body: { profile: paper.profile, ...body } });

export async function toggleSaved(paper: Paper): Promise<void> {
  const next = !paper.saved.peek();
  const set = (saved: boolean) => optimistic(paper.saved, saved, () => marks(paper, { saved }));
  const sent = set(next);
  const what = { text: next ? t.savedSaid : t.unsavedSaid, undo: async () => {
    await sent;
    await set(!next);
  } };
  say(what);
  if (!await sent) forget(what);
}

/** Marks papers as seen, and offers to take it back, of which `undone` is told. */
export async function markSeen(papers: readonly Paper[], seen = true, undone?: () => void): Promise<void> {
  const changed = papers.filter(paper => paper.seen.peek() !== seen);
  if (papers.length === 0 || changed.length === 0 && !undone) return;
  const set = (value: boolean) => Promise.all(changed.map(paper => optimistic(paper.seen, value, () => marks(paper, { seen: value }))));
  const sent = set(seen);
  const what = { text: t.seenSaid(papers.length, seen), undo: async () => {
    undone?.();
    await sent;
    await set(!seen);
  } };
  say(what);
  if (!(await sent).every(done => done)) forget(what);
}

/** A paper that was opened is seen; that is not worth a word. */
export function noteSeen(paper: Paper): void {
  if (!paper.seen.peek()) void optimistic(paper.seen, true, () => marks(paper, { seen: true }));
}

export const setNote = (paper: Paper, note: string): Promise<boolean> => optimistic(paper.note, note, () => marks(paper, { note }));

export const setTags = (paper: Paper, tags: readonly string[]): Promise<boolean> =>
  optimistic(paper.tags, tags, () => marks(paper, { tags: [...tags] }));

/** Tells the model of an interest that is less than a thumb. */
export function signalOf(paper: Paper, kind: Schemas['Signal']): void {
  void attempt(() => ask('post', '/v1/papers/{id}/signals', { path: { id: paper.id }, body: { profile: paper.profile, kind } }));
}

export const short = (title: string): string => title.length > 60 ? `${title.slice(0, 58).trimEnd()}…` : title;

/** The address of the PDF, where it follows from the id. */
export const pdfOf = (id: string): string | null => id.startsWith('arxiv:') ? `https://arxiv.org/pdf/${id.slice(6)}` : null;
