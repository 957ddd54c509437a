// @ts-check
import {decode, encode} from '../seal/base64url.js';
import {randomBytes} from '../seal/random.js';
/** @import {Clock} from '../net/connection.js' */
/** @import {Seat, Store} from '../seal/seat.js' */
/** @import {Kept} from './owncards.js' */

/**
 * @typedef {object} Leaf what is written on the pad
 * @property {Record<string, string>} drafts
 * @property {Record<string, string>} notes private ones, by step
 * @property {Kept[]} cards one's own, in sets that are still closed
 */

/** Texts are sealed at most so often, however fast somebody types. */
const every_ms = 250;

/**
 * What a person writes for themselves, kept on the device beside the seat: sealed with a key of the
 * link, so that it cannot be read there once the session is gone. What is not sealed yet waits in
 * the storage of the tab, where the secret is too, so that a reload loses no word.
 */
export class Pad {
  /** @type {Leaf} */
  #leaf = {drafts: {}, notes: {}, cards: []};
  /** What changed since it was sealed; '' for what is gone. @type {Partial<Leaf>} */
  #fresh = {};
  #seat;
  #tab;
  #name;
  #key;
  #clock;
  #busy = false;
  #isForgotten = false;
  /** @type {any} */
  #timer = null;

  /**
   * @param {Seat} seat @param {Store} tab @param {string} name under which the tab keeps what is fresh
   * @param {CryptoKey} key @param {Clock} clock
   */
  constructor(seat, tab, name, key, clock) {
    this.#seat = seat;
    this.#tab = tab;
    this.#name = name;
    this.#key = key;
    this.#clock = clock;
  }

  /** Reads what is kept; what cannot be read is as if it were not there. */
  async open() {
    const kept = await this.#unsealed();
    const fresh = parsed(this.#tab.getItem(this.#name));
    this.#leaf = {
      drafts: {...kept.drafts, ...fresh.drafts},
      notes: {...kept.notes, ...fresh.notes},
      cards: fresh.cards ?? kept.cards ?? [],
    };
    this.#fresh = fresh;
  }

  get cards() {
    return this.#leaf.cards;
  }

  set cards(cards) {
    this.#leaf.cards = cards;
    this.#fresh.cards = cards;
    this.#changed();
  }

  /** All drafts, without empty ones. */
  get drafts() {
    return filled(this.#leaf.drafts);
  }

  /** @param {string} key */
  draft(key) {
    return this.#leaf.drafts[key] ?? '';
  }

  /** The private notes by step, without empty ones. */
  get notes() {
    return filled(this.#leaf.notes);
  }

  /** @param {'drafts'|'notes'} part @param {string} key @param {string} text '' forgets it */
  write(part, key, text) {
    this.#leaf[part][key] = text;
    this.#fresh[part] = {...this.#fresh[part], [key]: text};
    this.#changed();
  }

  /** Keeps nothing in the browser any more; what is here can still be read. */
  forget() {
    this.#isForgotten = true;
    this.#fresh = {};
    this.#tab.removeItem(this.#name);
  }

  #changed() {
    if (this.#isForgotten) return;
    try {
      this.#tab.setItem(this.#name, JSON.stringify(this.#fresh));
    } catch {
      // A full tab: what is sealed below is all that stays.
    }
    this.save();
  }

  /** Seals what is fresh, now or as soon as it may; to be called when a seat was taken. */
  save() {
    if (this.#isForgotten || this.#busy || this.#timer !== null) return;
    if (Object.keys(this.#fresh).length === 0) return;
    this.#busy = true;
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = null;
      this.save();
    }, every_ms);
    const fresh = this.#fresh;
    this.#fresh = {};
    this.#sealed().then((text) => {
      this.#busy = false;
      if (!this.#seat.keep('pad', text)) this.#fresh = merged(fresh, this.#fresh);
      else if (Object.keys(this.#fresh).length === 0) this.#tab.removeItem(this.#name);
    });
  }

  async #sealed() {
    const json = new TextEncoder().encode(JSON.stringify({...this.#leaf,
      drafts: this.drafts, notes: this.notes}));
    const iv = randomBytes(12);
    const sealed = await crypto.subtle.encrypt({name: 'AES-GCM', iv}, this.#key, json);
    return `${encode(iv)}.${encode(new Uint8Array(sealed))}`;
  }

  /** @returns {Promise<Partial<Leaf>>} */
  async #unsealed() {
    const [iv, sealed] = String(this.#seat.kept('pad') ?? '').split('.').map((one) => decode(one));
    if (!iv || !sealed) return {};
    try {
      const json = await crypto.subtle.decrypt({name: 'AES-GCM', iv}, this.#key, sealed);
      return parsed(new TextDecoder().decode(json));
    } catch {
      return {};
    }
  }
}

/** @param {Record<string, string>} texts */
function filled(texts) {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''));
}

/**
 * What changed in two goes.
 * @param {Partial<Leaf>} before @param {Partial<Leaf>} after @returns {Partial<Leaf>}
 */
function merged(before, after) {
  return {...before, ...after, drafts: {...before.drafts, ...after.drafts},
    notes: {...before.notes, ...after.notes}};
}

/** @param {string|null} text @returns {any} an object, empty if the text is none */
function parsed(text) {
  try {
    const value = JSON.parse(text ?? '{}');
    return value !== null && typeof value === 'object' ? value : {};
  } catch {
    return {};
  }
}
