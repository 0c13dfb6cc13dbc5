// Icons as strokes on a field of 24 by 24.
import { svg } from './dom.js';

const paths = {
  today: 'M4 5h16v15H4zM4 10h16M8 3v4M16 3v4M8 14h5',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l4.5 4.5',
  library: 'M5 4h5v16H5zM10 4h4v16h-4zM15 5l3.5-1 3 15-3.5 1z',
  archive: 'M4 4h16v5H4zM5.5 9v11h13V9M10 13h4',
  interests: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5',
  insight: 'M4 20V10M10 20V4M16 20v-7M21 20H3',
  settings: 'M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2'
    + 'M5.6 18.4l2.2-2.2M16.2 7.8l2.2-2.2',
  up: 'M7 11v9H4v-9zM7 11l4-8c1.7 0 2.6 1.2 2.3 2.8L12.7 9h5.8c1.3 0 2.2 1.2 1.8 2.4l-2.2 7c-.3 1-1.1 1.6-2.1 1.6H7',
  down: 'M7 13V4H4v9zM7 13l4 8c1.7 0 2.6-1.2 2.3-2.8L12.7 15h5.8c1.3 0 2.2-1.2 1.8-2.4l-2.2-7C17.8 4.6 17 4 16 4H7',
  save: 'M6 3h12v18l-6-4.5L6 21z',
  check: 'M4.5 12.5l5 5 10-11',
  checkAll: 'M2 13l4.5 4.5L15 8M11.5 16l1.5 1.5L22 8',
  open: 'M6 9l6 6 6-6',
  close: 'M6 6l12 12M18 6L6 18',
  external: 'M14 4h6v6M20 4l-9 9M18 14v6H4V6h6',
  pdf: 'M6 3h8l4 4v14H6zM14 3v4h4M9 13h6M9 17h6',
  document: 'M6 3h8l4 4v14H6zM14 3v4h4M9 11h6M9 14h6M9 17h4',
  quote: 'M5 7h6v6c0 2.5-1.5 4-4 4M13 7h6v6c0 2.5-1.5 4-4 4',
  similar: 'M8 8h12v12H8zM16 8V4H4v12h4',
  refresh: 'M20 12a8 8 0 1 1-2.5-5.8M20 3v5h-5',
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v6M12 7.4v.2',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  spark: 'M12 3l2 7 7 2-7 2-2 7-2-7-7-2 7-2z',
  undo: 'M9 6L4 11l5 5M4 11h10a6 6 0 0 1 0 9h-2',
  note: 'M4 20l1-5L16 4l4 4L9 19zM14 6l4 4',
  back: 'M15 5l-7 7 7 7',
  forward: 'M9 5l7 7-7 7',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2',
  keyboard: 'M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M8 14h8',
  people: 'M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM3 20c0-3.5 2.5-6 6-6s6 2.5 6 6M16 5.5a3 3 0 0 1 0 6M17.5 14.5c2.2.6 3.5 2.7 3.5 5.5',
  print: 'M7 9V3h10v6M7 17H4v-8h16v8h-3M7 14h10v7H7z',
} as const;

export type IconName = keyof typeof paths;

/** Decoration: what it stands for is said by the text or the label beside it. */
export const icon = (name: IconName, className = ''): SVGSVGElement =>
  svg('svg', { class: `icon ${className}`, viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false' },
    svg('path', { d: paths[name] }));
