// @ts-check
import './support/dom.js';
import {contract} from './support/meeting.js';
import {madePlan} from './support/page.js';
import {through} from './support/through.js';
import {test} from 'node:test';
import {readdirSync} from 'node:fs';

for (const file of readdirSync(new URL('../../protocol/vectors/plans/', import.meta.url))) {
  test(`to every input of ${file} who may writes on the page, and the others see it`, async () => {
    const plans = contract(`vectors/plans/${file}`).map((/** @type {any} */ row) => row.plan);
    const plan = plans.find((/** @type {any} */ one) => one.cases > 1) ?? plans[0];
    for (const step of plan.steps) for (const input of step.inputs) await through(plan, step, input);
  });
}

const words = (/** @type {string} */ text) => ({nl: text, en: text});
const options = ['a', 'b', 'c'].map((id) => ({id, label: words(`option ${id}`)}));
const ends = ['left', 'right', 'bottom', 'top'].map(words);
/** @type {Record<string, any>[]} */
const pages = [
  {as: 'text'}, {as: 'text', fields: ['what', 'who', 'due']},
  {as: 'text', fields: ['noord', 'oost', 'zuid', 'west'].map((id) => ({id, label: words(id)}))},
  {as: 'text', fields: ['due']},
  {as: 'pick', options}, {as: 'pick', of: '1.before/in0'}, {as: 'pick', of: '1.before/in0', options},
  {as: 'number', range: [1, 5], ends: ends.slice(0, 2)}, {as: 'number', range: [0, 100]},
  {as: 'point', ends}, {as: 'point', ends, options},
];
const floors = ['presenter', 'hands', 'turns', 'nobody', 'free'];

test('a made-up input of any kind, writer, floor and opening has a field, and is drawn', async () => {
  for (const page of pages) {
    for (const by of /** @type {const} */ (['presenter', 'others', 'all', 'chair'])) {
      for (const opens of [undefined, '1.here', '1.later']) {
        for (const max of [1, 3]) {
          const floor = /** @type {any} */ (floors[(max + by.length + pages.indexOf(page)) % 5]);
          const plan = madePlan({page, by, max, opens}, {floor});
          await through(plan, plan.steps[0], /** @type {any} */ (plan.steps[0].inputs[0]));
        }
      }
    }
  }
});

test('several inputs of one step are written one by one', async () => {
  const plan = madePlan([...pages, ...pages].map((page, n) =>
    ({page, max: 3, opens: n < pages.length ? undefined : '1.here'})));
  for (const input of plan.steps[0].inputs) await through(plan, plan.steps[0], /** @type {any} */ (input));
});
