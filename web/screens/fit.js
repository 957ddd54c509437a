// @ts-check
import {unknownKinds} from '../kinds/index.js';

/** What a group may want with a case, as the words of the method files. */
export const wants = ['question', 'me', 'other', 'practice', 'ideas', 'success'];
/** How used to such meetings a group can be, the least first. */
export const experiences = ['none', 'some', 'guided'];

/** How many methods are shown at once, before the others that fit are unfolded. */
const atOnce = 1;

/**
 * @typedef {object} Wishes
 * @property {number} people who take part
 * @property {number} cases
 * @property {number} minutes of the whole meeting
 * @property {string} [want] one of `wants`; '' or absent: not said
 * @property {string} [experience] one of `experiences`; '' or absent: not said
 *
 * @typedef {{key: string, blanks: Record<string, any>, rank: number, wanted: boolean}} Fit
 * @typedef {Record<string, any>} Method an entry of the list of methods, or a method file
 */

/**
 * Says how well a method fits, with the reason as a text key. A lower rank fits better; 3 and
 * more does not fit.
 * @param {Method} method
 * @param {Wishes} wishes
 * @returns {Fit}
 */
export function fitOf(method, {people, cases, minutes, want = '', experience = ''}) {
  const [smallest, from, to, largest] = method.group;
  const meets = method.presented === false; // about itself, without a case
  const each = Math.floor(minutes / (meets ? 1 : cases));
  const least = leastOf(method);
  const wanted = want !== '' && (method.wants ?? []).includes(want);
  const says = (/** @type {number} */ rank, /** @type {string} */ key) => ({key, rank, wanted,
    blanks: {people, smallest, from, to, largest, each, least, cases: method.cases ?? 1,
      groups: groupsOf(method, people)}});
  if (people < smallest) return says(4, 'fit.few');
  if (people > largest && groupsOf(method, people) === 1) return says(4, 'fit.many');
  if (each < least) return says(3, 'fit.short');
  if (experience !== '' && levelOf(method) > experiences.indexOf(experience)) {
    return says(3, `fit.experience.${method.experience}`);
  }
  if (want !== '' && !wanted) return says(3, method.wants ? 'fit.other' : 'fit.other.none');
  if (groupsOf(method, people) > 1) return says(2, 'fit.groups');
  if ((method.cases ?? 1) > 1 && method.cases !== cases) return says(2, 'fit.cases');
  if (people < from || people > to) return says(2, from === to ? 'fit.possible.one' : 'fit.possible.more');
  return says(1, meets ? 'fit.meeting' : 'fit.ideal');
}

/**
 * Into how many groups of the same size people go for a method that knows one size only, such as trios; 1
 * where that is no way.
 * @param {Method} method @param {number} people
 */
export function groupsOf({group: [smallest, , , largest]}, people) {
  return smallest === largest && people > largest && people % largest === 0 ? people / largest : 1;
}

/** The minutes that one case takes at least. @param {Method} method */
function leastOf(method) {
  return method.least ?? sum(method.steps.map((/** @type {any} */ step) =>
    step.least ?? Math.min(1, step.minutes)));
}

/** @param {Method} method */
function levelOf(method) {
  return Math.max(0, experiences.indexOf(method.experience ?? 'none'));
}

/**
 * Returns the methods, those that fit best first, each with its reason: then what is most of all for
 * that wish (without one: for a question), for groups that begin, no variant of another, and as long as
 * there is time.
 * @param {Method[]} methods
 * @param {Wishes} wishes
 */
export function byFit(methods, wishes) {
  const each = wishes.minutes / wishes.cases;
  const order = (/** @type {Method} */ method) => [
    (method.wants ?? []).indexOf(wishes.want || wants[0]) === 0 ? 0 : 1, levelOf(method),
    method.variantOf ? 1 : 0,
    Math.abs(each - sum(method.steps.map((/** @type {any} */ step) => step.minutes)))];
  return methods.map((method) => ({method, fit: fitOf(method, wishes), order: order(method)}))
    .sort((a, b) => a.fit.rank - b.fit.rank
      || a.order.map((one, n) => one - b.order[n]).find((one) => one !== 0) || 0)
    .map(({method, fit}) => ({method, fit}));
}

/**
 * What is shown at once of methods in an order, what is folded though it fits, and what does not fit. The
 * chosen one is always in sight.
 * @param {{method: Method, fit: Fit}[]} all @param {string|undefined} chosen the id
 */
export function folded(all, chosen) {
  const fits = all.filter(({fit}) => fit.rank < 3);
  const shown = new Set(fits.slice(0, atOnce).map(({method}) => method.id));
  if (chosen !== undefined) shown.add(chosen);
  const hidden = (/** @type {{method: Method}} */ {method}) => !shown.has(method.id);
  return {first: all.filter((one) => !hidden(one)), more: fits.filter(hidden),
    rest: all.filter((one) => one.fit.rank >= 3 && hidden(one))};
}

/**
 * Says what of a method this page cannot show: kinds of input.
 * @param {any} method a method file of the person's own
 * @returns {string[]}
 */
export function unknownTo(method) {
  const steps = Array.isArray(method?.steps) ? method.steps : [];
  const inputs = steps.flatMap((/** @type {any} */ step) => step?.inputs ?? []).filter(Boolean);
  return [...new Set(unknownKinds(inputs))];
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
