// @ts-check
import {Sealer, path} from '../seal/envelope.js';
import {deriveKeys} from '../seal/keys.js';
import {uuid} from '../seal/random.js';
import {Said} from './announcer.js';
import {Attendance} from './attendance.js';
import {Commands} from './commands.js';
import {createSession, fetchMethods} from './create.js';
import {Desk} from './desk.js';
import {OwnCards} from './owncards.js';
import {Scribe} from './scribe.js';
import {Texts} from './texts.js';
import {Throttle} from './throttle.js';
/** @import {View, Presence, Item, OwnCard, Moment, Problem} from './types.js' */
/** @import {Phase, Tools} from './attendance.js' */
/** @import {Status} from '../net/connection.js' */
/** @import {Stores} from './desk.js' */

/** Codes of a close after which the seat kept in this browser is of no use any more. */
const unusable = ['seat-taken', 'no-name'];

/**
 * Nobody is here yet.
 * @type {Presence}
 */
const nobody = {members: [], hands: [], door: []};

/**
 * @typedef {{desk: Desk, own: OwnCards, sealer: Sealer, texts: Texts, scribe: Scribe,
 *   attendance: Attendance}} Parts
 */

/**
 * One member of one session, for a page. Everything here is data; `change` (at most once per turn
 * of the event loop) says that some of it is new. For announcements it dispatches, with a `detail`:
 * `step` {step, visit}, `turn` {speaker, card, mine}, `chair` {chair, back, mine, lost},
 * `opened` {set, forced, problem}, `notice` {code, set, writers, minimum}, `purged` {session, …}.
 */
export class Client extends Commands {
  #secret;
  #server;
  /** @type {Tools} */
  #tools;
  /** @type {Parts|null} */
  #parts = null;
  /** @type {Promise<Parts>|null} */
  #preparing = null;
  #changeDue = false;
  /** Commands leave in the order they were given, however long sealing takes. */
  #outbox = Promise.resolve();
  #noteLine;

  /**
   * Makes a session and reserves a seat with the claim to its chair on this device.
   * @param {import('./create.js').Wishes} wishes
   * @param {{fetch: typeof fetch} & Stores} tools
   * @returns {Promise<{link: string, secret: string, session: string}>}
   */
  static async create(wishes, tools) {
    const {claim, ...made} = await createSession(wishes, tools);
    (await Desk.open(made.session, tools)).reserve(claim);
    return made;
  }

  /**
   * Fetches `{methods, frame}`.
   * @param {string} server @param {{fetch: typeof fetch}} tools
   */
  static methods(server, tools) {
    return fetchMethods(server, tools);
  }

  /** @param {{secret: string, server: string} & Tools} options `server` is `https://HOST` */
  constructor({secret, server, ...tools}) {
    super();
    this.#secret = secret;
    this.#server = server;
    this.#tools = tools;
    this.#noteLine = new Throttle(tools.clock, 2000, (text) => this.#sendNote(text));
  }

  /** The link of the session, to be copied. */
  get link() {
    return `${this.#server}/#${this.#secret}`;
  }

  /** Derives the keys and opens the desk; says whether a seat is kept in this browser. */
  async prepare() {
    this.#preparing ??= this.#prepare();
    this.#parts = await this.#preparing;
    return this.#parts.desk.seated;
  }

  /**
   * Joins under a name, or comes back to the seat kept in this browser. `lost` asks for a lost
   * seat; `shared` keeps nothing on the device. Fails with `{code: 'no-name'}` where a name is
   * needed. May be called again after the connection stopped.
   * @param {{name?: string, shared?: boolean, lost?: boolean}} [wishes]
   */
  async start(wishes = {}) {
    const {name, shared = false, lost = false} = wishes;
    const seated = await this.prepare();
    const {desk, sealer, attendance} = /** @type {Parts} */ (this.#parts);
    const useless = lost || unusable.includes(this.problem?.code ?? '');
    if (name && (useless || desk.unproved)) {
      const values = desk.draw(useless);
      const sealed = await sealer.seal({name}, values.member, path.member);
      desk.sit(values, {name: sealed, ...(lost ? {lost} : {})}, shared);
    } else if (useless || !seated) {
      throw {code: 'no-name', temporary: false};
    }
    attendance.open(`${this.#server.replace(/^http/, 'ws')}/ws`);
  }

  /** Is called when the page wakes up or the network is back. */
  wake() {
    this.#parts?.attendance.wake();
  }

  /** Leaves the connection, not the seat. */
  stop() {
    this.#parts?.attendance.stop();
  }

  // How it stands

  /**
   * The state of the session; null before the first one has come.
   * @returns {View|null}
   */
  get state() {
    return this.#parts?.attendance.follower.state ?? null;
  }

  /**
   * Who is here, ready, waiting for the floor or at the door.
   * @returns {Presence}
   */
  get presence() {
    return this.#parts?.attendance.follower.presence ?? nobody;
  }

  /** @returns {Phase} */
  get phase() {
    return this.#parts?.attendance.phase ?? 'connecting';
  }

  /** @returns {Status} */
  get connection() {
    return this.#parts?.attendance.connection ?? 'connecting';
  }

  /**
   * Why there is no connection, or why it stopped.
   * @returns {Problem|null}
   */
  get problem() {
    return this.#parts?.attendance.problem ?? null;
  }

  /** At the door: until when, and why. */
  get waiting() {
    return this.#parts?.attendance.waiting ?? null;
  }

  /** What was wrong with an opened set; stays until `forgiveOpening`. */
  get openingProblem() {
    return this.#parts?.attendance.openingProblem ?? null;
  }

  /** The receipt after a purge: {session, at_ms, events, seats}. */
  get receipt() {
    return this.#parts?.attendance.receipt ?? null;
  }

  /** The limits of the server: {members, items, text_bytes}. */
  get limits() {
    return this.#parts?.attendance.limits ?? {};
  }

  /** The id of this member, or '' before there is one. */
  get me() {
    return this.#parts?.attendance.me ?? '';
  }

  /** How many commands the server has not answered yet. */
  get unanswered() {
    return this.#parts?.attendance.unanswered ?? 0;
  }

  /** The server's time, in milliseconds since 1970. */
  now() {
    const here = this.#tools.clock.now();
    return this.#parts?.attendance.follower.now(here) ?? here;
  }

  /**
   * What the selectors of `meeting.js` read.
   * @returns {Moment|null} null without a state
   */
  moment() {
    if (!this.state) return null;
    return {state: this.state, presence: this.presence, me: this.me, now: this.now(),
      text: (item) => this.text(item), ownCards: (set) => this.ownCards(set)};
  }

  // What can be read

  /**
   * The JSON of an item; undefined while it opens, `{broken: true}` if it does not open.
   * @param {Item} item
   */
  text(item) {
    return this.#parts?.texts.item(item);
  }

  /**
   * A name, also of a newcomer; undefined while it opens.
   * @param {string} member
   */
  name(member) {
    return this.#parts?.texts.name(this.state, this.presence, member);
  }

  /**
   * The note line of a step, '' if there is none; undefined while it opens.
   * @param {string} step
   */
  note(step) {
    return this.#parts?.texts.note(this.state, step);
  }

  /**
   * One's own mark on an item, or ''.
   * @param {Item} item
   */
  markOn(item) {
    return this.#parts?.texts.mark(item) ?? '';
  }

  /**
   * The link of the call, if there is one.
   * @returns {string|undefined}
   */
  callUrl() {
    return this.#parts?.texts.callUrl(this.state);
  }

  /**
   * Whether this member wrote an item, unnamed ones of this tab included.
   * @param {Item} item
   */
  isMine(item) {
    return item.by === this.me || item.claimed === this.me
      || (this.#parts?.desk.mine.includes(item.item) ?? false);
  }

  /** Opens everything that can be read, for the report. */
  async openAll() {
    if (this.state) await this.#parts?.texts.all(this.state);
  }

  // What stays in the browser

  /**
   * One's own cards in a set that is not open yet.
   * @param {number} set @returns {OwnCard[]}
   */
  ownCards(set) {
    return this.#parts?.own.inSet(set) ?? [];
  }

  /** @param {string} key @returns {string} */
  draft(key) {
    return this.#parts?.desk.draft(key) ?? '';
  }

  /** @param {string} key @param {string} text '' forgets it */
  setDraft(key, text) {
    this.#parts?.desk.setDraft(key, text);
  }

  /**
   * The private notes by step.
   * @returns {Record<string, string>}
   */
  get privateNotes() {
    return this.#parts?.desk.notes ?? {};
  }

  /** @param {string} step @returns {string} */
  privateNote(step) {
    return this.privateNotes[step] ?? '';
  }

  /** @param {string} step @param {string} text */
  setPrivateNote(step, text) {
    this.#parts?.desk.setNote(step, text);
  }

  /** The person has seen what was wrong with an opened set. */
  forgiveOpening() {
    if (this.#parts) this.#parts.attendance.openingProblem = null;
    this.#changed();
  }

  // What is said and written

  /**
   * @override
   * @param {string} name @param {Record<string, any>} [fields] @returns {Promise<number|true>}
   */
  send(name, fields = {}) {
    return this.#post(async () => ({do: name, ...fields}));
  }

  /** Draws an id for a new item. */
  newId() {
    return uuid();
  }

  /**
   * Adds an item to a live input of the current step.
   * @param {string} input @param {Record<string, any>} json @param {string} [item]
   */
  addItem(input, json, item = uuid()) {
    const place = this.#place;
    return this.#post((scribe) => scribe.item(place, input, json, item));
  }

  /**
   * Lays a card in a closed set; it is kept here until the set ends.
   * @param {number} set @param {Record<string, any>} json
   */
  addCard(set, json) {
    return this.#post((scribe) => scribe.card(this.state, set, json, uuid()));
  }

  /**
   * Rewrites an own item or card.
   * @param {string} item @param {Record<string, any>} json
   */
  edit(item, json) {
    const version = this.state?.items.find((one) => one.item === item)?.version ?? 1;
    return this.#post((scribe) => scribe.edit(this.state, item, json, version));
  }

  /** @param {string} item an own item or card */
  withdraw(item) {
    return this.#post(async (scribe) => scribe.withdraw(item));
  }

  /**
   * Marks an item for oneself.
   * @param {Item} item @param {string} word '' takes the mark back
   */
  mark(item, word) {
    return this.#post((scribe) => scribe.mark(item, word));
  }

  /**
   * Writes the note line; of many texts in 2 s only the last one is sent.
   * @param {string} text
   */
  writeNote(text) {
    return this.#noteLine.offer(text);
  }

  /** @param {boolean} up @param {string} [item] the question, if it was typed */
  hand(up, item) {
    this.#parts?.attendance.hand(up, item);
  }

  /** @param {boolean} on in the current visit */
  ready(on) {
    this.#parts?.attendance.ready(on);
  }

  /** @param {boolean} on whether the page is in the background */
  background(on) {
    this.#parts?.attendance.background(on);
  }

  get #place() {
    return {step: this.state?.step ?? null, visit: this.state?.visit ?? 0};
  }

  /** @param {string} text */
  #sendNote(text) {
    const place = this.#place;
    return this.#post((scribe) => scribe.note(place, text));
  }

  /**
   * @param {(scribe: Scribe) => Promise<Record<string, any>>} make
   * @returns {Promise<number|true>}
   */
  async #post(make) {
    const queued = this.#outbox.then(async () => {
      if (!this.#parts) throw {code: 'stopped', temporary: false};
      const command = await make(this.#parts.scribe);
      return {answer: this.#parts.attendance.send(command)};
    });
    this.#outbox = queued.then(() => this.#changed(), () => {});
    return (await queued).answer;
  }

  /** @returns {Promise<Parts>} */
  async #prepare() {
    const keys = await deriveKeys(this.#secret);
    const desk = await Desk.open(keys.session, this.#tools);
    const own = new OwnCards(desk.cards, (cards) => { desk.cards = cards; });
    const sealer = new Sealer(keys);
    const texts = new Texts(sealer, () => this.#changed());
    const attendance = new Attendance({keys, desk, own}, this.#tools, (said) => {
      this.#changed();
      if (said) this.dispatchEvent(said);
    });
    return {desk, own, sealer, texts, attendance, scribe: new Scribe(sealer, own, texts)};
  }

  /** Lets `change` be told once in this turn of the event loop. */
  #changed() {
    if (this.#changeDue) return;
    this.#changeDue = true;
    queueMicrotask(() => {
      this.#changeDue = false;
      this.dispatchEvent(new Said('change'));
    });
  }
}
