// @ts-check
import {Sealer, path} from '../seal/envelope.js';
import {deriveKeys} from '../seal/keys.js';
import {uuid} from '../seal/random.js';
import {Said} from './announcer.js';
import {Attendance} from './attendance.js';
import {Claims} from './claims.js';
import {createSession, fetchMethod, fetchMethods, whoAnswers} from './create.js';
import {Desk} from './desk.js';
import {openStep} from './moment.js';
import {cleanName} from './names.js';
import {OwnCards} from './owncards.js';
import {Reading} from './reading.js';
import {noteName, refusedName, typedIn} from './refused.js';
import {Scribe} from './scribe.js';
import {Texts} from './texts.js';
import {Throttle} from './throttle.js';
/** @import {Item, Moment, Presence, View} from './types.js' */
/** @import {Tools} from './attendance.js' */
/** @import {Parts} from './reading.js' */
/** @import {Stores} from './desk.js' */
/** @import {Met} from './thread.js' */

/** Codes of a close after which the seat kept in this browser is of no use any more. */
const unusable = ['seat-taken', 'seat-given', 'no-name'];

/**
 * One member of one session, for a page. Everything here is data; `change` (at most once per turn
 * of the event loop) says that some of it is new. For announcements it dispatches, with a `detail`:
 * `step` {step, visit}, `turn` {speaker, card, mine}, `chair` {chair, back, mine, lost},
 * `opened` {set, forced, problem}, `notice` {code, set}, `purged` {session, …}.
 */
export class Client extends Reading {
  #secret;
  #server;
  /** @type {Tools} */
  #tools;
  /** @type {Promise<Parts>|null} */
  #preparing = null;
  #changeDue = false;
  /** What `change` last told of. @type {{state: View|null, presence: Presence|null}} */
  #told = {state: null, presence: null};
  /** Commands leave in the order they were given, however long sealing takes. */
  #outbox = Promise.resolve();
  /** One for each visit: what is typed in one step is never sent to the next. @type {Map<number, Throttle>} */
  #noteLines = new Map();

  /**
   * Makes a session and reserves a seat with the claim to its chair on this device.
   * `thread` is kept beside that seat, to be brought to the lobby.
   * @param {import('./create.js').Wishes & {thread?: Met[]}} wishes
   * @param {{fetch: typeof fetch} & Stores} tools
   * @returns {Promise<{link: string, secret: string, session: string}>}
   */
  static async create({thread, ...wishes}, tools) {
    const {claim, ...made} = await createSession(wishes, tools);
    const desk = await Desk.open(await deriveKeys(made.secret), tools);
    desk.reserve(claim);
    if (thread) desk.brings = thread;
    return made;
  }

  /**
   * Fetches `{methods, frame}`, what methods are chosen by.
   * @param {string} server @param {{fetch: typeof fetch}} tools
   */
  static methods(server, tools) {
    return fetchMethods(server, tools);
  }

  /**
   * Fetches a method file.
   * @param {string} server @param {string} id @param {{fetch: typeof fetch}} tools
   */
  static method(server, id, tools) {
    return fetchMethod(server, id, tools);
  }

  /** @param {{secret: string, server: string} & Tools} options `server` is `https://HOST/PATH` */
  constructor({secret, server, ...tools}) {
    super();
    this.#secret = secret;
    this.#server = server;
    this.#tools = tools;
  }

  /**
   * A client of another session, with the same server and the same browser.
   * @param {string} secret
   */
  another(secret) {
    return new Client({secret, server: this.#server, ...this.#tools});
  }

  /**
   * Makes another session on the same server; this one is not named to it.
   * @param {Omit<import('./create.js').Wishes, 'server'> & {thread?: Met[]}} wishes
   */
  make(wishes) {
    return Client.create({server: this.#server, ...wishes}, {fetch, ...this.#tools});
  }

  /** The link of the session, to be copied. */
  get link() {
    return `${this.#server}/#${this.#secret}`;
  }

  /** What outlives the window. */
  get device() {
    return this.#tools.device;
  }

  /** What brings back what is kept here: the `device`, the `site` around the page, or `nothing`. */
  get keeps() {
    return this.#tools.keeps ?? 'device';
  }

  /** Derives the keys and opens the desk; says whether a seat is kept in this browser. */
  async prepare() {
    this.#preparing ??= this.#prepare();
    this.parts = await this.#preparing;
    return this.parts.desk.seated;
  }

  /**
   * Asks whether there is such a session, without a seat; to be called after `prepare`. If there is
   * none, `problem` says so and `phase` is `ended`.
   */
  look() {
    this.parts?.attendance.look(this.#url);
  }

  /**
   * Joins under a name, or comes back to the seat kept in this browser. `lost` asks for a lost
   * seat; `shared` keeps nothing on the device. Fails with `{code: 'no-name'}` where a name is
   * needed, and with `bad-name` for one that others would not be shown. May be called again after
   * the connection stopped.
   * @param {{name?: string, shared?: boolean, lost?: boolean}} [wishes]
   */
  async start(wishes = {}) {
    const {name, shared = false, lost = false} = wishes;
    const seated = await this.prepare();
    const {desk, sealer, attendance} = /** @type {Parts} */ (this.parts);
    const useless = lost || unusable.includes(this.problem?.code ?? '');
    if (name && (useless || desk.unproved)) {
      const clean = cleanName(name);
      if (clean === null) throw {code: 'bad-name', temporary: false};
      const values = desk.draw(useless);
      const sealed = await sealer.seal({name: clean}, values.member, path.member);
      desk.sit(values, {name: sealed, ...(lost ? {lost} : {})}, shared);
    } else if (useless || !seated) {
      throw {code: 'no-name', temporary: false};
    }
    attendance.open(this.#url);
  }

  /**
   * Finds out, while no connection comes, what answers in its place: `kring`, so that only
   * WebSockets are held back, `other`, such as a network to log in to, or `nothing`.
   */
  whoAnswers() {
    return whoAnswers(this.#server, {fetch: this.#tools.fetch ?? fetch});
  }

  /** Is called when the page wakes up, or the network changed, went or is back. */
  wake() {
    this.parts?.attendance.wake();
  }

  /** Leaves the connection, not the seat. */
  stop() {
    this.parts?.attendance.stop();
  }

  /** Stops asking for a seat at the door: this device forgets that it did. */
  giveUp() {
    this.stop();
    this.parts?.desk.forget();
  }

  /** The server's time, in milliseconds since 1970. */
  now() {
    const here = this.#tools.clock.now();
    return this.parts?.attendance.follower.now(here) ?? here;
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

  /** @override */
  touch() {
    this.#changed();
  }

  /** The person has seen what was wrong with an opened set. */
  forgiveOpening() {
    if (this.parts) this.parts.attendance.openingProblem = null;
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
    return this.#post((scribe) => scribe.item(this.state, place, input, json, item));
  }

  /**
   * Lays a card in a closed set; it is kept here until the set ends.
   * @param {number} set @param {Record<string, any>} json
   */
  addCard(set, json) {
    return this.#post((scribe) => scribe.card(this.state, set, json));
  }

  /**
   * «Die is van mij»: shows what the id of an own card comes of.
   * @param {string} item
   */
  claim(item) {
    const nonce = this.parts?.desk.mine[item];
    return nonce ? this.send('item.claim', {item, nonce})
      : Promise.reject({code: 'no-item', temporary: false});
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
   * Writes the note line; of many texts in 2 s only the last one is sent. Until that is done, or for good
   * where it is refused, the text is among the drafts.
   * @param {string} text
   */
  async writeNote(text) {
    const place = this.#place;
    const draft = `${noteName}${place.step}`;
    const line = this.#noteLines.get(place.visit) ?? new Throttle(this.#tools.clock, 2000, (words) =>
      this.#post((scribe) => scribe.note(place, words)));
    this.#noteLines.set(place.visit, line);
    this.setDraft(draft, text);
    const answer = await line.offer(text);
    if (this.draft(draft) === text) this.setDraft(draft, '');
    return answer;
  }

  /** @param {boolean} up @param {string} [item] the question, if it was typed */
  hand(up, item) {
    this.parts?.attendance.hand(up, item);
  }

  /** @param {boolean} on in the current visit */
  ready(on) {
    this.parts?.attendance.ready(on);
  }

  /** @param {boolean} on whether the page is in the background */
  background(on) {
    this.parts?.attendance.background(on);
  }

  get #url() {
    return `${this.#server.replace(/^http/, 'ws')}/ws`;
  }

  get #place() {
    const {state} = this;
    return {step: (state && openStep({state})?.id) ?? null, visit: state?.visit ?? 0};
  }

  /**
   * Keeps the text of a refused command that an earlier page sent: its field was emptied then.
   * @param {Sealer} sealer @param {Record<string, any>} command
   */
  async #keep(sealer, command) {
    const plan = this.state?.plan;
    const text = plan ? await typedIn(sealer, plan, command) : '';
    if (text !== '') this.setDraft(`${refusedName}${command.item}`, text);
  }

  /**
   * @param {(scribe: Scribe) => Promise<Record<string, any>>} make
   * @returns {Promise<number|true>}
   */
  async #post(make) {
    const queued = this.#outbox.then(async () => {
      if (!this.parts) throw {code: 'stopped', temporary: false};
      const command = await make(this.parts.scribe);
      return {answer: this.parts.attendance.send(command)};
    });
    const sent = () => this.#changed();
    this.#outbox = queued.then(sent, sent);
    return (await queued).answer;
  }

  /** @returns {Promise<Parts>} */
  async #prepare() {
    const keys = await deriveKeys(this.#secret);
    const desk = await Desk.open(keys, this.#tools);
    const own = new OwnCards(desk.cards, (cards) => { desk.cards = cards; });
    const sealer = new Sealer(keys);
    const texts = new Texts(sealer, this.#tools.kinds, () => this.#changed());
    const attendance = new Attendance({keys, desk, own}, this.#tools, (said) => {
      this.#changed();
      if (said) this.dispatchEvent(said);
    }, (command) => this.#keep(sealer, command));
    return {desk, own, sealer, texts, attendance, scribe: new Scribe(sealer, own, texts),
      claims: new Claims(() => this.#changed())};
  }

  /**
   * Lets `change` be told once: in this turn of the event loop or, when the server brought texts,
   * as soon as all of them are open, so that a frame of many cards is one change and not many.
   */
  #changed() {
    if (this.#changeDue) return;
    this.#changeDue = true;
    queueMicrotask(() => {
      const opening = this.#openNew();
      if (opening) opening.then(() => this.#tellChange());
      else this.#tellChange();
    });
  }

  #tellChange() {
    this.#changeDue = false;
    this.dispatchEvent(new Said('change'));
  }

  /** Opens what came since the last time; null if that is open already. */
  #openNew() {
    const {state, presence} = this;
    if (state === this.#told.state && presence === this.#told.presence) return null;
    this.#told = {state, presence};
    return this.parts?.texts.all(state, presence) ?? null;
  }
}
