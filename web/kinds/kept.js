// @ts-check
import {el} from '../kit/dom.js';
import {t} from '../i18n/index.js';
import {headingOf} from './casekind.js';
import {signOf} from './lenses.js';
import {partsView, shortOf} from './parts.js';
import {kindOf, wordsOf} from './registry.js';
/** @import {Now} from '../kit/now.js' */
/** @import {Input, Item} from '../core/types.js' */

/** What a step keeps in sight of earlier ones (`show`): what was chosen or written there. @param {Now} now */
export function keptInSight(now) {
  /** @type {string[]} */
  const paths = now.step?.page.show ?? [];
  const kept = paths.flatMap((path) => {
    const [step, id] = path.split('/');
    const input = now.inputOf({step, input: id});
    const items = now.items(step, id).filter((item) => !item.folded && now.client.text(item));
    return input && items.length > 0 ? [{path, step, input, items}] : [];
  });
  return kept.length > 0 && el('section', {'class': 'sheet stack kept', 'key': 'kept',
    'data-test': 'kept', 'aria-label': t('kept.title')},
  kept.map(({path, step, input, items}) => el('div', {key: path},
    el('h3', {class: 'quiet'}, signOf(input), shortOf(headingOf(now, input, step))),
    items.map((item) => el('div', {key: item.item}, words(now, input, item))))));
}

/** At the close: what people wrote that they will do, to be gone through together. @param {Now} now */
export function agreedActions(now) {
  if (now.step?.page.part !== 'closing') return null;
  const agreed = now.plan.steps.flatMap((step) => step.inputs
    .filter(({page}) => page.fields?.includes('due'))
    .flatMap((input) => now.items(step.id, input.id).filter((item) => !item.folded && now.client.text(item))
      .map((item) => ({input, item}))));
  return agreed.length > 0 && el('section', {'class': 'stack', 'key': 'agreed', 'data-test': 'agreed'},
    el('h2', {class: 'quiet'}, t('agreed.title')),
    el('ul', {class: 'list'}, agreed.map(({input, item}) => el('li', {key: item.item},
      el('div', {class: 'grow'}, words(now, input, item)),
      item.by && el('bdi', {class: 'quiet'}, now.name(item.by))))));
}

/** @param {Now} now @param {Input} input @param {Item} item */
function words(now, input, item) {
  const json = now.client.text(item);
  const parts = json && !json.broken ? kindOf(input).parts?.(input, json) : undefined;
  if (input.page.fields && parts) return partsView(input, parts);
  return el('p', {class: 'words', dir: 'auto'}, wordsOf(now, item));
}
