// @ts-check
import {afterClose, backOff_ms} from './closes.js';
import {Moves} from './moves.js';
import {CommandQueue} from './queue.js';
import {Pace} from './pace.js';

/**
 * @typedef {object} Clock
 * @property {() => number} now milliseconds since 1970
 * @property {(body: () => void, ms: number) => any} setTimeout
 * @property {(timer: any) => void} clearTimeout
 *
 * @typedef {object} Options
 * @property {string} url `wss://HOST/ws`
 * @property {(url: string, protocol: string) => any} socket opens a WebSocket
 * @property {{pending: unknown}} place where the tab keeps unanswered commands
 * @property {Clock} clock
 * @property {() => number} [random] from 0 to 1
 * @property {() => Promise<boolean>} [isThere] asks over HTTP whether the server can be reached
 * @property {() => Record<string, any>} hello the first message, asked anew for each connection
 * @property {Partial<Handlers>} on
 *
 * @typedef {object} Handlers
 * @property {(welcome: any) => void} welcome
 * @property {(waiting: any) => void} waiting
 * @property {(events: any[], first: boolean) => void} events `first` after a welcome: whole again
 * @property {(presence: any) => void} presence
 * @property {(notice: any) => void} notice
 * @property {(receipt: any) => void} purged
 * @property {(now_ms: number) => void} pong
 * @property {(command: Record<string, any>, answer: any, isAwaited: boolean) => void} answer also of earlier
 *   pages, which nobody awaits
 * @property {(status: Status) => void} status
 * @property {(problem: {code: string, [more: string]: any}) => void} problem
 * @property {() => Record<string, any>[]} again commands to be carried out before those without an answer
 * @property {() => Record<string, any>[]} repeat presence to say again after a welcome
 *
 * @typedef {'connecting'|'open'|'offline'|'stopped'} Status
 */

/** What is sent but never answered. */
const presence = new Set(['ping', 'hand', 'ready', 'background']);

/** How long an attempt to come in may take, and an answer to a ping. */
const attempt_ms = 15_000;
const pongWait_ms = 5_000;
/** How long nothing may come after a command before the server is asked for a sign of life. */
const answerWait_ms = 4_000;
const stable_ms = 15_000;
/** A move that takes no longer is shown to nobody. */
const unseen_ms = 1_000;
/** How many attempts in a row HTTP may take the place of: something between may block it alone. */
const mostAsked = 3;

/**
 * One member's connection: comes back by itself, loses no command and repeats none in another
 * order. It knows frames and close codes, not what the events mean.
 */
export class Connection {
  /** @type {Status} */
  status = 'connecting';
  #options;
  #on;
  #queue;
  #pace;
  #moves = new Moves();
  /** Shows that there is no connection, if a move takes longer. @type {any} */
  #unseen = null;
  /** @type {Map<number, {resolve: (value: any) => void, reject: (problem: any) => void}>} */
  #promises = new Map();
  /** @type {any} */
  #socket = null;
  #welcomed = false;
  #whole = false;
  #welcomed_ms = 0;
  #attempt = 0;
  /** Whether the last WebSocket did not even open. */
  #isMissed = false;
  /** How often in a row HTTP said that the server cannot be reached. */
  #asked = 0;
  /** The question over HTTP whose answer is awaited. @type {object|null} */
  #question = null;
  /** @type {number|null} */
  #drain_ms = null;
  /** @type {any} */
  #retry = null;
  /** @type {any} */
  #watch = null;
  #watchEnds_ms = 0;
  #heartbeat_ms = 25_000;
  /** @type {{code: string, [more: string]: any}|null} */
  #error = null;

  /** @param {Options} options */
  constructor(options) {
    this.#options = options;
    this.#on = options.on;
    this.#queue = new CommandQueue(options.place);
    this.#pace = new Pace(options.clock, (frame) => this.#write(frame));
  }

  /** The commands without an answer, in order. */
  get unanswered() {
    return this.#queue.all;
  }

  /** Opens the first connection. */
  open() {
    this.#connect();
  }

  /**
   * Sends a command; it is kept until it is answered, over reconnects and reloads.
   * Resolves with a `seq` or `true`, rejects with `{code, temporary, …}`.
   * @param {Record<string, any>} command with its `do`
   * @returns {Promise<number|true>}
   */
  send(command) {
    if (this.status === 'stopped') return Promise.reject({code: 'stopped', temporary: false});
    const kept = this.#queue.add(command);
    const answer = new Promise((resolve, reject) => {
      this.#promises.set(kept.ref, {resolve, reject});
    });
    if (this.#welcomed) {
      this.#pace.send(kept);
      this.#expectWithin(answerWait_ms);
    }
    return answer;
  }

  /**
   * Says something about presence now; nothing is kept for later.
   * @param {Record<string, any>} message
   */
  say(message) {
    if (this.#welcomed && presence.has(message.do)) this.#pace.send(message);
  }

  /**
   * Is called when the page wakes up, or the network changed or went: finds out whether the
   * connection still works, within some seconds. What failed before says nothing about what is
   * there now, so pauses are short again: that the connection is lost may be noticed only later.
   */
  wake() {
    if (this.status === 'stopped') return;
    this.#attempt = 0;
    this.#moves.settled();
    if (this.#retry !== null || this.#question !== null) {
      this.#connect();
    } else if (this.#welcomed) {
      this.#ping();
    } else {
      this.#expectWithin(pongWait_ms);
    }
  }

  /** Drops the connection and comes back; `hello` then asks for the whole state. */
  resync() {
    if (this.status === 'stopped') return;
    this.#drop(1000);
    this.#again('gap');
  }

  /**
   * Ends for good; what is unanswered stays for the next one.
   * @param {{code: string, [more: string]: any}} [problem]
   */
  stop(problem = {code: 'stopped'}) {
    if (this.status === 'stopped') return;
    this.#drop(1000);
    this.#end(problem);
  }

  #connect() {
    this.#clear();
    this.#error = null;
    this.#drain_ms = null;
    if (this.#options.isThere && this.#isMissed && this.#asked < mostAsked) this.#ask();
    else this.#dial();
  }

  /**
   * Tries over HTTP first where no WebSocket opened. Firefox holds back each WebSocket to a server
   * after those that failed, up to a minute, also when the network is there again
   * (`FailDelayManager` in its `WebSocketChannel.cpp`); requests over HTTP do not count.
   */
  #ask() {
    const question = {};
    this.#question = question;
    this.#asked += 1;
    this.#expect(attempt_ms);
    this.#options.isThere?.().catch(() => false).then((isThere) => {
      if (question !== this.#question) return;
      this.#clear();
      if (isThere) this.#dial();
      else this.#again('lost');
    });
  }

  #dial() {
    const socket = this.#options.socket(this.#moves.address(this.#options.url), 'kring.1');
    this.#socket = socket;
    this.#isMissed = true;
    this.#asked = 0;
    this.#expect(attempt_ms);
    socket.onopen = () => {
      if (socket !== this.#socket) return;
      this.#isMissed = false;
      this.#write({do: 'hello', kring: 1, ...this.#options.hello()});
      this.#expect(attempt_ms);
    };
    socket.onmessage = (/** @type {{data: any}} */ message) => {
      if (socket === this.#socket) this.#receive(JSON.parse(message.data));
    };
    socket.onerror = () => {};
    socket.onclose = (/** @type {{code: number, reason: string}} */ close) => {
      if (socket === this.#socket) this.#closed(close.code, close.reason);
    };
  }

  /** @param {any} message */
  #receive(message) {
    this.#heard();
    if (message.events) this.#events(message.events);
    else if ('view' in message) this.#events([message]);
    else if (message.presence) {
      this.#repeat(); // no events came after the welcome: nothing was missed
      this.#on.presence?.(message.presence);
    } else if ('ref' in message && !message.error) this.#answered(message);
    else if ('pong' in message) this.#on.pong?.(message.pong);
    else if (message.welcome) this.#welcome(message.welcome);
    else if (message.waiting) {
      this.#setStatus('open');
      this.#on.waiting?.(message.waiting);
    } else if (message.notice) this.#on.notice?.(message.notice);
    else if (message.drain) this.#drain_ms = message.drain.reconnect_ms;
    else if (message.purged) this.#on.purged?.(message.purged);
    else if (message.error) this.#error = message.error;
  }

  /** @param {any} welcome */
  #welcome(welcome) {
    this.#welcomed = true;
    this.#whole = false;
    this.#welcomed_ms = this.#options.clock.now();
    this.#heartbeat_ms = welcome.heartbeat_ms ?? this.#heartbeat_ms;
    this.#setStatus('open');
    this.#on.welcome?.(welcome);
    this.#queue.addFirst(this.#on.again?.() ?? []);
    for (const command of this.#queue.all) this.#pace.send(command);
    this.#expect(this.#heartbeat_ms);
  }

  /** @param {any[]} events */
  #events(events) {
    this.#on.events?.(events, !this.#whole);
    this.#repeat();
  }

  /** Says presence again, once the state is whole after a welcome. */
  #repeat() {
    if (this.#whole || !this.#welcomed) return;
    this.#whole = true;
    for (const message of this.#on.repeat?.() ?? []) this.say(message);
  }

  /** @param {any} answer */
  #answered(answer) {
    const command = this.#queue.take(answer.ref);
    if (!command) return;
    const promise = this.#promises.get(answer.ref);
    this.#promises.delete(answer.ref);
    this.#on.answer?.(command, answer, promise !== undefined);
    // An answer that says something tells all of it.
    if ('ok' in answer) promise?.resolve('statement' in answer ? answer : answer.ok);
    else promise?.reject(answer.rejected);
  }

  /** @param {number} close @param {string} reason */
  #closed(close, reason) {
    const error = this.#error;
    const after = afterClose(close, error?.code ?? reason);
    this.#socket = null;
    const lasted_ms = this.#options.clock.now() - this.#welcomed_ms;
    if (!this.#welcomed) this.#moves.failed();
    else if (lasted_ms >= stable_ms) {
      this.#attempt = 0;
      this.#moves.settled();
    }
    this.#clear();
    if (after.act === 'stop') this.#end({...error, code: after.code});
    else if (after.act === 'back-off') this.#again(after.code);
    else if (this.#drain_ms !== null) this.#again(after.code, this.#drain_ms);
    else if (this.#moves.take(error?.node)) this.#move();
    else this.#again(after.code);
  }

  /** Goes where the session is served now. */
  #move() {
    this.#unseen ??= this.#options.clock.setTimeout(() => this.#setStatus('offline'), unseen_ms);
    this.#connect();
  }

  /**
   * Plans the next attempt.
   * @param {string} code @param {number} [wait_ms]
   */
  #again(code, wait_ms) {
    const random = this.#options.random ?? Math.random;
    const pause_ms = wait_ms ?? backOff_ms(this.#attempt, random());
    this.#attempt += 1;
    this.#on.problem?.({...this.#error, code});
    this.#setStatus('offline');
    this.#retry = this.#options.clock.setTimeout(() => this.#connect(), pause_ms);
  }

  /** @param {{code: string, [more: string]: any}} problem */
  #end(problem) {
    this.#clear();
    if (problem.code === 'bad-message') this.#queue.clear(); // else each new page would stop again
    this.#setStatus('stopped');
    this.#on.problem?.(problem);
    for (const {reject} of this.#promises.values()) reject({...problem, temporary: false});
    this.#promises.clear();
  }

  /** Forgets timers and what belongs to one connection. */
  #clear() {
    const {clock} = this.#options;
    if (this.#retry !== null) clock.clearTimeout(this.#retry);
    if (this.#watch !== null) clock.clearTimeout(this.#watch);
    this.#retry = null;
    this.#watch = null;
    this.#question = null;
    this.#welcomed = false;
    this.#pace.clear();
  }

  /** @param {number} code */
  #drop(code) {
    const socket = this.#socket;
    this.#socket = null;
    if (!this.#welcomed) this.#moves.failed();
    this.#clear();
    socket?.close(code);
  }

  #ping() {
    this.#write({do: 'ping'});
    this.#expect(pongWait_ms, true);
  }

  /** Something came in: the connection works. */
  #heard() {
    if (this.#watch === null) return;
    const isOwed = this.#welcomed && this.#queue.all.length > 0;
    this.#expect(isOwed ? answerWait_ms : this.#heartbeat_ms);
  }

  /** Watches for silence at least this closely. @param {number} ms */
  #expectWithin(ms) {
    if (this.#options.clock.now() + ms < this.#watchEnds_ms) this.#expect(ms);
  }

  /**
   * Watches for silence: asks once, and gives the connection up when that is not answered.
   * @param {number} ms @param {boolean} [asked]
   */
  #expect(ms, asked = false) {
    const {clock} = this.#options;
    if (this.#watch !== null) clock.clearTimeout(this.#watch);
    this.#watchEnds_ms = clock.now() + ms;
    this.#watch = clock.setTimeout(() => {
      this.#watch = null;
      if (this.#welcomed && !asked) {
        this.#ping();
      } else if (this.status === 'open' && !this.#welcomed) {
        this.#expect(this.#heartbeat_ms);
      } else {
        this.#drop(1000);
        this.#again('lost');
      }
    }, ms);
  }

  /** @param {Record<string, any>} frame */
  #write(frame) {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(frame));
  }

  /** @param {Status} status */
  #setStatus(status) {
    if (this.#unseen !== null) this.#options.clock.clearTimeout(this.#unseen);
    this.#unseen = null;
    if (this.status === status) return;
    this.status = status;
    this.#on.status?.(status);
  }
}
