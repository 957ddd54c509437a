// @ts-check
import {announcements} from './announcer.js';
import {reduce} from './reduce.js';
/** @import {View, Presence, Delivered} from './types.js' */

/** Follows the order of events of one session: holds the state and knows where to go on. */
export class Follower {
  /** @type {View|null} */
  state = null;
  /** @type {Presence} */
  presence = {members: [], hands: [], door: []};
  #epoch = '';
  /** The epoch of a welcome, until the state that belongs to it has come. */
  #nextEpoch = '';
  #whole = false;
  #offset_ms = 0;
  /**
   * Sets whose opening was looked at.
   * @type {Set<number>}
   */
  #seen = new Set();

  /** What a `hello` says about the last state. */
  resume() {
    return this.#whole && this.state ? {epoch: this.#epoch, after: this.state.seq} : {};
  }

  /** @param {{epoch: string, now_ms: number}} welcome @param {number} clock_ms this device's time */
  welcome(welcome, clock_ms) {
    this.#nextEpoch = welcome.epoch;
    this.time(welcome.now_ms, clock_ms);
  }

  /**
   * Learns the server's time.
   * @param {number} server_ms @param {number} clock_ms
   */
  time(server_ms, clock_ms) {
    this.#offset_ms = server_ms - clock_ms;
  }

  /**
   * The server's time.
   * @param {number} clock_ms
   */
  now(clock_ms) {
    return clock_ms + this.#offset_ms;
  }

  /**
   * Changes the state by a frame; all of it or, when it throws `Gap` or `Newer`, nothing.
   * Returns what to announce and the sets that were opened, with the event if there was one.
   * @param {Delivered[]} events @param {string} me
   */
  frame(events, me) {
    const before = this.state;
    let after = this.state;
    try {
      for (const event of events) after = reduce(after, event);
    } catch (error) {
      this.#whole = false;
      throw error;
    }
    this.state = after;
    this.#epoch = this.#nextEpoch;
    this.#whole = true;
    const said = before && after ? announcements(before, after, me) : [];
    return {said, opened: this.#newlyOpened(events)};
  }

  /** @param {Delivered[]} events */
  #newlyOpened(events) {
    const opened = (this.state?.sets ?? [])
      .filter((set) => set.state === 'opened' && !this.#seen.has(set.set));
    return opened.map(({set}) => {
      this.#seen.add(set);
      const event = events.find((one) => one.event === 'set.opened' && one.set === set);
      return {set, forced: event?.forced ?? false, live: event !== undefined};
    });
  }
}
