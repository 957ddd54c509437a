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
 * @property {string} [epoch] the run of the server that said so; absent before, and in cards of an older page
 * @property {string[]} underway what was sent and is not answered: any of it may have come in time
 * @property {boolean} withdrawn
 * @property {Record<string, any>} json
 * @property {Record<string, any>} confirmedJson
 *
 * @typedef {object} OpeningProblem what is wrong with an opened set
 * @property {number} set
 * @property {boolean} ascending
 * @property {string[]} missing own cards that the server had, and are not in it
 * @property {string[]} changed
 * @property {string[]} lost own cards that an earlier run of the server had, and are not in it
 */

/**
 * The person's own cards in closed sets. The server never sends them back, so they are kept here
 * beside the seat, for editing and for the check at the opening, until their set ends.
 */
export class OwnCards {
  /** @type {Map<string, Kept>} */
  #cards = new Map();
  /** The run of the server that answers. */
  #epoch = '';
  /** The cards that were laid again. @type {Set<string>} */
  #laidAgain = new Set();
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
   * Learns which run of the server answers from now on.
   * @param {string} epoch
   */
  welcomed(epoch) {
    this.#epoch = epoch;
  }

  /**
   * The commands that lay again what this run of the server has not confirmed, for it may have lost
   * it: as it was last confirmed, since changes after that are sent again by themselves.
   * @param {Record<string, any>[]} unanswered what is asked of the server already
   */
  again(unanswered) {
    const asked = new Set(unanswered.filter((command) => command.do === 'item.add').map(({item}) => item));
    const cards = [...this.#cards.values()].filter((card) => card.confirmed !== null
      && card.epoch !== this.#epoch && !card.withdrawn && !asked.has(card.item));
    for (const {item} of cards) this.#laidAgain.add(item);
    return cards.map(({item, set, confirmed}) => ({do: 'item.add', item, set, envelope: confirmed}));
  }

  /**
   * Learns what the server said to a command about a closed card; tells whether it laid a card again,
   * which is nobody's business.
   * @param {Record<string, any>} command
   * @param {boolean} ok
   */
  answered(command, ok) {
    const kept = this.#cards.get(command.item);
    if (command.set === undefined) return false;
    const isAgain = command.do === 'item.add' && (kept ? kept.confirmed !== null : this.#laidAgain.has(command.item));
    if (kept && !isAgain) this.#answered(kept, command, ok);
    else if (kept && ok) this.#set({...kept, epoch: this.#epoch});
    return isAgain;
  }

  /** @param {Kept} kept @param {Record<string, any>} command @param {boolean} ok */
  #answered(kept, command, ok) {
    const underway = kept.underway.filter((envelope) => envelope !== command.envelope);
    const card = {...kept, underway};
    if (command.do === 'item.withdraw') {
      if (ok) this.#delete(card.item);
      else this.#set({...card, withdrawn: false});
    } else if (ok) {
      this.#set({...card, confirmed: command.envelope, confirmedVersion: (command.version ?? 0) + 1,
        epoch: this.#epoch, confirmedJson: command.envelope === card.envelope ? card.json : card.confirmedJson});
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
   * what is wrong, which cards were one's own, and which the server lost.
   * @param {View} state
   * @param {number[]} opened sets whose opening was just received; their order is checked
   * @returns {{problems: OpeningProblem[], mine: {item: string, nonce: string}[], lost: Kept[]}}
   */
  settle(state, opened) {
    /** @type {OpeningProblem[]} */
    const problems = [];
    const mine = [];
    /** @type {Kept[]} */
    const lost = [];
    for (const set of state.sets) {
      const own = [...this.#cards.values()].filter((card) => card.set === set.set);
      if (set.state === 'closed' || (own.length === 0 && !opened.includes(set.set))) continue;
      if (set.state === 'opened') {
        const problem = check(state, set.set, own, this.#epoch);
        if (problem) problems.push(problem);
        lost.push(...own.filter(({item}) => problem?.lost.includes(item)));
        const there = new Set(state.items.map((item) => item.item));
        mine.push(...own.filter(({item}) => there.has(item))
          // A card that was laid before the page was renewed has none, and cannot be claimed.
          .map(({item, nonce = ''}) => ({item, nonce})));
      }
      for (const card of own) this.#cards.delete(card.item);
      this.#store();
    }
    return {problems, mine, lost};
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
 * Whether nothing is wrong but that an earlier run of the server had a card which is not there.
 * @param {OpeningProblem} problem
 */
export function isLoss({ascending: isOrdered, missing, changed}) {
  return isOrdered && missing.length === 0 && changed.length === 0;
}

/**
 * A command that was on its way at the opening may or may not have been in time: both are right.
 * @param {View} state @param {number} number @param {Kept[]} own @param {string} epoch
 * @returns {OpeningProblem|undefined}
 */
function check(state, number, own, epoch) {
  const items = state.items.filter((item) => item.set === number);
  const step = state.plan?.steps.find((one) =>
    one.id === state.sets.find((set) => set.set === number)?.step);
  const thrownAway = step?.case !== undefined && state.cases[step.case - 1].stopped;
  if (thrownAway && items.length === 0) return undefined;
  if (!ascending(items.map((item) => item.item))) {
    return {set: number, ascending: false, missing: [], changed: [], lost: []};
  }
  /** @type {string[]} */
  const lost = [];
  const due = own.flatMap((card) => {
    const found = items.find((item) => item.item === card.item);
    if (!found) {
      if (card.withdrawn || card.confirmed === null) return [];
      if (card.epoch === epoch) return [{item: card.item, envelope: card.confirmed}];
      lost.push(card.item);
      return [];
    }
    const right = found.version > 1 || found.envelope === card.confirmed
      || card.underway.includes(found.envelope);
    return right ? [] : [{item: card.item, envelope: card.envelope}];
  });
  const {missing, changed, holds} = checkOpening(items, due);
  return holds && lost.length === 0 ? undefined : {set: number, ascending: true, missing, changed, lost};
}
