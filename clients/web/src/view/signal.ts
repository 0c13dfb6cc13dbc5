// Values that know who reads them. An effect runs again when a value that it has read changes; what it owns is cleaned up before.

export interface Signal<T> {
  (): T;
  set(value: T): void;
  update(change: (value: T) => T): void;
  /** The value, without listening to it. */
  peek(): T;
}

type Cleanup = () => void;

interface Effect {
  run(): void;
  sources: Set<Set<Effect>>;
}

let reading: Effect | null = null;
let owner: Cleanup[] | null = null;
let waiting: Set<Effect> | null = null;

export function signal<T>(first: T): Signal<T> {
  let value = first;
  const readers = new Set<Effect>();
  const read = (): T => {
    if (reading) {
      readers.add(reading);
      reading.sources.add(readers);
    }
    return value;
  };
  return Object.assign(read, {
    peek: () => value,
    set(next: T) {
      if (Object.is(next, value)) return;
      value = next;
      batch(() => { for (const reader of readers) waiting!.add(reader); });
    },
    update(change: (value: T) => T) { this.set(change(value)); },
  });
}

/** Several changes, after which every reader runs once. */
export function batch(work: () => void): void {
  if (waiting) return work();
  waiting = new Set();
  try {
    work();
    // An effect may change a value again, which is seen in the same round.
    for (const effect of waiting) {
      waiting.delete(effect);
      effect.run();
    }
  } finally {
    waiting = null;
  }
}

/** Runs at once and whenever a value that it reads has changed, until its owner is gone. */
export function effect(work: () => void): void {
  let owned: Cleanup[] = [];
  const self: Effect = {
    sources: new Set(),
    run() {
      stop();
      owned = [];
      const [reader, holder] = [reading, owner];
      [reading, owner] = [self, owned];
      try {
        work();
      } finally {
        [reading, owner] = [reader, holder];
      }
    },
  };
  function stop() {
    for (const source of self.sources) source.delete(self);
    self.sources.clear();
    for (const cleanup of owned) cleanup();
    owned = [];
  }
  onCleanup(() => {
    stop();
    waiting?.delete(self);
  });
  self.run();
}

/** A value made of others. */
export function computed<T>(make: () => T): () => T {
  const made = signal<T>(undefined as T);
  effect(() => made.set(make()));
  return made;
}

/** Done when what is being built now goes away. */
export function onCleanup(cleanup: Cleanup): void {
  owner?.push(cleanup);
}

/** Builds something that is taken down by the function that comes with it. */
export function scope<T>(build: () => T): [T, Cleanup] {
  const owned: Cleanup[] = [];
  const [reader, holder] = [reading, owner];
  [reading, owner] = [null, owned];
  try {
    return [build(), () => { for (const cleanup of owned.splice(0)) cleanup(); }];
  } finally {
    [reading, owner] = [reader, holder];
  }
}

/** Reads without listening. */
export function untracked<T>(work: () => T): T {
  const reader = reading;
  reading = null;
  try {
    return work();
  } finally {
    reading = reader;
  }
}

/** Listens to an event for as long as what is being built now is there. */
export function listen<K extends keyof WindowEventMap>(target: Window, kind: K, heard: (event: WindowEventMap[K]) => void): void;
export function listen(target: EventTarget, kind: string, heard: (event: Event) => void): void;
export function listen(target: EventTarget, kind: string, heard: (event: never) => void): void {
  target.addEventListener(kind, heard as EventListener);
  onCleanup(() => target.removeEventListener(kind, heard as EventListener));
}
