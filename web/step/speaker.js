// @ts-check
import {askedOf, tellNotice} from './asks.js';
import {inputOf} from '../core/meeting.js';
import {kindOf} from '../kinds/index.js';
import {toast} from '../kit/dialogs.js';
import {Now} from '../kit/now.js';
import {soundOn, tone} from '../kit/sound.js';
import {everySecond} from '../kit/ticker.js';
import {clockOf, pick, t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

const pause_ms = 3000;

/**
 * Says what a screen reader must hear by itself (step, your turn, cards opened, chair changed, and all
 * that asks for attention), at most once in 3 s, and keeps title, sound and screen in step.
 */
export class Speaker {
  #client;
  #region = liveRegion();
  /** @type {Map<string, string>} what waits to be said, the last of each kind */
  #waiting = new Map();
  #last_ms = -Infinity;
  /** What asks for attention and was announced. @type {Set<string>} */
  #asked = new Set();
  #rang = 0;
  /** @type {any} */
  #lock = null;

  /** @param {Client} client @param {AbortSignal} signal */
  constructor(client, signal) {
    this.#client = client;
    const on = (/** @type {string} */ type, /** @type {(detail: any) => void} */ call) =>
      client.addEventListener(type, (/** @type {any} */ event) => call(event.detail), {signal});
    on('step', () => this.#step());
    on('turn', ({mine}) => { if (mine) this.#say('turn', t('said.turn')); });
    on('opened', ({set, problem}) => { if (!problem) this.#say('opened', t(this.#opens(set))); });
    on('chair', ({chair, mine}) => this.#chair(chair, mine));
    on('notice', tellNotice);
    on('change', () => { document.title = titleOf(this.#client); });
    const stop = everySecond(() => this.#tick());
    signal.addEventListener('abort', () => {
      stop();
      this.#lock?.release();
    });
    document.addEventListener('visibilitychange', () => this.#keepAwake(), {signal});
  }

  /**
   * Which words say that a set is open: cards are, and of answers the spread is shown.
   * @param {number} number
   */
  #opens(number) {
    const m = this.#client.moment();
    const set = m?.state.sets.find((one) => one.set === number);
    const input = m && set && inputOf(m, set);
    return input && kindOf(input).opensWith === 'main.spread' ? 'said.spread' : 'said.opened';
  }

  #step() {
    const now = new Now(this.#client);
    const title = now.step ? now.titleOf(now.step) : '';
    const words = now.step
      ? `${title}${/[.?!]$/.test(title) ? '' : '.'} ${pick(now.step.page.do?.[now.role])}`
      : t('where.closed');
    this.#waiting.delete('turn'); // of the step that is over
    this.#say('step', words);
    this.#keepAwake();
  }

  /** @param {string|null} chair @param {boolean} mine */
  #chair(chair, mine) {
    if (!chair) return;
    const name = new Now(this.#client).name(chair);
    const words = mine ? t('said.chair.you') : t('said.chair', {name});
    this.#say('chair', words);
    toast(words, {said: false});
  }

  /**
   * Announces what has come up, and no more what has gone before it could be said. By the second: the
   * names in it have been opened by then.
   */
  #askedFor() {
    if (!this.#client.state) return;
    const asked = askedOf(new Now(this.#client));
    const keys = new Set(asked.map(({key}) => key));
    for (const key of this.#asked) if (!keys.has(key)) this.#waiting.delete(`ask-${key}`);
    for (const {key, words} of asked) if (!this.#asked.has(key)) this.#say(`ask-${key}`, words);
    this.#asked = keys;
  }

  #tick() {
    this.#askedFor();
    this.#speak();
    const {state} = this.#client;
    document.title = titleOf(this.#client);
    if (!state?.step) return;
    const now = new Now(this.#client);
    const due = state.clock.planned_ms > 0 && now.left_ms <= 0;
    if (due && this.#rang !== state.visit) {
      this.#rang = state.visit;
      if (now.isChair && soundOn()) tone();
    }
  }

  /** @param {string} kind @param {string} words */
  #say(kind, words) {
    this.#waiting.delete(kind);
    this.#waiting.set(kind, words);
    this.#speak();
  }

  #speak() {
    if (this.#waiting.size === 0 || performance.now() - this.#last_ms < pause_ms) return;
    this.#region.textContent = [...this.#waiting.values()].join(' ');
    this.#waiting.clear();
    this.#last_ms = performance.now();
  }

  /** The screen of a phone stays awake during a step. */
  async #keepAwake() {
    const wanted = Boolean(this.#client.state?.step) && !document.hidden;
    if (!wanted || this.#lock && !this.#lock.released || !('wakeLock' in navigator)) return;
    try {
      this.#lock = await navigator.wakeLock.request('screen');
    } catch {
      this.#lock = null; // a full battery saver may refuse; the meeting goes on all the same
    }
  }
}

/** @type {HTMLElement|null} */
let region = null;

/** The one region of the page. */
function liveRegion() {
  if (region?.isConnected) return region;
  region = document.createElement('div');
  region.className = 'unseen';
  region.setAttribute('aria-live', 'polite');
  region.setAttribute('data-test', 'live');
  return document.body.appendChild(region);
}

/**
 * The tab's title: what asks for attention, clock and step. No names: a browser keeps titles in its
 * history.
 * @param {Client} client
 */
export function titleOf(client) {
  const {state, phase, connection} = client;
  if (phase === 'waiting') return `${t('door.title')} · ${t('kring')}`;
  if (connection === 'stopped' && phase !== 'ended') return `${t('stopped.title')} · ${t('kring')}`;
  if (!state?.plan) return t('kring');
  const now = new Now(client);
  const asked = askedOf(now).find(({title}) => title)?.title;
  const time = state.step && state.clock.planned_ms > 0 ? clockOf(now.left_ms) : '';
  const place = now.step ? pick(now.step.page.name)
    : `${t(phase === 'lobby' ? 'lobby.title' : 'end.title')} · ${t('kring')}`;
  return [asked && `(!) ${asked}`, time, place].filter(Boolean).join(' · ');
}
