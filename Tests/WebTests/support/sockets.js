// @ts-check

/** A WebSocket whose other side is the test. */
class TestSocket {
  readyState = 0;
  /** @type {any[]} what the client sent */
  sent = [];
  closedBy = '';
  onopen = () => {};
  onerror = () => {};
  /** @param {{data: string}} _ */
  onmessage = (_) => {};
  /** @param {{code: number, reason: string}} _ */
  onclose = (_) => {};

  /** @param {string} text */
  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.readyState = 3;
    this.closedBy = 'client';
  }

  // The other side

  accept() {
    this.readyState = 1;
    this.onopen();
    return this;
  }

  /** @param {any} message */
  say(message) {
    this.onmessage({ data: JSON.stringify(message) });
    return this;
  }

  /** @param {number} code @param {string} [reason] */
  end(code, reason = '') {
    this.readyState = 3;
    this.onclose({ code, reason });
  }

  get hello() {
    return this.sent[0];
  }

  /** The commands sent, in order. */
  get commands() {
    return this.sent.filter((frame) => 'ref' in frame);
  }

  /** Welcomes, and sends the first frame. @param {any[]} events @param {any} [more] */
  welcome(events, more = {}) {
    this.say({ welcome: { member: this.hello.member, epoch: 'E1', seq: 1, now_ms: 1_767_225_600_000,
      heartbeat_ms: 25_000, limits: { members: 12, items: 2000, text_bytes: 4094 }, ...more } });
    return this.say({ events });
  }
}

/** Makes the sockets of one client, and shows them to the test. */
export function socketMaker() {
  /** @type {TestSocket[]} */
  const all = [];
  return {
    all,
    /** @param {string} url @param {string} protocol */
    make(url, protocol) {
      const socket = new TestSocket();
      Object.assign(socket, { url, protocol });
      all.push(socket);
      return socket;
    },
    get last() {
      return all[all.length - 1];
    },
  };
}
