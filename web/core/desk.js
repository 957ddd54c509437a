// @ts-check
import {hashOf} from '../seal/keys.js';
import {token, uuid} from '../seal/random.js';
import {openSeat} from '../seal/seat.js';
import {Pad} from './pad.js';
/** @import {Clock} from '../net/connection.js' */
/** @import {Seat, Store} from '../seal/seat.js' */
/** @import {Kept} from './owncards.js' */
/** @import {Met} from './thread.js' */
/** @import {View} from './types.js' */

/**
 * @typedef {object} Proof what a `hello` says about the member
 * @property {string} member
 * @property {string} token
 * @property {string} [claim] to the chair, of who made the session
 * @property {string} [name] the sealed name, until the first welcome
 * @property {boolean} [lost] asks for a lost seat, until the first welcome
 *
 * @typedef {{tab: Store, device: Store, clock: Clock}} Stores
 */

const day_ms = 24 * 60 * 60 * 1000;

/** A session may be planned 400 days ahead, and then begins or is gone within one more. */
const unknown_ms = 402 * day_ms;

/** A close that this device did not hear of keeps the content for 7 days at most. */
const afterEnd_ms = 8 * day_ms;

/** Under what the earlier meetings lie among the drafts; no place of a plan is called so. */
const bringsName = 'thread';

/**
 * What this browser keeps of one session: the seat and, beside it, own cards of closed sets, drafts
 * and private notes. All of it stays readable here when the browser has forgotten it.
 */
export class Desk {
  #seat;
  #tab;
  #clock;
  #until_ms = 0;
  #mineName;
  /** @type {Proof|null} */
  #proof;
  /** @type {Record<string, string>} */
  #mine;
  #pad;

  /** @param {Seat} seat @param {Stores} stores @param {string} mineName @param {Pad} pad */
  constructor(seat, {tab, clock}, mineName, pad) {
    this.#seat = seat;
    this.#tab = tab;
    this.#clock = clock;
    this.#mineName = mineName;
    this.#pad = pad;
    const values = seat.read();
    this.#proof = values && {...values, .../** @type {any} */ (seat.kept('asks'))};
    this.#mine = JSON.parse(tab.getItem(mineName) ?? '{}');
  }

  /**
   * Opens the desk of a session.
   * @param {{session: string, deviceKey: CryptoKey}} keys @param {Stores} stores
   */
  static async open({session, deviceKey}, stores) {
    const seat = await openSeat(session, stores);
    const hash = await hashOf(session);
    const pad = new Pad(seat, stores.tab, `kring.pad.${hash}`, deviceKey, stores.clock);
    await pad.open();
    return new Desk(seat, stores, `kring.mine.${hash}`, pad);
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
    this.#seat.write(values, {shared, until_ms: this.#clock.now() + unknown_ms});
    this.#seat.keep('asks', asks);
    this.#seat.keep('shared', shared || undefined);
    this.#pad.save();
  }

  /**
   * Learns from the state until when this device has a use for what is on the desk.
   * @param {View} state
   */
  lasts({purge_ms, start_ms = 0, end_ms = 0}) {
    const until_ms = purge_ms ?? Math.max(this.#clock.now(), start_ms, end_ms) + afterEnd_ms;
    // Written anew when it says something else, not at each event.
    const isNew = purge_ms === undefined ? Math.abs(until_ms - this.#until_ms) > day_ms / 24
      : until_ms !== this.#until_ms;
    if (!isNew) return;
    this.#until_ms = until_ms;
    this.#seat.until_ms = until_ms;
  }

  /**
   * Learns from a welcome which member this is.
   * @param {string} member
   */
  welcomed(member) {
    if (!this.#proof || (member === this.#proof.member && !this.#proof.name)) return;
    this.sit({member, token: this.#proof.token}, undefined, this.shared);
  }

  /**
   * The earlier meetings that are still to be brought to the lobby: names are in them, so they are sealed.
   * @returns {Met[]}
   */
  get brings() {
    return JSON.parse(this.#pad.draft(bringsName) || '[]');
  }

  /** @param {Met[]} thread */
  set brings(thread) {
    this.#pad.write('drafts', bringsName, thread.length > 0 ? JSON.stringify(thread) : '');
  }

  /** Whether nothing may stay on the device. */
  get shared() {
    return this.#seat.kept('shared') === true;
  }

  get cards() {
    return this.#pad.cards;
  }

  /** @param {Kept[]} cards */
  set cards(cards) {
    this.#pad.cards = cards;
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

  /** All drafts by key, without empty ones. */
  get drafts() {
    return this.#pad.drafts;
  }

  /** @param {string} key */
  draft(key) {
    return this.#pad.draft(key);
  }

  /** @param {string} key @param {string} text */
  setDraft(key, text) {
    this.#pad.write('drafts', key, text);
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
    this.#pad.write('notes', step, text);
  }

  /** Keeps nothing in the browser any more. */
  forget() {
    this.#seat.forget();
    this.#tab.removeItem(this.#mineName);
    this.#pad.forget();
    this.#proof = null;
  }
}
