// @ts-check
import {el} from '../kit/dom.js';
import {choices, tick} from '../kit/pieces.js';
import {textField} from '../kit/textfield.js';
import {languageNames} from '../i18n/index.js';
import {aboutLength, kinds, subjects, textLength} from './lines.js';
import {registerChoice} from './registerchoice.js';
/** @import {Draft} from './draft.js' */
/** @import {Speaker} from './words.js' */

/**
 * @typedef {object} Form what somebody fills in before a paper is made
 * @property {Draft} draft
 * @property {(change: Partial<Draft>) => void} set
 * @property {Speaker} say in the language of the page
 * @property {string[]} others the names of the others who put themselves on the list
 * @property {{minutes: number, people: number}} meeting
 * @property {string} forRegister
 * @property {(id: string) => void} choose the register that is looked at
 * @property {boolean} keeps whether the own details stay on this device
 * @property {(keeps: boolean) => void} keep
 * @property {string} trouble with the name
 */

/** What is asked about the person and the meeting. @param {Form} form */
export function questions(form) {
  const {draft, set, say: {t}, others} = form;
  const field = fields(form);
  const box = (/** @type {'video'|'presented'|'leaderJoined'|'others'} */ name, /** @type {string} */ key) =>
    tick({name, label: t(key), checked: draft[name], change: (checked) => set({[name]: checked})});
  return [
    el('section', {class: 'sheet stack', key: 'you'},
      el('h2', {}, t('make.you')),
      field('name', 'make.name', {trouble: form.trouble, more: {autocomplete: 'off'}}),
      field('role', 'make.role'),
      el('div', {class: 'two'}, field('register', 'make.register'), field('number', 'make.number')),
      tick({name: 'keep', checked: form.keeps, change: form.keep,
        label: [t('make.keep'), el('span', {class: 'quiet reason'}, t('make.keep.hint'))]})),
    el('section', {class: 'sheet stack', key: 'meeting'},
      el('h2', {}, t('make.meeting')),
      choices({name: 'kind', label: t('make.kind'), value: draft.kind, change: (kind) => set({kind}),
        options: [...kinds, 'other'].map((value) => ({value, label: t(`kind.${value}`)}))}),
      draft.kind === 'other' && field('otherKind', 'make.kind.other'),
      box('video', 'make.video'), box('presented', 'make.presented'),
      field('questions', 'make.questions', {more: {inputmode: 'numeric'}}),
      field('leader', 'make.leader'),
      draft.leader.trim() !== '' && el('div', {class: 'stack', key: 'led'},
        field('leaderRole', 'make.leader.role', {hint: t('make.leader.role.hint')}),
        field('leaderNumber', 'make.leader.number'), box('leaderJoined', 'make.leader.joined')),
      others.length > 0 ? box('others', 'make.others')
        : el('p', {class: 'quiet', key: 'alone'}, t('make.others.none')),
      el('fieldset', {class: 'bare-set', key: 'subjects'}, el('legend', {class: 'label'}, t('make.subjects')),
        subjects.map((one) => tick({name: `subject-${one}`, label: t(`subject.${one}`),
          checked: draft.subjects.includes(one), change: (checked) => set({subjects: subjects.filter((other) =>
            (other === one ? checked : draft.subjects.includes(other)))})}))),
      field('about', 'make.about', {hint: t('make.about.hint'), more: {maxlength: aboutLength}})),
    el('section', {class: 'sheet stack', key: 'paper'},
      choices({name: 'language', label: t('make.language'), value: draft.language,
        change: (language) => set({language}),
        options: languageNames().map(({code, name}) => ({value: code, label: name}))}),
      registerChoice({...form, language: form.say.language})),
  ];
}

/** @param {Form} form */
function fields({draft, set, say}) {
  return (/** @type {keyof Draft} */ name, /** @type {string} */ key,
    /** @type {Record<string, any>} */ more = {}) => textField({
    id: `proof-${name}`, label: say.t(key), test: `field-${name}`, value: String(draft[name]),
    input: (text) => set({[name]: text}), ...more, more: {maxlength: textLength, ...more.more}});
}
