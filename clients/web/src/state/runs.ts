// The run that is on, as it changes: server-sent events while the page is seen, asked for anew when the line was cut.
import { ask, isSignedIn, type Schemas } from '../api/client.js';
import { listen, signal } from '../view/signal.js';
import { attempt } from './notices.js';

export type Run = Schemas['RunResponse'];

/** The newest run that is on, or that has just ended; null where there is none. */
export const run = signal<Run | null>(null);
/** Counts up when a run has ended: there may be a new digest. */
export const ended = signal(0);

let stream: EventSource | null = null;

export const isOn = (one: Run | null): boolean => one?.state === 'queued' || one?.state === 'running';

function hear(one: Run): void {
  const before = run.peek();
  // An older run does not take the place of the one that is on.
  if (before && isOn(before) && before.id !== one.id && !isOn(one)) return;
  run.set(one);
  if (!isOn(one) && before?.id === one.id && isOn(before)) ended.update(count => count + 1);
}

async function look(): Promise<void> {
  const { items } = await ask('get', '/v1/runs', { query: { limit: 5 } });
  const now = items.find(isOn) ?? items.find(({ id }) => id === run.peek()?.id);
  if (now) hear(now);
}

/** Listens while the page is seen: a browser has few connections for all of its tabs. */
export function watchRuns(): void {
  const connect = () => {
    if (stream || document.hidden || !isSignedIn.peek()) return;
    const opened = stream = new EventSource('/v1/events');
    // What happened before the line stood is asked for.
    opened.addEventListener('open', () => void attempt(look));
    opened.addEventListener('run', event => hear(JSON.parse((event as MessageEvent<string>).data) as Run));
    opened.addEventListener('error', () => {
      // The daemon may be gone, or may have signed this browser out: the next question tells.
      void attempt(look);
      if (opened.readyState === EventSource.CLOSED) {
        disconnect();
        setTimeout(connect, 2000);
      }
    });
  };
  const disconnect = () => {
    stream?.close();
    stream = null;
  };
  listen(document, 'visibilitychange', () => document.hidden ? disconnect() : connect());
  addEventListener('pagehide', disconnect);
  connect();
}

/** Starts a digest of today, or what else is asked for. */
export async function startRun(request: Schemas['RunRequest']): Promise<Run | undefined> {
  return attempt(async () => {
    const started = await ask('post', '/v1/runs', { body: request }) as Run;
    hear(started);
    return started;
  });
}

export const cancelRun = (one: Run): Promise<unknown> => attempt(async () => hear(await ask('delete', '/v1/runs/{id}',
  { path: { id: one.id } })));

