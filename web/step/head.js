// @ts-check
import {el} from '../kit/dom.js';
import {icon} from '../kit/icons.js';
import {askFirst, hide, show} from '../kit/dialogs.js';
import {floorOf} from '../floors/index.js';
import {goTo} from './sets.js';
import {Now} from '../kit/now.js';
import {button, nameAt} from '../kit/pieces.js';
import {rail, stoppedHere} from '../core/meeting.js';
import {clockOf, listOf, minutesOf, pick, t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

/**
 * The head of a meeting: the rail, where we are, and «Meer».
 * @param {Now} now @param {{title: string, sub: any, more: () => void}} words
 */
export function head(now, {title, sub, more}) {
  return el('header', {class: 'head', key: 'head'},
    railView(now),
    el('div', {class: 'step-name'},
      el('h1', {tabindex: -1, 'data-test': 'title'}, now.step && icon(now.step.page.icon), title),
      sub && el('small', {'data-test': 'subtitle'}, sub)),
    button(t('more'), more, {class: 'bare', 'data-test': 'more', 'aria-haspopup': 'dialog'}));
}

/** The stops of the meeting; steps with the same label are parts of one stop. @param {Now} now */
function railView(now) {
  const stops = rail(now.m);
  return el('div', {class: 'rail', 'aria-hidden': 'true', 'data-test': 'rail'},
    stops.map((stop, n) => el('span', {key: n, 'data-test': 'stop', title: pick(stop.name),
      class: `stop ${n > 0 && stops[n - 1].case !== stop.case ? 'case-start' : ''}`},
    stop.parts.map((part) => el('i', {key: part.id, class: part.state, 'data-step': part.id})))));
}

/**
 * «Alle stappen»: what was, is and comes, with times; the chair can go to any.
 * @param {Client} client
 */
export function showSteps(client) {
  show({key: 'steps', title: () => t('steps.title'), content: () => {
    const now = new Now(client);
    const parts = rail(now.m).flatMap((stop) => stop.parts);
    return el('ol', {class: 'list'}, now.plan.steps.map((step) => {
      const state = parts.find(({id}) => id === step.id)?.state ?? 'todo';
      return el('li', {key: step.id, class: state === 'now' ? 'on' : '', 'data-test': 'step-entry',
        'aria-current': state === 'now' ? 'step' : undefined},
      icon(step.page.icon),
      el('span', {class: 'grow'}, now.titleOf(step),
        now.plan.cases > 1 && step.case && el('span', {class: 'quiet'},
          ` ${t('steps.case', {case: step.case})}`),
        el('br', {}), el('span', {class: 'quiet'},
          t('minutes', {n: minutesOf(step.planned_ms)}),
          state !== 'todo' && ` · ${t(`steps.${state}`)}`)),
      now.isChair && now.state.visit > 0 && state !== 'now' && button(t('steps.go'), () => {
          hide('steps');
          jumpTo(now, step);
        }, {'data-test': `go-${step.id}`, 'aria-label': nameAt(t('steps.go'), now.titleOf(step))}));
    }));
  }});
}

/**
 * Goes to a step; jumping over others is asked about once.
 * @param {Now} now @param {import('../core/types.js').Step} step
 */
function jumpTo(now, step) {
  // A step that lies behind is not among those to come: nothing is skipped on the way there.
  const over = now.ahead.slice(0, Math.max(0, now.ahead.indexOf(step)));
  if (over.length === 0) return goTo(now, step);
  return askFirst({key: 'jump', title: t('jump.title'),
    words: t('jump.words', {names: listOf(over.map((one) => now.titleOf(one)))}),
    answers: [{label: t('main.go', {step: now.titleOf(step)}),
      press: () => goTo(now, step)}]});
}

/** What the clock shows. @param {Now} now @returns {import('./circle.js').Dial} */
export function dialOf(now) {
  const clock = now.clock;
  // While the group rests after a stop, the time for that is the one that counts.
  const rests = now.state.halted !== null && stoppedHere(now.m) !== undefined;
  if (!clock || clock.planned_ms === 0 || rests) return {time: '', left: 0, mood: '', under: underOf(now)};
  const mood = clock.colour === 'red' ? 'late' : clock.colour === 'orange' ? 'soon' : '';
  return {time: clockOf(clock.left_ms), left: clock.part, mood, under: underOf(now)};
}

/** The words under the clock: who has the floor, or what is going on. @param {Now} now */
function underOf(now) {
  const {state, step} = now;
  if (now.paused) return t('dial.paused');
  if (state.halted) return t('dial.halted');
  if (state.floor.speaker) {
    const name = now.name(state.floor.speaker);
    return state.floor.speaker === now.me ? t('dial.you') : floorOf(step).speaks(now, name);
  }
  return floorOf(step).dial(now);
}
