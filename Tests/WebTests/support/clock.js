// @ts-check

/** A clock that stands still until a test moves it. */
export class TestClock {
  now_ms = 1_767_225_600_000;
  /** @type {{at: number, body: () => void}[]} */
  #timers = [];

  now = () => this.now_ms;

  /** @param {() => void} body @param {number} ms */
  setTimeout = (body, ms) => {
    const timer = { at: this.now_ms + ms, body };
    this.#timers.push(timer);
    return timer;
  };

  /** @param {any} timer */
  clearTimeout = (timer) => {
    this.#timers = this.#timers.filter((one) => one !== timer);
  };

  /** Lets time pass; timers run at their moment, in order. @param {number} ms */
  pass(ms) {
    const end = this.now_ms + ms;
    for (;;) {
      const due = this.#timers.filter((one) => one.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.clearTimeout(due);
      this.now_ms = Math.max(this.now_ms, due.at);
      due.body();
    }
    this.now_ms = end;
  }

  /** How long until the next timer. */
  get next_ms() {
    return Math.min(...this.#timers.map((one) => one.at)) - this.now_ms;
  }
}
