// @ts-check
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { questionHelp } from '../../web/core/questionhelp.js';

/**
 * @typedef {{less: string, more: string}} Pair
 * @typedef {{n: number, kind: string, nl: Pair, en: Pair}} Row
 */

const file = new URL('./questionpairs.json', import.meta.url);
/** @type {Row[]} */
const rows = JSON.parse(readFileSync(file, 'utf8'));
const languages = /** @type {const} */ (['nl', 'en']);

describe('the question help, on the pairs', () => {
  for (const language of languages) {
    test(`leaves every better question alone (${language})`, () => {
      assert.equal(rows.length, 30);
      const fired = rows.map((row) => row[language].more)
        .filter((text) => questionHelp(text, language) !== null);
      assert.deepEqual(fired, []);
    });

    test(`knows an advice in disguise and a leading form for what they are (${language})`, (t) => {
      const meant = rows.filter((row) => row.kind === 'advice' || row.kind === 'leading');
      const found = meant
        .filter((row) => questionHelp(row[language].less, language)?.kind === row.kind);
      t.diagnostic(`${language}: ${found.length} of ${meant.length} advice and leading questions`);
      assert.equal(meant.length, 15);
      assert.deepEqual(found.map((row) => row.n), meant.map((row) => row.n));
    });

    test(`leaves closed, choice, stacked, loaded and long questions alone (${language})`, () => {
      const others = rows.filter((row) => row.kind !== 'advice' && row.kind !== 'leading');
      const fired = others.map((row) => row[language].less)
        .filter((text) => questionHelp(text, language) !== null);
      assert.equal(others.length, 15);
      assert.deepEqual(fired, []);
    });
  }
});

/** Good or merely closed questions with a word in them that stands in leading ones too. */
const harmless = {
  nl: [
    'Wat gebeurt er steeds?', 'Hoe komt het dat dit steeds terugkomt?', 'Wat maakt het weer zo?',
    'Was hij er weer?', 'Hoe zeker ben je daarvan?', 'Weet je dat zeker?', 'Je bent daar zeker van?',
    'Het is zeker dat hij komt?', 'Dat weet je zeker?', 'Wat is voor jou gewoon?',
    'Hoe komt het toch dat hij zwijgt?', 'Wie zei dat nou toch?', 'Hoe gaat het dan natuurlijk?',
    'Wat is voor jou natuurlijk?', 'Wat als hij nee zegt?', 'Wat heb je geprobeerd?',
    'Heb je iets geprobeerd?', 'Heb je dat al eens meegemaakt?', 'Wanneer heb je eraan gedacht?',
    'Was je niet thuis?', 'Heb je niet geslapen?', 'Waarom niet?', 'Waarom deed je het niet?',
    'Wat doe je altijd eerst?', 'Hoe vast ligt dat?', 'Dus je was boos?', 'Je zei dat je bleef?',
    'Kun je daar iets meer over vertellen?', 'Kun je niet even vertellen wat hij zei?',
    'Wat denk je niet te kunnen missen?', 'Welk idee had je om te beginnen?', 'Hoezo misschien?',
    'Wat zou je niet willen?', 'Met wie heb je al eens gesproken?', 'Is dat zo?', '', '?', ' \n ',
  ],
  en: [
    'What happens again and again?', 'Was he there again?', 'How sure are you?', 'Are you sure?',
    'What just happened?', 'When did you just leave?', 'What is always there?', 'What feels right?',
    'Is that correct?', 'Was he right?', 'What would be right for you?', 'What if he says no?',
    'What have you tried?', 'Have you tried anything?', 'Have you thought about this before?',
    'Why not?', 'Why did you stay?', "Why don't you trust him?", 'So you were angry?',
    'You said you stayed?', 'How did it go, and what did you do?', 'Could you tell me more?',
    'Can you just describe what he said?', 'What about him made you angry?', 'What is better now?',
    "What didn't you say?", 'Do you think he knows?', 'What should you have known, you said?',
    'What would you maybe keep?', 'Of course what?', '', '?', ' \n ',
  ],
};

/** The same forms in other words, and where people put them. */
const firing = {
  nl: [
    ['Heb je al eens overwogen om te stoppen?', 'advice'],
    ['Ik hoor veel. Waarom bel je haar niet gewoon?', 'advice'],
    ['Zou je niet eerst met je baas praten?', 'advice'],
    ['Misschien kun je hem bellen?', 'advice'],
    ['Je zou ook kunnen wachten.', 'advice'],
    ['Zou het helpen als je het opschrijft?', 'advice'],
    ['En wat als je niets zegt?', 'advice'],
    ['Vind je het niet raar dat hij zwijgt', 'leading'],
    ['Dus jij was boos, hè?', 'leading'],
    ['Jij was boos toch?', 'leading'],
    ['Maar dat was toch ook zijn werk?', 'leading'],
    ['Is dat niet een beetje overdreven?', 'leading'],
    ['  VIND  JE OOK NIET  dat hij te ver ging ? ', 'leading'],
  ],
  en: [
    ['Have you considered leaving?', 'advice'],
    ['I see. Why don’t you just call her?', 'advice'],
    ['Maybe you could wait?', 'advice'],
    ['You could always ask.', 'advice'],
    ['Would it help if you wrote it down?', 'advice'],
    ['So what if you say nothing?', 'advice'],
    ["Isn't that a bit much?", 'leading'],
    ["You're not afraid of him, are you?", 'leading'],
    ['But it was his job, wasn’t it?', 'leading'],
    ['Surely you knew?', 'leading'],
    ["  DON'T YOU  also think he went too far ? ", 'leading'],
  ],
};

describe('the question help, beyond the pairs', () => {
  for (const language of languages) {
    test(`does not fire on single words (${language})`, () => {
      const fired = harmless[language].filter((text) => questionHelp(text, language) !== null);
      assert.deepEqual(fired, []);
    });

    test(`knows the forms in other words (${language})`, () => {
      for (const [text, kind] of firing[language]) {
        assert.equal(questionHelp(text, language)?.kind, kind, text);
      }
    });
  }

  test('has nothing to say in a language it does not know', () => {
    assert.equal(questionHelp('Vind je ook niet dat hij te ver ging?', 'de'), null);
  });

  test('reads four thousand characters at once', () => {
    assert.equal(questionHelp('wat zei hij toen '.repeat(250), 'nl'), null);
    assert.equal(questionHelp(`${'hij zei dat '.repeat(330)}, toch?`, 'nl')?.kind, 'leading');
  });
});
