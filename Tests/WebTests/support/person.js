// @ts-check
import './dom.js';
import './webcrypto.js';
import { setImmediate as turn } from 'node:timers/promises';
import { inputContent } from '../../../web/kinds/index.js';
import { Client } from '../../../web/core/client.js';
import { Sealer, path } from '../../../web/seal/envelope.js';
import { deriveKeys } from '../../../web/seal/keys.js';
import { memoryStore } from '../../../web/seal/seat.js';
import { TestClock } from './clock.js';
import { Play, id, planOf } from './meeting.js';
import { socketMaker } from './sockets.js';

export const secret = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';

/** Waits until something is so, at most some seconds. @param {() => any} so */
export async function until(so) {
  const end = Date.now() + 5000;
  while (!so()) {
    if (Date.now() > end) throw new Error(`never so: ${so}`);
    await turn();
  }
}

/** Seals as another member would. */
export async function sealer() {
  return new Sealer(await deriveKeys(secret));
}

/** One person's browser tab: a client, its stores, and the sockets it opens. */
export function person(stores = { device: memoryStore(), tab: memoryStore() }, key = secret) {
  const clock = new TestClock();
  const sockets = socketMaker();
  const client = new Client({ secret: key, server: 'https://kring.test', socket: sockets.make, clock,
    kinds: async () => inputContent, random: () => 0.5, ...stores });
  /** @type {[string, any][]} */
  const said = [];
  for (const type of ['step', 'turn', 'chair', 'opened', 'notice', 'purged']) {
    client.addEventListener(type, (event) => said.push([type, /** @type {any} */ (event).detail]));
  }
  return { client, clock, sockets, stores, said, secret: key };
}

/** A state with this person as the first member, in the given step. @param {string} me
 * @param {string} name the sealed name @param {string} [step] */
export function stateFor(me, name, step) {
  const play = new Play(planOf('bovv6'), 0);
  play.say('member.joined', { by: me, member: me, name, host: true });
  for (let n = 2; n <= 5; n += 1) {
    play.say('member.joined', { by: id('member', n), member: id('member', n), name: 'N',
      host: false });
  }
  if (step) play.presents(1, 3).enter(step);
  return play;
}

/** A person who is in, with the play that the server would go on with. @param {string} [step]
 * @param {any} [stores] */
export async function seatedPerson(step, stores) {
  const one = person(stores);
  await one.client.start({ name: 'Anna' });
  const hello = one.sockets.last.accept().hello;
  const play = stateFor(hello.member, hello.name, step);
  one.sockets.last.welcome([{ seq: play.state.seq, view: play.state }]);
  return { ...one, play, hello, me: hello.member };
}

/** Sends what the play says next to a person. @param {any} one @param {string} event
 * @param {any} [fields] */
export function deliver(one, event, fields = {}) {
  one.play.say(event, fields);
  one.sockets.last.say({ events: [{ seq: one.play.state.seq, at_ms: one.play.state.at_ms, event,
    ...fields }] });
}

export { id, path };
