// @ts-check
import {unknownKinds} from '../kinds/index.js';

/** The methods this page has screens for. */
export const offered = ['bovv6', 'incident'];

/**
 * @typedef {{key: string, blanks: Record<string, number>, rank: number}} Fit
 */

/**
 * Says how well a method fits, with the reason as a text key. A lower rank fits better; 3 and
 * more does not fit.
 * @param {Record<string, any>} method an entry of the list of methods, or a method file
 * @param {{people: number, cases: number, minutes: number}} wishes
 * @returns {Fit}
 */
export function fitOf(method, {people, cases, minutes}) {
  const [smallest, from, to, largest] = method.group;
  const each = Math.floor(minutes / cases);
  const least = method.least ?? sum(method.steps.map((/** @type {any} */ step) =>
    step.least ?? Math.min(1, step.minutes)));
  const blanks = {people, smallest, from, to, largest, each, least, n: cases};
  if (people < smallest) return {key: 'fit.few', blanks, rank: 4};
  if (people > largest) return {key: 'fit.many', blanks, rank: 4};
  if (each < least) return {key: 'fit.short', blanks, rank: 3};
  if (people < from || people > to) return {key: 'fit.possible', blanks, rank: 2};
  return {key: 'fit.ideal', blanks, rank: 1};
}

/**
 * Returns the methods, those that fit best first, each with its reason.
 * @param {Record<string, any>[]} methods
 * @param {{people: number, cases: number, minutes: number}} wishes
 */
export function byFit(methods, wishes) {
  return methods.map((method) => ({method, fit: fitOf(method, wishes)}))
    .sort((a, b) => a.fit.rank - b.fit.rank);
}

/**
 * Says what of a method this page cannot show: kinds of input and cast lists.
 * @param {any} method a method file of the person's own
 * @returns {string[]}
 */
export function unknownTo(method) {
  const steps = Array.isArray(method?.steps) ? method.steps : [];
  const inputs = steps.flatMap((/** @type {any} */ step) => step?.inputs ?? []).filter(Boolean);
  const casts = steps.some((/** @type {any} */ step) => step?.cast) ? ['cast'] : [];
  return [...new Set([...unknownKinds(inputs), ...casts])];
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
