// @ts-check
import {el} from '../kit/dom.js';
import {run} from '../kit/act.js';
import {hide, show} from '../kit/dialogs.js';
import {Now} from '../kit/now.js';
import {field} from '../kit/pieces.js';
import {downloads} from '../kit/downloads.js';
import {t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

/** «Ik moet weg»: the takeaway, the own words, and out of the round; the seat stays. */
/** @param {Client} client */
export function showLeaving(client) {
  const {step, input} = takeaway(new Now(client));
  let text = step ? client.privateNote(step) : '';
  show({key: 'leave', title: () => t('leave.title'), content: () => [
    el('p', {}, t('leave.words')),
    new Now(client).isPresenter && el('p', {class: 'ask', key: 'presenter'}, t('leave.presenter')),
    step && field({name: 'takeaway', label: t('leave.takeaway'), hint: t('leave.takeaway.hint'),
      rows: 3, text, input: (event) => {
        text = event.target.value;
        client.setPrivateNote(step, text);
      }}),
    el('h3', {}, t('leave.own')),
    downloads(client),
    el('button', {type: 'button', class: 'do', 'data-test': 'leave', onclick: () => {
      hide('leave');
      run(async () => {
        if (input && text.trim()) await client.addItem(input, {text: text.trim()});
        await client.leave();
      });
    }}, t('leave.go')),
  ]});
}

/**
 * Where a takeaway belongs: its step's private notes, and its input while that is open.
 * @param {Now} now
 */
function takeaway(now) {
  const step = now.plan.steps.findLast((one) => one.case === undefined
    && one.inputs.some((input) => input.by === 'all' && input.page.as === 'text' && !input.opens));
  const input = step?.inputs.find((one) => one.page.as === 'text');
  const open = step && input && step.id === now.state.step && now.items(step.id, input.id)
    .filter(({by}) => by === now.me).length < input.max;
  return {step: step?.id, input: open ? input.id : undefined};
}
