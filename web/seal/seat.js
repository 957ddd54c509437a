// @ts-check
import {decode} from './base64url.js';
import {hashOf, secretIn} from './keys.js';

/**
 * What is kept where. The link secret: in `sessionStorage`, for this tab only. The seat (member id
 * and token, useless without the secret) and, sealed with a key of the link, own closed cards,
 * drafts and notes: in `localStorage` under a hash of the session id until the session is over, or
 * on a shared computer in `sessionStorage` too. Commands without an answer yet: in `sessionStorage`.
 *
 * @typedef {Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>} Store
 * @typedef {{member: string, token: string, claim?: string}} SeatValues
 * @typedef {{seat: SeatValues, kept: Record<string, unknown>, until_ms?: number}} Entry
 */

const secretName = 'kring.secret';
const seatPrefix = 'kring.seat.';

/**
 * Returns the storage that `get` gives. Where it is full, what is there can be read and what is
 * new lasts as long as the page; and so does everything where the browser refuses: reading
 * `window.localStorage` throws when site data is blocked.
 * @param {() => Store} get
 * @returns {{store: Store, lasting: boolean}}
 */
export function openStore(get) {
  let store;
  try {
    store = get();
    store.getItem('kring.probe');
  } catch {
    return { store: memoryStore(), lasting: false };
  }
  if (!put(store, 'kring.probe', '1')) return { store: fullStore(store), lasting: false };
  store.removeItem('kring.probe');
  return { store, lasting: true };
}

/**
 * Returns a storage in front of one that is full: what does not fit lasts as long as the page.
 * @param {Store} store
 * @returns {Store}
 */
function fullStore(store) {
  const over = memoryStore();
  return {
    getItem: (name) => over.getItem(name) ?? store.getItem(name),
    setItem: (name, value) => {
      if (put(store, name, value)) over.removeItem(name);
      else over.setItem(name, value);
    },
    removeItem: (name) => {
      over.removeItem(name);
      store.removeItem(name);
    },
    key: (place) => store.key(place),
    get length() { return store.length; },
  };
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
    key: (place) => [...values.keys()][place] ?? null,
    get length() { return values.size; },
  };
}

/**
 * Takes the secret out of the address bar, at once and before anything else is loaded, and keeps
 * it for this tab; without one, returns what the tab has kept. `damaged`: there was a fragment and
 * no secret in it; it is removed all the same, for it may be most of one. `seen`: the `#` had
 * become `%23`, as some mail filters make it, so that the secret went to the server in the request
 * and to whoever rewrote the link. To be called at the start and at every `hashchange`, since a link
 * pasted into an open tab reloads nothing.
 * @param {{location: Pick<Location, 'hash' | 'pathname' | 'search'>,
 *   history: Pick<History, 'replaceState' | 'state'>}} page
 * @param {Store} tab
 * @returns {{secret: string | null, damaged: boolean, seen: boolean}}
 */
export function takeSecret({ location, history }, tab) {
  const { hash, pathname, search } = location;
  const path = pathname + search;
  const escaped = path.search(/%23/i);
  const seen = escaped >= 0;
  if (hash.length <= 1 && !seen) return { secret: keptSecret(tab), damaged: false, seen };
  // Of a question nothing stays: the page asks none, and a filter may have put the link in it.
  const folder = seen ? pathname.replace(/%23.*$/i, '').replace(/[^/]*$/, '') : path;
  history.replaceState(history.state, '', folder);
  const secret = secretIn(hash) ?? (seen ? secretIn(path.slice(escaped)) : null);
  if (secret === null) return { secret: keptSecret(tab), damaged: true, seen };
  keepSecret(secret, tab);
  return { secret, damaged: false, seen };
}

/**
 * Forgets what this device keeps of sessions that are over, whatever page is opened; returns how
 * many seats there are in sessions that are not.
 * @param {Store} device
 * @param {number} now_ms
 * @returns {number}
 */
export function sweepSeats(device, now_ms) {
  const names = Array.from({ length: device.length }, (_, place) => device.key(place) ?? '')
    .filter((name) => name.startsWith(seatPrefix));
  const over = names.filter((name) => {
    const entry = parsed(device.getItem(name) ?? '');
    return !isEntry(entry) || (entry.until_ms ?? 0) < now_ms;
  });
  for (const name of over) device.removeItem(name);
  return names.length - over.length;
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
  return new Seat(`${seatPrefix}${await hashOf(session)}`, stores);
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
   * @param {{shared: boolean, until_ms?: number}} where `shared`: nothing may stay on the device;
   *   `until_ms`: when the session is over as far as is known
   * @returns {boolean}
   */
  write(seat, { shared, until_ms }) {
    const entry = { kept: this.#entry()?.kept ?? {}, until_ms, ...this.#entry(), seat };
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
    return this.#save({ ...entry, kept }, this.#place);
  }

  get #place() {
    return this.#stored(this.#tab) ? this.#tab : this.#device;
  }

  /** When the session is over, as far as is known; after that a visit of the site forgets it. */
  get until_ms() {
    return this.#entry()?.until_ms ?? 0;
  }

  /** @param {number} until_ms */
  set until_ms(until_ms) {
    const entry = this.#entry();
    if (entry) this.#save({ ...entry, until_ms }, this.#place);
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
