// What a thumb would do, shown before it is given.
import type { Paper, Thumb } from '../state/papers.js';

export function previewOf(_paper: Paper, _value: Thumb, button: HTMLElement): HTMLElement {
  return button;
}
