// The day's papers, made for reading.
import { ask, Refusal, type Schemas } from '../api/client.js';
import { paperList, type Move } from '../papers/list.js';
import { readingList } from '../papers/reading-list.js';
import { attempt, undoLast } from '../state/notices.js';
import { onThumb, take, type Listed, type Paper } from '../state/papers.js';
import { profileId, profileQuery } from '../state/profile.js';
import { ended, isOn, run, startRun } from '../state/runs.js';
import { clock, day, t } from '../texts/texts.js';
import { h, type Attributes, type Child } from '../view/dom.js';
import { icon } from '../view/icons.js';
import { takePlace, to } from '../view/router.js';
import { effect, onCleanup, signal } from '../view/signal.js';
import { nothingHere, noticesOf } from './notices.js';
import { empty, heading, loading } from './shell.js';
import { noteLook } from './since.js';

type Digest = Schemas['DigestContent'];
/** The digest; null where there is none; undefined while it is asked for. */
type Loaded = Digest | null | undefined;

/** The newest digest, or the one that is named. */
export function today(id?: string): HTMLElement {
  const digest = signal<Loaded>(undefined);
  effect(() => {
    ended();
    const profile = profileId();
    void attempt(async () => digest.set(await load(profile, id)));
  });
  return h('div', { class: 'view today' }, () => {
    const now = digest();
    if (now === undefined) return [heading(t.places.today), loading()];
    if (now && id === undefined) noteLook();
    return now === null ? firstDay() : read(now, id === undefined);
  });
}

async function load(profile: string, id: string | undefined): Promise<Loaded> {
  try {
    return id === undefined
      ? await asItRanksNow(await ask('get', '/v1/digests/latest', { query: { profile } }))
      : await ask('get', '/v1/digests/{id}', { path: { id } });
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return null;
    throw error;
  }
}

/** The order of a digest is that of its writing: thumbs that were given since have moved its papers. */
async function asItRanksNow(digest: Digest): Promise<Digest> {
  const { profile } = digest;
  const [last] = (await ask('get', '/v1/feedback', { query: { profile, limit: 1 } })).items;
  if (!last || Date.parse(last.at) <= Date.parse(digest.writtenAt)) return digest;
  const scores = new Map((await listed(digest)).map(({ id, score }) => [id, score]));
  return { ...digest, papers: [...digest.papers].sort((a, b) => (scores.get(b.id) ?? b.score) - (scores.get(a.id) ?? a.score)) };
}

/** A digest's papers with what is known of them now; those with a thumb down too. */
async function listed({ id, profile }: Digest): Promise<Listed[]> {
  const all: Listed[] = [];
  for (let cursor: string | undefined; ;) {
    const { items, next } = await ask('get', '/v1/papers', { query: { digest: id, profile, include: 'disliked', limit: 500, cursor } });
    all.push(...items);
    if (!next) return all;
    cursor = next;
  }
}

function firstDay(): Child {
  return [heading(t.places.today), () => isOn(run())
    ? empty(t.runOnFirst)
    : empty(t.noDigest, h('p', null, startButton(t.makeDigest, true), ' ',
      h('a', { class: 'button', href: to(['welcome'], profileQuery()) }, t.setUp)))];
}

export function startButton(label: string, isMain = false): HTMLElement {
  return h('button', {
    type: 'button', class: isMain ? 'button button-main' : 'button', disabled: () => isOn(run()),
    onclick: () => void startRun({ kind: 'digest', profile: profileId() }),
  }, icon('refresh'), label);
}

function read(digest: Digest, isLatest: boolean): Child {
  const papers = digest.papers.map(take);
  const { order, moves } = ranking(digest, papers);
  const { list, left: unread, seen, putAway } = readingList(order);
  effect(() => list.moves.set(moves()));
  const isSeenOpen = signal(false);
  queueMicrotask(() => scrollTo(0, takePlace().scroll));
  return [
    heading(isLatest && digest.date === localToday() ? t.todayIs(day(digest.date, 'weekday')) : day(digest.date, 'weekday'),
      tools(digest, unread, putAway, isLatest)),
    h('p', { class: 'subline' }, () => t.left(unread().length, digest.papers.length, digest.counts.considered),
      isLatest && h('span', { class: 'muted' }, ` · ${t.updatedAt(clock(digest.writtenAt))}`)),
    noticesOf(digest),
    digest.overview?.summary && h('details', { class: 'overview fold' }, h('summary', null, t.overview),
      h('p', null, digest.overview.summary)),
    digest.papers.length === 0 ? nothingHere(digest) : list.element,
    () => unread().length === 0 && digest.papers.length > 0 && h('div', { class: 'all-done' }, icon('check'), h('p', null, t.allDone),
      h('button', { type: 'button', class: 'plain', onclick: () => void undoLast() }, icon('undo'), t.undoLast)),
    () => seen().length > 0 && h('div', { class: 'seen-part' },
      h('button', { type: 'button', class: 'plain seen-toggle', 'aria-expanded': () => String(isSeenOpen()),
        onclick: () => isSeenOpen.update(is => !is) },
        icon('check'), t.seenCount(seen().length)),
      isSeenOpen() && paperListOf(seen)),
  ];
}

const paperListOf = (papers: () => readonly Paper[]): HTMLElement => paperList(papers, { isAddressed: false, isDone: () => true }).element;

const localToday = (): string => new Date().toLocaleDateString('sv');

function tools(digest: Digest, unread: () => readonly Paper[], putAway: (some: readonly Paper[]) => void, isLatest: boolean): Child {
  return [
    isLatest && h('button', {
      ...named(t.bringUpToDate), type: 'button', disabled: () => isOn(run()),
        onclick: () => void startRun({ kind: 'digest', profile: profileId() }),
    }, icon('refresh')),
    h('a', { ...named(t.asDocument), href: to(['digests', digest.id, digest.style], profileQuery()) }, icon('document')),
    h('a', { ...named(t.sinceTitle), href: to(['since'], profileQuery()) }, icon('clock')),
    h('button', { ...named(t.markAll), type: 'button', disabled: () => unread().length === 0, onclick: () => putAway(unread()) },
      icon('checkAll')),
  ];
}

/** A picture with a name. */
const named = (name: string): Attributes => ({ class: 'button icon-button', 'aria-label': name, title: name });

/**
 * The digest's order, and after a thumb the one that the model has learned: the papers' scores are asked for anew, and those that moved
 * say from where to where.
 */
function ranking(digest: Digest, papers: readonly Paper[]): { order: () => readonly Paper[]; moves: () => ReadonlyMap<string, Move> } {
  const order = signal<readonly Paper[]>(papers);
  const moves = signal<ReadonlyMap<string, Move>>(new Map());
  let asked = 0;
  let timer = 0;
  const rank = async (given: Paper): Promise<string | undefined> => {
    const mine = ++asked;
    const now = await listed(digest);
    // A later thumb asks again; what it says holds.
    if (mine !== asked) return undefined;
    now.forEach(take);
    const before = order.peek();
    const after = [...before].sort((a, b) => b.facts.peek().score - a.facts.peek().score);
    const changed = new Map<string, Move>();
    after.forEach((paper, to) => {
      const from = before.indexOf(paper);
      // One place up or down is no news.
      if (paper === given ? from !== to : Math.abs(from - to) > 1) changed.set(paper.id, { from: from + 1, to: to + 1 });
    });
    order.set(after);
    moves.set(changed);
    clearTimeout(timer);
    timer = setTimeout(() => moves.set(new Map()), 8000);
    const move = changed.get(given.id);
    return move && given.thumb.peek() === 'up' ? t.movedSaid(move.from, move.to) : undefined;
  };
  onCleanup(onThumb(paper => papers.includes(paper) ? attempt(() => rank(paper)) : undefined));
  onCleanup(() => clearTimeout(timer));
  return { order, moves };
}

