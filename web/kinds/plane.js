// @ts-check
import {el} from '../kit/dom.js';
import {pick} from '../i18n/index.js';
/** @import {Input} from '../core/types.js' */

/** Half of the drawing, in its own units; the axes reach to `reach`. */
const half = 120;
const reach = 100;

/**
 * Two axes with points between them. For a screen reader the same is said in words beside it.
 * @param {Input} input
 * @param {{x: number, y: number}[]} points
 * @param {(at: {x: number, y: number}) => any} [press] puts a point where the plane is pressed
 */
export function plane({page}, points, press) {
  const [left, right, bottom, top] = page.ends.map(pick);
  const pressed = (/** @type {any} */ event) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = (/** @type {number} */ at, /** @type {number} */ length) =>
      Math.max(-1, Math.min(1, Math.round(((at / length) * 2 - 1) * (half / reach) * 10) / 10)) + 0;
    press?.({x: share(event.clientX - box.left, box.width),
      y: -share(event.clientY - box.top, box.height) + 0});
  };
  return el('svg', {class: press ? 'plane open' : 'plane', key: 'plane', 'aria-hidden': 'true',
    viewBox: `${-half} ${-half} ${2 * half} ${2 * half}`, 'data-test': 'plane',
    onclick: press && pressed},
  el('circle', {class: 'ring', r: reach}),
  el('path', {class: 'axes', d: `M${-reach} 0H${reach}M0 ${-reach}V${reach}`}),
  (page.options ?? []).map((/** @type {any} */ {id, label}, /** @type {number} */ n,
    /** @type {any[]} */ all) => sector(id, pick(label), (n + 0.5) / all.length)),
  end(left, -reach, -6, 'start'), end(right, reach, -6, 'end'),
  end(top, 0, -reach - 6, 'middle'), end(bottom, 0, reach + 14, 'middle'),
  points.map(({x, y}, n) => el('circle', {key: `point-${n}`, class: 'point', cx: x * reach,
    cy: -y * reach, r: 6})));
}

/** @param {string} words @param {number} x @param {number} y @param {string} anchor */
function end(words, x, y, anchor) {
  return el('text', {class: 'end', x, y, 'text-anchor': anchor}, words);
}

/**
 * The name of a sector, clockwise from the top.
 * @param {string} key @param {string} words @param {number} turn share of a whole turn
 */
function sector(key, words, turn) {
  const angle = 2 * Math.PI * turn;
  return el('text', {key: `sector-${key}`, class: 'sector', x: Math.sin(angle) * reach * 0.68,
    y: -Math.cos(angle) * reach * 0.68, 'text-anchor': 'middle'}, words);
}
