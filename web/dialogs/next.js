// @ts-check
import {el} from '../kit/dom.js';
import {run} from '../kit/act.js';
import {hide, show} from '../kit/dialogs.js';
import {Now} from '../kit/now.js';
import {button, explain, wrong} from '../kit/pieces.js';
import {calendarEntry, saveEntry} from './calendar.js';
import {inviting} from './invite.js';
import {showMaking} from './makenext.js';
import {intentionTicks, join, nextFor, placeIn, toTakeAlong, unseen} from './nextseat.js';
import {agreedWords, whenWords} from '../kit/thread.js';
import {t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */
/** @import {Next} from '../core/thread.js' */

/**
 * «Volgende bijeenkomst»: makes it, or takes one's own seat in it.
 * @param {Now} now
 */
export function nextView(now) {
  const {client} = now;
  if (client.practises) return null;
  const next = nextFor(now);
  return el('section', {class: 'sheet stack', key: 'next', 'data-test': 'next'},
    el('h2', {}, t('next.title')),
    next ? madeView(now, next) : button(t('next.make'), () => showMaking(client), {'key': 'make',
      'class': 'at-start', 'data-test': 'make-next', 'aria-haspopup': 'dialog'}));
}

/** @param {Now} now @param {Next} next */
function madeView(now, next) {
  const {client} = now;
  const {item, start_ms, end_ms, secret, by, agreed} = next;
  const isMine = by === client.me;
  const place = placeIn(client, secret);
  const {link} = client.another(secret);
  return [
    el('p', {key: 'when', 'data-test': 'next-when'}, whenWords(next)),
    agreedWords(agreed).map((words) => el('p', {key: words}, words)),
    // Who was first may have changed their client: the group sees whose link it is.
    by && el('p', {class: 'quiet', key: 'by', 'data-test': 'next-by'}, t('next.by', {name: now.name(by)})),
    place.taken && el('p', {key: 'taken', 'data-test': 'next-taken'}, t('next.taken')),
    wrong(place.problem ? explainJoin(place.problem) : ''),
    el('div', {class: 'row', key: 'do'},
      !place.taken && button(t(place.busy ? 'wait' : 'next.join'), () => showJoining(client, next),
        {'key': 'join', 'class': 'do', 'data-test': 'join-next', 'disabled': place.busy}),
      start_ms !== undefined && end_ms !== undefined && button(t('calendar.title'), () => run(async () =>
        // Without the link: others may read a calendar.
        saveEntry(await calendarEntry(client, {link, start_ms, end_ms, edition: 0}, false))),
      {'key': 'calendar', 'icon': 'save', 'data-test': 'next-calendar'}),
      button(t('next.tell'), () => show({key: 'invite', title: () => t('next.tell'), content: () =>
        inviting({link, start_ms, end_ms, callUrl: client.callUrl()})}), {'key': 'tell', 'data-test': 'next-tell',
        'aria-haspopup': 'dialog'}),
      now.state.purge_ms !== undefined && place.taken && el('a', {key: 'enter', class: 'button',
        href: `#${secret}`, 'data-test': 'enter-next'}, t('invite.enter')),
      // A link that leads nowhere, or is nobody's wish, is in the way of a better one.
      item && (isMine || now.isChair) && button(t(isMine ? 'withdraw' : 'fold'), () => run(() =>
        (isMine ? client.withdraw(item) : client.fold(item, true))), {'key': 'away', 'class': 'bare',
        'data-test': 'next-away'})),
  ];
}

/** Why there is no seat yet, and the way on. @param {any} problem */
function explainJoin(problem) {
  return ['begun', 'waiting'].includes(problem?.code) ? t('next.open') : explain(problem);
}

/**
 * What goes along, to be seen first; without anything of that kind there is nothing to ask.
 * @param {Client} client @param {Next} next
 */
function showJoining(client, next) {
  const mine = toTakeAlong(new Now(client));
  if (mine.length === 0) return join(client, next);
  const out = unseen(client, mine);
  return show({key: 'join-next', title: () => t('next.join'), content: () => [
    intentionTicks(mine, out),
    button(t('next.join'), () => {
      hide('join-next');
      return join(client, next, {intentions: mine.filter((one) => !out.has(one))});
    }, {'key': 'go', 'class': 'do', 'data-test': 'join-next-go'})]});
}
