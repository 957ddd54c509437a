// @ts-check
import {questionCues} from './questioncues.js';

/**
 * Says whether a question contains a leading closed form or an advice in disguise, and which of
 * the two; `null` for all others. Advice for the asker alone: it never blocks, and to show it once
 * is the caller's part. Closed, stacked and «waarom» questions are left alone on purpose.
 * @param {string} text one or more sentences
 * @param {string} language `nl` or `en`; in any other there is no help
 * @returns {{kind: 'advice' | 'leading'} | null}
 */
export function questionHelp(text, language) {
  if (language !== 'nl' && language !== 'en') return null;
  const { fillers, subjects, cues } = questionCues[language];
  for (const sentence of sentences(text)) {
    const words = sentence.trim().split(' ');
    while (words.length > 1 && fillers.has(words[0])) words.shift();
    const statement = subjects.has(words[0]);
    const bare = ` ${words.join(' ')} `;
    const cue = cues.find((each) => (statement || !each.statement)
      && (each.form.test(sentence) || each.form.test(bare)));
    if (cue !== undefined) return { kind: cue.kind };
  }
  return null;
}

/**
 * Splits a text into sentences as the cues want them: lower case, one space around every word,
 * comma and question mark.
 * @param {string} text
 * @returns {string[]}
 */
function sentences(text) {
  const plain = text.normalize('NFC').toLowerCase().replace(/[’‘`]/g, "'");
  const parts = plain.match(/[^.!?;:\n…]+\??/g) ?? [];
  return parts
    .map((part) => part.replace(/[,?]/g, ' $& ').replace(/["“”„«»()–—-]/g, ' '))
    .map((part) => ` ${part.trim().replace(/\s+/g, ' ')} `)
    .filter((part) => part !== '  ');
}
