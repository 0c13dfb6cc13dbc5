// The week's papers by topic, in two dimensions.
import { t } from '../texts/texts.js';
import { empty } from './shell.js';

export const mapView = (): HTMLElement => empty(t.mapNothing);
