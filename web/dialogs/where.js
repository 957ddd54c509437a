// @ts-check
import {el} from '../kit/dom.js';
import {show} from '../kit/dialogs.js';
import {Now} from '../kit/now.js';
import {minutesOf, pick, t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

/** «Waar zijn we?», to read as long as it takes. @param {Client} client */
export function showWhere(client) {
  show({key: 'where', title: () => t('where.ask'), content: () =>
    el('ul', {class: 'stack'}, whereAreWe(new Now(client)).map((line) => el('li', {key: line}, line)))});
}

/** Everything the screen shows, in a few sentences. @param {Now} now @returns {string[]} */
export function whereAreWe(now) {
  const {state, step} = now;
  if (!step) return [t(state.purge_ms === undefined ? 'where.lobby' : 'where.closed')];
  const place = now.plan.steps.indexOf(step) + 1;
  const late = now.left_ms < 0;
  return [
    t('where.step', {place, steps: now.plan.steps.length, step: now.titleOf(step)}),
    state.clock.planned_ms > 0 && t(late ? 'where.late' : 'where.left',
      {n: minutesOf(Math.abs(now.left_ms))}),
    now.paused && t('paused'),
    state.floor.speaker && t('where.speaks', {name: now.name(state.floor.speaker)}),
    state.chair && t('where.chair', {name: now.name(state.chair)}),
    now.presenter && t('where.presenter', {name: now.name(now.presenter)}),
    t('where.you', {words: pick(step.page.do?.[now.role])}),
  ].filter((line) => typeof line === 'string');
}
