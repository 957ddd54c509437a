// @ts-check
import {token, uuid} from '../seal/random.js';
import {afterClose} from './closes.js';

/**
 * Asks once whether there is such a session, without taking a seat in it: says the hello of a
 * member that nobody is, and gives no name. The server answers that with a close, `no-session` or
 * else `no-name`. Whatever else happens is not told: coming in will meet it again.
 *
 * @param {string} url `wss://HOST/ws`
 * @param {(url: string, protocol: string) => any} socket opens a WebSocket
 * @param {{session: string, joinKey: string}} keys
 * @param {() => void} none called when there is no such session
 * @returns {() => void} call it when the answer is of no use any more: then `none` is not called
 */
export function look(url, socket, {session, joinKey}, none) {
  let isWanted = true;
  const line = socket(url, 'kring.1');
  line.onopen = () => {
    // Closing it earlier would be an error in the console of a browser.
    if (!isWanted) return line.close(1000);
    line.send(JSON.stringify(
      {do: 'hello', kring: 1, session, joinKey, member: uuid(), token: token()}));
  };
  line.onclose = (/** @type {{code: number, reason: string}} */ {code, reason}) => {
    const after = afterClose(code, reason);
    if (isWanted && 'code' in after && after.code === 'no-session') none();
  };
  return () => { isWanted = false; };
}
