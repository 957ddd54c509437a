// @ts-check
import {el} from '../kit/dom.js';
import {run} from '../kit/act.js';
import {hide, show} from '../kit/dialogs.js';
import {Now} from '../kit/now.js';
import {kindOf} from '../kinds/index.js';
import {textField} from '../kit/textfield.js';
import {button} from '../kit/pieces.js';
import '../report/part.js';
import {t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */
/** @import {Input} from '../core/types.js' */

/**
 * «Ik moet weg»: the takeaway, the own words, and out of the round; the seat stays.
 * @param {Client} client
 */
export function showLeaving(client) {
  const {step, input} = takeaway(new Now(client));
  show({key: 'leave', title: () => t('leave.title'), content: () => [
    el('p', {}, t('leave.words')),
    new Now(client).isPresenter && el('p', {class: 'ask', key: 'presenter'}, t('leave.presenter')),
    step && textField({id: 'takeaway', test: 'field-takeaway', label: t('leave.takeaway'),
      hint: t('leave.takeaway.hint'), rows: 3, value: client.privateNote(step),
      input: (text) => client.setPrivateNote(step, text)}),
    el('h3', {}, t('leave.own')),
    el('kring-downloads', {client}),
    button(t('leave.go'), () => {
      hide('leave');
      run(async () => {
        const text = step ? client.privateNote(step).trim() : '';
        if (input && text) await client.addItem(input, {text});
        await client.leave();
      });
    }, {class: 'do', 'data-test': 'leave'}),
  ]});
}

/**
 * Where a takeaway belongs: its step's private notes, and its input while that is open.
 * @param {Now} now
 */
function takeaway(now) {
  const step = now.plan.steps.findLast((one) => one.case === undefined
    && one.inputs.some((input) => input.by === 'all' && isText(input) && !input.opens));
  const input = step?.inputs.find(isText);
  const open = step && input && step.id === now.state.step && now.items(step.id, input.id)
    .filter(({by}) => by === now.me).length < input.max;
  return {step: step?.id, input: open ? input.id : undefined};
}

/** @param {Input} input */
function isText(input) {
  return kindOf(input).cards && !input.page.fields;
}
