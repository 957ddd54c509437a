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
  test('finds 58 of the 60 questions that close a door, each for what it is, and passes 60 of 60 better ones',
    (t) => {
      assert.equal(rows.length, 30);
      const asked = languages.flatMap((language) => rows.map((row) =>
        ({language, kind: row.kind, n: row.n, ...row[language]})));
      const found = asked.filter((one) => questionHelp(one.less, one.language)?.kind === one.kind);
      const passed = asked.filter((one) => questionHelp(one.more, one.language) === null);
      t.diagnostic(`${found.length} of ${asked.length} found, ${passed.length} passed`);
      assert.ok(found.length >= 58, `${found.length} found`);
      assert.equal(passed.length, 60);
    });

  for (const language of languages) {
    test(`knows each advice in disguise and each leading form (${language})`, () => {
      const meant = rows.filter((row) => row.kind === 'advice' || row.kind === 'leading');
      const found = meant
        .filter((row) => questionHelp(row[language].less, language)?.kind === row.kind);
      assert.equal(meant.length, 15);
      assert.deepEqual(found.map((row) => row.n), meant.map((row) => row.n));
    });

    test(`leaves a closed question after a fact alone (${language})`, () => {
      const fact = rows.find((row) => row.n === 23);
      assert.equal(questionHelp(fact?.[language].less ?? '', language), null);
    });
  }
});

/** What a coach asks, close to the forms that close a door: none of it may be flagged. */
const good = {
  nl: [
    'Wat als je niets doet?', 'Wat als je er over een jaar op terugkijkt?',
    'Hoe zou het zijn als je het los kon laten?', 'Hoe zou het zijn als je nee zei?',
    'En wat als je niets zegt?', 'Hoe zou het zijn als hij je belde?', 'Wat als het gewoon zo blijft?',
    'Wat maakte dat je niets zei?', 'Wat hoopte je dat hij zou doen?', 'Waar merkte je dat aan?',
    'Wat heb je zelf al bedacht?', 'Met wie heb je het besproken, en wat leverde dat op?',
    'Waarom is dit voor jou belangrijk?', 'Waarom heb je dit ingebracht?', 'Waarom ging je niet mee?',
    'Hoe kun je zien dat het beter gaat?', 'Hoe kon je dat volhouden?', 'Hoe was die moeilijke week?',
    'Wat voelde je bij dat moeilijke gesprek?', 'Ik ben benieuwd: wat deed je daarna?',
    'Ik zou graag weten wat er toen gebeurde.', 'Ik hoor dat je twijfelt. Waarover precies?',
    'Wat is volgens jou het verschil?', 'Wat vind je zelf?', 'Wil je daar iets over vertellen?',
    'Wil je dat nog een keer vertellen?', 'Kun je een voorbeeld geven?', 'Was je alleen?',
    'Ben je daar vaker geweest?', 'Heb je gevraagd of hij kwam?', 'Weet je of zij het weet?',
    'Was dat een week of twee geleden?', 'Wat gebeurde er, en wat deed jij?',
    'Wat deed je? En toen?', 'Kan dat?', 'Kan het ook anders?', 'Als je terugkijkt, wat zie je dan?',
    'Als je nu een wens mocht doen, welke dan?', 'Zou je kunnen vertellen wat hij zei?',
    'Heb je dit al met iemand?', 'Wanneer lukt het je wel?', 'Wat zou je vriendin zeggen?',
    'Wie is de boze collega in dit verhaal?', 'Waar ben je trots op?', 'Hoe boos was je?',
  ],
  en: [
    'What if you do nothing?', 'What if you look back at it in a year?',
    'How would it be if you could let it go?', 'How would it be if you said no?',
    'So what if you say nothing?', 'What if he called you?', 'What if it simply stays like this?',
    'What made you say nothing?', 'What did you hope he would do?', 'How did you notice that?',
    'What have you thought of yourself?', 'Who did you discuss it with, and what came of it?',
    'Why does this matter to you?', 'Why did you bring this?', 'Why did you not go along?',
    'How could you tell that it was better?', 'How could you keep that up?',
    'How was that difficult week?', 'What did you feel in that difficult talk?',
    'I am curious: what did you do then?', 'I would like to know what happened.',
    'I hear that you doubt. About what?', 'What do you think is the difference?',
    'Do you want to say more about that?', 'Do you want to tell it once more?',
    'Could you give an example?', 'Were you alone?', 'Were you there?', 'Are you sure?',
    'Did you ask whether he or she came?', 'Was that a week or two ago?',
    'What happened, and what did you do?', 'What did you do? And then?', 'Is that possible?',
    'If you look back, what do you see?', 'If you had one wish, what would it be?',
    'Would you tell us what he said?', 'Have you talked about this before?', 'When do you manage?',
    'What would your friend say?', 'Who is the angry colleague in this story?', 'How angry were you?',
    'What are you proud of?', 'Could it have gone another way?',
  ],
};

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
    ['Ik zou gewoon bellen', 'advice'],
    ['Ik hoor veel. Ik zou het op papier zetten.', 'advice'],
    ['Zou het helpen als je het opschrijft?', 'advice'],
    ['En wat als je hem vraagt om te komen?', 'advice'],
    ['Waarom ga je niet naar de vertrouwenspersoon?', 'advice'],
    ['Zou je kunnen overwegen om met de arts te praten?', 'advice'],
    ['En als je nou eens met hem gaat zitten?', 'advice'],
    ['Heb je hier al met je leidinggevende over gesproken?', 'advice'],
    ['Kan het zijn dat je te veel hooi op je vork neemt?', 'leading'],
    ['Waarom zeg je nooit iets?', 'loaded'],
    ['Wat wilde die vervelende klant?', 'loaded'],
    ['Ik vind dat je moet stoppen, wat vind jij?', 'preamble'],
    ['Was je bang of opgelucht?', 'choice'],
    ['Wat zei ze, en waarom, en wat deed jij?', 'stacked'],
    ['Wie was erbij? En wat vond je baas ervan?', 'stacked'],
    ['Ben je daar boos over?', 'closed'],
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
    ['I would simply call her', 'advice'],
    ['That is a lot. I’d put it on paper.', 'advice'],
    ['Would it help if you wrote it down?', 'advice'],
    ['So what if you ask him to come?', 'advice'],
    ['Why don’t you go to the counsellor?', 'advice'],
    ['Could you consider talking to the doctor?', 'advice'],
    ['And if you just sat down with him?', 'advice'],
    ['Have you talked to your manager about this?', 'advice'],
    ['Could it be that you take on too much?', 'leading'],
    ['Why do you never say anything?', 'loaded'],
    ['What did that annoying customer want?', 'loaded'],
    ['I think you should stop, what do you think?', 'preamble'],
    ['Were you afraid or relieved?', 'choice'],
    ['What did she say, and why, and what did you do?', 'stacked'],
    ['Who was there? And what did your boss think?', 'stacked'],
    ['Are you angry about that?', 'closed'],
    ["Isn't that a bit much?", 'leading'],
    ["You're not afraid of him, are you?", 'leading'],
    ['But it was his job, wasn’t it?', 'leading'],
    ['Surely you knew?', 'leading'],
    ["  DON'T YOU  also think he went too far ? ", 'leading'],
  ],
};

describe('the question help, beyond the pairs', () => {
  for (const language of languages) {
    test(`leaves what a coach asks alone (${language})`, () => {
      assert.ok(good[language].length >= 40);
      const fired = good[language].map((text) => [text, questionHelp(text, language)?.kind])
        .filter(([, kind]) => kind);
      assert.deepEqual(fired, []);
    });

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
