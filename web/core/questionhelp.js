// @ts-check
import {questionCues} from './questioncues.js';

/** @import {Kind} from './questioncues.js' */

/**
 * Says which closed door a question has: an advice in disguise, a leading form, a judgement, one's own
 * opinion first, two answers to choose from, several questions at once, a yes or no about what somebody
 * feels; `null` for all others. Advice for the asker alone: it never blocks. To show it once, and not
 * where facts are asked for, is the caller's part.
 * @param {string} text one or more sentences
 * @param {string} language `nl` or `en`; in any other there is no help
 * @returns {{kind: Kind} | null}
 */
export function questionHelp(text, language) {
  if (language !== 'nl' && language !== 'en') return null;
  const { fillers, subjects, further, cues } = questionCues[language];
  const all = sentences(text);
  for (const sentence of all) {
    const words = sentence.trim().split(' ');
    while (words.length > 1 && fillers.has(words[0])) words.shift();
    const statement = subjects.has(words[0]);
    const bare = ` ${words.join(' ')} `;
    const cue = cues.find((each) => (statement || !each.statement)
      && (each.kind !== 'preamble' || text.includes('?')) && !(each.unasked && text.includes('?'))
      && (each.form.test(sentence) || each.form.test(bare)));
    if (cue !== undefined) return { kind: cue.kind };
  }
  const asked = all.filter((sentence) => sentence.endsWith(' ? '));
  return asked.slice(1).some((sentence) => further.test(sentence)) ? { kind: 'stacked' } : null;
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
