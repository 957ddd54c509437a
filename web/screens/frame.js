// @ts-check
import {el} from '../kit/dom.js';
import {tick} from '../kit/pieces.js';
import {t} from '../i18n/index.js';
/** @import {Plan} from '../core/types.js' */

/** @typedef {Record<string, boolean>} Chosen parts of the frame that are on or off whatever the length */

const parts = ['checkin', 'lookback', 'break', 'takeaway', 'checkout', 'closing'];

/** The steps of a frame, as the server lists them. @param {any} frame @returns {{part: string, from?: number}[]} */
function listed(frame) {
  const {before = [], between = [], after = []} = frame ?? {};
  return [...before, ...between, ...after];
}

/** Whether a part is there when nobody chooses. @param {any} frame @param {string} part @param {number} minutes */
function isUsual(frame, part, minutes) {
  return listed(frame).some(({part: one, from}) => one === part && from !== undefined
    && minutes >= from);
}

/**
 * The parts around the cases, to be left out or put in.
 * @param {any} frame as the server lists it @param {number} minutes @param {Chosen} chosen
 * @param {(chosen: Chosen) => void} change
 */
export function frameFields(frame, minutes, chosen, change) {
  return el('details', {class: 'sheet', key: 'frame'}, el('summary', {}, t('start.frame')),
    parts.filter((part) => listed(frame).some((one) => one.part === part)).map((part) =>
      tick({name: `part-${part}`, label: t(`part.${part}`),
        checked: chosen[part] ?? isUsual(frame, part, minutes),
        change: (checked) => change({...chosen, [part]: checked})})));
}

/**
 * What was chosen about the parts when a plan was made: where it differs from what is usual.
 * @param {any} frame @param {Plan} plan @param {number} minutes
 * @param {string[]} covered parts that its method has already
 * @returns {Chosen}
 */
export function chosenIn(frame, plan, minutes, covered) {
  const has = (/** @type {string} */ part) => plan.steps.some(({page}) => page.part === part);
  return Object.fromEntries(parts.filter((part) => !covered.includes(part)
    && listed(frame).some((one) => one.part === part)
    && has(part) !== isUsual(frame, part, minutes)).map((part) => [part, has(part)]));
}
