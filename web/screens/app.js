// @ts-check
import {View, el} from '../kit/dom.js';
import {language, languageChanges, t} from '../i18n/index.js';
import {toast} from '../kit/dialogs.js';
import {forgetSecret, keepSecret, takeSecret} from '../seal/seat.js';
import './start.js';
import '../dialogs/invite.js';
import './room.js';
/** @import {Client} from '../core/client.js' */

/**
 * @typedef {object} World
 * @property {import('../seal/seat.js').Store} tab
 * @property {import('../seal/seat.js').Store} device
 * @property {number} [seats] how many seats in meetings this device keeps
 * @property {() => Promise<any>} methods what methods are chosen by, and the parts of the frame
 * @property {(id: string) => Promise<any>} method a method file
 * @property {(wishes: any) => Promise<any>} create makes a session
 * @property {(secret: string) => Client} makeClient
 * @property {(secret: string) => Promise<{stop: () => void}>} gather brings made-up colleagues into a
 *   session, to practise with
 */

/** Where the tab keeps that who made this meeting wants to facilitate it. */
const guidesName = 'kring.guides';

/** Where the tab keeps the secret of the meeting in which somebody practises. */
const practiceName = 'kring.practice';

/** The page: start, invitation, or one session. */
export class App extends View {
  /** What the page asks of the server and the browser. @type {World} */
  world;
  #damaged = false;
  /** Whether somebody else has seen the link. */
  #seen = false;
  /** @type {any} */
  #made = null;
  /** The method files, asked for before there is a screen for them. @type {Promise<any>|null} */
  #methods = null;
  /** @type {Client|null} */
  #client = null;
  /** The made-up colleagues, where somebody practises. @type {Promise<{stop: () => void}>|null} */
  #colleagues = null;
  /** How often a meeting was entered here: each time gets a screen of its own. */
  #entered = 0;

  /** Takes the secret out of the address bar and asks for what will be shown. */
  prepare() {
    this.#take();
    if (this.#client) return;
    this.#methods = this.world.methods();
    this.#methods.catch(() => null); // who shows them says it
  }

  /** @override */
  begin() {
    window.addEventListener('hashchange', () => {
      if (location.hash.length > 1) this.#take();
      this.update();
    });
    languageChanges.addEventListener('change', () => {
      document.documentElement.lang = language();
      this.render();
    });
  }

  /** Takes the secret out of the address bar before anything else. */
  #take() {
    const linked = location.hash.length > 1;
    const {secret, damaged, seen} = takeSecret({location, history}, this.world.tab);
    if (secret && !damaged && this.#isIn(secret)) return;
    if (linked) this.world.tab.removeItem(guidesName); // another meeting
    this.#damaged = damaged;
    this.#seen = seen;
    if (this.#client && damaged) toast(t('link.damaged.here')); // the meeting goes on
    else if (secret) this.#enter(secret);
  }

  /** Whether the meeting of a secret goes on here: its link, opened once more, changes nothing. */
  #isIn(/** @type {string} */ secret) {
    const client = this.#client;
    return client !== null && client.connection !== 'stopped' && client.link.endsWith(`#${secret}`);
  }

  /** @param {string} secret */
  #enter(secret) {
    this.#client?.stop();
    this.#made = null;
    this.#entered += 1;
    this.#client = this.world.makeClient(secret);
    this.#gather(secret);
    this.#client.practises = this.#colleagues !== null;
    this.update();
  }

  /**
   * Brings the colleagues of a practice in, and sends those of another one away.
   * @param {string} [secret] of the meeting that is entered
   */
  #gather(secret) {
    this.#colleagues?.then((group) => group.stop(), () => null);
    this.#colleagues = null;
    const practised = this.world.tab.getItem(practiceName);
    if (practised === null) return;
    if (practised !== secret) this.world.tab.removeItem(practiceName);
    else this.#colleagues = this.world.gather(secret);
    this.#colleagues?.catch(() => toast(t('practice.alone')));
  }

  /** @override */
  content() {
    if (this.#made) {
      const {link, wishes, replaces, others = []} = this.#made;
      return el('kring-invite', {key: 'invite', invitation: {link, ...wishes}, replaces, others,
        onenter: () => this.#enter(this.#made.secret)});
    }
    if (this.#client) {
      return el('kring-room', {key: this.#entered, client: this.#client, world: this.world, seen: this.#seen,
        damaged: this.#damaged, maker: this.#maker, practises: this.#colleagues !== null,
        guides: this.world.tab.getItem(guidesName) !== null,
        onmade: (/** @type {any} */ event) => this.#invite(event.detail),
        onleave: () => this.#leave()});
    }
    return el('kring-start', {key: 'start', damaged: this.#damaged, seats: this.world.seats ?? 0,
      device: this.world.device, maker: this.#maker, onmade: (/** @type {any} */ event) => this.#invite(event.detail)});
  }

  /** What the screens that make a meeting ask of the server. */
  #maker = {
    methods: () => this.#catalogue(),
    method: (/** @type {string} */ id) => this.world.method(id),
    create: async (/** @type {any} */ wishes) => ({wishes, ...await this.world.create(wishes)}),
  };

  #catalogue() {
    const asked = this.#methods;
    this.#methods = null;
    return asked ?? this.world.methods();
  }

  /** @param {any} made */
  #invite(made) {
    this.#client?.stop();
    this.#client = null;
    keepSecret(made.secret, this.world.tab);
    this.#damaged = false;
    this.#seen = false;
    if (made.practises) {
      this.world.tab.setItem(practiceName, made.secret);
      this.#enter(made.secret);
      return;
    }
    if (made.guides) this.world.tab.setItem(guidesName, 'yes');
    else this.world.tab.removeItem(guidesName);
    this.#made = made;
    document.title = t('kring');
    this.update();
  }

  #leave() {
    forgetSecret(this.world.tab);
    this.world.tab.removeItem(guidesName);
    this.#gather();
    this.#client?.stop();
    this.#client = null;
    document.title = t('kring');
    this.update();
  }
}
customElements.define('kring-app', App);
