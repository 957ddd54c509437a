// @ts-check
import {rendered} from './support/dom.js';
import assert from 'node:assert/strict';
import {beforeEach, describe, test} from 'node:test';
import {speak} from '../../web/i18n/index.js';
import {copyText, linesOf, longestMail, mailTo, placesOf, proposals, willing, written} from '../../web/report/copy.js';
import {reporting} from '../../web/report/part.js';
import {Play, id, planOf, start_ms} from './support/meeting.js';
import {show, type} from './support/drawn.js';
import {PlayedClient} from './support/page.js';
import '../../web/screens/end.js';

await speak('nl');
await reporting.fetch();

const names = ['', 'Anna', 'Bram', 'Carla', 'Daan', 'Els'];
const M = (/** @type {number} */ n) => id('member', n);

/** 3 presents; 4 and 5 ask, three write unnamed cards, 2 and 4 say yes, 5 says no, 1 nothing. */
function meeting() {
  return new Play(planOf('bovv6'), 5, {start_ms}).chair(1).presents(1, 3)
    .enter('1.keuze').enter('1.stelling')
    .write(3, 3, 'casus', {text: 'Ik sprak Fatima Boz in Utrecht, zei Daan’s broer.'})
    .enter('1.beeld').write(5, 4, 'vragen', {text: 'Wat vraagt Carla?'})
    .write(6, 5, 'vragen', {text: 'Tegenvraag'}).write(7, 1, 'vragen', {text: 'Zwijgvraag'})
    .write(8, 4, 'vragen', {text: 'Onder ons', private: true})
    .say('note.written', {by: M(4), step: '1.beeld', note: id('note', 1), envelope: 'L'})
    .enter('1.schrijf').enter('1.lees').open(2, [[11, {text: 'Kaart een'}], [12, {text: 'Kaart twee'}]])
    .enter('1.besluit').write(20, 3, 'besluit', {text: 'Ik ga bellen'})
    .write(21, 3, 'acties', {what: 'Bellen', due: '2026-01-09'})
    .enter('na.slot').write(30, 4, 'doorgeven', {pick: ['ja']}).write(31, 5, 'doorgeven', {pick: ['nee']})
    .write(32, 2, 'doorgeven', {pick: ['ja']});
}

/** A page of one of them. @param {number} n @param {any} [more] @param {any} [play] */
function page(n, more = {}, play = meeting()) {
  const client = new PlayedClient(play, n);
  const name = (/** @type {string} */ member) => names[names.findIndex((_, k) => M(k) === member)];
  Object.assign(client, {openAll: async () => {}, name, note: (/** @type {string} */ step) =>
    (step === '1.beeld' ? 'Regel van allen' : ''), ...more});
  return client;
}

const say = {date: 'Datum', kind: 'Soort', name: 'Naam', case: 'Casus', actions: 'Acties', note: 'Notities',
  when: () => '1 januari 2026', lens: String, times: (/** @type {number} */ n) => `${n}×`,
  title: (/** @type {any} */ one) => `${one.label}. ${one.name.nl}`,
  voice: {say: (/** @type {any} */ words) => words?.nl ?? words, day: String, part: String,
    ends: (/** @type {string} */ a, /** @type {string} */ b) => `${a} ${b}`}};

/** @param {any} source */
const textOf = (source) => copyText(linesOf(source, say), [], new Map());

describe('what goes along', () => {
  test('the own words, and those of who said yes', () => {
    const text = textOf(page(3));
    for (const word of ['Fatima', 'Ik ga bellen', 'Bellen · 2026-01-09', 'Wat vraagt']) {
      assert.ok(text.includes(word), word);
    }
  });

  test('nothing of who said no or nothing, of what is marked private, of unnamed cards, of the group’s line', () => {
    const text = textOf(page(3));
    for (const word of ['Tegenvraag', 'Zwijgvraag', 'Onder ons', 'Kaart', 'Regel van allen']) {
      assert.ok(!text.includes(word), word);
    }
  });

  test('the line of the group goes along when all the others said yes', () => {
    const play = meeting().write(33, 1, 'doorgeven', {pick: ['ja']});
    play.texts.set(id('item', 31), {pick: ['ja']});
    const text = textOf(page(3, {}, play));
    assert.ok(text.includes('Regel van allen') && text.includes('Tegenvraag') && text.includes('Zwijgvraag'));
    assert.ok(!text.includes('Kaart'));
  });

  test('who wrote what is not in it', () => {
    const text = textOf(page(3));
    assert.ok(!text.includes('(Daan)') && !/Wat vraagt Carla\?.*Daan/.test(text));
  });

  test('a card that its writer showed to be theirs has a name', () => {
    const claimant = (/** @type {any} */ item) => ({[id('item', 11)]: M(4), [id('item', 12)]: M(5)})[item.item];
    const text = textOf(page(3, {claimant}));
    assert.ok(text.includes('Kaart een') && !text.includes('Kaart twee'));
  });

  test('only a yes is a yes', () => {
    assert.deepEqual([...willing(page(3))].sort(), [M(2), M(4)].sort());
    const both = meeting().write(40, 4, 'doorgeven', {pick: ['nee']});
    assert.deepEqual([...willing(page(3, {}, both))], [M(2)]);
    const hidden = meeting().say('item.folded', {item: id('item', 30), folded: true});
    assert.deepEqual([...willing(page(3, {}, hidden))], [M(2)]);
    const broken = meeting();
    broken.texts.set(id('item', 30), {broken: true});
    assert.deepEqual([...willing(page(3, {}, broken))], [M(2)]);
  });

  test('what is left out is counted, apart for what has a name', () => {
    const left = linesOf(page(3), say).filter(({as}) => as === 'left');
    assert.deepEqual(left.map(({id: line, text, unnamed, named, noted}) => [line, text, unnamed, named, noted]),
      [['1.beeld.left', '', 0, 2, true], ['1.schrijf.left', '', 2, 0, false]]);
  });

  test('who presented nothing has no copy', () => {
    assert.deepEqual(linesOf(page(4), say), []);
  });
});

describe('places', () => {
  const lines = [{id: 'a', as: /** @type {const} */ ('text'), text: 'Anna zag Bram. Bram zag Anna’s hond 3×.'},
    {id: 'b', as: /** @type {const} */ ('label'), text: 'Anna'}];
  const places = placesOf(lines, names);

  test('are looked for in what people wrote, and told apart', () => {
    assert.deepEqual(places.map(({found}) => found.text), ['Anna', 'Bram', 'Bram', 'Anna’s', '3']);
    assert.equal(new Set(places.map(({key}) => key)).size, 5);
  });

  test('have one letter for one person', () => {
    assert.deepEqual([...proposals(places, (kind) => kind).values()], ['A', 'B', 'B', 'A', 'number']);
  });

  test('are written as was decided, and nothing else is touched', () => {
    const decided = new Map([[places[0].key, 'A'], [places[3].key, '']]);
    assert.equal(written(lines[0], places, decided), 'A zag Bram. Bram zag  hond 3×.');
  });
});

describe('the mail', () => {
  const body = (/** @type {string} */ link) => decodeURIComponent(link.split('&body=')[1]);

  test('has the address, the subject and all of a short text', () => {
    const {link, whole} = mailTo('info@bovv.nl', 'Formulier & zo', 'een\ntwee & drie', 'af');
    assert.equal(link, 'mailto:info@bovv.nl?subject=Formulier%20%26%20zo&body=een%0D%0Atwee%20%26%20drie');
    assert.ok(whole);
  });

  for (const [name, sign] of [['letters', 'a'], ['accents', 'é'], ['pictures', '👋'], ['halves', '\ud83d']]) {
    test(`is cut with a sentence where it is too long: ${name}`, () => {
      const {link, whole} = mailTo('info@bovv.nl', 'Formulier', sign.repeat(4000), 'Hier is het af.');
      assert.ok(!whole && link.length <= longestMail && link.length > longestMail - 24, String(link.length));
      assert.ok(body(link).endsWith('…\r\n\r\nHier is het af.'));
    });
  }

  test('cannot be given a second receiver by its address', () => {
    assert.ok(!mailTo('a@b.nl?cc=c@d.nl', 's', 't', 'c').link.includes('cc=c@'));
  });
});

describe('the screen', () => {
  /** @type {any} */ let view;
  const find = (/** @type {string} */ hook) => view.querySelector(`[data-test="${hook}"]`);
  const press = async (/** @type {string} */ hook) => {
    find(hook).click();
    for (let n = 0; n < 5; n += 1) await rendered();
  };
  const words = () => find('copy-around')?.querySelector('mark').textContent;

  /** @param {number} n */
  async function open(n) {
    view = show('kring-end', {client: page(n)});
    await rendered();
    await press('main-action');
  }
  beforeEach(async () => {
    await open(3);
    await press('make-copy');
  });

  test('is offered to whoever presented alone', async () => {
    assert.ok(find('screen-copy'));
    await open(4);
    assert.ok(find('screen-report') && !find('make-copy'));
  });

  test('says whose words go along', () => {
    assert.match(find('copy-yes').textContent, /Bram en Daan zeiden ja/);
  });

  test('goes from place to place, gives nothing before the last, and takes back', async () => {
    const first = words();
    await press('copy-keep');
    assert.notEqual(words(), first);
    await press('copy-undo');
    assert.equal(words(), first);
    assert.ok(!find('copy-result') && !find('copy-undo'));
    for (let n = 0; n < 20 && find('copy-replace'); n += 1) {
      find('copy-replace').form.requestSubmit();
      await rendered();
    }
    const body = decodeURIComponent(find('copy-mail').href);
    assert.ok(body.startsWith('mailto:info@bovv.nl?subject='));
    for (const word of ['Fatima', 'Utrecht', 'Daan', 'Carla', 'Kaart']) assert.ok(!body.includes(word), word);
    assert.match(body, /Ik sprak de cliënt in een plaats, zei \w broer/);
  });

  test('one press replaces all that is written alike', async () => {
    const field = find('copy-own-1.schrijf.left');
    assert.equal(field.value, '');
    type(field, 'zeg Zeeman, zeg Zeeman.');
    await rendered();
    [...view.querySelectorAll('.copy-place')].find((one) => one.textContent === 'Zeeman').click();
    await rendered();
    assert.equal(words(), 'Zeeman');
    type(find('copy-word'), 'Z');
    await press('copy-all');
    assert.ok(find('copy-form').textContent.includes('zeg Z, zeg Z.'));
  });

  test('what was decided stays where it was while something is written before it', async () => {
    const field = find('copy-own-1.schrijf.left');
    type(field, 'zeg Zeeman.');
    await rendered();
    [...view.querySelectorAll('.copy-place')].find((one) => one.textContent === 'Zeeman').click();
    await rendered();
    type(find('copy-word'), 'Z');
    await rendered();
    await press('copy-replace');
    type(field, 'En toen: zeg Zeeman.');
    await rendered();
    assert.ok(find('copy-form').textContent.includes('En toen: zeg Z.'));
  });

  test('leads back to the report', async () => {
    await press('main-action');
    assert.ok(find('screen-report'));
  });
});
