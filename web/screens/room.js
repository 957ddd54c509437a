// @ts-check
import {View, el} from '../kit/dom.js';
import {hideAll, refreshDialogs, toast} from '../kit/dialogs.js';
import {doorScreen} from './join.js';
import {Part, comingScreen} from '../kit/part.js';
import {button, explain, wordMark} from '../kit/pieces.js';
import {languageChooser} from '../kit/languagechooser.js';
import {onSleep} from '../net/browser.js';
import {forgetMeeting, isRemembered, remember} from '../core/remembered.js';
import {secretIn} from '../seal/keys.js';
import {has, languageChanges, pick, t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

/** Problems after which joining again under a new seat is the way on. */
const seatProblems = ['seat-taken', 'seat-given', 'no-name', 'refused', 'waited', 'door-full'];

/** How long coming in may take before the page says what may be the matter. */
const patience_ms = 8_000;

const meeting = new Part(() => import('./meeting.js'));

/** One session: chooses the screen that belongs to where the meeting is. */
export class Room extends View {
  /** @type {Client} */
  client;
  /** @type {boolean|null} whether this device has a seat; `null` while that is found out */
  seated = null;
  /** Whether somebody else has seen the link. */
  seen = false;
  /** Makes another meeting in the place of this one. @type {import('./chooser.js').Maker|undefined} */
  maker;
  /** Where this device keeps things. @type {{device: import('../seal/seat.js').Store}|undefined} */
  world;
  /** Whether who made this meeting wants to facilitate it. */
  guides = false;
  /** Whether the others are made up. */
  practises = false;
  /** Whether a link that is not whole was opened while this tab has one that is. */
  damaged = false;
  /** What answers in the place of the server, once coming in takes long. */
  #answers = '';
  /** @type {any} */
  #patience = null;
  #phase = '';
  /** @type {AbortController|undefined} */
  #listening;

  /** @override */
  begin() {
    this.client.prepare().then((/** @type {boolean} */ seated) => {
      this.seated = seated;
      if (seated) this.client.start();
      // While somebody types a name: nobody is to agree to rules of a meeting that is not there.
      else this.client.look();
      this.update();
    });
  }

  /** @override */
  connectedCallback() {
    this.#listening = new AbortController();
    const {signal} = this.#listening;
    const listen = (/** @type {EventTarget} */ target, /** @type {string} */ type,
      /** @type {(event: any) => void} */ call) => target.addEventListener(type, call, {signal});
    listen(this.client, 'change', () => {
      this.#remember();
      this.#changed();
    });
    listen(languageChanges, 'change', () => this.#changed());
    listen(document, 'visibilitychange', () => this.client.background(document.hidden));
    listen(window, 'online', () => this.client.wake());
    listen(window, 'offline', () => this.client.wake());
    onSleep(() => this.client.wake(), signal);
    if (this.seen) toast(t('link.seen'));
    else if (this.damaged) toast(t('link.damaged.here'));
    this.#patience = setInterval(() => this.#explain(), patience_ms);
    listen(window, 'focus', () => this.client.wake());
    // By itself a browser brings only the line with the caret into sight.
    listen(document, 'focusin', ({target}) => target.matches('textarea')
      && target.scrollIntoView({block: 'nearest'}));
    // While somebody types a name there is time to fetch the rest.
    meeting.fetch(this).then(() => this.#attend(signal));
    if (document.hidden) this.client.background(true);
    super.connectedCallback();
  }

  disconnectedCallback() {
    clearInterval(this.#patience);
    this.#listening?.abort();
    hideAll();
  }

  /** Speaks and listens to keys, as long as this is shown. @param {AbortSignal} signal */
  #attend(signal) {
    if (!meeting.module || signal.aborted) return;
    new meeting.module.Speaker(this.client, signal);
    meeting.module.listenToKeys(this.client, signal);
  }

  /** Finds out what is the matter while there is no connection; quiet again once there is one. */
  async #explain() {
    const waits = this.seated === true && this.client.phase === 'connecting'
      && this.client.connection !== 'stopped';
    const answers = waits ? await this.client.whoAnswers() : '';
    if (answers === this.#answers) return;
    this.#answers = answers;
    this.update();
  }

  /**
   * Keeps up to date what the start page of this device shows of this meeting, until it is over or
   * somebody has it forgotten there.
   * @param {boolean} [anew] whether it is to be shown from now on
   */
  #remember(anew = false) {
    const {client, world} = this;
    const {state, phase} = client;
    const secret = secretIn(client.link);
    if (!world || !secret || !(anew || isRemembered(world.device, secret))) return;
    if (phase === 'ended') forgetMeeting(world.device, secret);
    else {
      remember(world.device, {secret, method: pick(state?.plan?.page.name), start_ms: state?.start_ms,
        until_ms: client.until_ms});
    }
  }

  /** @param {boolean} remembers whether this device is to remember the meeting */
  #joined(remembers) {
    this.seated = true;
    if (remembers) this.#remember(true);
    this.update();
  }

  /** What was open in one part of a meeting is not for the next. */
  #turned() {
    if (this.#phase !== '' && this.client.phase !== this.#phase) hideAll();
    this.#phase = this.client.phase;
  }

  #changed() {
    this.#turned();
    this.render();
    refreshDialogs();
  }

  /** @override */
  content() {
    const {client} = this;
    const {phase, problem} = client;
    if (phase === 'ended') return this.#inMeeting('kring-end', 'end');
    if (client.connection === 'stopped' && problem) return this.#stopped(problem);
    if (this.seated === false) return el('kring-join', {key: 'join', client, seen: this.seen,
      practises: this.practises, onjoined: (/** @type {any} */ {detail}) => this.#joined(detail)});
    if (phase === 'waiting') return doorScreen(client, () => {
      client.giveUp();
      this.#leave();
    });
    if (phase === 'lobby') return this.#inMeeting('kring-lobby', 'lobby');
    if (phase === 'meeting') return this.#inMeeting('kring-step', 'step');
    if (phase === 'closed') return this.#inMeeting('kring-end', 'end');
    return this.#connecting();
  }

  /** While the connection is made: after some seconds, what is the matter and what to try. */
  #connecting() {
    const answers = this.#answers;
    return el('div', {class: 'screen letter few', key: 'wait', 'data-test': 'screen-wait'},
      el('header', {class: 'head'}, wordMark(), languageChooser()),
      el('main', {class: 'body'}, el('div', {class: 'stack', role: 'status'},
        answers ? [
          el('h1', {class: 'read', key: 'slow'}, t(`slow.${answers}`)),
          el('p', {key: 'try', 'data-test': 'slow'}, t(`slow.${answers}.try`))] : el('p', {}, t('connecting')))),
      answers && el('footer', {class: 'foot', key: 'foot'},
        button(t('stopped.again'), () => this.client.wake(), {class: 'do main-action',
          'data-test': 'main-action'})));
  }

  /** @param {string} tag @param {string} key */
  #inMeeting(tag, key) {
    const more = key === 'lobby'
      ? {maker: this.maker, guides: this.guides, practises: this.practises} : {};
    return meeting.shown(this, () => el(tag, {key, client: this.client, ...more}), comingScreen);
  }

  /** @param {any} problem */
  #stopped(problem) {
    if (seatProblems.includes(problem.code)) {
      return el('kring-join', {key: `join-${problem.code}`, client: this.client, problem,
        onjoined: (/** @type {any} */ {detail}) => this.#joined(detail)});
    }
    const {code} = problem;
    const way = `stopped.${code}.try`;
    return el('div', {class: 'screen letter few', key: 'stopped', 'data-test': 'screen-stopped'},
      el('header', {class: 'head'}, wordMark(), languageChooser()),
      el('main', {class: 'body'}, el('div', {class: 'stack', role: 'alert'}, has(way)
        ? [el('h1', {class: 'read'}, explain(problem)), el('p', {}, t(way))]
        : [el('h1', {class: 'read'},
          t(code === 'no-session' ? 'stopped.nosession' : 'stopped.title')), el('p', {}, explain(problem))])),
      el('footer', {class: 'foot'},
        ['elsewhere', 'bad-message', 'newer', 'session-full', 'stopped'].includes(code)
          ? button(t(code === 'elsewhere' ? 'stopped.here' : 'stopped.again'), () => this.#reload(),
            {class: 'do main-action', 'data-test': 'main-action'})
          : button(t('stopped.start'), () => this.#leave(), {class: 'do main-action',
            'data-test': 'main-action'})));
  }

  /** Loads the page again. Where the browser keeps nothing, the link goes back into the address. */
  #reload() {
    if (this.client.keeps === 'nothing') history.replaceState(history.state, '', this.client.link);
    location.reload();
  }

  #leave() {
    this.dispatchEvent(new CustomEvent('leave', {bubbles: true}));
  }
}
customElements.define('kring-room', Room);
