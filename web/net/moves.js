// @ts-check
/** What a node may be called. */
const label = /^[a-z0-9-]{1,32}$/;

/** How often in a row a client comes back at once; from then on a move is a failure like others. */
const mostAtOnce = 4;

/** Follows a session between the nodes that stand behind one address. */
export class Moves {
  #node = '';
  #count = 0;

  /**
   * Where to connect to.
   * @param {string} url `wss://HOST/ws`
   */
  address(url) {
    return this.#node ? `${url}?node=${this.#node}` : url;
  }

  /**
   * Takes a move in, and tells whether to come back at once.
   * @param {unknown} node the label of the node that serves the session, if the server named one
   */
  take(node) {
    if (typeof node === 'string' && label.test(node)) this.#node = node;
    this.#count += 1;
    return this.#count <= mostAtOnce;
  }

  /** An attempt ended before its welcome: the label is of no use any more. */
  failed() {
    this.#node = '';
  }

  /** The session is where it was last found. */
  settled() {
    this.#count = 0;
  }
}
