// @ts-check
/** @import {Speaker} from './words.js' */

/**
 * What a register asks of a meeting, as far as it can be told beforehand. Rules change every year, so each
 * says when it was looked up and where; they only warn.
 * @typedef {object} Register
 * @property {string} id
 * @property {Record<string, string>} name
 * @property {Record<string, string>} who whose meeting it is, with an article
 * @property {number} [least_minutes]
 * @property {number} [most_minutes] what counts on one day
 * @property {number} [least_people]
 * @property {number} [most_people]
 * @property {true} [none] whether meetings of this kind do not count at all
 * @property {string} looked_up a day, as `2026-11-27`
 * @property {string} source the page that said it
 */

const looked_up = '2026-11-27';

/** @type {Register[]} */
export const registers = [
  {id: 'nova', name: {nl: 'NOvA (advocaten)', en: 'NOvA (lawyers)'},
    who: {nl: 'een advocaat', en: 'a Dutch lawyer'}, least_minutes: 120, most_minutes: 240, least_people: 3,
    most_people: 10, looked_up, source: 'advocatenorde.nl, «Gestructureerd intercollegiaal overleg»'},
  {id: 'vfas', name: {nl: 'vFAS (familierechtadvocaten)', en: 'vFAS (family lawyers)'},
    who: {nl: 'een vFAS-advocaat', en: 'a vFAS lawyer'}, least_minutes: 120, most_minutes: 240, least_people: 6,
    looked_up, source: 'intervisiehuis.nl'},
  {id: 'mfn', name: {nl: 'MfN (mediators)', en: 'MfN (mediators)'},
    who: {nl: 'een mediator', en: 'an MfN mediator'}, least_minutes: 120, least_people: 5,
    looked_up, source: 'mfnregister.nl'},
  {id: 'skj', name: {nl: 'SKJ (jeugdprofessionals)', en: 'SKJ (youth professionals)'},
    who: {nl: 'een jeugdprofessional', en: 'a youth professional'}, least_minutes: 60,
    looked_up, source: 'informatiebank.skjeugd.nl'},
  {id: 'vv', name: {nl: 'Kwaliteitsregister V&V', en: 'Kwaliteitsregister V&V (nurses)'},
    who: {nl: 'een verpleegkundige of verzorgende', en: 'a nurse or carer'}, least_minutes: 60,
    looked_up, source: 'venvn.nl, «ODA»'},
  {id: 'vs', name: {nl: 'VS-register (verpleegkundig specialisten)', en: 'VS-register (nurse practitioners)'},
    who: {nl: 'een verpleegkundig specialist', en: 'a nurse practitioner'}, none: true,
    looked_up, source: 'venvn.nl'},
  {id: 'kp', name: {nl: 'Kwaliteitsregister Paramedici', en: 'Kwaliteitsregister Paramedici (allied health)'},
    who: {nl: 'een paramedicus', en: 'an allied health professional'}, least_minutes: 120,
    looked_up, source: 'kwaliteitsregisterparamedici.nl'},
  {id: 'vtw', name: {nl: 'VTW (toezichthouders)', en: 'VTW (supervisory boards)'},
    who: {nl: 'een toezichthouder', en: 'a supervisory board member'}, least_minutes: 60,
    looked_up, source: 'vtw.nl'},
];

/**
 * What a meeting has too little or too much of for a register, in sentences; none if nothing is known to
 * be wrong. Where there is one, the last says when and where the rule was looked up.
 * @param {string} id of the register @param {{minutes: number, people: number}} meeting breaks left out
 * @param {Speaker} say @returns {string[]}
 */
export function warningsFor(id, {minutes, people}, {language, t, day}) {
  const register = registers.find((one) => one.id === id);
  if (!register) return [];
  const who = register.who[language];
  const {least_minutes = 0, most_minutes = Infinity, least_people = 0, most_people = Infinity} = register;
  const found = register.none ? [t('warn.none', {who})] : [
    minutes < least_minutes && t('warn.short', {minutes, who, needed: t('hours', {n: least_minutes / 60})}),
    minutes > most_minutes && t('warn.long', {minutes, who, most: t('hours', {n: most_minutes / 60})}),
    people < least_people && t('warn.few', {people, who, least: least_people}),
    people > most_people && t('warn.many', {people, who, most: most_people}),
  ].filter((one) => one !== false);
  return found.length === 0 ? [] : [...found,
    t('warn.source', {day: day(Date.parse(`${register.looked_up}T12:00`)), source: register.source})];
}
