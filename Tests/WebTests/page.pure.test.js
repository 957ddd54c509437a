import {test} from 'node:test';
import assert from 'node:assert/strict';
import './support/dom.js';
import {readFileSync} from 'node:fs';
import {showSafety} from '../../web/kit/safety.js';
import {fitted, initialsOf, seating} from '../../web/step/seating.js';
import {invitationText} from '../../web/dialogs/invite.js';
import {clockOf, dayOf, firstKnown, has, language, listOf, momentOf, speak, t, timeOf, zoneOf}
  from '../../web/i18n/index.js';
import {languages} from '../../web/i18n/languages.js';
import {dictionary} from '../../web/report/downloads.js';

test('seats of 3 to 12 members do not overlap, at any width, and stay in the drawing', () => {
  for (const room of [264, 288, 388]) {
    for (let count = 3; count <= 12; count += 1) {
      const place = seating(count, room);
      assert.equal(place.seats.length, count);
      place.seats.forEach(({x, y}, n) => {
        assert.ok(x >= place.plate && x <= place.width - place.plate, `${count} at ${room}: x ${x}`);
        assert.ok(y >= place.plate && y <= place.height - place.plate, `${count} at ${room}: y`);
        const next = place.seats[(n + 1) % count];
        const apart = Math.hypot(next.x - x, next.y - y);
        assert.ok(apart > 2 * place.plate, `${count} at ${room}: ${apart} apart`);
        const inward = Math.hypot(x - place.centre.x, y - place.centre.y);
        assert.ok(inward > place.plate + place.dial, `${count} at ${room}: seat on the clock`);
      });
    }
  }
});

test('the first member sits on top and the next one to their left, which is clockwise', () => {
  const {seats, centre} = seating(6);
  assert.ok(Math.abs(seats[0].x - centre.x) < 1 && seats[0].y < centre.y);
  assert.ok(seats[1].x > centre.x && seats[5].x < centre.x);
});

test('initials differ for everybody, also for the same name twice', () => {
  assert.deepEqual(initialsOf(['Anna', 'Bram de Wit']), ['AN', 'BW']);
  assert.deepEqual(initialsOf(['Noor (bedacht)', 'Jan de Boer (stagiair)', '(x)']), ['NO', 'JB', '(X']);
  const same = initialsOf(['Anna', 'Anne', 'Anna', 'An']);
  assert.equal(new Set(same).size, 4);
  assert.deepEqual(initialsOf(['', '🙂 x']).length, 2);
  assert.deepEqual(initialsOf(['👩‍🚀🚀', '🇳🇱', 'A🙂']), ['👩‍🚀', '🇳🇱', 'A'], 'two pictures are too wide');
  assert.deepEqual(initialsOf(['👩‍🚀 Noor 🚀', 'Bo 🚀']), ['👩‍🚀', 'B'], 'nor beside a letter, in two words');
});

test('a long name is cut at its end and says so', () => {
  assert.equal(fitted('Maximiliaan', 8), 'Maximil…');
  assert.equal(fitted('Anna', 8), 'Anna');
  assert.equal(fitted('Noor (bedacht)', 12), 'Noor', 'what stands in brackets goes first');
  assert.equal(fitted('Noor (bedacht)', 14), 'Noor (bedacht)');
  assert.equal(fitted('Noortje-Anna (2)', 12), 'Noortje-Ann…', 'a number is no remark');
});

test('both languages have the same keys and blanks, and no text is empty', async () => {
  const blanks = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort();
  const [nl, en] = await Promise.all([languages.nl.load(), languages.en.load()]);
  assert.deepEqual(Object.keys(nl).sort(), Object.keys(en).sort());
  for (const [key, text] of Object.entries(nl)) {
    assert.deepEqual(blanks(text), blanks(en[key]), key);
    assert.ok(text.length > 0 && en[key].length > 0, key);
  }
});

test('the sentences of the promise are there word for word', async () => {
  await speak('nl');
  assert.equal(t('promise.short') + ' ' + t('promise.how'), 'Je naam staat niet bij je kaart. Ook de '
    + 'voorzitter kan niet zien wie wat schreef, tenzij enkelen van jullie samenwerken. Je manier van '
    + 'schrijven kan je wel verraden. Hoe zit dat?');
  assert.equal(t('few.words', {n: 3}), 'Ze gaan open als er van minstens 3 mensen een kaart ligt. '
    + 'Zijn het er minder, dan is snel te raden wie wat schreef. Wat doe je?');
  assert.equal(t('own.words', {step: 'Bespreken'}), 'Je kaart ligt dicht. Niemand ziet hem, tot de '
    + 'voorzitter bij ‘Bespreken’ alle kaarten tegelijk laat zien. Tot dan kun je hem aanpassen of '
    + 'weghalen.');
  assert.equal(t('safe.promise'), 'Je naam wordt niet bij je kaart bewaard. Niemand in de groep, ook '
    + 'de voorzitter niet, kan zien wie welke kaart schreef, tenzij enkelen van jullie samenwerken. '
    + 'Ook achteraf is dat op de server niet terug te vinden. Let op: je stijl of inhoud kan je '
    + 'verraden. En wie de server beheert, kan tijdens de bijeenkomst zien via welke verbinding iets '
    + 'binnenkomt.');
});

const whole = 'the safety page says each sentence of the promise, what is not promised too, in each language';
test(whole, async (context) => {
  const kept = globalThis.fetch;
  context.after(() => { globalThis.fetch = kept; });
  for (const language of ['nl', 'en']) {
    await speak(language);
    const answered = new Promise((done) => {
      globalThis.fetch = async () => ({ok: true, json: async () => { done(undefined); return {}; }});
    });
    showSafety();
    await answered;
    await new Promise((done) => setTimeout(done));
    const page = /** @type {Element} */ ([...document.querySelectorAll('dialog')].at(-1));
    const said = [...page.querySelectorAll('li')].map((item) => item.textContent);
    for (const [part, count] of /** @type {const} */ ([['safe.does', 7], ['safe.not', 13]])) {
      for (let n = 1; n <= count; n += 1) assert.ok(said.includes(t(`${part}.${n}`)), `${part}.${n}`);
    }
    assert.equal(said.length, 20);
    assert.ok(page.textContent?.includes(t('safe.promise')));
  }
});

test('one and many are told apart, and an unknown key is a fault', async () => {
  await speak('nl');
  assert.equal(t('choose.votes', {n: 1}), '1 stem');
  assert.equal(t('choose.votes', {n: 3}), '3 stemmen');
  assert.throws(() => t('no.such'), /no text no\.such/);
  assert.ok(!has('no.such'));
});

test('the language of the browser is used if there is one', () => {
  assert.equal(firstKnown(['fr-FR', 'en-GB', 'nl']), 'en');
  assert.equal(firstKnown(['nl-BE']), 'nl');
  assert.equal(firstKnown(['fr']), 'nl');
});

test('a browser does not translate the page: sealed texts would go to who translates', () => {
  const html = readFileSync(new URL('../../web/index.html', import.meta.url), 'utf8');
  assert.match(html, /<html lang="nl" translate="no">/);
  assert.match(html, /<meta name="google" content="notranslate">/);
});

test('a clock counts down, then up', () => {
  assert.equal(clockOf(192_000), '03:12');
  assert.equal(clockOf(191_001), '03:12');
  assert.equal(clockOf(0), '00:00');
  assert.equal(clockOf(-5_000), '+00:05');
  assert.equal(clockOf(3_723_000), '1:02:03');
});

test('times are said in the way of Europe, days of another year with the year', async () => {
  const day = new Date(new Date().getFullYear() + 1, 10, 26, 0, 5).getTime();
  await speak('en');
  assert.match(dayOf(day), /^\w+,? 26 November \d{4}$/);
  assert.doesNotMatch(dayOf(Date.now()), /\d{4}/);
  // A report is read in a later year.
  assert.match(dictionary().day(Date.now()), /\d{4}$/);
  assert.equal(timeOf(day), '00:05');
  assert.equal(listOf(['Ann', 'Ben', 'Dev']), 'Ann, Ben and Dev');
});

test('the time zone is named where a time goes to other people', async () => {
  await speak('nl');
  assert.match(zoneOf(Date.UTC(2026, 0, 9)), /GMT/);
  const sent = invitationText({link: 'L', start_ms: Date.UTC(2026, 0, 9, 9), end_ms: Date.UTC(2026, 0, 9, 10)});
  assert.ok(sent.includes(`(${zoneOf(Date.UTC(2026, 0, 9))})`), sent);
});

test('a name from right to left keeps to itself in a sentence and in a list', async () => {
  await speak('nl');
  const [yosef, karim] = ['יוסף (2)', 'كريم'];
  assert.equal(t('door.knocks', {name: 'Els'}), 'Els klopt aan.');
  assert.equal(t('door.knocks', {name: yosef}), `\u2068${yosef}\u2069 klopt aan.`);
  assert.equal(t('door.knocks', {name: 'a\u202eb'}), '\u2068a\u202eb\u2069 klopt aan.');
  const both = `\u2068${yosef}\u2069 en \u2068${karim}\u2069`;
  assert.equal(listOf([yosef, karim]), both);
  assert.equal(t('open.not-ready', {names: both}), `nog bezig: ${both}`);
});

test('moments and lists are said as people say them', async () => {
  await speak('nl');
  const now = new Date(2026, 2, 3, 10).getTime();
  assert.match(momentOf(now + 3_600_000, now), /^vandaag om 11:00/);
  assert.match(momentOf(now + 25 * 3_600_000, now), /^morgen om 11:00/);
  assert.match(momentOf(now + 49 * 3_600_000, now), /^donderdag 5 maart om 11:00/);
  assert.equal(listOf(['Els', 'Bram']), 'Els en Bram');
});

test('of two languages wished for shortly after each other the last one is spoken', async () => {
  await speak('nl');
  await Promise.all([speak('en'), speak('nl'), speak('en'), speak('xx'), speak('nl')]);
  assert.equal(language(), 'nl');
  await Promise.all([speak('nl'), speak('en')]);
  assert.equal(language(), 'en');
  assert.equal(t('close'), 'Close');
});
