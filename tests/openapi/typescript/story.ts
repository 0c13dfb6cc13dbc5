// README's story by openapi-fetch on the types that openapi-typescript makes of the description.
import createClient from 'openapi-fetch';
import type { paths } from './api';

const [, , baseUrl = '', token = '', lines = ''] = process.argv;
const daemon = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });

/** What was answered; a refusal ends the story with its own sentence. */
function good<T>(answer: { data?: T; error?: { detail?: string | null } }): T {
  if (answer.data === undefined) throw new Error(answer.error?.detail ?? 'no answer');
  return answer.data;
}

function check(what: string, holds: boolean): void {
  if (!holds) throw new Error(`It does not hold: ${what}`);
  console.log(`ok ${what}`);
}

const taken = good(await daemon.POST('/v1/papers', {
  body: lines, bodySerializer: body => body, headers: { 'Content-Type': 'application/x-ndjson' },
}));
check('imported', taken.added === 12 && taken.rejected.length === 0);

const profile = good(await daemon.PATCH('/v1/profiles/{id}', {
  params: { path: { id: 'default' } }, body: { interests: 'Robots that fold towels', sources: [] },
}));
check('interests', profile.interests === 'Robots that fold towels' && profile.revision > 1);

const order = async () => good(await daemon.GET('/v1/papers', { params: { query: { limit: 50 } } })).items;
const ranked = await order();
check('ranked', ranked.length === 12 && ranked.every((paper, i) => paper.score >= (ranked[i + 1]?.score ?? 0)));

const last = ranked.at(-1)?.id ?? '';
const learned = good(await daemon.PUT('/v1/papers/{id}/feedback', { params: { path: { id: last } }, body: { value: 'up' } }));
const after = await order();
check('order changed', learned.modelVersion !== null && after.findIndex(paper => paper.id === last) < 11);

let run = good(await daemon.POST('/v1/runs', { body: { kind: 'digest', sources: [] } }));
while (run.state === 'queued' || run.state === 'running') {
  await new Promise(done => setTimeout(done, 100));
  run = good(await daemon.GET('/v1/runs/{id}', { params: { path: { id: run.id } } }));
}
check('digest made', run.state === 'succeeded' && run.digest !== null);

const digest = good(await daemon.GET('/v1/digests/{id}', { params: { path: { id: run.digest ?? '' } } }));
// The same address gives text, too, where text is asked for.
if (typeof digest === 'string') throw new Error('JSON was asked for');
check('digest read', digest.papers.length > 0 && digest.papers.some(paper => paper.title.includes('towel')));
const text = good(await daemon.GET('/v1/digests/{id}', {
  params: { path: { id: run.digest ?? '' } }, headers: { Accept: 'text/markdown' }, parseAs: 'text',
}));
check('as Markdown', String(text).startsWith('# '));

const refused = await daemon.GET('/v1/papers/{id}', { params: { path: { id: 'arxiv:2601.00000' } } });
check('refused', refused.response.status === 404 && (refused.error?.detail ?? '').includes('2601.00000'));
