// @ts-check
import {nextDeed} from './deeds.js';
import {wordsOf} from './words.js';
/** @import {Client} from '../core/client.js' */
/** @import {Store} from '../seal/seat.js' */
/** @import {Tools} from '../core/attendance.js' */
/** @import {Rules} from './deeds.js' */
/** @import {Words} from './words.js' */

/** How often a colleague looks at where the meeting is. */
const look_ms = 1500;

/**
 * Colleagues who are made up, for one person to practise with: members of a real session, each with a
 * connection and a seat of its own, whose browser is this page. They are there as long as it is, and
 * come back with it when it is loaded again.
 */
export class PracticeGroup {
  #clock;
  /** @type {Client[]} */
  #clients;
  /** @type {Words} */
  #words;
  /** What each wants to do, and since when. @type {{key: string, since: number}[]} */
  #wanted = [];
  /** @type {any} */
  #timer;
  #rules;
  #pace;

  /**
   * They take their seats, or come back to them. `clientOf` makes a client of the session with stores
   * of its own; `pace` is the part of the time that people take in which they do things.
   * @param {{clientOf: (stores: {device: Store, tab: Store}) => Client, tab: Store,
   *   clock: Tools['clock'], rules: Rules, language: string, pace?: number}} options
   */
  static async gather({clientOf, tab, clock, rules, language, pace = 1}) {
    const words = await wordsOf(language);
    const clients = words.names.map((_, place) => {
      const kept = (/** @type {string} */ store) =>
        partOf(tab, `kring.practice.${place}.${store}.`);
      return clientOf({device: kept('device'), tab: kept('tab')});
    });
    const group = new PracticeGroup(clients, words, {clock, rules, pace});
    try {
      // Their names say that they are made up, to whoever comes in by the link as well.
      await Promise.all(clients.map((client, place) =>
        client.start({name: `${words.names[place]} (${words.madeUp})`})));
    } catch (problem) {
      group.stop();
      throw problem;
    }
    group.#look();
    return group;
  }

  /** @param {Client[]} clients @param {Words} words
   * @param {{clock: Tools['clock'], rules: Rules, pace: number}} how */
  constructor(clients, words, {clock, rules, pace}) {
    this.#clients = clients;
    this.#words = words;
    this.#clock = clock;
    this.#rules = rules;
    this.#pace = pace;
  }

  /** They go: their connections end, and nothing more is done. */
  stop() {
    this.#clock.clearTimeout(this.#timer);
    for (const client of this.#clients) client.stop();
  }

  #look() {
    this.#timer = this.#clock.setTimeout(() => this.#look(), look_ms * this.#pace);
    const colleagues = this.#clients.map((client) => client.me);
    for (const [place, client] of this.#clients.entries()) {
      const m = client.moment();
      const deed = m && nextDeed(m, {place, colleagues, pace: this.#pace,
        rules: this.#rules}, this.#words);
      const now = this.#clock.now();
      if (deed?.key !== this.#wanted[place]?.key) {
        this.#wanted[place] = {key: deed?.key ?? '', since: now};
      } else if (deed && now - this.#wanted[place].since >= deed.after_ms * this.#pace) {
        // It is wanted anew from here: what is refused now may be right later.
        this.#wanted[place].since = now;
        Promise.resolve(deed.act(client)).catch(() => null);
      }
    }
  }
}

/** A part of a storage, under names of its own. @param {Store} store @param {string} prefix */
function partOf(store, prefix) {
  const names = () => Array.from({length: store.length}, (_, n) => store.key(n) ?? '')
    .filter((name) => name.startsWith(prefix));
  return {
    getItem: (/** @type {string} */ name) => store.getItem(prefix + name),
    setItem: (/** @type {string} */ name, /** @type {string} */ value) =>
      store.setItem(prefix + name, value),
    removeItem: (/** @type {string} */ name) => store.removeItem(prefix + name),
    key: (/** @type {number} */ place) => names()[place]?.slice(prefix.length) ?? null,
    get length() { return names().length; },
  };
}
