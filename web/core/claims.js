// @ts-check
import {itemOf} from '../seal/cardnonce.js';
/** @import {Item} from './types.js' */

/** Who proved that an unnamed card is theirs: a name that a server puts there proves nothing. */
export class Claims {
  /** Whether a nonce gives an id, as far as that is known. @type {Map<string, boolean>} */
  #proved = new Map();
  #changed;

  /** @param {() => void} changed is called when more is known */
  constructor(changed) {
    this.#changed = changed;
  }

  /**
   * The member who proved that an item is theirs; undefined for nobody, and while it is looked at.
   * @param {Item} item
   */
  by(item) {
    if (item.claimed === undefined || item.nonce === undefined) return undefined;
    const key = `${item.item} ${item.nonce}`;
    if (!this.#proved.has(key)) {
      this.#proved.set(key, false);
      this.#look(item).then(() => this.#changed());
    }
    return this.#proved.get(key) ? item.claimed : undefined;
  }

  /**
   * Looks at all claims and waits for it, for the report.
   * @param {Item[]} items
   */
  async all(items) {
    await Promise.all(items.filter((item) => item.nonce !== undefined)
      .map((item) => this.#look(item)));
  }

  /** @param {Item} item */
  async #look(item) {
    const derived = await itemOf(item.nonce ?? '').catch(() => '');
    this.#proved.set(`${item.item} ${item.nonce}`, derived === item.item);
  }
}
