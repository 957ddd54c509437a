// @ts-check
import {canonicalBytes} from '../../../web/proof/canonical.js';
import {commitOf} from '../../../web/proof/proof.js';
import {encode} from '../../../web/seal/base64url.js';

/** A server that signs statements, as long as a test takes. */
export async function signingServer(server = 'https://kring.example') {
  const pair = /** @type {CryptoKeyPair} */ (
    await crypto.subtle.generateKey({name: 'Ed25519'}, true, ['sign', 'verify']));
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const key = encode(new Uint8Array(await crypto.subtle.digest('SHA-256', raw)).slice(0, 8));
  const sign = async (/** @type {any} */ statement) => encode(new Uint8Array(
    await crypto.subtle.sign({name: 'Ed25519'}, pair.privateKey, canonicalBytes(statement))));
  const keys = [{key, public: encode(raw), from_ms: 0}];
  return {keys, sign, state: async (/** @type {string} */ commit, more = {}) => {
    const statement = {...facts, server, key, commit, ...more};
    return {statement, signature: await sign(statement)};
  }};
}

const minute = 60_000;
const began_ms = Date.UTC(2026, 2, 3, 9, 2);

/** The meeting of the example: 10:02 to 12:11 in Amsterdam, ten minutes of it a break. */
export const facts = {v: 1, reference: 'q8Zt3nB-', began_ms, ended_ms: began_ms + 129 * minute,
  break_ms: 10 * minute, noted_ms: [2, 64, 128].map((n) => began_ms + n * minute),
  secrecy_ms: began_ms + minute, present_ms: 127 * minute + 59_999, members: 6, cases: 2,
  method: 'bovv6', version: 1, issued_ms: began_ms + 130 * minute};

/** A paper of one of its members. */
export const paper = {v: 1, language: 'nl', name: 'Z. Özdemir-de Wit', role: 'advocaat',
  register: 'NOvA', number: 'A12345', kind: 'gestructureerd intercollegiaal overleg', video: true,
  others: 'A. Jansen, B. 李', leader: 'A. Jansen', leader_role: 'begeleider', leader_joined: true,
  presented: true, subjects: 'samenwerking, werkdruk'};

/** A whole proof. @param {Awaited<ReturnType<typeof signingServer>>} server */
export async function proofOf(server, written = paper, salt = 'AAECAwQFBgcICQoLDA0ODw') {
  const {statement, signature} = await server.state(await commitOf(written, salt));
  return {paper: written, salt, statement, signature};
}
