// @ts-check
import {Commands} from '../../../web/core/commands.js';
import {id} from './meeting.js';
/** @import {Play} from './meeting.js' */

const names = ['Anna', 'Bram', 'Celine', 'Daan', 'Elif', 'Fatima', 'Gerrit', 'Hanna', 'Gijs'];

/** What the page needs of a client, for one member of a play; `sent` is what was asked. */
export class Onlooker extends Commands {
  connection = 'open';
  openingProblem = null;
  phase = 'meeting';
  link = 'https://kring.example/#secret';
  /** @type {Record<string, any>[]} */
  sent = [];

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
  changed() { this.dispatchEvent(new Event('change')); }

  /** @override @param {string} name @param {any} fields */
  async send(name, fields) {
    this.sent.push({do: name, ...fields});
    return 1;
  }
}
