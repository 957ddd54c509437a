// @ts-check
import {el} from '../kit/dom.js';
import {tick} from '../kit/pieces.js';
import {wantProof, wantsProof} from '../dialogs/noting.js';
import {reporting} from '../report/part.js';
import {wish, wished} from '../kit/wishes.js';
import {language, minutesOf, t, timeOf} from '../i18n/index.js';
/** @import {Now} from '../kit/now.js' */
/** @import {View} from '../kit/dom.js' */

/** Which register somebody looks at, in this page. */
let register = '';

/**
 * What a group that needs proof of attendance settles before it begins; folded, since most need none. Whoever
 * does not chair is told only what was settled.
 * @param {View} view @param {Now} now
 */
export function proofBefore(view, now) {
  const {client, state} = now;
  const {secrecy_ms} = state;
  const settled = secrecy_ms !== undefined && t('proof.secrecy.at', {time: timeOf(secrecy_ms)});
  if (!now.isChair && state.chair !== null) {
    return settled && el('p', {'class': 'quiet', 'key': 'proof', 'data-test': 'secrecy'}, settled);
  }
  const wants = wantsProof(now);
  return el('details', {'class': 'sheet', 'key': 'proof', 'data-test': 'proof-before'},
    el('summary', {'data-test': 'proof-open'}, t('proof.title')),
    el('div', {class: 'stack'},
      tick({name: 'proof', checked: wants, label: [t('proof.want'),
        el('span', {class: 'quiet reason'}, t('proof.want.hint'))], change: (checked) => wantProof(client, checked)}),
      settled ? el('p', {'key': 'settled', 'data-test': 'secrecy'}, settled) : tick({name: 'secrecy',
        checked: wished(client, 'secrecy', false), label: [t('proof.secrecy'),
          el('span', {class: 'quiet reason'}, t('proof.secrecy.hint'))],
        change: (checked) => checked && wish(client, 'secrecy', true, () => client.discussSecrecy())}),
      wants && reporting.shown(view, ({registerChoice}) => registerChoice({language: language(), forRegister: register,
        meeting: sizeOf(now), choose: (id) => {
          register = id;
          client.touch();
        }}), (failed) => el('p', {class: 'quiet'}, t(failed ? 'problem.offline' : 'wait')))));
}

/** How long the meeting will take without breaks, and with how many. @param {Now} now */
function sizeOf(now) {
  const counted = now.plan.steps.filter(({id}) => !/(^|\.)pauze$/.test(id));
  return {minutes: minutesOf(counted.reduce((sum, step) => sum + step.planned_ms, 0)),
    people: now.members.filter(({left}) => !left).length};
}
