// @ts-check
import {el} from '../kit/dom.js';
import {show} from '../kit/dialogs.js';
import {draftOf, Now} from '../kit/now.js';
import {promptOf} from '../kinds/casekind.js';
import {kindOf} from '../kinds/index.js';
import {textField} from '../kit/textfield.js';
import {t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

/**
 * «Bereid je casus voor»: what the presenter writes where the case is first told, kept on the device. What
 * belongs to a later step, such as an answer or a decision, is not for beforehand.
 * @param {Client} client
 */
export function showPreparing(client) {
  const now = new Now(client);
  const number = now.state.cases.findIndex(({presenter}) => presenter === now.me) + 1 || 1;
  const texts = now.plan.steps.filter((step) => step.case === number)
    .map((step) => step.inputs.filter((input) => input.by === 'presenter' && !input.opens
      && kindOf(input).cards && !input.page.fields).map((input) => ({step, input})));
  const fields = texts.find((inputs) => inputs.length > 0) ?? [];
  show({key: 'prepare', title: () => t('main.prepare'), content: () => [
    el('p', {}, t('prepare.words')),
    fields.map(({step, input}) => {
      const draft = draftOf(step.id, input.id);
      return textField({id: `prepare-${input.id}`, test: `field-prepare-${input.id}`, rows: 5,
        label: promptOf(now, input, step.id), value: client.draft(draft),
        input: (text) => client.setDraft(draft, text)});
    }),
    el('p', {class: 'promise'}, t('prepare.stays')),
  ]});
}
