// How a client reads the types. Each @ts-expect-error is a mistake that the compiler must see.
import type { components, operations, paths } from './api';

type Schemas = components['schemas'];
type Paper = Schemas['PaperResponse'];
type Query = NonNullable<operations['listPapers']['parameters']['query']>;
type Markdown = paths['/v1/digests/{id}']['get']['responses'][200]['content']['text/markdown'];

export const titleOf = (paper: Paper): string => `${paper.title.toUpperCase()} ${(100 * paper.score).toFixed()}`;
export const firstAuthor = (paper: Paper): string => paper.authors[0]?.name ?? 'nobody';
export const isLiked = (paper: Paper): boolean => paper.feedback === 'up';
export const isOpen = (run: Schemas['RunResponse']): boolean => run.state === 'queued' || run.state === 'running';
export const mostPapers = (profile: Schemas['ProfileResponse']): number => profile.digest.maxPapers;
export const findings = (digest: Schemas['DigestContent']): string[] => digest.papers.flatMap(paper => paper.reading?.keyFindings ?? []);

export const query: Query = { q: 'towels', limit: 20, sort: 'date', feedback: 'none', from: '2026-01-20' };
export const added: Schemas['ProfileRequest'] = { name: 'Sea ice', sources: [{ kind: 'arxiv' }], digest: { maxPapers: 20 } };
export const patched: Schemas['ProfilePatch'] = { digest: { maxPapers: null }, schedule: null };
export const thumb: Schemas['FeedbackRequest'] = { value: 'up' };
export const embedded: Schemas['EmbeddingsRequest'] = { input: ['a', 'b'], dimensions: 64 };
export const markdown: Markdown = '# Today';
export const faultsOf = (problem: Schemas['ProblemResponse']): string[] => Object.entries(problem.errors ?? {}).map(([field]) => field);

// @ts-expect-error
export const noName: Schemas['ProfileRequest'] = { interests: 'ice' };
// @ts-expect-error
export const typo: Schemas['ProfileRequest'] = { name: 'x', intrests: 'ice' };
// @ts-expect-error
export const noThumb: Schemas['FeedbackRequest'] = { value: 'sideways' };
// @ts-expect-error
export const noSort: Query = { sort: 'ranks' };
// @ts-expect-error
export const noKind: Schemas['SourceSpecInput'] = { kind: 'telepathy' };
// @ts-expect-error
export const mayBeNull = (paper: Paper): number => paper.relevance + 1;
