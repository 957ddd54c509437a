// @ts-check
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { finder, fold, letterOf } from '../../web/report/names.js';

const circle = ['Sanne', 'Roos', 'Bloem', 'Mark', 'Jan-Willem van der Berg',
  'محمد', '王芳', 'Zoë Łukasz', 'Hans'];

/** @param {string} text @param {string[]} [names] */
const found = (text, names = circle) => finder(names, [text])(text).map(({ kind, text: words }) => [kind, words]);

describe('what may say who somebody is', () => {
  for (const [text, ...all] of /** @type {[string, ...string[]][]} */ ([
    ['Dat was Sanne’s idee', 'name Sanne’s'],
    ["dat was sanne's idee", "name sanne's"],
    ['SANNE belde sanne, en Sannes broer', 'name SANNE', 'name sanne', 'name Sannes'],
    ['Met Sänne en San\u00ADne', 'name Sänne', 'name San\u00ADne'],
    ['Hans’ voorstel', 'name Hans'],
    ['Roos zei niets. Bloem ook niet, mark wel.', 'name Roos', 'name Bloem', 'name mark'],
    ['Mark my words', 'name Mark'],
    ['Toen kwam Jan-Willem van der Berg', 'name Jan-Willem van der Berg'],
    ['toen kwam jan willem binnen, en meneer Berg', 'name jan', 'name willem', 'name Berg'],
    ['van der hand', ...[]],
    ['zoe en LUKASZ, Zoë Łukasz', 'name zoe', 'name LUKASZ', 'name Zoë Łukasz'],
    ['قال محمد نعم', 'name محمد'],
    ['سلمت لمحمد الكتاب', 'name محمد'],
    ['مُحَمَّد هنا', 'name مُحَمَّد'],
    ['我和王芳谈过', 'name 王芳'],
    ['Ik sprak met Piet van der Molen daarover', 'capital Piet van der Molen'],
    ['Piet Molen belde', 'capital Piet Molen'],
    ['Gisteren belde ik. Vandaag niet', ...[]],
    ['Ik zag dhr. Jansen en J. Smit', 'capital Jansen', 'capital J. Smit'],
    ['Hij woont in Utrecht', 'place Utrecht'],
    ['Bij de ING en op de McDonald’s', 'capital ING', 'capital McDonald’s'],
    ['op 3 maart gebeurde het', 'date 3 maart'],
    ['op 3 maart 2026 en 12-03-2026, 2026-03-12 of 1/2/26', 'date 3 maart 2026', 'date 12-03-2026',
      'date 2026-03-12', 'date 1/2/26'],
    ['op Donderdag 3 maart, maar dinsdag niet', 'date Donderdag 3 maart'],
    ['Jan en Piet', 'name Jan', 'capital Piet'],
    ['On March 3rd and in may it rained', 'date March 3rd'],
    ['in september', 'date september'],
    ['bel 06-12 34 56 78 of +31 6 1234 5678', 'number 06-12 34 56 78', 'number +31 6 1234 5678'],
    ['bel (020) 123 45 67', 'number (020) 123 45 67'],
    ['mail naar <s.de.boer@zorg.example>, of www.zorg.example.', 'address s.de.boer@zorg.example',
      'address www.zorg.example'],
    ['zie https://zorg.example/Sanne?x=1', 'address https://zorg.example/Sanne?x=1'],
    ['aan de dorpsstraat 12, 1234 AB of 1234AB', 'place dorpsstraat', 'number 12', 'place 1234 AB',
      'place 1234AB'],
    ['op 1234 AB', 'place 1234 AB'],
    ['zij is 43', 'number 43'],
    ['zij is ٤٣', 'number ٤٣'],
    ['I think I know', ...[]],
    ['', ...[]],
  ])) test(`«${text}»`, () => assert.deepEqual(found(text), all.map((one) => one.split(/ (.*)/s, 2))));

  test('a word with a capital within a sentence is found at the beginning of another, in any text', () => {
    const texts = ['Ik zag Femke daar', 'Femke lachte. Toen niet.'];
    assert.deepEqual(finder([], texts)(texts[1]).map(({ text }) => text), ['Femke']);
  });

  test('a name of one letter is found as a capital alone', () => {
    assert.deepEqual(found('a boy and A', ['A']), [['name', 'A']]);
  });

  test('places are where the words stand, and say whose name it is', () => {
    const text = '👋 Ik en sanne’s hond';
    const [one] = finder(circle, [text])(text);
    assert.equal(text.slice(one.from, one.to), 'sanne’s');
    assert.equal(one.who, 0);
  });

  test('a name without letters finds nothing', () => {
    assert.deepEqual(found('ja 👋 nee', ['👋', '', '…']), []);
  });
});

describe('steps', () => {
  for (const [name, unit] of [['letters', 'a'], ['capitals', 'A '], ['names', 'sanne '],
    ['half names', 'jan-willem van '], ['particles', 'A van der '], ['stops', 'a.'], ['at signs', 'a@'],
    ['digits', '1-'], ['weekdays', 'maandag '], ['blanks', ' '],
    ['apostrophes', 'sanne’s'], ['marks', 'e\u0301'], ['Chinese', '王'], ['Arabic', 'محم']]) {
    test(`grow with the length: ${name}`, () => {
      let steps = 0;
      const text = unit.repeat(Math.ceil(4000 / unit.length)).slice(0, 4000);
      const look = finder([...circle, ...circle.map((one) => `${one} jan`)], [text], () => { steps += 1; });
      for (let n = 0; n < 100; n += 1) look(text);
      assert.ok(steps <= 100 * 4000 * 4, String(steps));
    });
  }
});

test('letters stand for people', () => {
  assert.deepEqual([0, 1, 25, 26, 51].map(letterOf), ['A', 'B', 'Z', 'A2', 'Z2']);
});

test('folding takes case, accents and what cannot be seen', () => {
  assert.equal(fold('ŁÓDŹ\u200D Straße Ærø'), 'lodz strasse aero');
});
