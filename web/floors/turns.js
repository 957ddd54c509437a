// @ts-check
import {el} from '../kit/dom.js';
import {run} from '../kit/act.js';
import {icon} from '../kit/icons.js';
import {button} from '../kit/pieces.js';
import {listOf, t} from '../i18n/index.js';
import {free} from './free.js';
/** @import {Floor} from './index.js' */
/** @import {Now} from '../kit/now.js' */

/** Everybody once. @type {Floor} */
export const turns = {
  ...free,
  table: (now) => speakers(now),
  passes: true,
  asksUnspoken: true,
};

/** Who speaks, and who has not spoken yet; who waits may be passed over. @param {Now} now */
export function speakers(now) {
  const {speaker, waiting} = now.state.floor;
  const words = !speaker ? t('turns.over')
    : speaker === now.me ? t('turns.you') : t('turns.speaks', {name: now.name(speaker)});
  return el('section', {class: 'sheet', key: 'turns', 'data-test': 'turns'},
    el('h2', {class: 'read'}, words),
    waiting.length > 0 && el('p', {class: 'quiet'}, icon('round'), ' ',
      t('turns.then', {names: listOf(waiting.map((member) => now.name(member)))})),
    waiting.includes(now.me) && button(t('turns.skip'), () => run(() => now.client.skipTurn(now.me)),
      {'class': 'link', 'key': 'skip', 'data-test': 'skip-turn'}));
}
