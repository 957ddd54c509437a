// @ts-check
import {decode, encode} from '../seal/base64url.js';
import {randomBytes} from '../seal/random.js';
import {parseStrictly} from '../seal/strictjson.js';
import {canonical, canonicalBytes} from './canonical.js';

/**
 * @typedef {Record<string, any>} Paper what a person typed and chose: texts, true and false, and `v`
 *
 * @typedef {object} Statement what the server says of one seat in one meeting
 * @property {1} v
 * @property {string} server its public origin
 * @property {string} key which of its keys signed
 * @property {string} reference the first 8 characters of the session's id
 * @property {string} commit SHA-256 of salt and paper
 * @property {number} began_ms
 * @property {number} ended_ms
 * @property {number} break_ms how long breaks took
 * @property {number[]} noted_ms when it was noted that this seat was there
 * @property {number} [secrecy_ms] when the scope of confidentiality was discussed
 * @property {number} present_ms how long this seat was connected, breaks included
 * @property {number} members how many held a seat at the close
 * @property {number} cases how many were presented
 * @property {string} method
 * @property {number} version of the method
 * @property {number} issued_ms
 *
 * @typedef {{paper: Paper, salt: string, statement: Statement, signature: string}} Proof
 */

/** The one version of proofs there is. */
const version = 1;

/** What is read is no proof; `code` says why, `blanks` where. */
export class NotAProof extends Error {
  /** @param {string} code @param {Record<string, string|number>} [blanks] */
  constructor(code, blanks = {}) {
    super(`no proof of attendance: ${code} ${JSON.stringify(blanks)}`);
    this.code = code;
    this.blanks = blanks;
  }
}

/** Draws a salt, without which nobody can try names against the commitment. @returns {string} */
export function drawSalt() {
  return encode(randomBytes(16));
}

/**
 * What the server signs in the place of a paper that it does not see.
 * @param {Paper} paper @param {string} salt 16 bytes @returns {Promise<string>}
 */
export async function commitOf(paper, salt) {
  const bytes = [decode(salt) ?? new Uint8Array(), canonicalBytes(paper)];
  const both = await new Blob(bytes).arrayBuffer();
  return encode(new Uint8Array(await crypto.subtle.digest('SHA-256', both)));
}

/** A proof as it is kept in a file. @param {Proof} proof @returns {string} */
export function toFile({paper, salt, statement, signature}) {
  return `${JSON.stringify({kring: 'proof', v: version, paper, salt, statement, signature}, null, 2)}\n`;
}

/**
 * A proof as a link; all of it stands after `#`, which no server gets to see.
 * @param {string} page `https://HOST/proof` @param {Proof} proof
 */
export function toLink(page, proof) {
  return `${page}#${encode(canonicalBytes(asList(proof)))}`;
}

/** What a short link begins with behind `#`: a list in JSON begins otherwise in base64url. */
const short = 'z';

/**
 * The same proof in fewer characters, for a QR code that scans from paper: the list is deflated first.
 * A browser that cannot do so gives the long one.
 * @param {string} page @param {Proof} proof @returns {Promise<string>}
 */
export async function toShortLink(page, proof) {
  if (!('CompressionStream' in globalThis)) return toLink(page, proof);
  const bytes = await through(canonicalBytes(asList(proof)), new CompressionStream('deflate'));
  return `${page}#${short}${encode(bytes)}`;
}

/** @param {Proof} proof */
function asList({paper, salt, statement, signature}) {
  return [version, paper, salt, statement, signature];
}

/** No proof is longer; a deflated one could be made to fill the memory. */
const longest = 20_000;

/** @param {Uint8Array<ArrayBuffer>} bytes @param {any} stream @returns {Promise<Uint8Array<ArrayBuffer>>} */
async function through(bytes, stream) {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts = [];
  for (let size = 0; ;) {
    const {done, value} = await reader.read();
    if (done) return new Uint8Array(await new Blob(parts).arrayBuffer());
    size += value.length;
    if (size > longest) {
      await reader.cancel();
      throw new NotAProof('long', {most: longest});
    }
    parts.push(value);
  }
}

/**
 * Reads a file. @param {string} text @returns {Proof}
 * @throws {NotAProof}
 */
export function fromFile(text) {
  if (text.trim() === '') throw new NotAProof('empty');
  if (text.length > longest) throw new NotAProof('long', {most: longest});
  const value = parsed(text, 'json');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new NotAProof('json');
  const {kring, v, paper, salt, statement, signature} = value;
  if (typeof kring === 'number' && Array.isArray(value.cases)) throw new NotAProof('report');
  if (kring !== 'proof') throw new NotAProof('kind');
  return checked(v, {paper, salt, statement, signature});
}

/**
 * Reads what stands in a link behind `#`. @param {string} fragment @returns {Promise<Proof>}
 * @throws {NotAProof}
 */
export async function fromLink(fragment) {
  const isShort = fragment.startsWith(short);
  const bytes = decode(isShort ? fragment.slice(1) : fragment);
  if (!bytes) throw new NotAProof('cut');
  const value = parsed(await textOf(bytes, isShort), 'cut');
  if (!Array.isArray(value)) throw new NotAProof('cut');
  const [v, paper, salt, statement, signature] = value;
  if (v === version && value.length !== 5) throw new NotAProof('cut');
  return checked(v, {paper, salt, statement, signature});
}

/** @param {Uint8Array<ArrayBuffer>} bytes @param {boolean} isShort */
async function textOf(bytes, isShort) {
  if (isShort && !('DecompressionStream' in globalThis)) throw new NotAProof('browser');
  try {
    const plain = isShort ? await through(bytes, new DecompressionStream('deflate')) : bytes;
    return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(plain);
  } catch (error) {
    throw error instanceof NotAProof ? error : new NotAProof('cut');
  }
}

/** @param {string} text @param {string} code @returns {any} */
function parsed(text, code) {
  try {
    return parseStrictly(text);
  } catch {
    throw new NotAProof(code);
  }
}

const isText = (/** @type {any} */ value) => typeof value === 'string';
/** Ids and addresses: no sentence, which this page would say in the name of its server, can be made of them. */
const isWord = (/** @type {any} */ value) => isText(value) && /^[!-~]{1,300}$/.test(value);
const isTime = (/** @type {any} */ value) => Number.isSafeInteger(value) && value >= 0;
const bytesIn = (/** @type {any} */ value) => (isText(value) ? decode(value)?.length : undefined);

/** What must stand in a statement, whatever else does. @type {Record<string, (value: any) => boolean>} */
const fields = {
  v: (value) => value === version, server: isWord, key: isWord, reference: isWord,
  commit: (value) => bytesIn(value) === 32, began_ms: isTime, ended_ms: isTime, break_ms: isTime,
  noted_ms: (value) => Array.isArray(value) && value.every(isTime),
  secrecy_ms: (value) => value === undefined || isTime(value), present_ms: isTime, members: isTime,
  cases: isTime, method: isWord, version: isTime, issued_ms: isTime,
};

/** @param {any} v @param {any} parts @returns {Proof} */
function checked(v, parts) {
  if (!Number.isSafeInteger(v)) throw new NotAProof('kind');
  if (v !== version) throw new NotAProof('version', {v, known: version});
  const {paper, salt, statement, signature} = parts;
  if (!isObject(paper)) throw new NotAProof('field', {field: 'paper'});
  for (const [name, value] of Object.entries(paper)) {
    const fits = name === 'v' ? value === version : isText(value) || typeof value === 'boolean';
    if (!fits) throw new NotAProof('field', {field: `paper.${name}`});
  }
  if (bytesIn(salt) !== 16) throw new NotAProof('field', {field: 'salt'});
  if (!isObject(statement)) throw new NotAProof('field', {field: 'statement'});
  for (const [name, fits] of Object.entries(fields)) {
    if (!fits(statement[name])) throw new NotAProof('field', {field: `statement.${name}`});
  }
  if (bytesIn(signature) !== 64) throw new NotAProof('field', {field: 'signature'});
  try {
    canonical(parts);
  } catch {
    throw new NotAProof('field', {field: 'statement'});
  }
  return parts;
}

/** @param {any} value */
function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
