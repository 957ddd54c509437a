// @ts-check

/**
 * Sends the latest of many texts: at most one in a while, never one before the last is answered.
 */
export class Throttle {
  #clock;
  #every_ms;
  #send;
  /** @type {string|null} */
  #next = null;
  #busy = false;
  #last_ms = -Infinity;
  /** @type {any} */
  #timer = null;
  /** @type {{resolve: (value: any) => void, reject: (problem: any) => void}[]} */
  #asked = [];

  /**
   * @param {{now: () => number, setTimeout: Function, clearTimeout: Function}} clock
   * @param {number} every_ms
   * @param {(text: string) => Promise<any>} send
   */
  constructor(clock, every_ms, send) {
    this.#clock = clock;
    this.#every_ms = every_ms;
    this.#send = send;
  }

  /**
   * Asks for a text to be sent; resolves when it, or a later one, was.
   * @param {string} text @returns {Promise<any>}
   */
  offer(text) {
    this.#next = text;
    const done = new Promise((resolve, reject) => this.#asked.push({resolve, reject}));
    this.#run();
    return done;
  }

  #run() {
    if (this.#busy || this.#timer !== null || this.#next === null) return;
    const wait_ms = this.#last_ms + this.#every_ms - this.#clock.now();
    if (wait_ms > 0) {
      this.#timer = this.#clock.setTimeout(() => {
        this.#timer = null;
        this.#run();
      }, wait_ms);
      return;
    }
    const text = this.#next;
    const asked = this.#asked;
    this.#next = null;
    this.#asked = [];
    this.#busy = true;
    this.#last_ms = this.#clock.now();
    this.#send(text).then(
      (value) => asked.forEach(({resolve}) => resolve(value)),
      (problem) => asked.forEach(({reject}) => reject(problem)),
    ).finally(() => {
      this.#busy = false;
      this.#run();
    });
  }
}
