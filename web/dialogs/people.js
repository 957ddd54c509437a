// @ts-check
import {el} from '../kit/dom.js';
import {hide, show, askFirst} from '../kit/dialogs.js';
import {Now} from '../kit/now.js';
import {initialsOf} from '../step/seating.js';
import {run} from '../kit/act.js';
import {button, nameAt} from '../kit/pieces.js';
import {floorOf} from '../floors/index.js';
import {seats} from '../core/meeting.js';
import {isolated, t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

/**
 * Returns what the circle shows of everybody.
 * @param {Now} now
 * @returns {import('../step/circle.js').Seat[]}
 */
export function seatsOf(now) {
  const all = seats(now.m);
  const names = all.map(({member}) => now.name(member));
  const initials = initialsOf(names);
  return all.map((one, n) => ({
    member: one.member, name: names[n], initials: initials[n], me: one.me,
    chairs: one.chair, presents: one.presenter, speaks: one.speaking, ready: one.ready,
    hand: one.hand !== null, gone: one.left || one.connection !== 'here', where: one.outside,
    role: roleWord(one, now), said: saidOf(one, names[n]),
  }));
}

/** @param {import('../core/seats.js').Seat} seat @param {Now} now */
function roleWord(seat, now) {
  if (seat.left) return t('people.left');
  if (seat.presenter && seat.chair) return `${t('role.chair')}, ${t('role.presenter')}`;
  if (seat.presenter) return t('role.presenter');
  if (seat.chair) return t('role.chair');
  return seat.pen && now.state.visit > 0 ? t('role.pen') : '';
}

/**
 * Everything about a member as one line.
 * @param {import('../core/seats.js').Seat} seat @param {string} name
 */
function saidOf(seat, name) {
  return [
    seat.me ? t('people.me', {name}) : isolated(name),
    seat.chair && t('role.chair'), seat.presenter && t('role.presenter'),
    seat.deputy && t('role.deputy'), seat.pen && t('role.pen'),
    seat.left ? t('people.left') : seat.connection !== 'here' && t(`people.${seat.connection}`),
    seat.outside !== 'in' && t(`where.${seat.outside}`),
    seat.speaking && t('people.speaks'), seat.hand !== null && t('people.hand'),
    seat.ready && t('people.ready'),
  ].filter(Boolean).join(', ');
}

/** «Wie is er?»: everybody in words, and what the chair can do for each. @param {Client} client */
export function showPeople(client) {
  show({key: 'people', title: () => t('people.title'), content: () => {
    const now = new Now(client);
    return el('ul', {class: 'list'}, seatsOf(now).map((seat) =>
      el('li', {key: seat.member, 'data-test': 'person', 'data-name': seat.name},
        now.isChair && !seat.me
          ? el('details', {class: 'grow', key: 'do'},
            el('summary', {'data-test': 'person-open'}, seat.said), actions(seat, now, client))
          : el('span', {class: 'grow', key: 'said'}, seat.said))));
  }});
}

/** @param {import('../step/circle.js').Seat} seat @param {Now} now @param {Client} client */
function actions(seat, now, client) {
  const act = (/** @type {string} */ key, /** @type {() => Promise<any>} */ send) =>
    button(t(`people.${key}`), () => run(send), {key, 'data-test': `person-${key}`,
      'aria-label': nameAt(t(`people.${key}`), seat.name)});
  const floor = now.step && floorOf(now.step).given && !seat.speaks;
  return el('div', {class: 'row'},
    floor && act('floor', () => client.giveTurn(seat.member)),
    !seat.presents && act('chair', () => client.giveChair(seat.member)),
    !seat.presents && now.state.deputy !== seat.member
      && act('deputy', () => client.nameDeputy(seat.member)),
    seat.member !== now.state.back && button(t('people.remove'), () => askFirst({key: 'remove',
        title: t('people.remove.title', {name: seat.name}),
        words: t('people.remove.words'), answers: [{label: t('people.remove'), kind: 'danger',
          press: () => {
            hide('people');
            run(() => client.remove(seat.member));
          }}]}), {key: 'remove', class: 'bare', 'data-test': 'person-remove', icon: 'close'}));
}
