// @ts-check
import {el} from '../kit/dom.js';
import {show} from '../kit/dialogs.js';
import {draftOf, Now} from '../kit/now.js';
import {kindOf} from '../kinds/index.js';
import {textField} from '../kit/textfield.js';
import {pick, t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

/** «Bereid je casus voor»: the first fields of the presenter, kept on the device. @param {Client} client */
export function showPreparing(client) {
  const now = new Now(client);
  const number = now.state.cases.findIndex(({presenter}) => presenter === now.me) + 1 || 1;
  const fields = now.plan.steps.filter((step) => step.case === number)
    .flatMap((step) => step.inputs.filter((input) => input.by === 'presenter' && !input.opens
      && kindOf(input).cards && !input.page.fields).map((input) => ({step, input})))
    .slice(0, 2);
  show({key: 'prepare', title: () => t('main.prepare'), content: () => [
    el('p', {}, t('prepare.words')),
    fields.map(({step, input}) => {
      const draft = draftOf(step.id, input.id);
      return textField({id: `prepare-${input.id}`, test: `field-prepare-${input.id}`, rows: 5,
        label: pick(input.page.label), value: client.draft(draft),
        input: (text) => client.setDraft(draft, text)});
    }),
    el('p', {class: 'promise'}, t('prepare.stays')),
  ]});
}
