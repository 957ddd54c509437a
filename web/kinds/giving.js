// @ts-check
import {wish, wished} from '../kit/wishes.js';
import {Now} from '../kit/now.js';
import {inputsFor} from '../core/meeting.js';
/** @import {Field as Place} from '../core/inputs.js' */
/** @import {Content} from './registry.js' */

/**
 * What one gives that is not a text: it is sent when it is chosen, and may be changed as often as
 * one likes until it is opened.
 *
 * @typedef {{item: string, json: Content}} Given
 */

/** What I gave at a place already, in order. @param {Now} now @param {Place} place @returns {Given[]} */
export function givenBy(now, place) {
  if (place.set) return place.own.map(({item, json}) => ({item, json}));
  return place.items.filter((item) => item.by === now.me || place.input.by === 'presenter')
    .map((item) => ({item: item.item, json: now.client.text(item) ?? {}}));
}

/**
 * The n-th of what I gave, or what I asked for and is not answered yet; undefined for nothing.
 * @param {Now} now @param {Place} place @param {number} n @returns {Content|undefined}
 */
export function given(now, place, n) {
  return wished(now.client, `${place.path} ${n}`, givenBy(now, place)[n]?.json);
}

/**
 * How many fields a place has: one for each thing that I gave, and one more while I may give more.
 * @param {Now} now @param {Place} place
 */
export function countOf(now, place) {
  const {length} = givenBy(now, place);
  return place.left > 0 ? length + 1 : length;
}

/**
 * Gives the n-th thing, or changes it.
 * @param {Now} now @param {Place} place @param {number} n @param {Content} json
 */
export function give(now, place, n, json) {
  return wish(now.client, `${place.path} ${n}`, json, async () => {
    const there = again(now, place);
    const old = there && givenBy(new Now(now.client), there)[n];
    await send(now, there ?? place, old, json);
  });
}

/**
 * The place as it is now: the answer to what was sent before has come in.
 * @param {Now} now @param {Place} place
 */
export function again(now, place) {
  return inputsFor(new Now(now.client).m).find(({path}) => path === place.path);
}

/** @param {Now} now @param {Place} place @param {Given|undefined} old @param {Content} json */
export async function send({client}, place, old, json) {
  if (old) await client.edit(old.item, json);
  else if (place.set) await client.addCard(place.set.set, json);
  else await client.addItem(place.input.id, json);
}
