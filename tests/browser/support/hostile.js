// A day of arXiv and a language model in whose every text there are payloads.
import { answer } from './model.js';
import { feed } from './outside.js';
import { bundles, sent } from './payloads.js';

/** A paper for each bundle. */
export const hostileFeed = () => feed(bundles.map((some, at) => [
  `2601.9${String(1000 + at)}`, `Kettles ${at} ${some.slice(0, 3).join(' ')}`.slice(0, 900), `We hear kettles boil. ${some.join('\n\n')}`, `Nora ${some[3]}, Tam ${some[4] ?? 'Reed'}`]));

let said = 0;

/** What the usual stand-in says, with the next payload behind each of its texts, be it a sentence or a name. */
export function hostileSay(request) {
  const spoil = (value, name) => {
    if (Array.isArray(value)) return value.map(one => name === 'papers' ? one : spoil(one, name));
    if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, spoil(one, key)]));
    return typeof value === 'string' && name !== 'id' ? `${value} ${sent[said++ % sent.length]}` : value;
  };
  return spoil(answer(request));
}
