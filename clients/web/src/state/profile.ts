// Whose view it is. The profile stands in the address, so that a link shows the same elsewhere; this browser remembers the last one.
import { ask, type Schemas } from '../api/client.js';
import { languageOf, setLanguage } from '../texts/texts.js';
import { address } from '../view/router.js';
import { computed, signal } from '../view/signal.js';

export type Profile = Schemas['ProfileResponse'];

const remembered = 'localdigest-profile';
export const profiles = signal<readonly Profile[]>([]);
const chosen = signal(localStorage.getItem(remembered) ?? 'default');

/** The profile's id. */
export const profileId = computed(() => {
  const wanted = address().query.get('profile') ?? chosen();
  const all = profiles();
  return all.length === 0 || all.some(({ id }) => id === wanted) ? wanted : all[0]!.id;
});

/** Null until it is known. */
export const profile = computed(() => profiles().find(({ id }) => id === profileId()) ?? null);

/** What an address needs to show the same profile: nothing where there is only one. */
export const profileQuery = (): { profile?: string } => profiles.peek().length > 1 ? { profile: profileId() } : {};

export function choose(id: string): void {
  localStorage.setItem(remembered, id);
  chosen.set(id);
}

export async function loadProfiles(): Promise<void> {
  profiles.set((await ask('get', '/v1/profiles', {})).items);
  setLanguage(languageOf(profile()?.language ?? navigator.language));
}

/** Takes over what was changed on the surface. */
export function keep(changed: Profile): void {
  const others = profiles.peek().filter(({ id }) => id !== changed.id);
  const at = profiles.peek().findIndex(({ id }) => id === changed.id);
  others.splice(at < 0 ? others.length : at, 0, changed);
  profiles.set(others);
  if (changed.id === profileId()) setLanguage(languageOf(changed.language));
}
