// @ts-check
import './support/dom.js';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toJSON, toMarkdown } from '../../web/report/markdown.js';
import { report } from '../../web/report/report.js';
import { Play, id, planOf, start_ms } from './support/meeting.js';

const M = (/** @type {number} */ n) => id('member', n);

/** A whole BOvV meeting in which 3 presents and 4 writes along. */
function meeting() {
  const play = new Play(planOf('bovv6'), 5, { start_ms }).chair(1).presents(1, 3)
    .enter('1.keuze').write(1, 3, 'zaak', { text: 'Mijn vraagstuk' })
    .write(2, 2, 'zaak', { text: 'Het vraagstuk van Bram' })
    .say('vote.settled', { case: 1, item: id('item', 1), presenter: M(3) })
    .enter('1.stelling').write(3, 3, 'casus', { text: 'De situatie' })
    .write(4, 4, 'vraag', { text: 'Hoe kan ik' })
    .enter('1.beeld').write(5, 4, 'vragen', { text: 'Wat wil jij?' })
    .write(6, 5, 'vragen', { text: 'Tussen ons', private: true })
    .enter('1.schrijf')
    .enter('1.lees').open(2, [[11, { text: 'Ik zou bellen' }], [12, { text: 'Ik zou wachten' }],
      [13, { text: 'Iets lelijks' }], [14, { broken: true }]])
    .say('item.folded', { item: id('item', 13), folded: true })
    .enter('1.besluit').write(20, 3, 'besluit', { text: 'Ik ga bellen' })
    .write(21, 3, 'acties', { what: 'Bellen', due: '2026-01-09' })
    .say('note.written', { by: M(4), step: '1.besluit', note: id('note', 1), envelope: 'L' })
    .enter('na.oogst').write(30, 3, 'oogst', { text: 'Rust' }).write(31, 4, 'oogst', { text: 'Moed' })
    .say('session.closed', { purge_ms: 1 });
  return play;
}

/** @param {Play} play @param {number} n @param {any} [more] */
function source(play, n, more = {}) {
  const m = play.for(n);
  return { ...m, now: () => start_ms + 3_600_000,
    name: (/** @type {string} */ member) => ({ [M(3)]: 'Carla', [M(4)]: 'Daan',
      [M(5)]: 'Els' })[member],
    note: (/** @type {string} */ step) => (step === '1.besluit' ? 'Regel van de groep' : ''),
    isMine: (/** @type {any} */ item) => item.by === M(n) || (n === 4 && item.item === id('item', 11)),
    claimant: (/** @type {any} */ item) => item.claimed,
    markOn: (/** @type {any} */ item) => (n === 3 && item.item === id('item', 12) ? 'touched' : ''),
    privateNotes: n === 4 ? { '1.beeld': 'Niet vergeten', halt: 'Over haar, niet met haar' } : {}, ...more };
}

/** @param {string} input of BOvV */
const labelOf = (input) => planOf('bovv6').steps.flatMap((/** @type {any} */ step) => step.inputs)
  .find((/** @type {any} */ one) => one.id === input).page.label.nl;

/** @param {any} made */
const texts = (made) => JSON.stringify(made);

describe('the report of the presenter', () => {
  const made = /** @type {any} */ (report(source(meeting(), 3)));

  test('is the filled-in form of the method: what was written in each step of the own case', () => {
    const [form] = made.cases;
    assert.deepEqual([form.number, form.stopped, form.presenter], [1, false, 'Carla']);
    const sections = form.sections.filter(({ fields }) => fields.length > 0);
    assert.deepEqual(sections.map((/** @type {any} */ one) => [one.label,
      one.fields.flatMap((/** @type {any} */ field) => field.entries.map(
        (/** @type {any} */ entry) => entry.text))]), [
      ['1', ['Mijn vraagstuk']], ['2', ['De situatie', 'Hoe kan ik']], ['3', ['Wat wil jij?']],
      ['5', ['Ik zou bellen', 'Ik zou wachten']], ['6', ['Ik ga bellen']]]);
    assert.equal(sections.at(-1).note, 'Regel van de groep');
  });

  test('has the actions with their dates', () => {
    assert.deepEqual(made.cases[0].actions, [{ what: 'Bellen', who: '', due: '2026-01-09' }]);
  });

  test('has own marks, and names only where the group saw them', () => {
    const [questions, cards] = ['vragen', 'advies'].map((input) => made.cases[0].sections
      .flatMap((/** @type {any} */ one) => one.fields)
      .find((/** @type {any} */ one) => one.label.nl === labelOf(input)).entries);
    assert.equal(questions[0].by, 'Daan');
    assert.deepEqual(cards.map((/** @type {any} */ one) => [one.by, one.marked, one.mine]),
      [[undefined, false, false], [undefined, true, false]]);
  });

  test('leaves out what others keep to themselves, folded or broken cards, and their proposals', () => {
    for (const word of ['Tussen ons', 'Iets lelijks', 'broken', 'van Bram', 'Moed']) {
      assert.ok(!texts(made).includes(word), word);
    }
  });

  test('has the own takeaway', () => assert.deepEqual(made.takeaways, ['Rust']));
});

describe('the report of everybody else', () => {
  const made = /** @type {any} */ (report(source(meeting(), 4)));

  test('has own words, also of the own unnamed card and the own note line', () => {
    assert.deepEqual(made.cases, []);
    assert.deepEqual(made.words.map((/** @type {any} */ one) => [one.step, one.note,
      one.fields.flatMap((/** @type {any} */ field) => field.entries.map(
        (/** @type {any} */ entry) => entry.text))]), [['1.beeld', '', ['Wat wil jij?']],
      ['1.schrijf', '', ['Ik zou bellen']], ['1.besluit', 'Regel van de groep', []]]);
  });

  test('has own private notes and the own takeaway', () => {
    assert.deepEqual(made.notes.map((/** @type {any} */ one) => [one.step, one.text]),
      [['1.beeld', 'Niet vergeten']]);
    assert.deepEqual(made.takeaways, ['Moed', 'Over haar, niet met haar']);
  });

  test('has nothing of the presenter, not even what the pen wrote for the presenter', () => {
    for (const word of ['De situatie', 'Hoe kan ik', 'Ik ga bellen', 'Rust', 'Ik zou wachten']) {
      assert.ok(!texts(made).includes(word), word);
    }
  });

  test('keeps own words that are not for the reports of others', () => {
    assert.ok(texts(report(source(meeting(), 5))).includes('Tussen ons'));
  });
});

describe('a report', () => {
  test('is not there without a state', () => {
    assert.equal(report({ ...source(meeting(), 3), state: null }), undefined);
  });

  test('of a stopped case has what was kept, and says so', () => {
    const play = new Play(planOf('bovv6'), 5).chair(1).presents(1, 3)
      .enter('1.stelling').write(3, 3, 'casus', { text: 'De situatie' })
      .say('case.stopped', { case: 1, keep: false });
    const made = /** @type {any} */ (report(source(play, 3)));
    assert.equal(made.cases[0].stopped, true);
    assert.ok(!texts(made).includes('De situatie'));
  });

  test('has the own words of the end under what was asked, and what the group agreed on for next time', () => {
    const play = new Play(planOf('bovv6', 1, 60), 5).chair(1).presents(1, 3)
      .enter('na.oogst').write(30, 4, 'oogst', { text: 'Moed' })
      .enter('na.evaluatie').open(2, [[40, { text: 'Dat ik moe was' }]])
      .enter('na.slot').write(50, 1, 'afspraak', { wanneer: 'Donderdag' });
    const isMine = (/** @type {any} */ item) => [id('item', 30), id('item', 40)].includes(item.item);
    const made = /** @type {any} */ (report(source(play, 4, { isMine })));
    assert.deepEqual(made.takeaways, ['Moed', 'Over haar, niet met haar']);
    assert.deepEqual(made.words.map((/** @type {any} */ one) => [one.step,
      one.fields.flatMap((/** @type {any} */ field) => field.entries.map(
        (/** @type {any} */ entry) => entry.text))]),
      [['na.evaluatie', ['Dat ik moe was']], ['na.slot', ['Donderdag']]]);
  });

  test('of a meeting with two cases has the own one only', () => {
    const play = new Play(planOf('bovv6', 2, 90), 5).chair(1).presents(1, 3).presents(2, 4)
      .enter('1.stelling').write(3, 3, 'casus', { text: 'Van Carla' })
      .enter('2.stelling').write(4, 4, 'casus', { text: 'Van Daan' });
    const made = /** @type {any} */ (report(source(play, 4)));
    assert.deepEqual(made.cases.map((/** @type {any} */ one) => one.number), [2]);
    assert.ok(!texts(made).includes('Van Carla'));
  });

  test('shows numbers with their ends, points with theirs, picks by their words', () => {
    const ends = (/** @type {string[]} */ ...names) => names.map((nl) => ({ nl, en: nl }));
    const plan = structuredClone(planOf('bovv6'));
    const step = plan.steps.find((/** @type {any} */ one) => one.id === '1.stelling');
    const input = (/** @type {string} */ name, /** @type {any} */ page) => ({ id: name,
      by: 'presenter', max: 3, named: true, minimum: 3, forcible: true, claimable: true,
      page: { label: { nl: name, en: name }, ...page } });
    step.inputs = [input('cijfer', { as: 'number', range: [1, 5], ends: ends('laag', 'hoog') }),
      input('punt', { as: 'point', ends: ends('links', 'rechts', 'onder', 'boven') }),
      input('keus', { as: 'pick', options: [{ id: 'ja', label: { nl: 'Ja', en: 'Yes' } }] }),
      input('delen', { as: 'text', fields: ['who', { id: 'kern', label: { nl: 'Kern', en: 'Core' } }] })];
    const play = new Play(plan, 5).presents(1, 3).enter('1.stelling')
      .write(1, 3, 'cijfer', { number: 4 }).write(2, 3, 'punt', { x: -0.25, y: 0.5 })
      .write(3, 3, 'keus', { pick: ['ja'] }).write(4, 3, 'delen', { who: 'Els', kern: 'Rust' });
    const text = toMarkdown(/** @type {any} */ (report(source(play, 3))), words);
    assert.match(text, /- 4 \(laag – hoog\)/);
    assert.match(text, /- links 25%, boven 50%/);
    assert.match(text, /- Ja\n/);
    assert.match(text, /- Wie: Els {2}\n {4}Kern: Rust/);
  });
});

const words = { language: 'nl', day: () => '1 januari', when: () => '1 januari',
  times: (/** @type {number} */ n) => `${n}×`,
  lens: (/** @type {string} */ lens) => `hoed ${lens}`, group: 'Samen', date: 'Datum', kind: 'Soort casus',
  name: 'Naam', title: 'Mijn verslag', made: 'gemaakt op',
  case: 'Casus', stopped: 'gestopt', nothing: 'Je schreef niets.',
  actions: 'Acties', what: 'Wat', who: 'Wie', due: 'Wanneer',
  note: 'Notitie', marked: 'raakte me', mine: 'van mij', ownWords: 'Wat ik schreef',
  notes: 'Mijn notities', takeaway: 'Wat ik meeneem', next: 'Volgende', nextWords: () => ['dan', 'Anna brengt in'],
  thread: 'Onze bijeenkomsten', met: (/** @type {{date: string}} */ { date }) => date };

describe('a report as Markdown', () => {
  test('of the presenter', () => {
    const text = toMarkdown(/** @type {any} */ (report(source(meeting(), 3))), words);
    assert.match(text, /^# Mijn verslag: BOvV in zes stappen\n\nCarla · gemaakt op 1 januari\n/);
    assert.match(text, /\n## Casus\n\n- Datum: 1 januari\n(- Soort casus: praktijk\n)?- Naam: Carla\n/);
    assert.match(text, /\n### 1\. Probleemkeuze\n[^#]*- Mijn vraagstuk\n\n### 2\. Probleemstelling\n/);
    assert.match(text, /\n- Ik zou wachten \(raakte me\)\n/);
    assert.match(text, /\n### Acties\n\n\| Wat \| Wanneer \|\n\| --- \| --- \|\n\| Bellen \| 2026-01-09 \|\n/);
    assert.match(text, /\n## Wat ik meeneem\n\n- Rust\n/);
    assert.match(text, /\n- Wat wil jij\? \(Daan\)\n/);
    assert.doesNotMatch(text, /undefined|null|\[object|false|Carla\)/);
  });

  test('of who wrote nothing says so, and one with anything in it does not', () => {
    const written = (/** @type {number} */ n) => toMarkdown(
      /** @type {any} */ (report(source(meeting(), n))), words).includes('Je schreef niets.');
    assert.deepEqual([1, 3, 4].map(written), [true, false, false]);
  });

  test('tells which unnamed card was mine', () => {
    const made = /** @type {any} */ (report(source(meeting(), 3, {
      isMine: (/** @type {any} */ item) => item.item === id('item', 11) })));
    assert.match(toMarkdown(made, words), /\n- Ik zou bellen \(van mij\)\n/);
  });

  test('of somebody else: own words and private notes', () => {
    const text = toMarkdown(/** @type {any} */ (report(source(meeting(), 4))), words);
    assert.match(text, /\n## Wat ik schreef\n/);
    assert.match(text, /\n- Ik zou bellen\n/);
    assert.match(text, /\n## Mijn notities\n\n### 3\. Beeldvorming\n\nNiet vergeten\n/);
  });

  test('takes no markup from what people wrote', () => {
    const play = new Play(planOf('bovv6'), 5).presents(1, 3).enter('1.stelling').write(1, 3, 'casus',
      { text: '# kop\n- lijst\n1. een\n<b>vet</b> [a](http://b) *x* `c` | d\n=== \n> cit' });
    const text = toMarkdown(/** @type {any} */ (report(source(play, 3))), words);
    for (const escaped of ['\\# kop', '\\- lijst', '1\\. een', '&lt;b&gt;vet', '\\[a\\]', '\\*x\\*',
      '\\`c\\`', '&#124; d', '&#61;&#61;&#61;', '&gt; cit']) {
      assert.ok(text.includes(escaped), `${escaped} in ${text}`);
    }
  });
});

test('a pick of something else than its input is about is left out', () => {
  const play = new Play(planOf('hats'), 5).chair(1).presents(1, 3)
    .enter('1.open').write(2, 3, 'casus', { text: 'De situatie' })
    .enter('1.kies').write(3, 3, 'wit', { pick: [id('item', 2)] });
  const [form] = /** @type {any} */ (report(source(play, 3))).cases;
  assert.equal(texts(form).split('De situatie').length, 2);
  assert.ok(!texts(form).includes('picked'));
});

test('a report as JSON is the structure itself', () => {
  const made = report(source(meeting(), 3));
  assert.ok(made);
  assert.deepEqual(JSON.parse(toJSON(made)), JSON.parse(JSON.stringify(made)));
});
