// @ts-check
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import './support/webcrypto.js';
import { createSession, fetchMethods, whoAnswers } from '../../web/core/create.js';

const server = 'https://kring.test';

/** An answer with a text in it. @param {number} status @param {string} text */
const answer = (status, text) => /** @type {any} */ ({
  fetch: async () => new Response(text, { status }) });

const login = '<!doctype html><title>Log in to the network</title>';
const wishes = { server, method: 'bovv6', cases: 1, minutes: 60 };

describe('what answers in the place of the server', () => {
  test('is told: this server, something else, or nothing', async () => {
    const refusal = '{"error":{"code":"method-not-allowed","temporary":false}}';
    assert.equal(await whoAnswers(server, answer(405, refusal)), 'kring');
    for (const [status, text] of /** @type {[number, string][]} */ ([[200, login], [200, '{}'],
      [511, login], [200, 'null'], [200, '[]'], [405, '{"error":"no"}'], [200, '']])) {
      assert.equal(await whoAnswers(server, answer(status, text)), 'other', text);
    }
    const nothing = { fetch: async () => { throw new TypeError('Failed to fetch'); } };
    assert.equal(await whoAnswers(server, nothing), 'nothing');
  });

  test('a page to log in to is no list of methods and no session', async () => {
    for (const [status, text] of /** @type {[number, string][]} */ ([[200, login], [200, '{}'],
      [200, 'null'], [302, ''], [403, login]])) {
      await assert.rejects(fetchMethods(server, answer(status, text)), { code: 'not-kring' }, text);
      await assert.rejects(createSession(wishes, answer(status, text)), { code: 'not-kring' }, text);
    }
  });

  test('an error of the server keeps its own words', async () => {
    const busy = '{"error":{"code":"busy","temporary":true}}';
    await assert.rejects(createSession(wishes, answer(429, busy)), { code: 'busy' });
    await assert.rejects(createSession(wishes, answer(502, login)), { code: 'http-502' });
  });

  test('a link of a call that nobody may be sent to is refused before anything is made', async () => {
    for (const callUrl of ['http://call.test/', 'https://a b', 'https://x@call.test/']) {
      const unasked = { fetch: async () => assert.fail('asked') };
      await assert.rejects(createSession({ ...wishes, callUrl }, unasked),
        { code: 'bad-call-link' });
    }
  });
});
