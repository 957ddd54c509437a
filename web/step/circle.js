// @ts-check
import {View, el, patch} from '../kit/dom.js';
import {everySecond} from '../kit/ticker.js';
import {fitted, seating} from './seating.js';
import {t} from '../i18n/index.js';

/**
 * @typedef {object} Seat what the circle shows of a member
 * @property {string} member
 * @property {string} name
 * @property {string} initials
 * @property {string} role a word under the name, or empty
 * @property {string} said everything about this member as one sentence
 * @property {boolean} me
 * @property {boolean} chairs
 * @property {boolean} presents
 * @property {boolean} speaks
 * @property {boolean} ready
 * @property {boolean} hand
 * @property {boolean} gone not connected, or out of the round
 * @property {'in'|'silent'|'turned'|'away'} where
 *
 * @typedef {object} Dial what the clock shows
 * @property {string} time
 * @property {number} left from 1 (all of it) to 0
 * @property {''|'soon'|'late'} mood
 * @property {string} under
 */

/** The sign of the product: members round a clock, or folded into one row. */
export class Circle extends View {
  /** @type {Seat[]} */
  seats = [];
  /** What the clock shows now. @type {() => Dial} */
  dial = () => ({time: '', left: 1, mood: '', under: ''});
  folded = false;
  /** @type {((member: string) => void) | undefined} */
  onseat;
  /** What the clock showed at the last rendering. */
  #drawn = this.dial();
  /** Where the clock's time and what is left of it are drawn. @type {Element|undefined} */
  #time;
  /** @type {Element|undefined} */
  #arc;
  /** The time for who does not see it, to be looked up: it is not spoken by itself. @type {Element|undefined} */
  #said;
  /** Measured when the window changes, not while drawing. */
  #width = 0;
  #stop = () => {};
  #resized = () => {
    this.#width = this.clientWidth;
    this.update();
  };

  /** @override */
  connectedCallback() {
    this.#width = this.clientWidth;
    this.#stop = everySecond(() => this.#tick());
    addEventListener('resize', this.#resized);
    super.connectedCallback();
  }

  disconnectedCallback() {
    this.#stop();
    removeEventListener('resize', this.#resized);
  }

  /** Each second the time and what is left of it change, and nothing else of the page. */
  #tick() {
    const dial = this.dial();
    if (lookOf(dial) !== lookOf(this.#drawn)) {
      this.update();
      return;
    }
    for (const one of [this.#time, this.#said]) if (one) patch(one, dial.time);
    if (this.#arc) this.#arc.setAttribute('stroke-dasharray', dashes(this.#arc, dial.left));
  }

  /** @override */
  content() {
    const dial = this.dial();
    this.#drawn = dial;
    return [
      this.folded ? this.#row(dial) : this.#drawing(dial),
      dial.time && el('p', {class: 'timer unseen', key: 'timer', role: 'timer', made: this.#holdSaid},
        dial.time),
      el('ul', {class: 'unseen', key: 'said', 'aria-label': t('circle.list')},
        this.seats.map((seat) => el('li', {key: seat.member}, seat.said))),
    ];
  }

  /** @param {Dial} dial */
  #drawing(dial) {
    const place = seating(this.seats.length, this.#width || undefined);
    const {centre, rx, ry} = place;
    const up = place.dial < 56 ? 5 : 0; // where a small dial is wider
    return el('svg', {key: 'drawing', class: `circle ${dial.mood}`, 'aria-hidden': 'true',
      viewBox: `0 0 ${place.width} ${place.height}`, 'data-test': 'circle'},
    el('ellipse', {class: 'ring', cx: centre.x, cy: centre.y, rx, ry}),
    this.#face(centre.x, centre.y, place.dial, dial.left),
    el('text', {class: `time ${dial.time.length > 5 ? 'long' : ''}`, x: centre.x,
      y: centre.y + (dial.under ? 6 - up : 11), 'data-test': 'clock', made: this.#holdTime},
    dial.time),
    el('text', {class: 'under', x: centre.x, y: centre.y + 27 - up, key: 'under'},
      fitted(dial.under, 15)),
    this.seats.map((seat, n) => this.#seat(seat, place, n)),
    this.seats.map((seat, n) => label(seat, place, n)));
  }

  /** @param {Seat} seat @param {import('./seating.js').Seating} place @param {number} n */
  #seat(seat, place, n) {
    const {x, y} = spot(seat, place, n);
    const r = place.plate;
    return el('g', {key: seat.member, class: classes('seat', seat), 'data-test': 'seat',
      'data-name': seat.name, onclick: () => this.onseat?.(seat.member)},
    el('title', {}, seat.said),
    el('circle', {class: 'plate', cx: x, cy: y, r}),
    seat.where === 'turned' && el('path', {class: 'back', d: backOfChair(x, y, r, place.centre)}),
    el('text', {class: 'initials', x, y: y + 5}, seat.initials),
    seat.where === 'silent' && el('path', {class: 'lips', d: `M${x - 6} ${y + r - 6}h12`}),
    (seat.hand || seat.ready) && badge(x + r * 0.75, y - r * 0.72, seat.hand));
  }

  /** @param {Element} node */
  #holdTime = (node) => { this.#time = node; };
  /** @param {Element} node */
  #holdSaid = (node) => { this.#said = node; };

  /**
   * The clock's face with what is left of it.
   * @param {number} x @param {number} y @param {number} r @param {number} left
   */
  #face(x, y, r, left) {
    const stroke = {'stroke-width': r > 20 ? 6 : 4};
    return [
      el('circle', {class: 'face', cx: x, cy: y, r, ...stroke}),
      left > 0 && el('circle', {class: 'arc', cx: x, cy: y, r, ...stroke, key: 'arc',
        'stroke-dasharray': dashesOf(r, left), transform: `rotate(-90 ${x} ${y})`,
        made: (/** @type {Element} */ node) => { this.#arc = node; }}),
    ];
  }

  /** @param {Dial} dial */
  #row(dial) {
    const many = this.seats.length > 6;
    return el('div', {key: 'row', class: `circle-row ${many ? 'many' : ''}`, 'aria-hidden': 'true',
      'data-test': 'circle-row'},
    dial.time && el('span', {class: `clock ${dial.mood}`},
      el('svg', {viewBox: '0 0 28 28'}, this.#face(14, 14, 11, dial.left)),
      el('span', {'data-test': 'clock', 'made': this.#holdTime}, dial.time)),
    el('span', {class: 'row-seats'}, this.seats.map((seat) =>
      el('span', {key: seat.member, class: classes('row-seat', seat), title: seat.said,
        'data-test': 'seat', 'data-name': seat.name,
        onclick: () => this.onseat?.(seat.member)}, seat.initials))));
  }
}
customElements.define('kring-circle', Circle);

/**
 * Where a member is drawn: in the seat, or outside the ring.
 * @param {Seat} seat @param {import('./seating.js').Seating} place @param {number} n
 */
function spot(seat, place, n) {
  const out = seat.where === 'away' ? 1.16 : 1;
  const {x, y} = place.seats[n];
  return {x: place.centre.x + (x - place.centre.x) * out,
    y: place.centre.y + (y - place.centre.y) * out};
}

/**
 * Name and role, drawn over all seats so that no neighbour covers them.
 * @param {Seat} seat @param {import('./seating.js').Seating} place @param {number} n
 */
function label(seat, place, n) {
  const {x, y} = spot(seat, place, n);
  const r = place.plate;
  const name = fitted(seat.name, place.letters);
  return el('g', {key: `label-${seat.member}`, class: `${classes('seat', seat)} words-of-seat`},
    place.seats[n].above
      ? el('text', {class: 'name', x, y: y - r - 8}, name,
        seat.role && el('tspan', {class: 'role'}, ` · ${seat.role}`))
      : [el('text', {class: 'name', x, y: y + r + 15}, name),
        seat.role && roleOf(seat, place, {x, y})]);
}

/**
 * The role below a name; among many it grows away from the seat that comes next.
 * @param {Seat} seat @param {import('./seating.js').Seating} place @param {{x: number, y: number}} at
 */
function roleOf({role}, {seats, plate, centre}, {x, y}) {
  const side = seats.length > 6 ? Math.sign(Math.round(x - centre.x)) : 0;
  return el('text', {class: ['role', 'role to-left', 'role to-right'].at(side),
    x: x + side * plate, y: y + plate + 30}, role);
}

/** @param {string} kind @param {Seat} seat */
function classes(kind, seat) {
  return [kind, seat.me && 'me', seat.chairs && 'chairs', seat.presents && 'presents',
    seat.speaks && 'speaks', seat.hand && 'hand', seat.ready && 'ready', seat.gone && 'gone',
    seat.where === 'silent' && 'silent', seat.where === 'turned' && 'turned',
    seat.where === 'away' && 'outside'].filter(Boolean).join(' ');
}

/** What of the clock does not change each second. @param {Dial} dial */
function lookOf({time, left, mood, under}) {
  return JSON.stringify([time.length, left > 0, mood, under]);
}

/** How much of a round is drawn. @param {Element} arc @param {number} left */
function dashes(arc, left) {
  return dashesOf(Number(arc.getAttribute('r')), left);
}

/** @param {number} r @param {number} left */
function dashesOf(r, left) {
  const round = 2 * Math.PI * r;
  return `${(round * Math.min(1, left)).toFixed(2)} ${round.toFixed(2)}`;
}

/**
 * An arc between the seat and the middle: the back of a chair that is turned round.
 * @param {number} x @param {number} y @param {number} r @param {{x: number, y: number}} centre
 */
function backOfChair(x, y, r, centre) {
  const towards = Math.atan2(centre.y - y, centre.x - x);
  const at = (/** @type {number} */ turn) =>
    `${(x + (r + 5) * Math.cos(towards + turn)).toFixed(1)} ${
      (y + (r + 5) * Math.sin(towards + turn)).toFixed(1)}`;
  return `M${at(-0.9)}A${r + 5} ${r + 5} 0 0 1 ${at(0.9)}`;
}

/**
 * A small sign at a seat: a tick for ready, a hand for a question.
 * @param {number} x @param {number} y @param {boolean} hand
 */
function badge(x, y, hand) {
  return [
    el('circle', {class: `badge ${hand ? 'hand' : ''}`, cx: x, cy: y, r: 9, key: 'badge'}),
    el('path', {class: 'sign', key: 'sign', d: hand
      ? `M${x} ${y - 4}v4M${x} ${y + 4}v.01`
      : `M${x - 4.5} ${y}l3 3 6-6`}),
  ];
}
