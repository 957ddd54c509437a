// @ts-check
import {el} from '../kit/dom.js';
import {refreshDialogs, show} from '../kit/dialogs.js';
import {icon} from '../kit/icons.js';
import {button, choices, tick} from '../kit/pieces.js';
import {textField} from '../kit/textfield.js';
import {adapted, nameable, needing, stopsOf} from './adapting.js';
import {listOf, pick, t} from '../i18n/index.js';
/** @import {File} from './adapting.js' */

const most = 240;
const roles = ['chair', 'presenter', 'others'];

/**
 * A form for what groups change most of a method: how long its steps are, what is said in them, whether
 * cards carry names, and leaving a step out. The file itself is not touched.
 * @param {File} file @param {(changed: File) => void} use takes the changed file
 */
export function showAdapting(file, use) {
  const changes = {name: t('adapt.name.usual', {name: pick(file.name)}), out: new Set(),
    minutes: new Map(), sentences: new Map(), named: new Map()};
  const change = (/** @type {() => void} */ act) => {
    act();
    refreshDialogs();
  };
  show({key: 'adapt', title: () => t('adapt.title', {name: pick(file.name)}), content: () => {
    const left = needing(file, changes.out);
    const kept = file.steps.filter(({id}) => !changes.out.has(id));
    const whole = kept.reduce((sum, step) => sum + minutesOf(step, changes), 0);
    return [
      el('p', {}, t('adapt.words')),
      textField({id: 'adapt-name', test: 'field-adapt-name', label: t('adapt.name'), value: changes.name,
        input: (text) => { changes.name = text; }}),
      el('ol', {class: 'stack', key: 'steps'}, stopsOf(file).map((stop) =>
        stopFields(stop.steps, changes, change))),
      left.length > 0 && el('p', {class: 'alarm', role: 'alert', key: 'needed', 'data-test': 'adapt-needed'},
        t('adapt.needed', {names: listOf(left.map(titleOf))})),
      el('p', {class: 'quiet', key: 'whole', role: 'status'}, t('adapt.whole', {n: whole})),
      button(t('adapt.use'), () => use(adapted(file, changes)), {'key': 'use', 'class': 'do',
        'data-test': 'adapt-use', 'disabled': left.length > 0 || kept.length === 0}),
    ];
  }});
}

/**
 * @typedef {object} Changes
 * @property {string} name
 * @property {Set<string>} out
 * @property {Map<string, number>} minutes
 * @property {Map<string, string>} sentences
 * @property {Map<string, boolean>} named
 * @typedef {(act: () => void) => void} Change
 */

/** @param {any} step @param {Changes} changes @returns {number} */
function minutesOf(step, {minutes}) {
  return minutes.get(step.id) ?? step.minutes;
}

/** @param {any} step */
function titleOf(step) {
  const name = pick(step.name);
  return step.label ? t('step.title', {label: step.label, name}) : name;
}

/** The fields of one stop. @param {any[]} steps @param {Changes} changes @param {Change} change */
function stopFields(steps, changes, change) {
  const without = steps.every(({id}) => changes.out.has(id));
  return el('li', {key: steps[0].id, class: 'sheet stack', 'data-test': `adapt-${steps[0].id}`},
    tick({name: `keep-${steps[0].id}`, checked: !without,
      label: [icon(steps[0].icon), ' ', el('b', {}, titleOf(steps[0]))],
      change: (checked) => change(() => steps.forEach(({id}) => (checked ? changes.out.delete(id)
        : changes.out.add(id))))}),
    !without && steps.map((step) => stepFields(step, steps.length > 1, changes, change)));
}

/** @param {any} step @param {boolean} named @param {Changes} changes @param {Change} change */
function stepFields(step, named, changes, change) {
  return el('div', {class: 'stack', key: step.id},
    named && el('h3', {}, pick(step.name)),
    textField({id: `adapt-${step.id}-minutes`, test: `field-${step.id}-minutes`, type: 'number',
      label: t('adapt.minutes'), value: String(minutesOf(step, changes)),
      more: {min: 0, max: most, inputmode: 'numeric', class: 'short'}, input: (text) => change(() => {
        const minutes = Math.round(Number(text));
        if (text !== '' && minutes >= 0 && minutes <= most) changes.minutes.set(step.id, minutes);
      })}),
    nameable(step).map((input) => {
      const place = `${step.id}/${input.id}`;
      return choices({name: `adapt-named-${step.id}-${input.id}`, label: pick(input.label),
        value: changes.named.get(place) ?? input.named !== false, options: [
          {value: false, label: t('names.without')}, {value: true, label: t('names.with')}],
        change: (value) => change(() => changes.named.set(place, value))});
    }),
    el('details', {}, el('summary', {}, t('adapt.sentences')),
      roles.filter((role) => step.do?.[role]).map((role) => {
        const place = `${step.id}/${role}`;
        return textField({id: `adapt-${step.id}-${role}`, test: `field-${step.id}-${role}`, rows: 2,
          label: t(`adapt.role.${role}`), value: changes.sentences.get(place) ?? pick(step.do[role]),
          more: {maxlength: 600}, input: (text) => { changes.sentences.set(place, text); }});
      })));
}
