// @ts-check
import {path} from '../seal/envelope.js';
/** @import {Sealer} from '../seal/envelope.js' */
/** @import {View, Presence, Item} from './types.js' */

/** What an envelope that does not open is shown as. */
export const broken = Object.freeze({broken: true});

/** Opens envelopes, each once, and remembers what was in them. */
export class Texts {
  /** @type {Map<string, any>} */
  #opened = new Map();
  #sealer;
  #changed;

  /**
   * @param {Sealer} sealer
   * @param {() => void} changed called whenever another text can be read
   */
  constructor(sealer, changed) {
    this.#sealer = sealer;
    this.#changed = changed;
  }

  /** @param {Item} item */
  item(item) {
    return this.open(item.envelope, item.item, path.input(item.step, item.input));
  }

  /**
   * One's own mark on an item: its word, or ''.
   * @param {Item} item @returns {string}
   */
  mark(item) {
    const mark = item.mark;
    return mark ? this.open(mark.envelope, mark.mark, path.mark(item.step))?.mark ?? '' : '';
  }

  /**
   * The name of a member or of a newcomer at the door; undefined while it opens.
   * @param {View|null} state @param {Presence} presence @param {string} member
   * @returns {string|undefined}
   */
  name(state, presence, member) {
    const known = state?.members.find((one) => one.member === member)
      ?? presence.door.find((one) => one.member === member);
    if (!known) return undefined;
    const opened = this.open(known.name, member, path.member);
    return opened && (opened.broken ? '?' : String(opened.name ?? '?'));
  }

  /**
   * The note line of a step: `''` when nothing was written, undefined while it opens.
   * @param {View|null} state @param {string} step @returns {string|undefined}
   */
  note(state, step) {
    const note = state?.notes.find((one) => one.step === step);
    if (!note) return '';
    const opened = this.open(note.envelope, note.note, path.note(step));
    return opened && String(opened.text ?? '');
  }

  /**
   * The link of the call, if there is one that is a web address.
   * @param {View|null} state
   */
  callUrl(state) {
    if (!state?.call) return undefined;
    const url = this.open(state.call.envelope, state.call.item, path.call)?.url;
    return typeof url === 'string' && /^https?:\/\//i.test(url) ? url : undefined;
  }

  /**
   * The JSON in an envelope; undefined while it opens, `{broken: true}` if it does not open.
   * @param {string} envelope @param {string} item @param {string} place
   */
  open(envelope, item, place) {
    const key = `${item} ${place} ${envelope}`;
    if (this.#opened.has(key)) return this.#opened.get(key);
    this.#opened.set(key, undefined);
    this.#sealer.open(envelope, item, place).catch(() => broken).then((json) => {
      this.#opened.set(key, json);
      this.#changed();
    });
    return undefined;
  }

  /**
   * Remembers what this page sealed itself, so that it is there at once.
   * @param {string} envelope @param {string} item @param {string} place @param {any} json
   */
  remember(envelope, item, place, json) {
    this.#opened.set(`${item} ${place} ${envelope}`, json);
  }

  /**
   * Opens everything in a state and waits for it, for the report.
   * @param {View} state
   */
  async all(state) {
    const opening = [
      ...state.members.map((m) => [m.name, m.member, path.member]),
      ...state.items.map((i) => [i.envelope, i.item, path.input(i.step, i.input)]),
      ...state.items.flatMap((i) => (i.mark
        ? [[i.mark.envelope, i.mark.mark, path.mark(i.step)]] : [])),
      ...state.notes.map((n) => [n.envelope, n.note, path.note(n.step)]),
      ...(state.call ? [[state.call.envelope, state.call.item, path.call]] : []),
    ];
    await Promise.all(opening.map(async ([envelope, item, place]) => {
      const key = `${item} ${place} ${envelope}`;
      if (this.#opened.get(key) !== undefined) return;
      this.#opened.set(key, await this.#sealer.open(envelope, item, place).catch(() => broken));
    }));
    this.#changed();
  }
}
