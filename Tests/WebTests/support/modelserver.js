// @ts-check
import { reduce, emptyView } from '../../../web/core/reduce.js';
import { id, planOf, start_ms } from './meeting.js';

/**
 * A server for one session and one member with a real client, as the contract has it: it says
 * nothing before it is on disk, forgets what was not when it restarts, and does nothing twice.
 */
export class ModelServer {
  /** @type {any[]} */
  log = [];
  /** Own cards of the member, by item. @type {Map<string, any>} */
  cards = new Map();
  /** How often each command took effect, by the word and what it is about. @type {string[]} */
  effects = [];
  epoch = 'E1';
  now_ms = start_ms;
  isPurged = false;
  /** Which word is refused once. */
  refuses = '';
  hasRefused = false;
  /** @type {any} the seat: member and token, once somebody joined */
  seat = null;
  presence = { up: false, item: undefined, ready: -1, background: false };
  /** @type {any} the connection that is in its seat */
  line = null;
  /** What is said when the next batch is on disk. @type {[any, any][]} */
  #held = [];
  #disk = { log: 0, cards: new Map(), effects: 0, seat: null };
  #epochs = 1;
  /** How often it has lost its closed cards. */
  forgets = 0;
  /** How many of those came again. */
  laidAgain = 0;
  /** @type {Set<string>} */
  #lost = new Set();
  /** The node that the next hello is sent to. */
  movesTo = '';
  /** A recent start of the server knows no events before it. */
  #since = 0;

  constructor() {
    const plan = planOf('bovv6');
    this.tell('created', { session: 'AAECAwQFBgcICQoLDA0ODw', plan });
    for (let n = 2; n <= 5; n += 1) {
      this.tell('member.joined', { by: id('member', n), member: id('member', n), name: 'N',
        host: false });
    }
    this.tell('chair.changed', { chair: id('member', 2), term: 1, back: null });
    this.tell('case.cast', { case: 1, presenter: id('member', 3), chair: null });
    this.commit();
  }

  /** The state that everybody shares. */
  get view() {
    return this.log.reduce(reduce, emptyView());
  }

  // What others do

  /** @param {string} event @param {any} [fields] */
  tell(event, fields = {}) {
    const seq = this.log.length + 1;
    this.log.push({ seq, at_ms: this.now_ms, event, ...fields });
    if (this.line) this.#say(this.line, { events: [this.log[seq - 1]] });
  }

  /** @param {string} step */
  enter(step) {
    const { view } = this;
    const inputs = view.plan?.steps.find((one) => one.id === step)?.inputs ?? [];
    const made = inputs.filter((input) => input.opens
      && !view.sets.some((set) => set.step === step && set.state === 'closed'));
    const sets = made.map((input, place) => ({ set: view.sets.length + place + 1,
      input: input.id, named: input.named }));
    this.tell('step.entered', { step, visit: view.visit + 1, sets,
      clock: { planned_ms: 60_000, ran_ms: 0, since_ms: this.now_ms },
      floor: { ...view.floor, turn: view.floor.turn + 1 } });
    Object.assign(this.presence, { up: false, item: undefined });
    this.#tellPresence();
  }

  /** Opens a set or throws its cards away. @param {number} number @param {boolean} open */
  end(number, open) {
    const mine = [...this.cards.values()].filter((card) => card.set === number && card.envelope);
    for (const card of this.cards.values()) if (card.set === number) card.over = true;
    if (!open) return this.tell('set.discarded', { set: number });
    const others = [1, 2, 3].map((n) => ({ item: id('item', 90_000 + number * 10 + n),
      envelope: `other ${number} ${n}` }));
    const items = [...mine.map(({ item, envelope }) => ({ item, envelope })), ...others]
      .sort((a, b) => (a.item < b.item ? -1 : 1));
    return this.tell('set.opened', { set: number, forced: false, items });
  }

  purge() {
    this.isPurged = true;
    const { line } = this;
    this.#held = [];
    if (!line) return;
    line.say({ purged: { session: 's', at_ms: this.now_ms, events: this.log.length, seats: 5 } });
    this.drop(4004, 'purged');
  }

  // The disk

  commit() {
    this.#disk = { log: this.log.length, cards: structuredClone(this.cards),
      effects: this.effects.length, seat: this.seat };
    const held = this.#held;
    this.#held = [];
    for (const [line, message] of held) if (line === this.line || line.isNew) line.say(message);
  }

  /** Ends as a kill does: what was not on disk never was. */
  restart() {
    this.drop(1006);
    this.#held = [];
    this.log.length = this.#disk.log;
    this.effects.length = this.#disk.effects;
    this.cards = structuredClone(this.#disk.cards);
    this.seat = this.#disk.seat;
    this.#epochs += 1;
    this.epoch = `E${this.#epochs}`;
    this.#since = this.log.length;
  }

  /** Ends as a kill does, and comes back without what lies in closed sets. */
  forget() {
    this.restart();
    const lost = [...this.cards.values()].filter((card) => !card.over);
    for (const { item } of lost) {
      this.cards.delete(item);
      this.#lost.add(item);
    }
    this.forgets += 1;
    this.commit();
  }

  // The connection

  /** @param {any} line @param {any} message */
  receive(line, message) {
    if (message.do === 'hello') this.#hello(line, message);
    else if (line !== this.line) return; // its connection is gone
    else if (message.do === 'ping') line.say({ pong: this.now_ms });
    else if ('ref' in message) this.#answer(line, message);
    else this.#present(message);
  }

  /** @param {number} code @param {string} [reason] */
  drop(code, reason = '') {
    const { line } = this;
    this.line = null;
    this.presence = { up: false, item: undefined, ready: -1, background: false };
    line?.end(code, reason);
  }

  /** @param {any} line @param {any} hello */
  #hello(line, hello) {
    if (this.isPurged) return line.end(4002, 'no-session');
    if (this.movesTo) {
      line.say({ error: { code: 'moved', temporary: true, node: this.movesTo } });
      this.movesTo = '';
      return line.end(4201, 'moved');
    }
    if (this.seat && this.seat.member !== hello.member) return line.end(4005, 'no-name');
    if (this.seat && this.seat.token !== hello.token) return line.end(4005, 'seat-taken');
    this.drop(4001, 'elsewhere');
    if (!this.seat) {
      if (!hello.name) return line.end(4005, 'no-name');
      this.seat = { member: hello.member, token: hello.token };
      this.tell('member.joined', { by: hello.member, member: hello.member, name: hello.name,
        host: false });
    }
    this.line = line;
    line.isNew = false;
    const { length } = this.log;
    this.#say(line, { welcome: { member: hello.member, epoch: this.epoch, seq: length,
      now_ms: this.now_ms, heartbeat_ms: 25_000, limits: {} } });
    const { after } = hello;
    const knows = hello.epoch === this.epoch && after >= this.#since && length - after <= 20;
    if (!knows) this.#say(line, { events: [{ seq: length, view: this.view }] });
    else if (after < length) this.#say(line, { events: this.log.slice(after) });
    return this.#tellPresence();
  }

  /** @param {any} line @param {any} message */
  #say(line, message) {
    this.#held.push([line, structuredClone(message)]);
  }

  #tellPresence() {
    if (!this.line) return;
    const { up, item, ready, background } = this.presence;
    const { member } = this.seat;
    this.#say(this.line, { presence: { door: [], members: [{ member,
      ...(background ? { background } : {}), ...(ready === this.view.visit ? { ready: true } : {}) }],
    hands: up ? [{ member, ...(item ? { item } : {}) }] : [] } });
  }

  /** @param {any} message */
  #present(message) {
    if (message.do === 'hand') Object.assign(this.presence, { up: message.up, item: message.item });
    if (message.do === 'background') this.presence.background = message.background;
    if (message.do === 'ready' && message.visit === this.view.visit) {
      this.presence.ready = message.ready ? message.visit : -1;
    }
    this.#tellPresence();
  }

  // Commands

  /** @param {any} line @param {any} command */
  #answer(line, command) {
    const code = this.#decide(command);
    const hidden = command.set !== undefined;
    this.#say(line, code === 'ok' ? { ref: command.ref, ok: hidden ? true : this.log.length }
      : { ref: command.ref, rejected: { code, temporary: false } });
  }

  /**
   * Whether a command that would have an effect is refused, as one for which there is no room; who says
   * again what had its effect is told so.
   * @param {any} command
   */
  #isRefused(command) {
    if (command.do !== this.refuses) return false;
    this.refuses = '';
    this.hasRefused = true;
    return true;
  }

  /** @param {any} command @returns {string} */
  #decide(command) {
    const { view } = this;
    if (command.set !== undefined) return this.#card(command, view);
    switch (command.do) {
      case 'item.add': {
        const known = this.log.find((one) => one.event === 'item.added'
          && one.item === command.item);
        if (known) return known.envelope === command.envelope ? 'ok' : 'id-taken';
        if (command.visit !== view.visit) return 'not-now';
        this.effects.push(`add ${command.item}`);
        this.tell('item.added', { by: this.seat.member, item: command.item, step: view.step,
          input: command.input, envelope: command.envelope });
        return 'ok';
      }
      case 'item.edit': {
        const item = view.items.find((one) => one.item === command.item);
        if (!item) return 'no-item';
        if (item.version === command.version + 1 && item.envelope === command.envelope) return 'ok';
        if (item.version !== command.version) return 'stale';
        this.effects.push(`edit ${command.item} ${command.version}`);
        this.tell('item.edited', { by: this.seat.member, item: command.item,
          version: command.version + 1, envelope: command.envelope });
        return 'ok';
      }
      case 'halt.raise':
        if (command.visit !== view.visit) return 'stale';
        if (view.halted) return 'ok';
        this.effects.push(`halt ${this.log.length}`);
        this.tell('halt.raised', { by: this.seat.member });
        return 'ok';
      default: throw new Error(`no rule for ${command.do}`);
    }
  }

  /** @param {any} command @param {any} view @returns {string} */
  #card(command, view) {
    const set = view.sets.find((/** @type {any} */ one) => one.set === command.set);
    const card = this.cards.get(command.item);
    if (!set) return 'no-set';
    if (command.do === 'item.add') {
      if (card) {
        return card.envelope === command.envelope || !card.envelope || (card.version > 1 && !card.over)
          ? 'ok' : 'id-taken';
      }
      if (set.state !== 'closed' || set.step !== view.step) return 'closed';
      const laid = [...this.cards.values()].filter((one) => one.set === set.set && one.envelope);
      if (laid.length >= 3) return 'full';
      if (this.#isRefused(command)) return 'too-much';
      this.laidAgain += this.#lost.delete(command.item) ? 1 : 0;
      this.effects.push(`lay ${command.item} ${this.forgets}`);
      this.cards.set(command.item, { set: command.set, item: command.item, version: 1,
        envelope: command.envelope });
      return 'ok';
    }
    if (set.state !== 'closed') return 'closed';
    if (command.do === 'item.withdraw') {
      if (!card?.envelope) return 'ok';
      if (this.#isRefused(command)) return 'too-much';
      this.effects.push(`take ${command.item} ${card.version} ${this.forgets}`);
      this.cards.set(command.item, { ...card, version: card.version + 1, envelope: null });
      return 'ok';
    }
    if (!card?.envelope) return 'no-item';
    if (card.version === command.version + 1 && card.envelope === command.envelope) return 'ok';
    if (card.version > command.version) return 'stale';
    if (this.#isRefused(command)) return 'too-much';
    this.effects.push(`change ${command.item} ${command.version} ${this.forgets}`);
    this.cards.set(command.item, { ...card, version: command.version + 1, envelope: command.envelope });
    return 'ok';
  }
}
