// Which view an address shows. The daemon answers these addresses with the page (PageFiles.Views).
import type { Child } from '../view/dom.js';
import { today } from './today.js';

type Show = (parts: string[], query: URLSearchParams) => Child;

export const views: Record<string, Show> = {
  today: () => today(),
};
