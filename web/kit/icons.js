// @ts-check
import {el} from './dom.js';

/** Line drawings on a grid of 24: the eight kinds of step, and what buttons show. */
const drawings = {
  choose: 'M5 6h14M5 12h9M5 18h6M16 17l2 2 4-5',
  tell: 'M4 5h16v11h-9l-5 4v-4H4z',
  ask: 'M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 18v.2M4 12a8 8 0 1 0 16 0 8 8 0 1 0-16 0',
  write: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  round: 'M12 4a8 8 0 1 1-7 4M5 3v5h5',
  discuss: 'M3 5h12v8H8l-3 3v-3H3zM17 9h4v8h-2v3l-3-3h-6v-1',
  weigh: 'M12 4v16M7 20h10M4 8h16M4 8l-2 6h5zM20 8l-3 6h5z',
  enact: 'M8 8a4 4 0 1 1 8 0 4 4 0 1 1-8 0M4 21c0-5 3-7 8-7s8 2 8 7',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  close: 'M6 6l12 12M18 6L6 18',
  back: 'M15 5l-7 7 7 7',
  people: 'M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6M3 19c0-4 2-5 6-5s6 1 6 5M16 5a3 3 0 0 1 0 6M18 14c2 .5 3 2 3 5',
  hand: 'M8 13V6a1.5 1.5 0 0 1 3 0v5-7a1.5 1.5 0 0 1 3 0v7-5a1.5 1.5 0 0 1 3 0v8c0 4-2 7-6 7-3 0-4-1'
    + '-6-4l-3-4c1-2 3-1 4 0z',
  pause: 'M8 5v14M16 5v14',
  play: 'M7 5l12 7-12 7z',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  link: 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1',
  check: 'M5 13l4 4L19 7',
  lock: 'M6 11h12v9H6zM8 11V8a4 4 0 0 1 8 0v3',
  touched: 'M12 20S4 15 4 9a4 4 0 0 1 8-1 4 4 0 0 1 8 1c0 6-8 11-8 11z',
  notes: 'M6 3h9l4 4v14H6zM9 11h7M9 15h7',
  door: 'M6 21V4h11v17M3 21h18M13 12v1',
  print: 'M7 9V4h10v5M7 17H4v-8h16v8h-3M7 14h10v6H7z',
  save: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  silent: 'M4 12a8 8 0 1 0 16 0 8 8 0 1 0-16 0M8 10h.01M16 10h.01M8 15h8',
  turned: 'M7 4v16M7 12h10v8M7 4c6 0 10 2 10 8',
  where: 'M12 21s-6-6-6-11a6 6 0 0 1 12 0c0 5-6 11-6 11zM10 10a2 2 0 1 0 4 0 2 2 0 1 0-4 0',
  steps: 'M5 6h.01M9 6h10M5 12h.01M9 12h10M5 18h.01M9 18h10',
  tone: 'M6 17V11a6 6 0 0 1 12 0v6M4 17h16M10 20h4',
  later: 'M4 12h12M12 8l4 4-4 4M20 5v14',
  skip: 'M5 6l8 6-8 6zM17 6v12',
  guide: 'M4 12a8 8 0 1 0 16 0 8 8 0 1 0-16 0M15 9l-2 4-4 2 2-4z',
  handover: 'M4 9h14M14 5l4 4-4 4M20 15H6M10 11l-4 4 4 4',
  stop: 'M7 7h10v10H7z',
  halt: 'M8 4h8l4 4v8l-4 4H8l-4-4V8zM9 12h6',
  question: 'M4 12a8 8 0 1 0 16 0 8 8 0 1 0-16 0M9 12a3 3 0 1 0 6 0 3 3 0 1 0-6 0',
  keys: 'M3 7h18v10H3zM7 11h.01M11 11h.01M15 11h.01M8 14h8',
  language: 'M4 12a8 8 0 1 0 16 0 8 8 0 1 0-16 0M4 12h16M12 4c-5 5-5 11 0 16M12 4c5 5 5 11 0 16',
  leave: 'M10 4H5v16h5M10 12h10M16 8l4 4-4 4',
  end: 'M6 21V4M6 5h11l-3 4 3 4H6',
  call: 'M4 10v4h4l6 4V6l-6 4zM17 9c1 2 1 4 0 6',
  bin: 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13',
  clock: 'M4 12a8 8 0 1 0 16 0 8 8 0 1 0-16 0M12 8v4l3 2',
};

/** Draws an icon that stands beside its word. @param {string} name */
export function icon(name) {
  const path = drawings[/** @type {keyof typeof drawings} */ (name)] ?? drawings.discuss;
  return el('svg', {class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true', key: `icon-${name}`},
    el('path', {d: path}));
}
