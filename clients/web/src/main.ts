// The page: signs the browser in, finds out whose view it is, and shows the view that the address names.
import { isSignedIn } from './api/client.js';
import { attempt } from './state/notices.js';
import { loadProfiles, profileId } from './state/profile.js';
import { watchRuns } from './state/runs.js';
import { language, languageOf, setLanguage } from './texts/texts.js';
import { h, type Child } from './view/dom.js';
import { address, startRouter } from './view/router.js';
import { computed, effect, scope, signal, untracked } from './view/signal.js';
import { startKeys } from './views/keys.js';
import { shell } from './views/shell.js';
import { redeemCode, signIn } from './views/signin.js';
import { viewOf } from './views/views.js';

const isLoaded = signal(false);

async function load(): Promise<void> {
  await attempt(loadProfiles);
  if (!isSignedIn.peek()) return;
  isLoaded.set(true);
  watchRuns();
}

/** A view is built anew when another one is named, or for another profile; its own parameters are its own business. */
function view(): () => Child {
  const name = computed(() => {
    const { parts } = address();
    // A link to a search may come from another search, and so with days.
    return [profileId(), ...parts, ['search', 'since'].includes(parts[0] ?? '') ? location.search : ''].join('\n');
  });
  return () => {
    name();
    return untracked(() => h('div', null, viewOf(address().parts)));
  };
}

startRouter();
setLanguage(languageOf(navigator.language));
startKeys();
let remove: () => void = () => {};
effect(() => {
  language();
  const [isIn, isThere] = [isSignedIn(), isLoaded()];
  untracked(() => {
    remove();
    const [built, takeDown] = scope(() => !isIn ? signIn(() => void load()) : isThere ? shell(view()) : h('main',
      { class: 'starting', id: 'main' }));
    remove = takeDown;
    document.body.replaceChildren(built);
  });
});
await redeemCode();
await load();
