// @ts-check
import './webcrypto.js';
import './dom.js';
import { inputContent } from '../../../web/kinds/index.js';
import { Attendance } from '../../../web/core/attendance.js';
import { Desk } from '../../../web/core/desk.js';
import { OwnCards } from '../../../web/core/owncards.js';
import { Scribe } from '../../../web/core/scribe.js';
import { Texts } from '../../../web/core/texts.js';
import { deriveKeys } from '../../../web/seal/keys.js';
import { memoryStore } from '../../../web/seal/seat.js';
import { TestClock } from './clock.js';
import { secret } from './person.js';

const keys = await deriveKeys(secret);

/**
 * Numbers by chance, the same for the same seed (mulberry32).
 * @param {number} seed @returns {() => number} from 0 to 1
 */
export function chanceOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One socket: what is on its way in both directions, until somebody lets it through. */
export class StormySocket {
  readyState = 0;
  /** @type {any[]} */
  toServer = [];
  /** @type {any[]} */
  toClient = [];
  /** @type {{code: number, reason: string}|null} comes after what was sent */
  goodbye = null;
  /** Whether nothing comes through any more, without anybody being told. */
  isDead = false;
  isNew = true;
  /** What the welcome on it named. */
  epoch = '';
  onopen = () => {};
  onerror = () => {};
  /** @param {{data: string}} _ */
  onmessage = (_) => {};
  /** @param {{code: number, reason: string}} _ */
  onclose = (_) => {};

  /** @param {string} text */
  send(text) {
    this.toServer.push(JSON.parse(text));
  }

  close() {
    this.readyState = 3;
  }

  /** The server says something. @param {any} message */
  say(message) {
    this.toClient.push(message);
  }

  /** The server closes. @param {number} code @param {string} reason */
  end(code, reason) {
    this.goodbye = { code, reason };
  }

  /** What was on its way is lost, and the browser notices. */
  cut() {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.isDead = true;
    this.onclose({ code: 1006, reason: '' });
  }
}

/** A client over stores that outlive it, as a tab is reloaded. Its texts are sealed by nobody. */
export class StormyClient {
  clock = new TestClock();
  stores = { device: memoryStore(), tab: memoryStore(), clock: this.clock };
  /** @type {StormySocket[]} */
  sockets = [];
  /** Every command that was given, with what came of it. @type {{command: any, answers: any[]}[]} */
  asked = [];
  /** @type {any[]} */
  problems = [];
  /** Refused commands that nobody waited for. @type {any[]} */
  kept = [];
  /** @type {any} */
  parts = null;
  #random;
  #sealed = 0;

  /** @param {() => number} random */
  constructor(random) {
    this.#random = random;
  }

  /** Opens the page, or loads it again. */
  async load() {
    this.parts?.attendance.stop();
    const desk = await Desk.open(keys, this.stores);
    const own = new OwnCards(desk.cards, (cards) => { desk.cards = cards; });
    const sealer = /** @type {any} */ ({ seal: (/** @type {any} */ json) => this.#seal(json) });
    const texts = new Texts(sealer, async () => inputContent, () => {});
    const attendance = new Attendance({ keys, desk, own }, {
      socket: () => {
        const socket = new StormySocket();
        this.sockets.push(socket);
        return socket;
      }, random: this.#random, ...this.stores,
    }, (said) => {
      if (said?.type === 'opened' && said.detail.problem) this.problems.push(said.detail.problem);
    }, (command) => this.kept.push(command));
    this.parts = { desk, own, attendance, scribe: new Scribe(sealer, own, texts) };
    if (!desk.seated) {
      desk.sit(desk.draw(false), { name: 'N' }, false);
    }
    attendance.open('wss://kring.test/ws');
  }

  get socket() {
    return this.sockets[this.sockets.length - 1];
  }

  get state() {
    return this.parts.attendance.follower.state;
  }

  /** Lays a card under a given id: the scribe draws another at each run. @param {number} set
   * @param {any} json @param {string} item */
  async lay(set, json, item) {
    const envelope = await this.#seal(json);
    await this.ask(() => {
      this.parts.own.added(set, { item, nonce: 'n' }, envelope, json);
      return { do: 'item.add', item, set, envelope };
    });
  }

  /** @param {any} json */
  async #seal(json) {
    return `${JSON.stringify(json)} ${(this.#sealed += 1)}`;
  }

  /** Gives a command. @param {(scribe: Scribe) => any} make */
  async ask(make) {
    const { scribe, attendance } = this.parts;
    const command = await make(scribe);
    const one = { command, answers: /** @type {any[]} */ ([]) };
    this.asked.push(one);
    attendance.send(command).then((/** @type {any} */ ok) => one.answers.push({ ok }),
      (/** @type {any} */ problem) => one.answers.push(problem));
  }
}
