// @ts-check
import {path} from '../seal/envelope.js';
import {broken, contentOf, isOfNoInput} from './contents.js';
import {inputOf} from './moment.js';
import {distinct} from './names.js';
import {isolated} from '../i18n/direction.js';
/** @import {Sealer} from '../seal/envelope.js' */
/** @import {Content, InputContent, Kind} from './contents.js' */
/** @import {View, Presence, Item} from './types.js' */

/** How a person is called whose name is broken. */
const nameless = '?';

/**
 * Opens envelopes, each once, and remembers what was in them. What it gives away is checked for its
 * place (`contents.js`): the right keys of the right types, or `{broken: true}`.
 */
export class Texts {
  /**
   * What was in each envelope, by the place it was opened for; undefined while it opens.
   * @type {Map<string, Map<string, Content|undefined>>}
   */
  #opened = new Map();
  /** @type {Set<Promise<void>>} */
  #opening = new Set();
  #sealer;
  #kinds;
  #changed;
  /** @type {{members: View['members']|undefined, door: Presence['door'], names: Map<string, string>}} */
  #names = {members: undefined, door: [], names: new Map()};

  /**
   * @param {Sealer} sealer
   * @param {() => Promise<InputContent>} kinds what inputs hold: fetched with the screens of a meeting
   * @param {() => void} changed called once when all that is being opened can be read
   */
  constructor(sealer, kinds, changed) {
    this.#sealer = sealer;
    this.#kinds = kinds;
    this.#changed = changed;
  }

  /**
   * What an item says, by the input that it stands under.
   * @param {View|null} state @param {Item} item
   */
  item(state, item) {
    const kind = state ? inputOf({state}, item)?.page : undefined;
    return this.#open(item.envelope, item.item, path.input(item.step, item.input), kind);
  }

  /**
   * One's own mark on an item: its word, or ''.
   * @param {Item} item @returns {string}
   */
  mark({step, mark}) {
    if (!mark) return '';
    return this.#open(mark.envelope, mark.mark, path.mark(step), {as: 'mark'})?.mark ?? '';
  }

  /**
   * The name of a member or of a newcomer at the door, unlike all others; undefined while it opens.
   * @param {View|null} state @param {Presence} presence @param {string} member
   * @returns {string|undefined}
   */
  name(state, presence, member) {
    if (this.#names.members !== state?.members || this.#names.door !== presence.door) {
      this.#names = {members: state?.members, door: presence.door, names: new Map()};
    }
    const known = this.#names.names.get(member);
    if (known !== undefined) return known;
    this.#call(state, presence);
    return this.#names.names.get(member);
  }

  /**
   * Finds out how everybody is called, as soon as all names are open.
   * @param {View|null} state @param {Presence} presence
   */
  #call(state, presence) {
    // Who was just let in still stands at the door until the next word on presence.
    const members = state?.members ?? [];
    const seated = new Set(members.map(({member}) => member));
    const people = [...members, ...presence.door.filter(({member}) => !seated.has(member))];
    const opened = people.map(({member, name}) =>
      this.#open(name, member, path.member, {as: 'name'}));
    const names = distinct(opened.map((content) => content?.name ?? nameless));
    people.forEach(({member}, place) => {
      if (opened[place]) this.#names.names.set(member, isolated(names[place]));
    });
    if (!opened.every(Boolean)) this.#names.members = undefined; // numbers may still move
  }

  /**
   * The note line of a step: `''` when nothing was written or it is broken, undefined while it
   * opens.
   * @param {View|null} state @param {string} step @returns {string|undefined}
   */
  note(state, step) {
    const note = state?.notes.find((one) => one.step === step);
    if (!note) return '';
    const opened = this.#open(note.envelope, note.note, path.note(step), {as: 'note'});
    return opened && (opened.text ?? '');
  }

  /**
   * The link of the call, if there is one that people may be sent to.
   * @param {View|null} state @returns {string|undefined}
   */
  callUrl(state) {
    if (!state?.call) return undefined;
    return this.#open(state.call.envelope, state.call.item, path.call, {as: 'call'})?.url;
  }

  /**
   * Remembers what this page sealed itself, so that it is there at once.
   * @param {string} envelope @param {string} item @param {string} place
   * @param {Kind|undefined} kind @param {unknown} json
   */
  async remember(envelope, item, place, kind, json) {
    const content = await this.#check(kind, json);
    this.#placesOf(envelope).set(`${item} ${place}`, content);
  }

  /** @param {Kind|undefined} kind @param {unknown} json */
  async #check(kind, json) {
    const inputContent = !kind || isOfNoInput(kind) ? () => null : await this.#kinds();
    return contentOf(kind, json, inputContent);
  }

  /**
   * Opens everything that can be read in a state; resolves once it is open, null if it is already.
   * @param {View|null} state @param {Presence} presence
   * @returns {Promise<void>|null}
   */
  all(state, presence) {
    for (const item of state?.items ?? []) {
      this.item(state, item);
      this.mark(item);
    }
    for (const {step} of state?.notes ?? []) this.note(state, step);
    this.callUrl(state);
    this.#call(state, presence);
    return this.#opening.size > 0 ? Promise.all(this.#opening).then(() => {}) : null;
  }

  /**
   * The checked content of an envelope; undefined while it opens.
   * @param {string} envelope @param {string} item @param {string} place
   * @param {Kind|undefined} kind @returns {Content|undefined}
   */
  #open(envelope, item, place, kind) {
    const places = this.#placesOf(envelope);
    const key = `${item} ${place}`;
    if (places.has(key)) return places.get(key);
    places.set(key, undefined);
    const opening = this.#sealer.open(envelope, item, place)
      .then((json) => this.#check(kind, json), () => broken)
      // Without the kinds there is no screen to show it on: it stays as if it were being opened.
      .then((content) => { places.set(key, content); }, () => {})
      .then(() => {
        this.#opening.delete(opening);
        if (this.#opening.size === 0) this.#changed();
      });
    this.#opening.add(opening);
    return undefined;
  }

  /**
   * An envelope opens in one place, but a member may have laid a copy elsewhere.
   * @param {string} envelope
   */
  #placesOf(envelope) {
    const known = this.#opened.get(envelope);
    if (known) return known;
    const places = new Map();
    this.#opened.set(envelope, places);
    return places;
  }
}
