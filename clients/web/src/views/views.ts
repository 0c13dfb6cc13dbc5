// Which view an address shows. The daemon answers these addresses with the page (PageFiles.Views).
import { t } from '../texts/texts.js';
import type { Child } from '../view/dom.js';
import { archive } from './archive.js';
import { documentView } from './document.js';
import { insight } from './insight.js';
import { interests } from './interests.js';
import { library } from './library.js';
import { paperView } from './paper.js';
import { runsView, runView } from './runs.js';
import { search } from './search.js';
import { settings } from './settings.js';
import { empty } from './shell.js';
import { since } from './since.js';
import { today } from './today.js';
import { welcome } from './welcome.js';

type Show = (parts: readonly string[]) => Child;

const views: Record<string, Show> = {
  today: () => today(),
  digests: ([id, style]) => id ? style ? documentView(id, style) : today(id) : archive(),
  since: () => since(),
  search: () => search(),
  library: ([part, tag]) => library(part, tag),
  papers: ([id]) => id ? paperView(id) : search(),
  interests: () => interests(),
  insight: ([part]) => insight(part),
  settings: ([part]) => settings(part),
  welcome: () => welcome(),
  runs: ([id]) => id ? runView(id) : runsView(),
};

export function viewOf(parts: readonly string[]): Child {
  const show = views[parts[0] ?? 'today'];
  return show ? show(parts.slice(1)) : empty(t.noView);
}
