// @ts-check
/** @import {Delivered, Presence, View} from './types.js' */

/**
 * What a member said about presence and still holds: it is said again after a new welcome, because
 * the server forgets it with the connection. The rule is written in section 4 of the protocol page;
 * `vectors/standing.json` has it as steps, and the Swift client's `Standing` does the same.
 */
export class Standing {
  /** @type {{visit: number, item?: string}|null} */
  #hand = null;
  #readyVisit = -1;
  #background = false;
  /** Whether a view came while the state was whole, so that the hand may have gone down unheard. */
  #inDoubt = false;
  /** Whether the member has left the round; then no hand goes up. */
  #left = false;

  /**
   * Notes what the member says; returns the message.
   * @param {number} visit @param {boolean} up @param {string} [item]
   */
  hand(visit, up, item) {
    this.#hand = up && !this.#left ? {visit, ...(item ? {item} : {})} : null;
    return {do: 'hand', visit, up, ...(up && item ? {item} : {})};
  }

  /** @param {number} visit @param {boolean} ready */
  ready(visit, ready) {
    this.#readyVisit = ready ? visit : -1;
    return {do: 'ready', visit, ready};
  }

  /** @param {boolean} background */
  background(background) {
    this.#background = background;
    return {do: 'background', background};
  }

  /** A new connection: what follows tells how things are. */
  welcomed() {
    this.#inDoubt = false;
  }

  /**
   * Follows a frame of events.
   * @param {Delivered[]} events
   * @param {View|null} before the state before the frame
   * @param {string} me
   * @param {boolean} whole whether the state was whole before the frame
   */
  events(events, before, me, whole) {
    for (const event of events) {
      if ('view' in event) this.#view(before, event.view, me, whole);
      else if (event.event === 'turn.changed' && event.floor.speaker === me) this.#hand = null;
      else if (event.event === 'member.left' && event.member === me) {
        this.#left = true;
        this.#hand = null;
      } else if (event.event === 'member.returned' && event.member === me) this.#left = false;
    }
  }

  /**
   * A view stands for events that were not heard.
   * @param {View|null} before @param {View} view @param {string} me @param {boolean} whole
   */
  #view(before, view, me, whole) {
    const turns = (/** @type {View} */ {floor}) =>
      floor.spoken.find(({member}) => member === me)?.turns ?? 0;
    this.#left = view.members.some(({member, left}) => member === me && left);
    const sofar = before && before.visit === view.visit ? turns(before) : 0;
    if (this.#left || view.floor.speaker === me || turns(view) > sofar) this.#hand = null;
    this.#inDoubt = whole;
  }

  /**
   * A frame may have been sent before the hand was heard, so it settles only a doubt.
   * @param {Presence} presence @param {string} me
   */
  presence(presence, me) {
    if (this.#inDoubt && !presence.hands.some(({member}) => member === me)) this.#hand = null;
    this.#inDoubt = false;
  }

  /**
   * The messages to say again in a visit; what was said in an earlier one has passed.
   * @param {number} visit
   */
  messages(visit) {
    return [
      ...(this.#hand?.visit === visit ? [{do: 'hand', visit, up: true,
        ...(this.#hand.item ? {item: this.#hand.item} : {})}] : []),
      ...(this.#readyVisit === visit ? [{do: 'ready', visit, ready: true}] : []),
      ...(this.#background ? [{do: 'background', background: true}] : []),
    ];
  }
}
