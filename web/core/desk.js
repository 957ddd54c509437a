// @ts-check
import {hashOf} from '../seal/keys.js';
/** @import {Kept} from './owncards.js' */

/**
 * @typedef {object} Seat what proves a member's seat; useless without the link's secret
 * @property {string} member
 * @property {string} token
 * @property {string} [name] the sealed name, until the first welcome
 * @property {boolean} [lost] asks for a lost seat, until the first welcome
 *
 * @typedef {{local: Storage, session: Storage}} Stores
 */

const prefix = 'kring.1.';

/**
 * What this device keeps of one session: the seat, the own cards of closed sets, drafts and private
 * notes. On a shared computer all of it lives with the tab. The names of the keys are made from a
 * hash, so that they do not tell which session it was.
 */
export class Desk {
  /** @type {Seat|null} */
  seat = null;
  #stores;
  #base;
  #shared = false;
  /** @type {{drafts: Record<string, string>, notes: Record<string, string>}} */
  #pad = {drafts: {}, notes: {}};

  /** @param {Stores} stores @param {string} base */
  constructor(stores, base) {
    this.#stores = stores;
    this.#base = base;
    this.#shared = stores.session.getItem(base) !== null;
    this.seat = this.#read('');
    this.#pad = this.#read('.pad') ?? this.#pad;
  }

  /** Opens the desk of a session. @param {Stores} stores @param {string} session */
  static async open(stores, session) {
    return new Desk(stores, prefix + await hashOf(session));
  }

  /** Keeps the chair claim of a session just made. @param {Storage} local @param {string} session
   * @param {string} claim */
  static async keepClaim(local, session, claim) {
    local.setItem(`${prefix}${await hashOf(session)}.claim`, JSON.stringify(claim));
  }

  /** Where the unanswered commands of this tab are kept. */
  get queueKey() {
    return `${this.#base}.queue`;
  }

  /** The chair claim, if this device made the session. @returns {string|undefined} */
  get claim() {
    const kept = this.#stores.local.getItem(`${this.#base}.claim`);
    return kept === null ? undefined : JSON.parse(kept);
  }

  /** Takes a seat, before the server has heard of it. @param {Seat} seat @param {boolean} shared */
  sit(seat, shared) {
    const pad = this.#pad;
    this.#erase();
    this.#shared = shared;
    this.seat = seat;
    this.#pad = pad;
    this.#write('', seat);
    this.#write('.pad', pad);
  }

  /** Learns from a welcome which member this is. @param {string} member */
  welcomed(member) {
    if (!this.seat) return;
    this.seat = {member, token: this.seat.token};
    this.#write('', this.seat);
    this.#stores.local.removeItem(`${this.#base}.claim`);
  }

  /** @returns {Kept[]|undefined} */
  get cards() {
    return this.#read('.cards') ?? undefined;
  }

  /** @param {Kept[]|undefined} cards */
  set cards(cards) {
    this.#write('.cards', cards);
  }

  /** Opened unnamed cards that were written in this tab, for the own report. @returns {string[]} */
  get mine() {
    const kept = this.#stores.session.getItem(`${this.#base}.mine`);
    return kept === null ? [] : JSON.parse(kept);
  }

  /** @param {string[]} items */
  set mine(items) {
    this.#stores.session.setItem(`${this.#base}.mine`, JSON.stringify(items));
  }

  /** @param {string} key */
  draft(key) {
    return this.#pad.drafts[key] ?? '';
  }

  /** @param {string} key @param {string} text */
  setDraft(key, text) {
    this.#keep(this.#pad.drafts, key, text);
  }

  /** The private notes by step. @returns {Record<string, string>} */
  get notes() {
    return this.#pad.notes;
  }

  /** @param {string} step @param {string} text */
  setNote(step, text) {
    this.#keep(this.#pad.notes, step, text);
  }

  /** Keeps nothing on the device any more; what the page holds stays readable. */
  clear() {
    this.#erase();
    this.seat = null;
  }

  /** @param {Record<string, string>} texts @param {string} key @param {string} text */
  #keep(texts, key, text) {
    if (text === '') delete texts[key];
    else texts[key] = text;
    if (this.seat) this.#write('.pad', this.#pad);
  }

  #erase() {
    for (const store of [this.#stores.local, this.#stores.session]) {
      for (const part of ['', '.cards', '.pad', '.mine', '.queue']) {
        store.removeItem(this.#base + part);
      }
    }
  }

  get #store() {
    return this.#shared ? this.#stores.session : this.#stores.local;
  }

  /** @param {string} part @returns {any} */
  #read(part) {
    const kept = this.#store.getItem(this.#base + part);
    return kept === null ? null : JSON.parse(kept);
  }

  /** @param {string} part @param {any} value */
  #write(part, value) {
    if (value === undefined) this.#store.removeItem(this.#base + part);
    else this.#store.setItem(this.#base + part, JSON.stringify(value));
  }
}
