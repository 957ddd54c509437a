// @ts-check
/**
 * The commands that have no answer yet, in order, kept in the storage of the tab so that a reload
 * loses none of them.
 */
export class CommandQueue {
  /** @type {Map<number, Record<string, any>>} */
  #commands = new Map();
  #next = 0;
  #place;

  /** @param {{pending: unknown}} place where the tab keeps them */
  constructor(place) {
    this.#place = place;
    const kept = /** @type {any} */ (place.pending);
    if (!kept) return;
    this.#next = kept.next;
    for (const command of kept.commands) this.#commands.set(command.ref, command);
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
   * Keeps commands that are to be carried out before all others, each with its `ref`.
   * @param {Record<string, any>[]} commands
   */
  addFirst(commands) {
    if (commands.length === 0) return;
    const {all} = this;
    this.#commands.clear();
    for (const command of commands) this.add(command);
    for (const command of all) this.#commands.set(command.ref, command);
    this.#store();
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
    this.#place.pending = undefined;
  }

  #store() {
    this.#place.pending = {next: this.#next, commands: this.all};
  }
}
