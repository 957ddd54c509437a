// @ts-check
import {View} from '../kit/dom.js';
import {everySecond} from '../kit/ticker.js';
import {t} from '../i18n/index.js';

/** A sentence with the seconds until a moment, which ticks by itself. */
export class Countdown extends View {
  /** The key of a text with a blank `seconds`. */
  words = '';
  /** The key of what is said when the moment has come. */
  done = '';
  until_ms = 0;
  /** The time, as the server has it. */
  now_ms = () => 0;
  #stop = () => {};

  /** @override */
  connectedCallback() {
    this.#stop = everySecond(() => this.update());
    super.connectedCallback();
  }

  disconnectedCallback() {
    this.#stop();
  }

  /** @override */
  content() {
    const seconds = Math.max(0, Math.ceil((this.until_ms - this.now_ms()) / 1000));
    return seconds > 0 ? t(this.words, {seconds}) : t(this.done);
  }
}
customElements.define('kring-countdown', Countdown);
