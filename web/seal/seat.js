// @ts-check
import {decode} from './base64url.js';
import {hashOf, secretIn} from './keys.js';

/**
 * What is kept where. The link secret: in `sessionStorage`, for this tab only. The seat (member id
 * and token, useless without the secret) and the own closed cards: in `localStorage` under a hash
 * of the session id until the purge, or on a shared computer in `sessionStorage` too. Commands
 * without an answer yet: in `sessionStorage`.
 *
 * @typedef {Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>} Store
 * @typedef {{member: string, token: string, claim?: string}} SeatValues
 * @typedef {{seat: SeatValues, kept: Record<string, unknown>}} Entry
 */

const secretName = 'kring.secret';

/**
 * Returns the storage that `get` gives, or one that lasts as long as the page where the browser
 * refuses: reading `window.localStorage` throws when site data is blocked.
 * @param {() => Store} get
 * @returns {{store: Store, lasting: boolean}}
 */
export function openStore(get) {
  try {
    const store = get();
    store.setItem('kring.probe', '1');
    store.removeItem('kring.probe');
    return { store, lasting: true };
  } catch {
    return { store: memoryStore(), lasting: false };
  }
}

/**
 * Returns a storage that is gone with the page.
 * @returns {Store}
 */
export function memoryStore() {
  /** @type {Map<string, string>} */
  const values = new Map();
  return {
    getItem: (name) => values.get(name) ?? null,
    setItem: (name, value) => void values.set(name, value),
    removeItem: (name) => void values.delete(name),
  };
}

/**
 * Takes the secret out of the address bar, at once and before anything else is loaded, and keeps
 * it for this tab; without a fragment, returns what the tab has kept. `damaged`: there was a
 * fragment and it was no secret; it is removed all the same, for it may be most of one. To be
 * called at the start and at every `hashchange`, since a link pasted into an open tab reloads
 * nothing.
 * @param {{location: Pick<Location, 'hash' | 'pathname' | 'search'>,
 *   history: Pick<History, 'replaceState' | 'state'>}} page
 * @param {Store} tab
 * @returns {{secret: string | null, damaged: boolean}}
 */
export function takeSecret({ location, history }, tab) {
  const fragment = location.hash;
  if (fragment.length <= 1) return { secret: keptSecret(tab), damaged: false };
  history.replaceState(history.state, '', location.pathname + location.search);
  const secret = secretIn(fragment);
  if (secret === null) return { secret: keptSecret(tab), damaged: true };
  keepSecret(secret, tab);
  return { secret, damaged: false };
}

/**
 * Keeps a secret for this tab; for the maker of a session, who has no link to open.
 * @param {string} secret
 * @param {Store} tab
 */
export function keepSecret(secret, tab) {
  put(tab, secretName, secret);
}

/**
 * Forgets the secret of this tab.
 * @param {Store} tab
 */
export function forgetSecret(tab) {
  tab.removeItem(secretName);
}

/** @param {Store} tab */
function keptSecret(tab) {
  const secret = tab.getItem(secretName);
  return secret === null ? null : secretIn(secret);
}

/**
 * Opens what this browser keeps of a session.
 * @param {string} session the session's id, base64url
 * @param {{tab: Store, device: Store}} stores
 * @returns {Promise<Seat>}
 */
export async function openSeat(session, stores) {
  return new Seat(`kring.seat.${await hashOf(session)}`, stores);
}

/** A seat in one session, as this browser keeps it. */
export class Seat {
  #name;
  #tab;
  #device;

  /**
   * @param {string} name
   * @param {{tab: Store, device: Store}} stores
   */
  constructor(name, { tab, device }) {
    this.#name = name;
    this.#tab = tab;
    this.#device = device;
  }

  /**
   * Returns the seat, or `null` if there is none or it cannot be read.
   * @returns {SeatValues | null}
   */
  read() {
    return this.#entry()?.seat ?? null;
  }

  /**
   * Keeps a seat; to be done before the first hello, so that a lost answer costs nothing. What was
   * kept beside an earlier seat of this session stays. Returns whether it outlasts the page.
   * @param {SeatValues} seat
   * @param {{shared: boolean}} where `shared`: nothing may stay on the device
   * @returns {boolean}
   */
  write(seat, { shared }) {
    const entry = { seat, kept: this.#entry()?.kept ?? {} };
    return this.#save(entry, shared ? this.#tab : this.#device);
  }

  /**
   * Returns a value kept beside the seat, or `undefined`.
   * @param {string} name
   * @returns {unknown}
   */
  kept(name) {
    return this.#entry()?.kept[name];
  }

  /**
   * Keeps a value beside the seat, in the same place and as long; `undefined` removes it. Returns
   * `false` if there is no seat or no room.
   * @param {string} name
   * @param {unknown} value
   * @returns {boolean}
   */
  keep(name, value) {
    const entry = this.#entry();
    if (entry === null) return false;
    const kept = { ...entry.kept, [name]: value };
    return this.#save({ ...entry, kept }, this.#stored(this.#tab) ? this.#tab : this.#device);
  }

  /**
   * Returns the value of this tab: the commands that have no answer yet.
   * @returns {unknown}
   */
  get pending() {
    const text = this.#tab.getItem(`${this.#name}.pending`);
    return text === null ? undefined : parsed(text);
  }

  /** @param {unknown} value `undefined` removes it */
  set pending(value) {
    const name = `${this.#name}.pending`;
    if (value === undefined) this.#tab.removeItem(name);
    else put(this.#tab, name, JSON.stringify(value));
  }

  /** Forgets all there is of this session but the secret: after the purge, or on request. */
  forget() {
    this.#tab.removeItem(this.#name);
    this.#tab.removeItem(`${this.#name}.pending`);
    this.#device.removeItem(this.#name);
  }

  /** @returns {Entry | null} */
  #entry() {
    return this.#stored(this.#tab) ?? this.#stored(this.#device);
  }

  /**
   * @param {Store} store
   * @returns {Entry | null}
   */
  #stored(store) {
    const text = store.getItem(this.#name);
    const entry = text === null ? null : parsed(text);
    return isEntry(entry) ? entry : null;
  }

  /**
   * @param {Entry} entry
   * @param {Store} store
   */
  #save(entry, store) {
    const text = JSON.stringify(entry);
    const tab = this.#tab;
    const saved = [store, tab].find((each) => put(each, this.#name, text));
    if (saved === undefined) return false;
    (saved === tab ? this.#device : tab).removeItem(this.#name);
    return saved === store;
  }
}

/**
 * A full or refusing storage is an answer, not a fault.
 * @param {Store} store
 * @param {string} name
 * @param {string} value
 */
function put(store, name, value) {
  try {
    store.setItem(name, value);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {string} text
 * @returns {unknown}
 */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * @param {any} value
 * @returns {value is Entry}
 */
function isEntry(value) {
  return typeof value?.seat?.member === 'string' && typeof value.seat.token === 'string'
    && decode(value.seat.token)?.length === 32
    && typeof value.kept === 'object' && value.kept !== null;
}
