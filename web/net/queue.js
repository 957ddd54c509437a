// @ts-check
/**
 * The commands that have no answer yet, in order, kept in the storage of the tab so that a reload
 * loses none of them.
 */
export class CommandQueue {
  /** @type {Map<number, Record<string, any>>} */
  #commands = new Map();
  #next = 0;
  #storage;
  #key;

  /**
   * @param {{getItem(key: string): string|null, setItem(key: string, value: string): void,
   *   removeItem(key: string): void}} storage
   * @param {string} key
   */
  constructor(storage, key) {
    this.#storage = storage;
    this.#key = key;
    const kept = storage.getItem(key);
    if (kept === null) return;
    const {next, commands} = JSON.parse(kept);
    this.#next = next;
    for (const command of commands) this.#commands.set(command.ref, command);
  }

  /** All unanswered commands in the order they were given. */
  get all() {
    return [...this.#commands.values()];
  }

  /**
   * Keeps a command and returns it with its `ref`.
   * @param {Record<string, any>} command
   */
  add(command) {
    const kept = /** @type {Record<string, any> & {ref: number}} */ ({ref: this.#next, ...command});
    this.#next += 1;
    this.#commands.set(kept.ref, kept);
    this.#store();
    return kept;
  }

  /**
   * Forgets an answered command and returns it, if it is one of these.
   * @param {number} ref
   */
  take(ref) {
    const command = this.#commands.get(ref);
    if (!command) return undefined;
    this.#commands.delete(ref);
    this.#store();
    return command;
  }

  /** Forgets everything. */
  clear() {
    this.#commands.clear();
    this.#storage.removeItem(this.#key);
  }

  #store() {
    this.#storage.setItem(this.#key, JSON.stringify({next: this.#next, commands: this.all}));
  }
}
