// @ts-check
import {aboutLength, kinds, oneLine, textLength} from './lines.js';
/** @import {Paper} from './proof.js' */
/** @import {Speaker} from './words.js' */

/**
 * What somebody types and ticks before there is a paper. Texts are as they were typed.
 * @typedef {object} Draft
 * @property {string} language of the paper
 * @property {string} name
 * @property {string} role
 * @property {string} register
 * @property {string} number
 * @property {string} kind one of `kinds`, or `other`
 * @property {string} otherKind
 * @property {boolean} video
 * @property {boolean} presented
 * @property {string} questions
 * @property {string} leader
 * @property {string} leaderRole
 * @property {string} leaderNumber
 * @property {boolean} leaderJoined
 * @property {string[]} subjects of the fixed list
 * @property {string} about
 * @property {boolean} others whether the names of the others stand on it
 */

/**
 * What is remembered on a device if somebody asks for that.
 * @typedef {Pick<Draft, 'name'|'role'|'register'|'number'>} Own
 */

/** Where the device keeps it. */
const ownName = 'kring.proof';

/** @param {string} language @returns {Draft} */
export function emptyDraft(language) {
  return {language, name: '', role: '', register: '', number: '', kind: kinds[0], otherKind: '', video: true,
    presented: false, questions: '', leader: '', leaderRole: '', leaderNumber: '', leaderJoined: true, subjects: [],
    about: '', others: true};
}

/**
 * The paper of a draft. What is empty is left out, so that an emptied line and none are the same.
 * @param {Draft} draft @param {string[]} others the names of those who put themselves on the list
 * @param {Speaker} say in the language of the paper
 * @returns {Paper}
 */
export function paperOf(draft, others, {language, t}) {
  const {kind, subjects, video, presented} = draft;
  const leader = cleanText(draft.leader);
  const paper = {v: 1, language, name: cleanText(draft.name), role: cleanText(draft.role),
    register: cleanText(draft.register), number: cleanText(draft.number),
    kind: kind === 'other' ? cleanText(draft.otherKind) : t(`kind.${kind}`), video,
    others: draft.others ? others.map((name) => cleanText(name)).filter(Boolean).join(', ') : '', leader,
    leader_role: leader && cleanText(draft.leaderRole), leader_number: leader && cleanText(draft.leaderNumber),
    leader_joined: leader ? draft.leaderJoined : '', presented, questions: cleanText(draft.questions, 4),
    subjects: subjects.map((one) => t(`subject.${one}`)).join(', '), about: cleanText(draft.about, aboutLength)};
  return Object.fromEntries(Object.entries(paper).filter(([, value]) => value !== ''));
}

/**
 * A text as it stands on a paper: one line, composed (NFC), without halves of characters and what steers
 * a printer or the direction of writing.
 * @param {string} text @param {number} [most] characters
 */
export function cleanText(text, most = textLength) {
  const clean = oneLine(text.normalize('NFC').replace(/\p{Surrogate}/gu, ''));
  return [...clean].slice(0, most).join('').trim();
}

/** @param {() => import('../seal/seat.js').Store} device @returns {Own|null} */
export function rememberedOn(device) {
  try {
    const {name = '', role = '', register = '', number = ''} = JSON.parse(device().getItem(ownName) ?? '');
    return {name: String(name), role: String(role), register: String(register), number: String(number)};
  } catch {
    return null; // nothing, or what another version kept
  }
}

/** @param {() => import('../seal/seat.js').Store} device @param {Own|null} own null forgets it */
export function remember(device, own) {
  try {
    if (!own) return device().removeItem(ownName);
    const {name, role, register, number} = own;
    return device().setItem(ownName, JSON.stringify({name, role, register, number}));
  } catch (error) {
    return console.warn('own details are not remembered', error);
  }
}
