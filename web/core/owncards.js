// @ts-check
import {ascending, checkOpening} from '../seal/opening.js';
/** @import {View, OwnCard} from './types.js' */

/**
 * @typedef {object} Kept a card of one's own
 * @property {string} item
 * @property {string} nonce what the id comes of
 * @property {number} set
 * @property {number} version of what was last sent
 * @property {string} envelope what was last sent
 * @property {string|null} confirmed what the server last said ok to
 * @property {number} [confirmedVersion] its version; absent before, and in cards of an older page
 * @property {string[]} underway what was sent and is not answered: any of it may have come in time
 * @property {boolean} withdrawn
 * @property {Record<string, any>} json
 * @property {Record<string, any>} confirmedJson
 *
 * @typedef {{set: number, ascending: boolean, missing: string[], changed: string[]}} OpeningProblem
 */

/**
 * The person's own cards in closed sets. The server never sends them back, so they are kept here
 * beside the seat, for editing and for the check at the opening, until their set ends.
 */
export class OwnCards {
  /** @type {Map<string, Kept>} */
  #cards = new Map();
  #write;

  /**
   * @param {Kept[]} kept
   * @param {(cards: Kept[]) => void} write keeps them beside the seat
   */
  constructor(kept, write) {
    this.#write = write;
    for (const card of kept) this.#cards.set(card.item, card);
  }

  /** @param {number} set @returns {OwnCard[]} */
  inSet(set) {
    return [...this.#cards.values()].filter((card) => card.set === set && !card.withdrawn)
      .map(({item, version, json}) => ({item, version, json}));
  }

  /** @param {string} item */
  get(item) {
    return this.#cards.get(item);
  }

  /**
   * Keeps a new card, before it is sent.
   * @param {number} set @param {{item: string, nonce: string}} card @param {string} envelope
   * @param {any} json
   */
  added(set, {item, nonce}, envelope, json) {
    this.#set({item, nonce, set, version: 1, envelope, confirmed: null, underway: [envelope],
      withdrawn: false, json, confirmedJson: json});
  }

  /** @param {string} item @param {string} envelope @param {any} json */
  edited(item, envelope, json) {
    const card = this.#cards.get(item);
    if (!card) return;
    this.#set({...card, version: card.version + 1, envelope, json,
      underway: [...card.underway, envelope]});
  }

  /** @param {string} item */
  withdrawn(item) {
    const card = this.#cards.get(item);
    if (card) this.#set({...card, withdrawn: true});
  }

  /**
   * Learns what the server said to a command about a closed card.
   * @param {Record<string, any>} command
   * @param {boolean} ok
   */
  answered(command, ok) {
    const kept = this.#cards.get(command.item);
    if (!kept || command.set === undefined) return;
    const underway = kept.underway.filter((envelope) => envelope !== command.envelope);
    const card = {...kept, underway};
    if (command.do === 'item.withdraw') {
      if (ok) this.#delete(card.item);
      else this.#set({...card, withdrawn: false});
    } else if (ok) {
      this.#set({...card, confirmed: command.envelope, confirmedVersion: (command.version ?? 0) + 1,
        confirmedJson: command.envelope === card.envelope ? card.json : card.confirmedJson});
    } else if (command.do === 'item.add') {
      this.#delete(card.item);
    } else if (command.envelope === card.envelope && card.confirmed !== null) {
      // Not one less: what was sent before it may have been refused, too.
      this.#set({...card, version: card.confirmedVersion ?? card.version - 1, envelope: card.confirmed,
        json: card.confirmedJson});
    } else this.#set(card);
  }

  /**
   * Checks the opened sets that hold own cards, forgets the cards of sets that ended, and returns
   * what is wrong and which cards were one's own.
   * @param {View} state
   * @param {number[]} opened sets whose opening was just received; their order is checked
   * @returns {{problems: OpeningProblem[], mine: {item: string, nonce: string}[]}}
   */
  settle(state, opened) {
    /** @type {OpeningProblem[]} */
    const problems = [];
    const mine = [];
    for (const set of state.sets) {
      const own = [...this.#cards.values()].filter((card) => card.set === set.set);
      if (set.state === 'closed' || (own.length === 0 && !opened.includes(set.set))) continue;
      if (set.state === 'opened') {
        const problem = check(state, set.set, own);
        if (problem) problems.push(problem);
        const there = new Set(state.items.map((item) => item.item));
        mine.push(...own.filter(({item}) => there.has(item))
          // A card that was laid before the page was renewed has none, and cannot be claimed.
          .map(({item, nonce = ''}) => ({item, nonce})));
      }
      for (const card of own) this.#cards.delete(card.item);
      this.#store();
    }
    return {problems, mine};
  }

  /** Forgets everything. */
  clear() {
    this.#cards.clear();
    this.#store();
  }

  /** @param {Kept} card */
  #set(card) {
    this.#cards.set(card.item, card);
    this.#store();
  }

  /** @param {string} item */
  #delete(item) {
    this.#cards.delete(item);
    this.#store();
  }

  #store() {
    this.#write([...this.#cards.values()]);
  }
}

/**
 * A command that was on its way at the opening may or may not have been in time: both are right.
 * @param {View} state @param {number} number @param {Kept[]} own
 * @returns {OpeningProblem|undefined}
 */
function check(state, number, own) {
  const items = state.items.filter((item) => item.set === number);
  const step = state.plan?.steps.find((one) =>
    one.id === state.sets.find((set) => set.set === number)?.step);
  const thrownAway = step?.case !== undefined && state.cases[step.case - 1].stopped;
  if (thrownAway && items.length === 0) return undefined;
  if (!ascending(items.map((item) => item.item))) {
    return {set: number, ascending: false, missing: [], changed: []};
  }
  const due = own.flatMap((card) => {
    const found = items.find((item) => item.item === card.item);
    if (!found) {
      return card.withdrawn || card.confirmed === null ? []
        : [{item: card.item, envelope: card.confirmed}];
    }
    const right = found.version > 1 || found.envelope === card.confirmed
      || card.underway.includes(found.envelope);
    return right ? [] : [{item: card.item, envelope: card.envelope}];
  });
  const {missing, changed, holds} = checkOpening(items, due);
  return holds ? undefined : {set: number, ascending: true, missing, changed};
}
