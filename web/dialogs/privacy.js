// @ts-check
import {el} from '../kit/dom.js';
import {wish, wished} from '../kit/wishes.js';
import {kindOf, wordsOf} from '../kinds/index.js';
import {tick} from '../kit/pieces.js';
import {t} from '../i18n/index.js';
/** @import {Now} from '../kit/now.js' */

/**
 * «Niet in het verslag», for what one wrote with one's name: it can be changed until the reports.
 * @param {Now} now
 */
export function privacy(now) {
  const {client, state, me} = now;
  const own = state.items.filter((item) => item.by === me && item.set === undefined
    && kindOf(now.inputOf(item)).cards && !client.text(item)?.broken);
  if (own.length === 0) return null;
  return el('details', {class: 'sheet', key: 'privacy', 'data-test': 'privacy'},
    el('summary', {}, t('privacy.title')),
    el('p', {class: 'quiet'}, t('privacy.words')),
    own.map((item) => {
      const json = client.text(item) ?? {};
      const {private: kept, ...rest} = json;
      const name = `keep-${item.item}`;
      return tick({name, label: wordsOf(now, item), checked: wished(client, name, kept === true),
        change: (checked) => wish(client, name, checked, () => client.edit(item.item,
          checked ? {...rest, private: true} : rest))});
    }));
}
