// @ts-check
// A report of a meeting that never was, for who wants to see what comes out before there is one.
import {language} from '../i18n/index.js';
import {reportView} from './view.js';
/** @import {Section} from './report.js' */
/** @import {Words} from '../core/types.js' */

/** What the example says, in the order of the form. @type {Record<string, Words>} */
const words = {
  method: {nl: 'BOvV in zes stappen', en: 'BOvV six steps'},
  telling: {nl: 'Probleemstelling', en: 'Stating the problem'},
  case: {nl: 'De casus', en: 'The case'},
  story: {nl: 'Een moeder belt elke week. Ik neem steeds op en leg alles opnieuw uit.',
    en: 'A mother calls every week. I keep answering and explain everything again.'},
  question: {nl: 'Mijn vraag', en: 'My question'},
  asked: {nl: 'Hoe kan ik rustig blijven en toch een grens trekken?',
    en: 'How can I stay calm and still set a limit?'},
  judging: {nl: 'Oordeelsvorming', en: 'Forming a judgement'},
  advice: {nl: 'De adviezen', en: 'The advice'},
  first: {nl: 'Ik zou haar eerst laten uitpraten, en dan pas iets zeggen.',
    en: 'I would let her finish first, and only then say something.'},
  second: {nl: 'Ik zou zelf bellen, op een vast moment in de week.',
    en: 'I would call her myself, at a fixed time each week.'},
  deciding: {nl: 'Besluitvorming', en: 'Deciding'},
  decision: {nl: 'Wat ik eraan heb', en: 'What I take from this'},
  decided: {nl: 'Ik bel haar zelf, voordat zij belt.', en: 'I call her before she calls me.'},
  action: {nl: 'Een vaste tijd afspreken', en: 'Agree on a fixed time'},
  takeaway: {nl: 'Ik verdedig me te snel. Eerst luisteren.', en: 'I defend myself too soon. Listen first.'},
};

/** One section of the form. @param {string} label @param {string} name @param {[string, string[]][]} fields */
function section(label, name, fields) {
  return /** @type {Section} */ ({step: name, case: 1, label, name: words[name], note: '',
    fields: fields.map(([what, entries]) => ({label: words[what], as: 'text',
      entries: entries.map((text) => ({text: say(text), mine: false, marked: text === 'second'}))}))});
}

/** @param {string} key */
function say(key) {
  return words[key][language()] ?? words[key].en ?? '';
}

/** The example, in the language of the page, as a report is drawn. */
export function exampleView() {
  const made_ms = Date.now();
  return reportView({kring: 1, method: words.method, me: 'Bram', made_ms, words: [], notes: [], thread: [],
    takeaways: [say('takeaway')], cases: [{number: 1, presenter: 'Bram', stopped: false,
      sections: [section('2', 'telling', [['case', ['story']], ['question', ['asked']]]),
        section('5', 'judging', [['advice', ['first', 'second']]]),
        section('6', 'deciding', [['decision', ['decided']]])],
      actions: [{what: say('action'), who: '', due: new Date(made_ms + 604_800_000).toISOString()
        .slice(0, 10)}]}]});
}
