// @ts-check
/** @import {Item, Input, Words} from '../core/types.js' */
/** @import {Source} from './report.js' */

/**
 * @typedef {object} Entry something written, ready to be shown
 * @property {string} text the words, of all its parts; '' for a number or a point
 * @property {{label: Words|string, value: string}[]} [parts] the parts of a text that has several
 * @property {(Words|string)[]} [picked]
 * @property {number} [number]
 * @property {Words[]} [ends] of a number or a point
 * @property {{x: number, y: number}} [point]
 * @property {string} [by] the writer's name, where it is known to the group
 * @property {boolean} mine
 * @property {boolean} marked whether I marked it for myself
 */

/**
 * Whether an item has no place in the report of this member.
 * @param {Source} source @param {Item} item
 */
export function isLeftOut(source, item) {
  const json = source.text(item);
  if (!json || json.broken || item.folded) return true;
  return json.private === true && !source.isMine(item);
}

/**
 * @param {Source} source @param {Input} input @param {Item} item
 * @returns {Entry}
 */
export function entryOf(source, input, item) {
  const json = source.text(item);
  const writer = item.by ?? source.claimant(item);
  const by = writer === undefined ? undefined : source.name(writer);
  return {
    ...contents(source, input, json),
    ...(by ? {by} : {}),
    mine: source.isMine(item),
    marked: source.markOn(item) !== '',
  };
}

/** @param {Source} source @param {Input} input @param {any} json */
function contents(source, input, json) {
  const {page} = input;
  switch (page.as) {
    case 'number': return {text: '', number: Number(json.number), ...(page.ends
      ? {ends: page.ends} : {})};
    case 'point': return {text: '', point: {x: Number(json.x), y: Number(json.y)},
      ends: page.ends};
    case 'pick': return {text: '', picked: picked(source, input, json)};
    default: return words(page.fields, json);
  }
}

/**
 * @param {({id: string, label: Words}|string)[]|undefined} fields @param {any} json
 */
function words(fields, json) {
  if (!fields) return {text: String(json.text ?? '')};
  const parts = fields.map((field) => (typeof field === 'string'
    ? {label: field, value: String(json[field] ?? '')}
    : {label: field.label, value: String(json[field.id] ?? '')}))
    .filter((part) => part.value !== '');
  return {text: parts.map((part) => part.value).join('\n'), parts};
}

/** @param {Source} source @param {Input} input @param {any} json */
function picked(source, input, json) {
  const picks = Array.isArray(json.pick) ? json.pick : [];
  return picks.flatMap((/** @type {string} */ pick) => {
    const option = (input.page.options ?? []).find((/** @type {any} */ one) => one.id === pick);
    if (option) return [option.label];
    const item = source.state?.items.find((one) => one.item === pick);
    return item && !isLeftOut(source, item) ? [String(source.text(item)?.text ?? '')] : [];
  });
}
