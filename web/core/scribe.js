// @ts-check
import {newCard} from '../seal/cardnonce.js';
import {path} from '../seal/envelope.js';
import {uuid} from '../seal/random.js';
import {inputOf} from './moment.js';
/** @import {Sealer} from '../seal/envelope.js' */
/** @import {Kind} from './contents.js' */
/** @import {OwnCards} from './owncards.js' */
/** @import {Texts} from './texts.js' */
/** @import {Item, View} from './types.js' */

/** Makes the commands that carry an envelope, and keeps what the server will not send back. */
export class Scribe {
  #sealer;
  #own;
  #texts;

  /** @param {Sealer} sealer @param {OwnCards} own @param {Texts} texts */
  constructor(sealer, own, texts) {
    this.#sealer = sealer;
    this.#own = own;
    this.#texts = texts;
  }

  /**
   * @param {View|null} state @param {{step: string|null, visit: number}} place
   * @param {string} input @param {any} json @param {string} item
   */
  async item(state, {step, visit}, input, json, item) {
    const envelope = await this.#input(state, {step: step ?? '', input}, json, item);
    return {do: 'item.add', item, visit, input, envelope};
  }

  /** @param {View|null} state @param {number} set @param {any} json */
  async card(state, set, json) {
    const card = await newCard();
    const envelope = await this.#input(state, placeOf(state, set), json, card.item);
    this.#own.added(set, card, envelope, json);
    return {do: 'item.add', item: card.item, set, envelope};
  }

  /** @param {View|null} state @param {string} item @param {any} json @param {number} version */
  async edit(state, item, json, version) {
    const card = this.#own.get(item);
    if (card) {
      const envelope = await this.#input(state, placeOf(state, card.set), json, item);
      this.#own.edited(item, envelope, json);
      return {do: 'item.edit', item, set: card.set, version: card.version, envelope};
    }
    const live = state?.items.find((one) => one.item === item);
    if (!live) throw {code: 'no-item', temporary: false};
    const envelope = await this.#input(state, live, json, item);
    return {do: 'item.edit', item, version, envelope};
  }

  /** @param {string} item */
  withdraw(item) {
    const card = this.#own.get(item);
    if (!card) return {do: 'item.withdraw', item};
    this.#own.withdrawn(item);
    return {do: 'item.withdraw', item, set: card.set};
  }

  /** @param {Item} item @param {string} word */
  async mark(item, word) {
    const mark = uuid();
    const envelope = await this.#seal({mark: word}, mark, path.mark(item.step), {as: 'mark'});
    return {do: 'item.mark', item: item.item, mark, envelope};
  }

  /** @param {{step: string|null, visit: number}} place @param {string} text */
  async note({step, visit}, text) {
    const note = uuid();
    const envelope = await this.#seal({text}, note, path.note(step ?? ''), {as: 'note'});
    return {do: 'note.write', note, visit, envelope};
  }

  /**
   * @param {View|null} state @param {{step: string, input: string}} place @param {any} json
   * @param {string} item
   */
  #input(state, place, json, item) {
    const kind = state ? inputOf({state}, place)?.page : undefined;
    return this.#seal(json, item, path.input(place.step, place.input), kind);
  }

  /**
   * Seals, and remembers the words so that they can be read at once.
   * @param {any} json @param {string} item @param {string} place @param {Kind|undefined} kind
   */
  async #seal(json, item, place, kind) {
    const envelope = await this.#sealer.seal(json, item, place);
    await this.#texts.remember(envelope, item, place, kind, json);
    return envelope;
  }
}

/** @param {View|null} state @param {number} number */
function placeOf(state, number) {
  const set = state?.sets.find((one) => one.set === number);
  if (!set) throw {code: 'no-set', temporary: false};
  return set;
}
