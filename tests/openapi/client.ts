// How a client reads the types. Each @ts-expect-error is a mistake that the compiler must see.
import type { components, operations, paths } from './api';

type Paper = components['schemas']['PaperResponse'];
type Profile = components['schemas']['ProfileResponse'];
type Run = components['schemas']['RunResponse'];

export const titleOf = (paper: Paper): string => `${paper.title.toUpperCase()} ${(100 * paper.score).toFixed()}`;
export const firstAuthor = (paper: Paper): string => paper.authors[0]?.name ?? 'nobody';
export const isLiked = (paper: Paper): boolean => paper.feedback === 'up';
export const isOver = (run: Run): boolean => run.state === 'succeeded' || run.state === 'partial' || run.state === 'failed' || run.state === 'cancelled';
export const mostPapers = (profile: Profile): number => profile.digest.maxPapers;
export const findings = (digest: components['schemas']['DigestContent']): string[] => digest.papers.flatMap(paper => paper.reading?.keyFindings ?? []);

export const query: NonNullable<operations['listPapers']['parameters']['query']> = { q: 'towels', limit: 20, sort: 'date', feedback: 'none', from: '2026-01-20' };
export const added: components['schemas']['ProfileRequest'] = { name: 'Sea ice', sources: [{ kind: 'arxiv', categories: ['physics.ao-ph'] }], digest: { maxPapers: 20 } };
export const patched: components['schemas']['ProfilePatch'] = { digest: { maxPapers: null }, schedule: null };
export const thumb: components['schemas']['FeedbackRequest'] = { value: 'up' };
export const embedded: components['schemas']['EmbeddingsRequest'] = { input: ['a', 'b'], dimensions: 64 };
export type Markdown = paths['/v1/digests/{id}']['get']['responses'][200]['content']['text/markdown'];
export const markdown: Markdown = '# Today';
export const problem: components['schemas']['ProblemResponse'] = { type: 'urn:localdigest:problem:invalid', title: 'x', status: 422, detail: 'x', errors: { name: ['It is missing.'] } };

// @ts-expect-error
export const noName: components['schemas']['ProfileRequest'] = { interests: 'ice' };
// @ts-expect-error
export const typo: components['schemas']['ProfileRequest'] = { name: 'x', intrests: 'ice' };
// @ts-expect-error
export const noThumb: components['schemas']['FeedbackRequest'] = { value: 'sideways' };
// @ts-expect-error
export const noSort: NonNullable<operations['listPapers']['parameters']['query']> = { sort: 'ranks' };
// @ts-expect-error
export const noKind: components['schemas']['SourceSpecInput'] = { kind: 'telepathy' };
// @ts-expect-error
export const mayBeNull = (paper: Paper): number => paper.relevance + 1;
