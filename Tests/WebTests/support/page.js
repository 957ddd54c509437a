// @ts-check
import './dom.js';
import {Play, id} from './meeting.js';
import {Onlooker} from './onlooker.js';
/** @import {Input, Item, Step} from '../../../web/core/types.js' */

const seats = {chair: 1, presenter: 3, others: 2, all: 4};

/**
 * A member's client without a server: what it asks for is done at once in a play, unless `answers`
 * says otherwise. `sent` is what was asked.
 */
export class PlayedClient extends Onlooker {
  problem = null;
  /** @type {Record<string, string>} */
  drafts = {};
  /** @type {Record<string, string>} */
  privateNotes = {};
  #due = false;
  #next = 100;
  /** Is awaited before anything is done: throws a refusal, or waits. @type {() => any} */
  answers = () => {};

  get presence() { return this.play.presence; }
  /** @override */
  moment() {
    return {...this.play.for(this.n), ownCards: (/** @type {number} */ set) => this.ownCards(set)};
  }
  /** @param {Item} item */
  text(item) { return this.play.texts.get(item.item); }
  note() { return ''; }
  markOn() { return ''; }
  claimant() { return undefined; }
  /** @param {Item} item */
  isMine(item) { return item.by === this.me; }
  /** @override @param {number} set @returns {any[]} */
  ownCards(set) { return this.play.own[set]?.filter(({by}) => by === this.n) ?? []; }
  /** @param {string} key */
  draft(key) { return this.drafts[key] ?? ''; }
  /** @param {string} key @param {string} text */
  setDraft(key, text) {
    this.drafts[key] = text;
    this.touch();
  }
  /** @override @param {string} step */
  privateNote(step) { return this.privateNotes[step] ?? ''; }
  /** @param {string} step @param {string} text */
  setPrivateNote(step, text) { this.privateNotes[step] = text; }
  newId() {
    this.#next += 1;
    return id('item', this.#next);
  }
  touch() {
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      this.dispatchEvent(new globalThis.Event('change'));
    });
  }

  /** @override @param {string} name @param {Record<string, any>} [fields] */
  async send(name, fields = {}) {
    this.sent.push({do: name, ...fields});
    await this.answers();
    this.touch();
    return 1;
  }
  /** @param {string} input @param {any} json @param {string} [item] */
  async addItem(input, json, item = this.newId()) {
    this.sent.push({do: 'item.add', input, json, item});
    await this.answers();
    this.play.texts.set(item, json);
    this.play.say('item.added', {by: this.me, item, step: this.state.step, input, envelope: item});
    this.touch();
    return 1;
  }
  /** @param {number} set @param {any} json */
  async addCard(set, json) {
    const item = this.newId();
    this.sent.push({do: 'item.add', set, json, item});
    await this.answers();
    (this.play.own[set] ??= []).push({item, version: 1, json, by: this.n});
    this.touch();
    return 1;
  }
  /** @param {string} item @param {any} json */
  async edit(item, json) {
    this.sent.push({do: 'item.edit', item, json});
    await this.answers();
    const card = Object.values(this.play.own).flat().find((one) => one.item === item);
    if (card) card.json = json;
    else this.play.texts.set(item, json);
    this.touch();
    return 1;
  }
  /** @param {string} item */
  async withdraw(item) {
    this.sent.push({do: 'item.withdraw', item});
    await this.answers();
    for (const [set, cards] of Object.entries(this.play.own)) {
      this.play.own[Number(set)] = cards.filter((one) => one.item !== item);
    }
    if (this.state.items.some((one) => one.item === item)) {
      this.play.say('item.withdrawn', {by: this.me, item});
    }
    this.touch();
    return 1;
  }
  async writeNote() { return 1; }
  hand() {}
  ready() {}
}

/**
 * A plan of one made-up step and its inputs, then one more step, `later`.
 * @param {Partial<Input> & {page: any} | (Partial<Input> & {page: any})[]} inputs
 * @param {Partial<Step>} [step]
 */
export function madePlan(inputs, step = {}) {
  const words = (/** @type {string} */ text) => ({nl: text, en: text});
  const page = (/** @type {string} */ name) => ({label: '1', name: words(name), icon: 'write',
    do: {chair: words('c'), presenter: words('p'), others: words('o')}});
  const whole = [inputs].flat().map((input, n) => ({id: `in${n}`, by: 'all', max: 1, named: true,
    minimum: 3, forcible: true, ...input, page: {label: words(`Label ${n}`), ...input.page}}));
  const usual = {case: 1, floor: 'free', planned_ms: 600_000, least_ms: 0, outside: 'in'};
  return {method: 'made', version: 1, cases: 1, page: {name: words('Made'), group: [3, 4, 6, 8]},
    steps: [{id: '1.here', ...usual, inputs: whole, page: page('Here'), ...step},
      {id: '1.later', ...usual, inputs: [], page: page('Later')}]};
}

/** Five people in a step of a plan: 1 chairs, 3 presents. @param {any} plan @param {string} [step] */
export function playIn(plan, step = '1.here') {
  const play = new Play(plan, 5).chair(1);
  const settles = plan.steps.find((/** @type {Step} */ one) => one.id === step)?.settles;
  if (!settles) for (let n = 1; n <= plan.cases; n += 1) play.presents(n, 3);
  return play.enter(step);
}

/** A seat that may write to an input. @param {Input} input */
export function writerOf(input) {
  return seats[input.by];
}
