// @ts-check
import {el} from '../kit/dom.js';
import {button, nameAt} from '../kit/pieces.js';
import {forgetMeeting, rememberedIn} from '../core/remembered.js';
import {dayOf, t, timeOf} from '../i18n/index.js';

/**
 * «Deze bijeenkomsten»: those that this device was asked to remember. Nothing is asked of the server
 * before one of them is entered.
 * @param {import('../seal/seat.js').Store} device @param {() => void} changed
 */
export function meetingsHere(device, changed) {
  const all = rememberedIn(device, Date.now());
  return all.length > 0 && el('section', {'class': 'sheet stack', 'key': 'here', 'data-test': 'meetings-here'},
    el('h2', {}, t('here.title')),
    el('ul', {class: 'list', key: 'all'}, all.map(({secret, method, start_ms}) => {
      const words = [start_ms === undefined ? t('next.nodate')
        : t('here.when', {day: dayOf(start_ms), time: timeOf(start_ms)}), method].join(' · ');
      return el('li', {'key': secret, 'data-test': 'meeting-here'}, el('span', {class: 'grow words'}, words),
        el('span', {class: 'row'},
        el('a', {class: 'button', href: `#${secret}`, 'data-test': 'enter-here',
          'aria-label': nameAt(t('invite.enter'), words)}, t('invite.enter')),
        button(t('here.forget'), () => {
          forgetMeeting(device, secret);
          changed();
        }, {'data-test': 'forget-here', 'aria-label': nameAt(t('here.forget'), words)})));
    })));
}
