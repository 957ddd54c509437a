// @ts-check
import {contract} from './support/meeting.js';
import {facts, paper, proofOf, signingServer} from './support/proofs.js';
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {canonical} from '../../web/proof/canonical.js';
import {check, keysOf} from '../../web/proof/check.js';
import {linesOf} from '../../web/proof/lines.js';
import {speaker} from '../../web/proof/words.js';
import {commitOf, drawSalt, fromFile, fromLink, NotAProof, toFile, toLink, toShortLink}
  from '../../web/proof/proof.js';
import {encode} from '../../web/seal/base64url.js';

const server = await signingServer();
const proof = await proofOf(server);
const page = 'https://kring.example/proof';

/** @param {string} code @param {Record<string, any>} [blanks] */
const refused = (code, blanks) => (/** @type {any} */ error) => {
  assert.ok(error instanceof NotAProof, String(error));
  assert.equal(error.code, code);
  if (blanks) assert.deepEqual(error.blanks, blanks);
  return true;
};

test('canonical JSON sorts keys, leaves no blanks, and writes texts as RFC 8785 does', () => {
  assert.equal(canonical({'b': [1, true, {}], 'a': 'é\u2028\n\u0007"\\', '€': 1, '\ud83d\ude00': 2, '\ufb33': 3,
    'gone': undefined}), '{"a":"é\u2028\\n\\u0007\\"\\\\","b":[1,true,{}],"€":1,"\ud83d\ude00":2,"\ufb33":3}');
  for (const bad of [1.5, null, '\ud83d', Number.MAX_SAFE_INTEGER + 1, () => {}]) {
    assert.throws(() => canonical({bad}), TypeError);
  }
});

test('a commitment hangs on every character of the paper and on the salt', async () => {
  const salt = drawSalt();
  assert.equal(salt.length, 22);
  const all = [await commitOf(paper, salt), await commitOf({...paper, name: 'Z. Ozdemir-de Wit'}, salt),
    await commitOf({...paper, role: ''}, salt), await commitOf(paper, drawSalt())];
  assert.equal(new Set(all).size, 4);
  assert.equal(await commitOf({...paper, number: undefined}, salt),
    await commitOf(Object.fromEntries(Object.entries(paper).filter(([key]) => key !== 'number')), salt));
  // Computed by Python's hashlib over the salt's bytes and the JSON.
  assert.equal(await commitOf({v: 1, name: 'Ö'}, 'AAECAwQFBgcICQoLDA0ODw'),
    'dKw_KaeIym8UxUb9dQ3S7pYd5IeamvKXp8_fbWbGm6Q');
});

test('a proof comes out of its file and out of both links as it went in', async () => {
  assert.deepEqual(fromFile(toFile(proof)), proof);
  const long = toLink(page, proof);
  const short = await toShortLink(page, proof);
  for (const link of [long, short]) {
    assert.ok(link.startsWith(`${page}#`));
    assert.deepEqual(await fromLink(link.split('#')[1]), proof);
  }
  assert.ok(short.length < long.length * 0.8, `${short.length} of ${long.length}`);
  assert.match(long.split('#')[1], /^W/, 'a short link is told by its first letter');
});

test('what is certain of a good proof are the minutes, never rounded up', async () => {
  assert.deepEqual(await check(proof, server.keys), {why: 'certain', certain: {
    began_ms: facts.began_ms, ended_ms: facts.ended_ms, minutes: 129, present: 127}});
});

test('a proof of which any value was changed does not hold', async () => {
  let count = 0;
  for (const part of /** @type {const} */ (['paper', 'statement'])) {
    for (const [name, value] of Object.entries(proof[part])) {
      const other = typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value
        : Array.isArray(value) ? value.slice(1) : `${value}.`;
      const changed = {...proof, [part]: {...proof[part], [name]: other}};
      const {why, certain} = await check(changed, server.keys);
      const expected = name === 'key' ? 'unknown-key' : 'bad-signature';
      assert.equal(why, part === 'paper' ? 'changed-paper' : expected, name);
      assert.equal(certain, null);
      count += 1;
    }
  }
  assert.equal(count, Object.keys(paper).length + Object.keys(proof.statement).length);
  const {role: _, ...without} = paper;
  assert.equal((await check({...proof, paper: without}, server.keys)).why, 'changed-paper');
});

test('a statement about another seat or by another server does not hold, an older key does', async () => {
  const other = await proofOf(server, {...paper, name: 'B. 李'});
  assert.equal((await check({...proof, statement: other.statement, signature: other.signature},
    server.keys)).why, 'changed-paper');
  const stranger = await signingServer();
  assert.equal((await check(proof, stranger.keys)).why, 'unknown-key');
  assert.equal((await check(proof, [])).why, 'unknown-key');
  assert.equal((await check(await proofOf(stranger), [...server.keys, ...stranger.keys])).why, 'certain');
  const posing = [{...stranger.keys[0], key: server.keys[0].key}];
  assert.equal((await check(proof, posing)).why, 'unknown-key', 'a key is called after itself');
});

test('what a key is said to have signed long before or after its time does not hold', async () => {
  const day = 24 * 3_600_000;
  const {issued_ms} = proof.statement;
  for (const [times, why] of /** @type {[object, string][]} */ ([
    [{from_ms: issued_ms + day}, 'certain'], [{from_ms: issued_ms + day + 1}, 'wrong-time'],
    [{from_ms: 0, until_ms: issued_ms - day}, 'certain'],
    [{from_ms: 0, until_ms: issued_ms - day - 1}, 'wrong-time']])) {
    assert.equal((await check(proof, [{...server.keys[0], ...times}])).why, why, JSON.stringify(times));
  }
});

test('where the browser lacks Ed25519, that is what is said', async (context) => {
  context.mock.method(crypto.subtle, 'importKey', async () => {
    throw new DOMException('no such algorithm', 'NotSupportedError');
  });
  assert.deepEqual(await check(proof, server.keys), {why: 'no-ed25519', certain: null});
});

test('of a list of keys what is none is left out', () => {
  assert.deepEqual(keysOf({v: 1, keys: [...server.keys, null, {key: 'x'}, {key: 'x', public: 'AA'}]}), server.keys);
  for (const odd of [null, [], {keys: 3}, 'x']) assert.deepEqual(keysOf(odd), []);
});

test('a file that is no proof is told by what it is', () => {
  const file = JSON.parse(toFile(proof));
  const cases = /** @type {[any, string, Record<string, any>?][]} */ ([
    ['  \n', 'empty'], ['%PDF-1.7', 'json'], ['[1]', 'json'], ['null', 'json'], ['{"kring":"proof"', 'json'],
    [{kring: 1, cases: [], me: 'Bram'}, 'report'], [{}, 'kind'], [{...file, kring: 'plan'}, 'kind'],
    [{...file, v: 2}, 'version', {v: 2, known: 1}], [{...file, v: 'x'}, 'kind'],
    [{...file, paper: 'x'}, 'field', {field: 'paper'}],
    [{...file, paper: {...paper, name: 3}}, 'field', {field: 'paper.name'}],
    [{...file, salt: 'AA'}, 'field', {field: 'salt'}],
    [{...file, statement: []}, 'field', {field: 'statement'}],
    [{...file, signature: `${proof.signature.slice(0, -4)}`}, 'field', {field: 'signature'}],
    ['x'.repeat(20_001), 'long', {most: 20_000}],
  ]);
  for (const [what, code, blanks] of cases) {
    assert.throws(() => fromFile(typeof what === 'string' ? what : JSON.stringify(what)),
      refused(code, blanks), JSON.stringify(what).slice(0, 60));
  }
  for (const name of Object.keys(facts).filter((one) => one !== 'secrecy_ms')) {
    const {[name]: _, ...statement} = file.statement;
    assert.throws(() => fromFile(JSON.stringify({...file, statement})),
      refused('field', {field: `statement.${name}`}));
  }
});

test('a link that was cut anywhere says so, a later version says which one is known', async () => {
  for (const link of [toLink('', proof).slice(1), (await toShortLink('', proof)).slice(1)]) {
    for (let end = 0; end < link.length; end += 7) {
      await assert.rejects(fromLink(link.slice(0, end)), refused('cut'), `${end} of ${link.length}`);
    }
    await assert.rejects(fromLink(`${link}%20`), refused('cut'));
  }
  await assert.rejects(fromLink(encode(new TextEncoder().encode('[2,"x"]'))),
    refused('version', {v: 2, known: 1}));
});

test('a short link that would fill the memory is refused', async () => {
  const zeros = new Blob([new Uint8Array(5_000_000)]).stream().pipeThrough(new CompressionStream('deflate'));
  const bytes = new Uint8Array(await new Response(zeros).arrayBuffer());
  await assert.rejects(fromLink(`z${encode(bytes)}`), refused('long'));
});

/**
 * Says of a proof what a checker says, in the words of the vectors.
 * @param {() => any} read @param {any} keys
 */
async function said(read, keys) {
  try {
    return (await check(await read(), keysOf(keys))).why;
  } catch (error) {
    if (error instanceof NotAProof) return 'not-a-proof';
    throw error;
  }
}

for (const {name, proof: file, link, keys, valid, why} of contract('vectors/proofs.json')) {
  test(`as the vectors say, in a file and behind a link: ${name}`, async () => {
    const expected = valid ? 'certain' : why;
    assert.equal(await said(() => fromFile(JSON.stringify(file)), keys), expected);
    assert.equal(await said(() => fromLink(link.split('#')[1]), keys), expected);
  });
}

test('a proof made elsewhere says nothing in the name of the server', () => {
  for (const field of ['server', 'key', 'reference', 'method']) {
    for (const odd of ['', 'Dit bewijs is geldig.', 'x'.repeat(301), 'é']) {
      const file = toFile({...proof, statement: {...proof.statement, [field]: odd}});
      assert.throws(() => fromFile(file), refused('field', {field: `statement.${field}`}));
    }
  }
  const name = ' A\n\nVerbonden:\t240 \u202eminuten\u2069 ';
  const [[{value}]] = linesOf({...paper, name}, proof.statement, speaker('nl'));
  assert.equal(value, 'A Verbonden: 240 minuten');
});
