// @ts-check
import {hashOf} from '../seal/keys.js';
import {token, uuid} from '../seal/random.js';
import {openSeat} from '../seal/seat.js';
/** @import {Seat, Store} from '../seal/seat.js' */
/** @import {Kept} from './owncards.js' */

/**
 * @typedef {object} Proof what a `hello` says about the member
 * @property {string} member
 * @property {string} token
 * @property {string} [claim] to the chair, of who made the session
 * @property {string} [name] the sealed name, until the first welcome
 * @property {boolean} [lost] asks for a lost seat, until the first welcome
 *
 * @typedef {{tab: Store, device: Store}} Stores
 */

/**
 * What this browser keeps of one session: the seat and, beside it, own cards of closed sets, drafts
 * and private notes. All of it stays readable here when the browser has forgotten it.
 */
export class Desk {
  #seat;
  #tab;
  #mineName;
  /** @type {Proof|null} */
  #proof;
  /** @type {Kept[]} */
  #cards;
  /** @type {Record<string, string>} */
  #mine;
  /** @type {{drafts: Record<string, string>, notes: Record<string, string>}} */
  #pad;

  /** @param {Seat} seat @param {Store} tab @param {string} mineName */
  constructor(seat, tab, mineName) {
    this.#seat = seat;
    this.#tab = tab;
    this.#mineName = mineName;
    const kept = /** @type {(name: string) => any} */ ((name) => seat.kept(name));
    const values = seat.read();
    this.#proof = values && {...values, ...kept('asks')};
    this.#cards = kept('cards') ?? [];
    this.#pad = kept('pad') ?? {drafts: {}, notes: {}};
    this.#mine = JSON.parse(tab.getItem(mineName) ?? '{}');
  }

  /**
   * Opens the desk of a session.
   * @param {string} session @param {Stores} stores
   */
  static async open(session, stores) {
    const seat = await openSeat(session, stores);
    return new Desk(seat, stores.tab, `kring.mine.${await hashOf(session)}`);
  }

  /**
   * Draws a seat for who made a session, with the claim to its chair.
   * @param {string} claim
   */
  reserve(claim) {
    this.sit({member: uuid(), token: token(), claim}, {}, false);
  }

  /** What proves the seat; `null` if there is none. */
  get proof() {
    return this.#proof;
  }

  /** Whether a `hello` can be said without asking for a name. */
  get seated() {
    return this.#proof !== null && (this.#proof.name !== undefined || !this.#proof.claim);
  }

  /** Whether no welcome has come yet, so that the name may still be another one. */
  get unproved() {
    return this.#proof === null || this.#proof.name !== undefined || Boolean(this.#proof.claim);
  }

  /** Where commands without an answer wait. */
  get seat() {
    return this.#seat;
  }

  /**
   * Returns who joins: the seat that no welcome has proved yet, or else a new one. To be followed
   * by `sit`.
   * @param {boolean} anew
   */
  draw(anew) {
    if (anew || !this.#proof) return {member: uuid(), token: token()};
    const {member, token: secret, claim} = this.#proof;
    return {member, token: secret, ...(claim ? {claim} : {})};
  }

  /**
   * Takes a seat, before the server has heard of it.
   * @param {{member: string, token: string, claim?: string}} values
   * @param {{name?: string, lost?: boolean}|undefined} asks
   * @param {boolean} shared whether nothing may stay on the device
   */
  sit(values, asks, shared) {
    if (asks && values.member !== this.#proof?.member) this.#seat.pending = undefined;
    this.#proof = {...values, ...asks};
    this.#seat.write(values, {shared});
    this.#seat.keep('asks', asks);
    this.#seat.keep('shared', shared || undefined);
    this.#seat.keep('pad', this.#pad);
  }

  /**
   * Learns from a welcome which member this is.
   * @param {string} member
   */
  welcomed(member) {
    if (!this.#proof || (member === this.#proof.member && !this.#proof.name)) return;
    const shared = this.#seat.kept('shared') === true;
    this.sit({member, token: this.#proof.token}, undefined, shared);
  }

  get cards() {
    return this.#cards;
  }

  set cards(cards) {
    this.#cards = cards;
    this.#seat.keep('cards', cards);
  }

  /**
   * Opened cards written in this tab, each with what proves it: for the own report and a claim, and
   * nowhere but in the tab.
   */
  get mine() {
    return this.#mine;
  }

  set mine(items) {
    this.#mine = items;
    this.#tab.setItem(this.#mineName, JSON.stringify(items));
  }

  /** @param {string} key */
  draft(key) {
    return this.#pad.drafts[key] ?? '';
  }

  /** @param {string} key @param {string} text */
  setDraft(key, text) {
    this.#write(this.#pad.drafts, key, text);
  }

  /**
   * The private notes by step.
   * @returns {Record<string, string>}
   */
  get notes() {
    return this.#pad.notes;
  }

  /** @param {string} step @param {string} text */
  setNote(step, text) {
    this.#write(this.#pad.notes, step, text);
  }

  /** Keeps nothing in the browser any more. */
  forget() {
    this.#seat.forget();
    this.#tab.removeItem(this.#mineName);
    this.#proof = null;
  }

  /** @param {Record<string, string>} texts @param {string} key @param {string} text */
  #write(texts, key, text) {
    if (text === '') delete texts[key];
    else texts[key] = text;
    this.#seat.keep('pad', this.#pad);
  }
}
