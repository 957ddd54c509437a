// @ts-check
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import './support/webcrypto.js';
import { deriveKeys } from '../../web/seal/keys.js';
import { token, uuid } from '../../web/seal/random.js';
import {
  forgetSecret, keepSecret, memoryStore, openSeat, openStore, takeSecret,
} from '../../web/seal/seat.js';

/** A storage that shows what is in it. */
function shelf() {
  /** @type {Map<string, string>} */
  const values = new Map();
  return {
    values,
    full: false,
    getItem(/** @type {string} */ name) { return values.get(name) ?? null; },
    setItem(/** @type {string} */ name, /** @type {string} */ value) {
      if (this.full) throw new Error('QuotaExceededError');
      values.set(name, value);
    },
    removeItem(/** @type {string} */ name) { values.delete(name); },
    key(/** @type {number} */ place) { return [...values.keys()][place] ?? null; },
    get length() { return values.size; },
  };
}

/** A page at an address, with the history calls it got. */
function page(hash = '', path = '/?taal=nl') {
  /** @type {unknown[][]} */
  const calls = [];
  const [pathname, search] = path.split(/(?=\?)/);
  const location = { hash, pathname, search: search ?? '' };
  const history = {
    state: { at: 1 },
    /** @type {(...call: unknown[]) => void} */
    replaceState(...call) {
      calls.push(call);
      location.hash = '';
    },
  };
  return { location, history, calls };
}

async function seatOf(stores = { tab: shelf(), device: shelf() }) {
  const { session } = await deriveKeys(token());
  return { ...stores, session, stores, seat: await openSeat(session, stores) };
}

const values = () => ({ member: uuid(), token: token() });

describe('the secret', () => {
  test('leaves the address bar at once and stays with the tab', () => {
    const secret = token();
    const at = page(`#${secret}`);
    const tab = shelf();
    assert.deepEqual(takeSecret(at, tab), { secret, damaged: false, seen: false });
    assert.deepEqual(at.calls, [[{ at: 1 }, '', '/?taal=nl']]);
    assert.deepEqual(takeSecret(page(), tab), { secret, damaged: false, seen: false });
  });

  test('of a second link in the same tab replaces the first', () => {
    const tab = shelf();
    const secret = token();
    takeSecret(page(`#${token()}`), tab);
    takeSecret(page(`#${secret}`), tab);
    assert.equal(takeSecret(page(), tab).secret, secret);
  });

  test('without a fragment or a kept one there is none, and the address is left alone', () => {
    for (const hash of ['', '#']) {
      const at = page(hash);
      assert.deepEqual(takeSecret(at, shelf()), { secret: null, damaged: false, seen: false });
      assert.equal(at.calls.length, 0);
    }
  });

  test('that lost a character leaves the address bar too, and is called damaged', () => {
    const at = page(`#${token().slice(1)}`);
    const tab = shelf();
    assert.deepEqual(takeSecret(at, tab), { secret: null, damaged: true, seen: false });
    assert.equal(at.calls.length, 1);
    assert.equal(tab.values.size, 0);
  });

  test('is used even when the tab cannot keep it', () => {
    const tab = Object.assign(shelf(), { full: true });
    const secret = token();
    assert.deepEqual(takeSecret(page(`#${secret}`), tab), { secret, damaged: false, seen: false });
    assert.deepEqual(takeSecret(page(), tab), { secret: null, damaged: false, seen: false });
  });

  test('is found where a filter has put it, and leaves the address bar there too', () => {
    const secret = token();
    for (const path of [`/%23${secret}`, `/?x=1%23${secret}`, `/%23${secret}&fbclid=1`,
      `/?%23${secret}.`, `/%23${secret.replaceAll('-', '%2D')}`]) {
      const at = page('', path);
      assert.deepEqual(takeSecret(at, shelf()), { secret, damaged: false, seen: true }, path);
      assert.deepEqual(at.calls, [[{ at: 1 }, '', '/']], path);
    }
    const folder = page('', `/kring/%23${secret}?x=1`);
    assert.equal(takeSecret(folder, shelf()).secret, secret);
    assert.deepEqual(folder.calls, [[{ at: 1 }, '', '/kring/']]);
    const cut = page('', `/%23${secret.slice(5)}`);
    assert.deepEqual(takeSecret(cut, shelf()), { secret: null, damaged: true, seen: true });
    assert.deepEqual(cut.calls, [[{ at: 1 }, '', '/']]);
  });

  test('is kept by its maker and forgotten on request', () => {
    const tab = shelf();
    const secret = token();
    keepSecret(secret, tab);
    assert.equal(takeSecret(page(), tab).secret, secret);
    forgetSecret(tab);
    assert.equal(tab.values.size, 0);
  });

  test('that was tampered with in the storage is not used', () => {
    const tab = shelf();
    tab.setItem('kring.secret', 'geen geheim');
    assert.equal(takeSecret(page(), tab).secret, null);
  });
});

describe('the seat', () => {
  test('is kept on the device, under a hash of the session id, without the secret', async () => {
    const { seat, tab, device, session } = await seatOf();
    const kept = values();
    assert.equal(seat.read(), null);
    assert.equal(seat.write(kept, { shared: false }), true);
    assert.deepEqual(seat.read(), kept);
    assert.equal(tab.values.size, 0);
    const [name] = device.values.keys();
    assert.match(name, /^kring\.seat\.[A-Za-z0-9_-]{43}$/);
    assert.ok(!name.includes(session));
    assert.ok(![...device.values.values()].join().includes(session));
  });

  test('of the same session is found by another tab, and of another session is not', async () => {
    const { seat, device, session } = await seatOf();
    const kept = values();
    seat.write(kept, { shared: false });
    assert.deepEqual((await openSeat(session, { tab: shelf(), device })).read(), kept);
    const other = await deriveKeys(token());
    assert.equal((await openSeat(other.session, { tab: shelf(), device })).read(), null);
  });

  test('on a shared computer leaves nothing on the device, not even what was there', async () => {
    const { seat, tab, device } = await seatOf();
    seat.write(values(), { shared: false });
    seat.keep('own', [{ item: uuid() }]);
    const kept = values();
    assert.equal(seat.write(kept, { shared: true }), true);
    seat.keep('more', 1);
    assert.deepEqual(seat.read(), kept);
    assert.equal(device.values.size, 0);
    assert.equal(tab.values.size, 1);
  });

  test('keeps the own cards beside it, and they go with it', async () => {
    const { seat, tab, device } = await seatOf();
    assert.equal(seat.keep('own', []), false);
    seat.write(values(), { shared: false });
    const own = [{ item: uuid(), envelope: 'A' }];
    assert.equal(seat.keep('own', own), true);
    assert.deepEqual(seat.kept('own'), own);
    seat.write(values(), { shared: false });
    assert.deepEqual(seat.kept('own'), own);
    seat.keep('own', undefined);
    assert.equal(seat.kept('own'), undefined);
    seat.pending = [{ ref: 1 }];
    seat.forget();
    assert.equal(seat.read(), null);
    assert.equal(tab.values.size + device.values.size, 0);
  });

  test('commands without an answer stay with the tab', async () => {
    const { seat, tab, device } = await seatOf();
    assert.equal(seat.pending, undefined);
    seat.pending = [{ ref: 4, do: 'item.add' }];
    assert.deepEqual(seat.pending, [{ ref: 4, do: 'item.add' }]);
    assert.equal(device.values.size, 0);
    seat.pending = undefined;
    assert.equal(tab.values.size, 0);
  });

  test('stays with the tab when the device has no room, and says so', async () => {
    const { seat, tab, device } = await seatOf();
    device.full = true;
    const kept = values();
    assert.equal(seat.write(kept, { shared: false }), false);
    assert.deepEqual(seat.read(), kept);
    assert.equal(tab.values.size, 1);
    tab.full = true;
    assert.equal(seat.keep('own', []), false);
  });

  test('that was tampered with in the storage is no seat', async () => {
    const { seat, device } = await seatOf();
    seat.write(values(), { shared: false });
    const [name] = device.values.keys();
    const broken = [
      '', '{', 'null', '[]', '{"seat":{}}', `{"seat":{"member":"x","token":"short"},"kept":{}}`,
      `{"seat":{"member":1,"token":"${token()}"},"kept":{}}`,
      `{"seat":{"member":"x","token":"${token()}"},"kept":null}`,
    ];
    for (const text of broken) {
      device.values.set(name, text);
      assert.equal(seat.read(), null, text);
    }
  });
});

describe('storages', () => {
  test('a browser that refuses gets one that lasts as long as the page', () => {
    const { store, lasting } = openStore(() => { throw new Error('SecurityError'); });
    assert.equal(lasting, false);
    store.setItem('a', '1');
    assert.equal(store.getItem('a'), '1');
    store.removeItem('a');
    assert.equal(store.getItem('a'), null);
  });

  test('a storage without room counts as refused, one that works is used as it is', () => {
    assert.equal(openStore(() => Object.assign(shelf(), { full: true })).lasting, false);
    const good = shelf();
    const opened = openStore(() => good);
    assert.equal(opened.store, good);
    assert.equal(opened.lasting, true);
    assert.equal(good.values.size, 0);
  });

  test('of a full storage what is there is read; what is new lasts as long as the page', () => {
    const full = shelf();
    full.setItem('there', '1');
    full.full = true;
    const { store, lasting } = openStore(() => full);
    assert.equal(lasting, false);
    assert.equal(store.getItem('there'), '1');
    store.setItem('new', '2');
    store.setItem('there', '3');
    assert.deepEqual([store.getItem('new'), store.getItem('there')], ['2', '3']);
    assert.deepEqual([store.length, store.key(0)], [1, 'there']);
    full.full = false;
    store.setItem('there', '4');
    assert.deepEqual([store.getItem('there'), full.getItem('there')], ['4', '4']);
    store.removeItem('there');
    assert.equal(store.getItem('there'), null);
  });

  test('two storages of a page are not one', () => {
    const [one, two] = [memoryStore(), memoryStore()];
    one.setItem('a', '1');
    assert.equal(two.getItem('a'), null);
  });
});
