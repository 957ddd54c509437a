// @ts-check
// Describing elements and bringing the page in line with the description. Elements that stay are
// never taken out of the document, so text, caret, focus and scroll survive every event.

import {t} from '../i18n/index.js';

const SVG = 'http://www.w3.org/2000/svg';
const children = Symbol('children');
const listeners = Symbol('listeners');
/** What the person changes too: compared with the element itself, not with the last description. */
const changedByHand = new Set(['checked', 'indeterminate', 'selected']);

/**
 * What `el` returns. An element is drawn only for an object of this class: opened JSON of a
 * member that merely looks like a description is not one.
 */
class Description {
  /**
   * @param {string} tag @param {Record<string, any>} props @param {string | null} key
   * @param {Described[]} content
   */
  constructor(tag, props, key, content) {
    this.tag = tag;
    this.props = props;
    this.key = key;
    this.children = content;
  }
}

/** @typedef {Description | string} Described */

/**
 * Describes an element.
 *
 * Props: `on…` a listener, `style` an object, `key` what makes it the same element next time, `made` a function
 * called with the new element, `drawn` one called with it after each rendering; all other names are
 * attributes, or properties of elements with a hyphen in their name.
 * @param {string} tag
 * @param {Record<string, any> | null} [props]
 * @param {...any} content Descriptions, strings, numbers, lists of them; all else is left out.
 * @returns {Description}
 */
export function el(tag, props, ...content) {
  const {key = null, ...rest} = props ?? {};
  if (rest.dir === undefined && isOfPeople(tag, rest)) rest.dir = 'auto';
  return new Description(tag, rest, key === null ? null : String(key), flat(content));
}

/**
 * Whether an element holds what a person wrote, which runs in the direction of its own script: fields,
 * choices between people, and everything of the class `words`.
 * @param {string} tag @param {Record<string, any>} props
 */
function isOfPeople(tag, props) {
  if (tag === 'input') return (props.type ?? 'text') === 'text';
  return tag === 'textarea' || tag === 'option' || tag === 'bdi'
    || String(props.class ?? '').split(' ').includes('words');
}

/** @param {any[]} content @returns {Described[]} */
function flat(content) {
  /** @type {Described[]} */
  const list = [];
  for (const entry of content.flat(Infinity)) {
    if (entry instanceof Description) list.push(entry);
    else if (typeof entry === 'string' || typeof entry === 'number') list.push(String(entry));
  }
  return list;
}

/**
 * Returns what a part of a view says, or one quiet line in its place if it throws, so that the
 * rest of the view goes on. The part is asked again at the next rendering.
 * @param {() => any} part
 * @returns {any}
 */
export function guarded(part) {
  try {
    return flat([part()]);
  } catch (error) {
    return failure(error);
  }
}

/** @param {unknown} error */
function failure(error) {
  console.error(error);
  return el('p', {'class': 'quiet', 'data-test': 'failed', 'key': 'failed'},
    t('failed'));
}

/**
 * Makes the children of an element what the list says.
 * @param {any} parent
 * @param {any} content
 */
export function patch(parent, ...content) {
  /** @type {Map<string, {node: any, described: Described}>} */
  const before = parent[children] ?? new Map();
  const after = new Map();
  const order = [];
  const counts = new Map();
  for (const described of flat(content)) {
    const name = nameOf(described, counts);
    const old = before.get(name);
    let node;
    if (typeof described === 'string') {
      node = old?.node ?? document.createTextNode(described);
      if (node.data !== described) node.data = described;
    } else {
      node = old?.node ?? make(described, parent);
      dress(node, described, /** @type {Description | undefined} */ (old?.described));
    }
    after.set(name, {node, described});
    order.push(node);
  }
  removeStrangers(parent, new Set(order));
  parent[children] = after;
  arrange(parent, order);
}

/**
 * The name of a child among its siblings: its kind with its key, or with its number. A key that
 * is used twice is told apart by number, too.
 * @param {Described} described @param {Map<string, number>} counts
 */
function nameOf(described, counts) {
  const kind = typeof described === 'string' ? '#'
    : described.key === null ? described.tag : `${described.tag} ${described.key}`;
  const count = counts.get(kind) ?? 0;
  counts.set(kind, count + 1);
  return `${count} ${kind}`;
}

/**
 * Removes what is not described any more, and what the page did not put here: a translating
 * browser wraps texts in elements of its own, which would stay beside the new text.
 * @param {any} parent @param {Set<any>} own
 */
function removeStrangers(parent, own) {
  let child = parent.firstChild;
  while (child) {
    const next = child.nextSibling;
    if (!own.has(child)) child.remove();
    child = next;
  }
}

/** @param {Description} described @param {any} parent */
function make(described, parent) {
  const svg = described.tag === 'svg' || parent.namespaceURI === SVG;
  return svg ? document.createElementNS(SVG, described.tag)
    : document.createElement(described.tag);
}

/** @param {any} node @param {Description} described @param {Description | undefined} old */
function dress(node, described, old) {
  const had = old?.props ?? {};
  const has = described.props;
  const custom = described.tag.includes('-');
  for (const name of Object.keys(had)) if (!(name in has)) set(node, name, undefined, had[name], custom);
  for (const [name, value] of Object.entries(has)) {
    if (!custom && changedByHand.has(name)) {
      if (node[name] !== Boolean(value)) node[name] = Boolean(value);
    } else if (name !== 'value' && (!old || value !== had[name])) {
      set(node, name, value, had[name], custom);
    }
  }
  if (custom) node.update();
  else patch(node, described.children);
  if ('value' in has && node.value !== String(has.value)) node.value = has.value; // after the options
  if (!old && has.made) has.made(node);
  has.drawn?.(node);
}

/**
 * @param {any} node @param {string} name @param {any} value @param {any} old
 * @param {boolean} custom
 */
function set(node, name, value, old, custom) {
  if (name === 'made' || name === 'drawn') return;
  if (name.startsWith('on')) return listen(node, name.slice(2), value);
  if (name === 'style') {
    for (const style of Object.keys({ ...old, ...value })) {
      node.style.setProperty(style, value?.[style] ?? '');
    }
  } else if (name === 'open' || changedByHand.has(name)
    || (custom && !/^(class|id|role|hidden|data-|aria-)/.test(name))) {
    node[name] = value;
  } else if (value === undefined || value === null || (value === false && !name.startsWith('aria-'))) {
    node.removeAttribute(name);
  } else {
    const text = value === true && !name.startsWith('aria-') ? '' : String(value);
    if (node.getAttribute(name) !== text) node.setAttribute(name, text);
  }
}

/**
 * One lasting listener for each kind of event; what it calls may change at each rendering.
 * @param {any} node @param {string} type @param {any} call
 */
function listen(node, type, call) {
  const calls = (node[listeners] ??= new Map());
  if (!calls.has(type)) node.addEventListener(type, (/** @type {any} */ event) => calls.get(type)?.(event));
  calls.set(type, call);
}

/**
 * Puts the nodes in order; the one with the focus stays where it is and the others move round it.
 * @param {any} parent @param {any[]} order
 */
function arrange(parent, order) {
  let next = parent.firstChild;
  for (const node of order) {
    if (node !== next && node.parentNode === parent && node.contains(document.activeElement)) {
      while (next !== node) {
        const moved = next;
        next = moved.nextSibling;
        parent.appendChild(moved);
      }
    }
    if (node === next) next = next.nextSibling;
    else parent.insertBefore(node, next);
  }
}

/**
 * A view: an element that renders itself, at most once for all that changed in one turn. One that
 * throws shows a quiet line instead, until a rendering succeeds.
 */
export class View extends HTMLElement {
  #due = false;
  #made = false;

  connectedCallback() {
    if (!this.#made) {
      this.#made = true;
      guarded(() => this.begin());
    }
    this.render();
  }

  /** Runs once, before the first rendering. */
  begin() {}

  /** Says what is in the view. @returns {any} */
  content() {
    return [];
  }

  /** Asks for a rendering soon. */
  update() {
    if (this.#due || !this.isConnected) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      if (this.isConnected) this.render();
    });
  }

  /** Renders now. */
  render() {
    try {
      patch(this, this.content());
    } catch (error) {
      // What was half done is not built on: the next rendering begins with nothing.
      /** @type {any} */ (this)[children] = undefined;
      this.replaceChildren();
      patch(this, failure(error));
    }
  }
}
