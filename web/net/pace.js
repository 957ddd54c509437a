// @ts-check
/** The server takes 20 frames a second and 40 at once; this stays safely below both. */
const burst = 30;
const each_ms = 1000 / 15;

/** Sends frames in order, never faster than the server accepts. */
export class Pace {
  #clock;
  #write;
  #room = burst;
  #counted_ms;
  /** @type {any[]} */
  #waiting = [];
  /** @type {any} */
  #timer = null;

  /**
   * @param {{now: () => number, setTimeout: Function, clearTimeout: Function}} clock
   * @param {(frame: any) => void} write
   */
  constructor(clock, write) {
    this.#clock = clock;
    this.#write = write;
    this.#counted_ms = clock.now();
  }

  /**
   * Sends a frame now, or as soon as those before it are gone.
   * @param {any} frame
   */
  send(frame) {
    this.#waiting.push(frame);
    if (this.#timer === null) this.#flush();
  }

  /** Forgets what has not been sent, when the connection is gone. */
  clear() {
    this.#waiting = [];
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#room = burst;
    this.#counted_ms = this.#clock.now();
  }

  #flush() {
    this.#timer = null;
    const now = this.#clock.now();
    const gained = Math.max(0, now - this.#counted_ms) / each_ms;
    this.#room = Math.min(burst, this.#room + gained);
    this.#counted_ms = now;
    while (this.#waiting.length > 0 && this.#room >= 1) {
      this.#room -= 1;
      this.#write(this.#waiting.shift());
    }
    if (this.#waiting.length > 0) {
      this.#timer = this.#clock.setTimeout(() => this.#flush(), Math.ceil(each_ms));
    }
  }
}
