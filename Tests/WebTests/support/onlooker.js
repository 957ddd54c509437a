// @ts-check
import {Commands} from '../../../web/core/commands.js';
import {id} from './meeting.js';
/** @import {Play} from './meeting.js' */

const names = ['Anna', 'Bram', 'Celine', 'Daan', 'Elif', 'Fatima', 'Gerrit', 'Hanna', 'Gijs'];

/** What the page needs of a client, for one member of a play; `sent` is what was asked. */
export class Onlooker extends Commands {
  connection = 'open';
  openingProblem = null;
  practises = false;
  shared = false;
  /** @type {any[]} */
  brings = [];
  phase = 'meeting';
  link = 'https://kring.example/#secret';
  /** @type {Record<string, any>[]} */
  sent = [];
  /** @type {Map<string, string>} */
  drafts = new Map();

  /** @param {Play} play @param {number} n */
  constructor(play, n) {
    super();
    this.play = play;
    this.n = n;
    this.me = id('member', n);
  }

  /** @override */
  get state() { return this.play.state; }
  moment() { return this.play.for(this.n); }
  now() { return this.play.now; }
  /** @param {string} member */
  name(member) { return names[Number(member.slice(1, 8)) - 1]; }
  ownCards() { return []; }
  callUrl() { return undefined; }
  /** @param {any} item */
  text(item) { return this.moment().text(item); }
  /** @param {string} name */
  draft(name) { return this.drafts.get(name) ?? ''; }
  /** @param {string} name @param {string} text */
  setDraft(name, text) { this.drafts.set(name, text); }
  /** @param {string} _step @returns {string} */
  privateNote(_step) { return ''; }
  /** @param {string} secret */
  another(secret) { return {link: `https://kring.example/#${secret}`, prepare: async () => false}; }
  touch() { this.changed(); }
  changed() { this.dispatchEvent(new Event('change')); }

  /** @override @param {string} name @param {any} fields */
  async send(name, fields) {
    this.sent.push({do: name, ...fields});
    return 1;
  }
}
