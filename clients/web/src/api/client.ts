// The documented surface, asked by its own types.
import type { components, paths } from '../api.js';
import { signal } from '../view/signal.js';

export type Schemas = components['schemas'];
type Method = 'get' | 'put' | 'post' | 'patch' | 'delete';
type PathsWith<M extends Method> = { [P in keyof paths]: paths[P] extends { [K in M]: unknown } ? P : never }[keyof paths];
type Operation<P extends keyof paths, M extends Method> = M extends keyof paths[P] ? paths[P][M] : never;
type Parameters<O> = O extends { parameters: infer A } ? A : never;
type PathOf<O> = Parameters<O> extends { path: infer A } ? { path: A } : unknown;
type QueryOf<O> = Parameters<O> extends { query?: infer A } ? ([A] extends [undefined] ? unknown : { query?: A }) : unknown;
type Json<C> = C extends { content: { 'application/json': infer B } } ? B
  : C extends { content: { 'application/merge-patch+json': infer B } } ? B : unknown;
type BodyOf<O> = O extends { requestBody: infer B } ? { body: Json<B> } : unknown;
type Asked<O> = PathOf<O> & QueryOf<O> & BodyOf<O> & { signal?: AbortSignal };
type Responses<O> = O extends { responses: infer R } ? R : never;
type Answer<O> = Json<Extract<Responses<O>[keyof Responses<O> & (200 | 201 | 202)], { content: unknown }>>;

/** Said by the daemon: its problem details. */
export class Refusal extends Error {
  constructor(readonly status: number, detail: string, readonly fields: Record<string, string[]> = {}) {
    super(detail);
  }
}
/** The browser is not signed in, or not any more. */
export class SignedOut extends Refusal {}
/** Nothing answers. */
export class Unreachable extends Error {}

/** Whether the daemon answered last time. */
export const isOnline = signal(true);
/** Whether it let this browser in. */
export const isSignedIn = signal(true);

export function ask<M extends Method, P extends PathsWith<M>>(method: M, path: P, asked: Asked<Operation<P,
  M>>): Promise<Answer<Operation<P, M>>> {
  const { path: named = {}, query = {}, body, signal: abort } = asked as {
    path?: Record<string, unknown>; query?: Record<string, unknown>; body?: unknown; signal?: AbortSignal;
  };
  const where = String(path).replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(named[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== null && value !== undefined && value !== '') search.set(name,
    String(value));
  return send(method, `${where}${search.size ? `?${search}` : ''}`, body, abort) as Promise<Answer<Operation<P, M>>>;
}

async function send(method: Method, where: string, body: unknown, abort: AbortSignal | undefined): Promise<unknown> {
  const response = await request(where, {
    method: method.toUpperCase(), signal: abort,
    headers: { Accept: 'application/json', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return response.status === 204 ? undefined : whole(() => response.json());
}

/** What comes over the network, which may also end in the middle of an answer. */
async function whole<T>(receive: () => Promise<T>): Promise<T> {
  try {
    return await receive();
  } catch (error) {
    // That is what a browser calls a failure of the network.
    if (!(error instanceof TypeError)) throw error;
    isOnline.set(false);
    throw new Unreachable();
  }
}

/** Any request to the daemon; what it refuses is thrown. */
export async function request(where: string, init: RequestInit = {}): Promise<Response> {
  const response = await whole(() => fetch(where, { credentials: 'same-origin', ...init }));
  isOnline.set(true);
  if (response.ok) return response;
  const problem = await response.json().catch(() => null) as Schemas['ProblemResponse'] | null;
  const detail = problem?.detail ?? `${response.status} ${response.statusText}`;
  if (response.status === 401) {
    isSignedIn.set(false);
    throw new SignedOut(401, detail);
  }
  throw new Refusal(response.status, detail, (problem?.errors ?? {}) as Record<string, string[]>);
}

/** The text of an answer in another form. */
export async function askText(where: string, accept: string): Promise<string> {
  const response = await request(where, { headers: { Accept: accept } });
  return whole(() => response.text());
}

/** Whether an error is only that a newer question has taken the place of this one. */
export const isAborted = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';
