// @ts-check
import {Connection} from '../net/connection.js';
import {look} from '../net/look.js';
import {Said} from './announcer.js';
import {Follower} from './follower.js';
import {isLoss} from './owncards.js';
import {Gap, Newer} from './reduce.js';
import {Standing} from './standing.js';
/** @import {Clock, Status} from '../net/connection.js' */
/** @import {Keys} from '../seal/keys.js' */
/** @import {Desk} from './desk.js' */
/** @import {OwnCards, OpeningProblem} from './owncards.js' */
/** @import {Presence, Problem} from './types.js' */

/**
 * @typedef {object} Tools what is needed of the surroundings; `net/browser.js` has a browser's
 * @property {(url: string, protocol: string) => any} socket opens a WebSocket
 * @property {import('../seal/seat.js').Store} device outlives the window
 * @property {import('../seal/seat.js').Store} tab lives with the tab
 * @property {string} [keeps] what brings back what is kept: the `device`, the `site` around the
 *   page, or `nothing`
 * @property {Clock} clock
 * @property {() => Promise<import('./contents.js').InputContent>} kinds what may stand in inputs
 * @property {typeof fetch} [fetch]
 * @property {() => number} [random] from 0 to 1
 *
 * @typedef {'connecting'|'lobby'|'waiting'|'meeting'|'closed'|'ended'} Phase
 */

/** Codes of a close after which there is nothing left to come back to. */
const gone = ['purged', 'no-session'];

/** The events after which others may write closed cards, or the same in another set. */
const changesWriters = new Set(
  ['step.entered', 'presenter.called', 'member.returned', 'chair.changed', 'chair.guiding']);

/** The presence of one member in one session: comes in, follows the events, comes back. */
export class Attendance {
  follower = new Follower();
  /** @type {Status} */
  connection = 'connecting';
  /** @type {Problem|null} */
  problem = null;
  /** @type {{until_ms: number, reason: 'door'|'lost'}|null} */
  waiting = null;
  /** @type {OpeningProblem|null} */
  openingProblem = null;
  /** @type {any} */
  receipt = null;
  /** @type {Record<string, number>} */
  limits = {};
  me = '';
  #keys;
  #desk;
  #own;
  #tools;
  #tell;
  #keep;
  #standing = new Standing();
  /** @type {Connection|null} */
  #line = null;
  /** Lets go of the question whether there is such a session. */
  #lookNoMore = () => {};

  /**
   * @param {{keys: Keys, desk: Desk, own: OwnCards}} parts
   * @param {Tools} tools
   * @param {(said: Said|null) => void} tell called with an announcement, or null for any change
   * @param {(command: Record<string, any>) => void} keep called with what an earlier page sent and was refused
   */
  constructor({keys, desk, own}, tools, tell, keep) {
    this.#keys = keys;
    this.#desk = desk;
    this.#own = own;
    this.#tools = tools;
    this.#tell = tell;
    this.#keep = keep;
    this.me = desk.seated ? desk.proof?.member ?? '' : '';
  }

  /**
   * Where the session is for this member.
   * @returns {Phase}
   */
  get phase() {
    const state = this.follower.state;
    if (this.receipt || gone.includes(this.problem?.code ?? '')) return 'ended';
    if (this.waiting) return 'waiting';
    if (!state) return 'connecting';
    if (state.purge_ms !== undefined) return 'closed';
    return state.visit === 0 ? 'lobby' : 'meeting';
  }

  /** Commands without an answer. */
  get unanswered() {
    return this.#line?.unanswered.length ?? 0;
  }

  /**
   * Asks whether there is such a session, before there is a seat on the desk. If there is none, that
   * is the problem; if there is, or nothing answers, nothing changes.
   * @param {string} url `wss://HOST/ws`
   */
  look(url) {
    this.#lookNoMore = look(url, this.#tools.socket, this.#keys,
      () => this.#failed({code: 'no-session'}));
  }

  /**
   * Opens a connection for the seat on the desk.
   * @param {string} url `wss://HOST/ws`
   */
  open(url) {
    this.#lookNoMore();
    this.#line?.stop();
    this.me = this.#desk.proof?.member ?? this.me;
    this.problem = null;
    this.connection = 'connecting';
    this.#line = this.#makeLine(url);
    this.#line.open();
    this.#tell(null);
  }

  /** @param {Record<string, any>} command @returns {Promise<number|true>} */
  send(command) {
    return this.#line?.send(command) ?? Promise.reject({code: 'stopped', temporary: false});
  }

  wake() {
    this.#line?.wake();
  }

  stop() {
    this.#lookNoMore();
    this.#line?.stop();
  }

  /** @param {boolean} up @param {string} [item] */
  hand(up, item) {
    this.#line?.say(this.#standing.hand(this.#visit, up, item));
  }

  /** @param {boolean} on */
  ready(on) {
    this.#line?.say(this.#standing.ready(this.#visit, on));
  }

  /** @param {boolean} on */
  background(on) {
    this.#line?.say(this.#standing.background(on));
    if (!on) this.wake();
  }

  /** @param {string} url */
  #makeLine(url) {
    const {socket, clock, random, fetch} = this.#tools;
    const site = url.replace(/^ws/, 'http').replace(/\/ws$/, '');
    return new Connection({
      url, socket, clock, random, place: this.#desk.seat,
      // Whatever the answer is: there is one.
      isThere: fetch && (() => fetch(`${site}/`, {method: 'HEAD', cache: 'no-store'}).then(() => true)),
      hello: () => this.#hello(),
      on: {
        welcome: (welcome) => this.#welcomed(welcome),
        waiting: (waiting) => this.#set({waiting, problem: null}),
        events: (events, isFirst) => this.#received(events, !isFirst),
        presence: (presence) => this.#present(presence),
        notice: (notice) => this.#tell(new Said('notice', notice)),
        purged: (receipt) => {
          this.#set({receipt});
          this.#tell(new Said('purged', receipt));
        },
        pong: (now_ms) => this.follower.time(now_ms, clock.now()),
        answer: (command, answer, isAwaited) => {
          const isAgain = this.#own.answered(command, 'ok' in answer);
          if (!('ok' in answer) && !isAwaited && !isAgain) this.#keep(command);
          this.#tell(null);
        },
        status: (connection) => this.#set({connection}),
        problem: (problem) => this.#failed(problem),
        again: () => this.#own.again(this.#line?.unanswered ?? []),
        repeat: () => this.#standing.messages(this.#visit),
      },
    });
  }

  /** @param {Partial<Attendance>} change */
  #set(change) {
    Object.assign(this, change);
    this.#tell(null);
  }

  #hello() {
    const {session, joinKey} = this.#keys;
    const {claim, name, ...proof} = this.#desk.proof ?? {};
    return {session, joinKey, ...proof, ...(name ? {name} : {}), ...(name && claim ? {claim} : {}),
      ...this.follower.resume()};
  }

  /** @param {any} welcome */
  #welcomed(welcome) {
    this.#desk.welcomed(welcome.member);
    this.#standing.welcomed();
    this.#own.welcomed(welcome.epoch);
    this.follower.welcome(welcome, this.#tools.clock.now());
    this.#set({me: welcome.member, limits: welcome.limits ?? {}, waiting: null, problem: null});
  }

  /** @param {any[]} events @param {boolean} whole whether the state was whole before them */
  #received(events, whole) {
    try {
      const before = this.follower.state;
      const {said, opened} = this.follower.frame(events, this.me);
      this.#standing.events(events, before, this.me, whole);
      this.#tell(null);
      for (const one of said) this.#tell(one);
      this.#look(opened);
      if (whole && events.some((one) => one.view || changesWriters.has(one.event))) this.#layAgain();
    } catch (error) {
      if (error instanceof Gap) this.#line?.resync();
      else if (error instanceof Newer) this.#line?.stop({code: 'newer', event: error.event});
      else throw error;
    }
  }

  /** What this run of the server did not take before, it may take now: also what is on its way. */
  #layAgain() {
    for (const command of this.#own.again([])) {
      this.send(command).catch(() => null); // what is refused is seen at the opening
    }
  }

  /**
   * Checks what was opened, and lets go of own cards whose set has ended.
   * @param {{set: number, forced: boolean, live: boolean}[]} opened
   */
  #look(opened) {
    const {state} = this.follower;
    if (!state) return;
    this.#desk.lasts(state);
    const {problems, mine, lost} = this.#own.settle(state, opened.map(({set}) => set));
    if (mine.length > 0) {
      const proofs = mine.map(({item, nonce}) => [item, nonce]);
      this.#desk.mine = {...this.#desk.mine, ...Object.fromEntries(proofs)};
    }
    for (const {item, confirmed} of lost) this.#keep({do: 'item.add', item, envelope: confirmed});
    if (problems.length > 0) this.#set({openingProblem: problems.find((one) => !isLoss(one)) ?? problems[0]});
    for (const {set, forced, live} of opened) {
      const problem = problems.find((one) => one.set === set) ?? null;
      if (live || problem) this.#tell(new Said('opened', {set, forced, problem}));
    }
  }

  /** @param {Presence} presence */
  #present(presence) {
    this.follower.presence = presence;
    this.#standing.presence(presence, this.me);
    this.#tell(null);
  }

  get #visit() {
    return this.follower.state?.visit ?? 0;
  }

  /** @param {Problem} problem */
  #failed(problem) {
    if (gone.includes(problem.code)) this.#desk.forget();
    this.#set({problem: problem.code === 'stopped' ? null : problem, waiting: null});
  }
}
