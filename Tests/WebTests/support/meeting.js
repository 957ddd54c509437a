// @ts-check
import { readFileSync } from 'node:fs';
import './dom.js';
import { contentOf } from '../../../web/core/contents.js';
import { inputContent } from '../../../web/kinds/index.js';
import { inputOf, openStep } from '../../../web/core/moment.js';
import { emptyView, reduce } from '../../../web/core/reduce.js';
/** @import { View } from '../../../web/core/types.js' */

/** A JSON file of the contract. @param {string} path below `protocol` */
export function contract(path) {
  const file = new URL(`../../../protocol/${path}`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** The plan of a vector. @param {string} method @param {number} [cases] @param {number} [minutes] */
export function planOf(method, cases = 1, minutes = 60) {
  const row = contract(`vectors/plans/${method}.json`).find((/** @type {any} */ one) =>
    one.options.cases === cases && one.options.minutes === minutes && !one.options.frame);
  return row.plan;
}

export const start_ms = 1_767_225_600_000;

/** The id of the n-th thing of a kind; ids rise with n. @param {string} kind @param {number} n */
export function id(kind, n) {
  const first = { member: '1', item: '2', note: '3', mark: '4' }[kind];
  return `${first}${String(n).padStart(7, '0')}-0000-4000-8000-000000000000`;
}

/** Plays a session by its events, as one member receives them. */
export class Play {
  /** @type {View} */
  state = emptyView();
  /** @type {any} */
  presence = { members: [], hands: [], door: [] };
  now = start_ms;
  /** @type {Map<string, any>} */
  texts = new Map();
  /** @type {Record<number, any[]>} */
  own = {};

  /** @param {any} plan @param {number} members @param {any} [more] */
  constructor(plan, members, more = {}) {
    this.say('created', { session: 'AAECAwQFBgcICQoLDA0ODw', plan, ...more });
    for (let n = 1; n <= members; n += 1) {
      this.say('member.joined', { by: id('member', n), member: id('member', n), name: 'N',
        host: n === 1 });
      this.presence.members.push({ member: id('member', n) });
    }
  }

  /** @param {string} event @param {Record<string, any>} [fields] */
  say(event, fields = {}) {
    this.state = reduce(this.state,
      { seq: this.state.seq + 1, at_ms: this.now, event, ...fields });
    return this;
  }

  /** @param {number} n */
  chair(n) {
    return this.say('chair.changed',
      { chair: id('member', n), term: this.state.term + 1, back: null });
  }

  /** @param {number} number @param {number} n */
  presents(number, n) {
    return this.say('case.cast', { case: number, presenter: id('member', n), chair: null });
  }

  /** @param {string} step @param {any} [floor] */
  enter(step, floor = {}) {
    const planned = this.state.plan?.steps.find((one) => one.id === step);
    if (!planned) throw new Error(`no step ${step}`);
    let number = this.state.sets.length;
    const sets = planned.inputs.filter((input) => input.opens).map((input) => {
      number += 1;
      return { set: number, input: input.id, named: input.named };
    });
    return this.say('step.entered', { step, visit: this.state.visit + 1, sets,
      clock: { planned_ms: planned.planned_ms, ran_ms: 0, since_ms: this.now },
      floor: { turn: this.state.floor.turn + 1, speaker: null, card: null, waiting: [],
        spoken: [], ...floor } });
  }

  /** @param {number} n @param {number} by @param {string} input @param {any} json */
  write(n, by, input, json) {
    this.texts.set(id('item', n), json);
    return this.say('item.added', { by: id('member', by), item: id('item', n),
      step: openStep({ state: this.state })?.id, input, envelope: `E${n}` });
  }

  /** @param {number} set @param {[number, any, number?][]} cards number, text and, named, the writer */
  open(set, cards) {
    for (const [n, json] of cards) this.texts.set(id('item', n), json);
    return this.say('set.opened', { set, forced: false, items: cards.map(([n, , by]) => ({
      item: id('item', n), ...(by ? { by: id('member', by) } : {}), envelope: `E${n}` })) });
  }

  /** @param {any} floor */
  turn(floor) {
    return this.say('turn.changed', { floor: { ...this.state.floor,
      turn: this.state.floor.turn + 1, ...floor } });
  }

  /** @param {number} n @param {any} change */
  is(n, change) {
    const one = this.presence.members.find((/** @type {any} */ each) =>
      each.member === id('member', n));
    Object.assign(one, change);
    return this;
  }

  /** @param {any} item */
  #text(item) {
    const json = this.texts.get(item.item);
    return json && contentOf(inputOf({ state: this.state }, item)?.page, json, inputContent);
  }

  /** How it looks to a member now. @param {number} n */
  for(n) {
    return { state: this.state, presence: this.presence, me: id('member', n), now: this.now,
      text: (/** @type {any} */ item) => this.#text(item),
      ownCards: (/** @type {number} */ set) => this.own[set] ?? [] };
  }
}

/**
 * Five people; 1 chairs, 3 presents, 2 is deputy.
 * @param {string} [step] @param {any} [floor] @param {any} [plan]
 */
export function five(step, floor, plan = planOf('bovv6')) {
  const play = new Play(plan, 5).chair(1).presents(1, 3)
    .say('deputy.changed', { deputy: id('member', 2) });
  return step ? play.enter(step, floor) : play;
}
