// What the language server gives. The extension knows no token and asks no daemon itself.

export interface PaperItem {
  readonly id: string;
  readonly title: string;
  readonly authors: string;
  readonly url: string | null;
  readonly feedback: 'up' | 'down' | null;
  readonly comment: string | null;
}

export interface DigestItem {
  readonly digest: string;
  readonly title: string;
  readonly papers: number;
}

/** A paper as the daemon has it, as far as the reading view shows it. */
export interface Paper {
  readonly id: string;
  readonly title: string;
  readonly abstract: string;
  readonly authors: readonly { readonly name: string }[];
  readonly published: string | null;
  readonly venue: string | null;
  readonly url: string | null;
  readonly relevance: number | null;
  readonly novelty: number | null;
  readonly comment: string | null;
  readonly feedback: 'up' | 'down' | null;
  readonly note: string | null;
  readonly reasons: readonly string[];
  readonly isWithdrawn: boolean;
}

/** Gives the server a command. */
export type Execute = <Answer>(command: string, ...given: readonly string[]) => Promise<Answer>;
