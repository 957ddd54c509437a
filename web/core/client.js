// @ts-check
import {deriveKeys} from '../seal/keys.js';
import {Sealer, path} from '../seal/envelope.js';
import {token, uuid} from '../seal/random.js';
import {Connection} from '../net/connection.js';
import {Said} from './announcer.js';
import {Commands} from './commands.js';
import {createSession, fetchMethods} from './create.js';
import {OwnCards} from './owncards.js';
import {Desk} from './desk.js';
import {Follower} from './follower.js';
import {Gap, Newer} from './reduce.js';
import {Scribe} from './scribe.js';
import {Texts} from './texts.js';
import {Throttle} from './throttle.js';
/** @import {Presence, Item, OwnCard, Moment, Problem} from './types.js' */
/** @import {Clock, Status} from '../net/connection.js' */

/**
 * @typedef {object} Tools what the client needs of its surroundings; `net/browser.js` has a browser's
 * @property {(url: string, protocol: string) => any} socket opens a WebSocket
 * @property {Storage} local outlives the window
 * @property {Storage} session lives with the tab
 * @property {Clock} clock
 * @property {() => number} [random] from 0 to 1
 *
 * @typedef {'connecting'|'lobby'|'waiting'|'meeting'|'closed'|'ended'} Phase
 * @typedef {import('./owncards.js').OpeningProblem} OpeningProblem
 */

/**
 * One member of one session, for a page. Everything here is data; `change` (at most once per turn
 * of the event loop) says that some of it is new. For announcements it dispatches, with a `detail`:
 * `step` {step, visit}, `turn` {speaker, card, mine}, `chair` {chair, back, mine, lost},
 * `opened` {set, forced, problem}, `notice` {code, set, writers, minimum}, `purged` {session, …}.
 */
export class Client extends Commands {
  /** @type {Status} */
  connection = 'connecting';
  /** Why there is no connection, or why it stopped. @type {Problem|null} */
  problem = null;
  /** At the door: until when and why. @type {{until_ms: number, reason: 'door'|'lost'}|null} */
  waiting = null;
  /** What was wrong with an opened set; it stays until `forgiveOpening`. @type {OpeningProblem|null} */
  openingProblem = null;
  /** The receipt after a purge. @type {any} */
  receipt = null;
  /** The limits of the server. @type {{members?: number, items?: number, text_bytes?: number}} */
  limits = {};

  #secret;
  #server;
  /** @type {Tools} */
  #tools;
  /** @type {import('../seal/keys.js').Keys|null} */
  #keys = null;
  #follower = new Follower();
  /** @type {Sealer|null} */
  #sealer = null;
  /** @type {Texts|null} */
  #texts = null;
  /** @type {Desk|null} */
  #desk = null;
  /** @type {OwnCards|null} */
  #own = null;
  /** @type {Scribe|null} */
  #scribe = null;
  /** @type {Connection|null} */
  #line = null;
  #lastMe = '';
  /** What is said again after each welcome. @type {{up: boolean, item?: string}} */
  #hand = {up: false};
  #readyVisit = -1;
  #background = false;
  #changeDue = false;
  /** Commands leave in the order they were given, however long sealing takes. */
  #outbox = Promise.resolve();
  #noteLine;

  /**
   * Makes a session and remembers the claim to its chair; see `create.js` for the wishes.
   * @param {import('./create.js').Wishes} wishes
   * @param {{fetch: typeof fetch, local: Storage}} tools
   * @returns {Promise<{link: string, secret: string, session: string}>}
   */
  static async create(wishes, tools) {
    const {claim, ...made} = await createSession(wishes, tools);
    await Desk.keepClaim(tools.local, made.session, claim);
    return made;
  }

  /** Fetches `{methods, frame}`. @param {string} server @param {{fetch: typeof fetch}} tools */
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

  /** The id of this member, or '' before there is one. */
  get me() {
    return this.#desk?.seat?.member ?? this.#lastMe;
  }

  /** Where the session is for this member. @returns {Phase} */
  get phase() {
    if (this.receipt || ['purged', 'no-session'].includes(this.problem?.code ?? '')) return 'ended';
    if (this.waiting) return 'waiting';
    if (!this.state) return 'connecting';
    if (this.state.purge_ms !== undefined) return 'closed';
    return this.state.visit === 0 ? 'lobby' : 'meeting';
  }

  /** The server's time, in milliseconds since 1970. */
  now() {
    return this.#follower.now(this.#tools.clock.now());
  }

  /** Derives the keys and looks for a seat kept on this device; says whether there is one. */
  async prepare() {
    if (!this.#desk) {
      this.#keys = await deriveKeys(this.#secret);
      this.#sealer = new Sealer(this.#keys);
      this.#texts = new Texts(this.#sealer, () => this.#changed());
      const desk = await Desk.open(this.#tools, this.#keys.session);
      this.#own = new OwnCards(() => desk.cards, (cards) => { desk.cards = cards; });
      this.#scribe = new Scribe(this.#sealer, this.#own, this.#texts);
      this.#desk = desk;
    }
    return this.#desk.seat !== null;
  }

  /**
   * Joins under a name, or comes back to the seat kept on this device. `lost` asks for a lost seat.
   * Fails with `{code: 'no-name'}` without a seat and a name.
   * @param {{name?: string, shared?: boolean, lost?: boolean}} [wishes]
   */
  async start({name, shared = false, lost = false} = {}) {
    const seated = await this.prepare();
    const desk = /** @type {Desk} */ (this.#desk);
    if (lost || !seated) {
      if (!name) throw {code: 'no-name', temporary: false};
      const member = uuid();
      const sealed = await /** @type {Sealer} */ (this.#sealer).seal({name}, member, path.member);
      desk.sit({member, token: token(), name: sealed, ...(lost ? {lost} : {})}, shared);
    }
    this.#line?.stop();
    this.#line = this.#makeLine(desk);
    this.problem = null;
    this.connection = 'connecting';
    this.#line.open();
    this.#changed();
  }

  /** Is called when the page wakes up or the network is back. */
  wake() {
    this.#line?.wake();
  }

  /** Leaves the connection, not the seat. */
  stop() {
    this.#line?.stop();
  }

  /** The commands that the server has not answered yet. */
  get unanswered() {
    return this.#line?.unanswered.length ?? 0;
  }

  // What can be read

  /** Who is here, ready, waiting for the floor or at the door. @returns {Presence} */
  get presence() {
    return this.#follower.presence;
  }

  /**
   * The JSON of an item; undefined while it opens, `{broken: true}` if it does not open.
   * @param {Item} item
   */
  text(item) {
    return this.#texts?.item(item);
  }

  /** A name, also of a newcomer; undefined while it opens. @param {string} member */
  name(member) {
    return this.#texts?.name(this.state, this.presence, member);
  }

  /** The shared note line of a step; undefined while it opens. @param {string} step */
  note(step) {
    return this.#texts?.note(this.state, step);
  }

  /** One's own mark on an item, or ''. @param {Item} item */
  markOn(item) {
    return this.#texts?.mark(item) ?? '';
  }

  /** The link of the call, if there is one. @returns {string|undefined} */
  callUrl() {
    return this.#texts?.callUrl(this.state);
  }

  /** Whether this member wrote an item, unnamed ones of this tab included. @param {Item} item */
  isMine(item) {
    return item.by === this.me || item.claimed === this.me
      || (this.#desk?.mine.includes(item.item) ?? false);
  }

  /** Opens everything that can be read, for the report. */
  async openAll() {
    if (this.state) await this.#texts?.all(this.state);
  }

  /** What the selectors of `meeting.js` read. @returns {Moment|null} `null` without a state */
  moment() {
    if (!this.state) return null;
    return {state: this.state, presence: this.presence, me: this.me, now: this.now(),
      text: (item) => this.text(item), ownCards: (set) => this.ownCards(set)};
  }

  // What stays on the device

  /** One's own cards in a set that is not open yet. @param {number} set @returns {OwnCard[]} */
  ownCards(set) {
    return this.#own?.inSet(set) ?? [];
  }

  /** @param {string} key @returns {string} */
  draft(key) {
    return this.#desk?.draft(key) ?? '';
  }

  /** @param {string} key @param {string} text '' forgets it */
  setDraft(key, text) {
    this.#desk?.setDraft(key, text);
  }

  /** @param {string} step @returns {string} */
  privateNote(step) {
    return this.#desk?.notes[step] ?? '';
  }

  /** @param {string} step @param {string} text */
  setPrivateNote(step, text) {
    this.#desk?.setNote(step, text);
  }

  /** The person has seen what was wrong with an opened set. */
  forgiveOpening() {
    this.openingProblem = null;
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

  /** Rewrites an own item or card. @param {string} item @param {Record<string, any>} json */
  edit(item, json) {
    const version = this.state?.items.find((one) => one.item === item)?.version ?? 1;
    return this.#post((scribe) => scribe.edit(this.state, item, json, version));
  }

  /** @param {string} item an own item or card */
  withdraw(item) {
    return this.#post(async (scribe) => scribe.withdraw(item));
  }

  /** Marks an item for oneself. @param {Item} item @param {string} word '' takes the mark back */
  mark(item, word) {
    return this.#post((scribe) => scribe.mark(item, word));
  }

  /** Writes the note line; of many texts in 2 s only the last one is sent. @param {string} text */
  writeNote(text) {
    return this.#noteLine.offer(text);
  }

  /** @param {boolean} up @param {string} [item] the question, if it was typed */
  hand(up, item) {
    this.#hand = up ? {up, ...(item ? {item} : {})} : {up};
    this.#line?.say({do: 'hand', ...this.#hand});
  }

  /** @param {boolean} on for the current visit */
  ready(on) {
    const visit = this.state?.visit ?? 0;
    this.#readyVisit = on ? visit : -1;
    this.#line?.say({do: 'ready', visit, ready: on});
  }

  /** @param {boolean} on whether the page is in the background */
  background(on) {
    this.#background = on;
    this.#line?.say({do: 'background', background: on});
    if (!on) this.wake();
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
      if (!this.#line || !this.#scribe) throw {code: 'stopped', temporary: false};
      const command = await make(this.#scribe);
      return {answer: this.#line.send(command)};
    });
    this.#outbox = queued.then(() => {}, () => {});
    this.#outbox.then(() => this.#changed());
    return (await queued).answer;
  }

  /** @param {Desk} desk */
  #makeLine(desk) {
    return new Connection({
      url: `${this.#server.replace(/^http/, 'ws')}/ws`,
      socket: this.#tools.socket,
      storage: this.#tools.session,
      key: desk.queueKey,
      clock: this.#tools.clock,
      random: this.#tools.random,
      hello: () => this.#hello(desk),
      on: {
        welcome: (welcome) => this.#welcomed(desk, welcome),
        waiting: (waiting) => {
          this.waiting = waiting;
          this.problem = null;
          this.#changed();
        },
        events: (events) => this.#received(events),
        presence: (presence) => this.#present(presence),
        notice: (notice) => this.dispatchEvent(new Said('notice', notice)),
        purged: (receipt) => {
          this.receipt = receipt;
          this.dispatchEvent(new Said('purged', receipt));
          this.#changed();
        },
        pong: (now_ms) => this.#follower.time(now_ms, this.#tools.clock.now()),
        answer: (command, answer) => {
          this.#own?.answered(command, 'ok' in answer);
          this.#changed();
        },
        status: (status) => {
          this.connection = status;
          this.#changed();
        },
        problem: (problem) => this.#failed(desk, problem),
        repeat: () => this.#repeated(),
      },
    });
  }

  /** @param {Desk} desk */
  #hello(desk) {
    const {member, token: proof, name, lost} = /** @type {import('./desk.js').Seat} */ (desk.seat);
    const {session, joinKey} = /** @type {import('../seal/keys.js').Keys} */ (this.#keys);
    const claim = name ? desk.claim : undefined;
    return {session, joinKey, member, token: proof, ...(name ? {name} : {}),
      ...(claim ? {claim} : {}), ...(lost ? {lost} : {}), ...this.#follower.resume()};
  }

  /** @param {Desk} desk @param {any} welcome */
  #welcomed(desk, welcome) {
    desk.welcomed(welcome.member);
    this.#lastMe = welcome.member;
    this.#follower.welcome(welcome, this.#tools.clock.now());
    this.limits = welcome.limits ?? {};
    this.waiting = null;
    this.problem = null;
    this.#changed();
  }

  /** @param {any[]} events */
  #received(events) {
    try {
      const {said, opened} = this.#follower.frame(events, this.me);
      this.state = this.#follower.state;
      for (const one of said) this.dispatchEvent(one);
      this.#look(opened);
    } catch (error) {
      if (error instanceof Gap) this.#line?.resync();
      else if (error instanceof Newer) this.#line?.stop({code: 'newer', event: error.event});
      else throw error;
    }
    this.#changed();
  }

  /** Checks what was opened, and forgets own cards of sets that ended.
   * @param {{set: number, forced: boolean, live: boolean}[]} opened */
  #look(opened) {
    if (!this.state || !this.#own || !this.#desk) return;
    const {problems, mine} = this.#own.settle(this.state, opened.map(({set}) => set));
    if (mine.length > 0) this.#desk.mine = [...this.#desk.mine, ...mine];
    if (problems.length > 0) this.openingProblem = problems[0];
    for (const {set, forced, live} of opened) {
      const problem = problems.find((one) => one.set === set) ?? null;
      if (live || problem) this.dispatchEvent(new Said('opened', {set, forced, problem}));
    }
  }

  /** @param {Presence} presence */
  #present(presence) {
    this.#follower.presence = presence;
    const hand = presence.hands.find((one) => one.member === this.me);
    this.#hand = hand ? {up: true, ...(hand.item ? {item: hand.item} : {})} : {up: false};
    this.#changed();
  }

  #repeated() {
    const visit = this.state?.visit ?? 0;
    return [
      ...(this.#hand.up ? [{do: 'hand', ...this.#hand}] : []),
      ...(this.#readyVisit === visit ? [{do: 'ready', visit, ready: true}] : []),
      ...(this.#background ? [{do: 'background', background: true}] : []),
    ];
  }

  /** @param {Desk} desk @param {Problem} problem */
  #failed(desk, problem) {
    this.problem = problem.code === 'stopped' ? null : problem;
    this.waiting = null;
    if (problem.code === 'purged' || problem.code === 'no-session') {
      this.#lastMe = this.me;
      desk.clear();
    }
    this.#changed();
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
