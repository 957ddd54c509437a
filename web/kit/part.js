// @ts-check
import {toast} from './dialogs.js';
import {el} from './dom.js';
import {button} from './pieces.js';
import {t} from '../i18n/index.js';
/** @import {View} from './dom.js' */

/**
 * A part of the page that is fetched when it is first needed.
 * @template Module what its script exports
 */
export class Part {
  /** @type {Module|null} null until it is here */
  module = null;
  /** Whether it could not be fetched; a browser does not try the same script again. */
  failed = false;
  #load;
  /** @type {Promise<void>|null} */
  #coming = null;
  /** @type {Set<View>} */
  #waiting = new Set();

  /** @param {() => Promise<Module>} load */
  constructor(load) {
    this.#load = load;
  }

  /** Fetches the part if nobody did; then all that waits for it is drawn. @param {View} [view] */
  fetch(view) {
    if (view) this.#waiting.add(view);
    this.#coming ??= this.#load().then((module) => {
      this.module = module;
    }, (problem) => {
      console.warn('a part of the page cannot be fetched', problem);
      this.failed = true;
    }).then(() => {
      for (const waiting of this.#waiting) waiting.update();
      this.#waiting.clear();
    });
    return this.#coming;
  }

  /**
   * What a view shows of the part: what `draw` says once it is here, else `meanwhile`.
   * @template Drawn
   * @param {View} view
   * @param {(module: Module) => Drawn} draw
   * @param {(failed: boolean) => Drawn} meanwhile
   */
  shown(view, draw, meanwhile) {
    if (this.module) return draw(this.module);
    if (!this.failed) this.fetch(view);
    return meanwhile(this.failed);
  }
}

/** Tries again, which takes a new page: a browser does not ask twice for the same part. */
export async function renew() {
  try {
    await fetch('.', {method: 'HEAD', cache: 'no-store'});
    location.reload(); // the server is there: if it has no such part, it serves a newer page
  } catch {
    toast(t('problem.offline'));
  }
}

/** A screen while its part comes, and the way on if it cannot. @param {boolean} failed */
export function comingScreen(failed) {
  return el('div', {class: 'screen letter few', key: 'wait',
    'data-test': failed ? 'screen-stopped' : 'screen-wait'},
  el('main', {class: 'body'}, failed
    ? el('div', {class: 'stack', role: 'alert'}, el('h1', {class: 'read'}, t('stopped.title')),
      el('p', {}, t('problem.offline')))
    : el('p', {role: 'status'}, t('wait'))),
  failed && el('footer', {class: 'foot'}, button(t('stopped.again'), renew,
    {class: 'do main-action', 'data-test': 'main-action'})));
}
