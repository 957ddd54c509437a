// @ts-check
import {window} from './dom.js';

/** Politeness of what is announced without `aria-live`, by role. @type {Record<string, string>} */
const byRole = {alert: 'assertive', status: 'polite', log: 'polite'};

/** Places that a screen reader reads by itself when they change. */
const regions = ['[aria-live]', ...Object.keys(byRole).map((role) => `[role=${role}]`)].join();

/** @param {Element} region */
const politeness = (region) =>
  region.getAttribute('aria-live') ?? byRole[region.getAttribute('role') ?? ''] ?? 'off';

/** @param {Node} node @returns {Element|null} */
const elementOf = (node) => (node instanceof window.Element ? /** @type {Element} */ (node)
  : node.parentElement);

/**
 * Hears a page as a screen reader does: what changes in a live region, and an alert that appears, is
 * read by itself; all else waits until it is looked for.
 */
export class Listening {
  /** What was announced since it was last asked for. @type {{polite: string, words: string}[]} */
  #heard = [];
  #watch = new window.MutationObserver((/** @type {any[]} */ records) => this.#take(records));

  constructor() {
    this.#watch.observe(document.body, {subtree: true, childList: true, characterData: true});
  }

  /** What was announced since the last time. */
  heard() {
    this.#take(this.#watch.takeRecords());
    return this.#heard.splice(0);
  }

  stop() {
    this.#watch.disconnect();
  }

  /** @param {any[]} records */
  #take(records) {
    /** @type {Set<Element>} */
    const changed = new Set();
    for (const {target, addedNodes} of records) {
      const around = elementOf(target)?.closest(regions);
      if (around) changed.add(around);
      for (const added of addedNodes) {
        const here = elementOf(added);
        for (const one of here ? [here, ...here.querySelectorAll('[role=alert]')] : []) {
          if (one.matches('[role=alert]')) changed.add(one);
        }
      }
    }
    for (const region of changed) {
      const polite = politeness(region);
      const words = (region.textContent ?? '').replace(/\s+/g, ' ').trim();
      if (region.isConnected && polite !== 'off' && words) this.#heard.push({polite, words});
    }
  }
}
