// @ts-check
import {View, el} from '../kit/dom.js';
import {pick} from '../i18n/index.js';
/** @import {At} from './sectors.js' */

/** Half of the drawing, in its own units; the axes reach to `reach`. */
const half = 120;
const reach = 100;
/** How large a point is at most, and how wide about a letter at an axis. */
const largest = 9;
const letter = 6;

/**
 * @typedef {At & {sign?: string, mine?: boolean}} Dot `sign` are the letters in it
 * @typedef {{ends: any[], options?: {id: string, label: any}[]}} Axes as in a method file: the ends left,
 *   right, bottom and top, and sectors clockwise from the top
 */

/**
 * Two axes with points between them. For a screen reader the same is said in words beside it, and a
 * keyboard has the sliders.
 */
export class Plane extends View {
  /** @type {Axes} */
  page;
  /** @type {Dot[]} */
  points = [];
  /**
   * Puts a point where the plane is pressed, or where one was drawn to; null: it only shows.
   * @type {((at: At) => any)|null}
   */
  press = null;
  /** Where the finger is, while it moves. @type {At|null} */
  #moving = null;

  /** @override */
  content() {
    const {press} = this;
    const points = this.#moving ? [this.#moving] : this.points;
    return picture(this.page, points, press ? {class: 'plane open',
      onpointerdown: (/** @type {any} */ event) => this.#take(event),
      onpointermove: (/** @type {any} */ event) => this.#moving && this.#move(event),
      onpointerup: (/** @type {any} */ event) => this.#put(event),
      onpointercancel: () => this.#move(null)} : {class: 'plane'});
  }

  /** @param {any} event */
  #take(event) {
    if (event.button) return;
    event.currentTarget.setPointerCapture?.(event.pointerId);
    this.#move(event);
  }

  /** @param {any} event */
  #move(event) {
    this.#moving = event && placeOf(event);
    this.render();
  }

  /** @param {any} event */
  #put(event) {
    if (!this.#moving) return;
    const at = placeOf(event);
    this.#moving = null;
    this.press?.(at);
    this.render();
  }
}
customElements.define('kring-plane', Plane);

/**
 * Where in the plane a pointer is, to a tenth; outside of it the nearest place.
 * @param {any} event @returns {At}
 */
function placeOf(event) {
  const box = event.currentTarget.getBoundingClientRect();
  const share = (/** @type {number} */ at, /** @type {number} */ length) =>
    Math.max(-1, Math.min(1, Math.round(((at / length) * 2 - 1) * (half / reach) * 10) / 10)) + 0;
  return {x: share(event.clientX - box.left, box.width),
    y: -share(event.clientY - box.top, box.height) + 0};
}

/**
 * The drawing of a plane, for the page and for a report.
 * @param {Axes} axes @param {Dot[]} points
 * @param {Record<string, any>} props
 */
export function picture({ends, options = []}, points, props) {
  const [left, right, bottom, top] = ends.map(pick);
  return el('svg', {'key': 'plane', 'aria-hidden': 'true', 'data-test': 'plane',
    'viewBox': `${-half} ${-half} ${2 * half} ${2 * half}`, ...props},
  el('circle', {class: 'ring', r: reach}),
  el('path', {class: 'axes', d: `M${-reach} 0H${reach}M0 ${-reach}V${reach}`}),
  options.map(({id, label}, n) => sector(id, pick(label), (n + 0.5) / options.length)),
  end(left, points, {x: -reach + 3, y: -5, anchor: 'start'}, {x: -reach + 3, y: 13, anchor: 'start'}),
  end(right, points, {x: reach - 3, y: -5, anchor: 'end'}, {x: reach - 3, y: 13, anchor: 'end'}),
  options.length > 0 ? [{words: top, y: -reach + 14}, {words: bottom, y: reach - 7}].map(({words, y}) =>
    end(words, points, {x: 5, y, anchor: 'start'}, {x: -5, y, anchor: 'end'}))
    : [end(top, [], {x: 0, y: -reach - 6, anchor: 'middle'}),
      end(bottom, [], {x: 0, y: reach + 14, anchor: 'middle'})],
  points.map(({x, y, sign, mine}, n) => el('g', {key: `point-${n}`,
    class: mine ? 'point mine' : 'point'},
  el('circle', {cx: x * reach, cy: -y * reach, r: sign ? largest : 6}),
  sign && el('text', {'x': x * reach, 'y': -y * reach + 3, 'text-anchor': 'middle'}, sign))));
}

/**
 * The words at an end of an axis, on that side of it where they lie under fewer points.
 * @param {string} words @param {Dot[]} points
 * @param {{x: number, y: number, anchor: string}[]} sides where they can stand, the usual one first
 */
function end(words, points, ...sides) {
  const covering = sides.map(({x, y, anchor}) => {
    const [from, to] = anchor === 'start' ? [x, x + words.length * letter]
      : [x - words.length * letter, x];
    return points.filter((point) => point.x * reach > from - largest && point.x * reach < to + largest
      && Math.abs(-point.y * reach - y + 4) < largest + 5).length;
  });
  const {x, y, anchor} = sides[covering.indexOf(Math.min(...covering))];
  return el('text', {class: 'end', x, y, 'text-anchor': anchor}, words);
}

/**
 * The name of a sector, clockwise from the top: along the ring outside, where points seldom lie. In the
 * lower half it is turned round, so that it can be read.
 * @param {string} key @param {string} words @param {number} turn share of a whole turn
 */
function sector(key, words, turn) {
  const isBelow = turn > 0.25 && turn < 0.75;
  return el('text', {'key': `sector-${key}`, 'class': 'sector', 'y': isBelow ? reach + 11 : -reach - 4,
    'transform': `rotate(${360 * turn - (isBelow ? 180 : 0)})`}, words);
}
