// @ts-check
// Describing elements and bringing the page in line with the description. Elements that stay are
// never taken out of the document, so text, caret, focus and scroll survive every event.

const SVG = 'http://www.w3.org/2000/svg';
const children = Symbol('children');
const listeners = Symbol('listeners');
const propertiesOfPlainElements = new Set(['checked', 'indeterminate', 'open', 'selected']);

/**
 * @typedef {{tag: string, props: Record<string, any>, key: string | null, children: Described[]}} Description
 * @typedef {Description | string} Described
 */

/**
 * Describes an element.
 *
 * Props: `on…` a listener, `style` an object, `key` what makes it the same element next time, `made` a function
 * called with the new element, `text` the first text of a field, which belongs to the person afterwards; all
 * other names are attributes, or properties of elements with a hyphen in their name.
 * @param {string} tag
 * @param {Record<string, any> | null} [props]
 * @param {...any} content Descriptions, strings, numbers, lists of them; `null`, `false` are left out.
 * @returns {Description}
 */
export function el(tag, props, ...content) {
  const {key = null, ...rest} = props ?? {};
  return {tag, props: rest, key: key === null ? null : String(key), children: flat(content)};
}

/** @param {any[]} content @returns {Described[]} */
function flat(content) {
  /** @type {Described[]} */
  const list = [];
  for (const entry of content.flat(Infinity)) {
    if (entry === null || entry === undefined || entry === false || entry === true) continue;
    list.push(typeof entry === 'object' ? entry : String(entry));
  }
  return list;
}

/**
 * Makes the children of an element what the list says.
 * @param {any} parent
 * @param {any} content
 */
export function patch(parent, ...content) {
  const wanted = flat(content);
  /** @type {Map<string, {node: any, described: Described}>} */
  const before = parent[children] ?? new Map();
  const after = new Map();
  const order = [];
  const counts = new Map();
  for (const described of wanted) {
    const name = nameOf(described, counts);
    if (after.has(name)) throw new Error(`the key ${name} is used twice`);
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
  for (const [name, {node}] of before) if (!after.has(name)) node.remove();
  parent[children] = after;
  arrange(parent, order);
}

/** @param {Described} described @param {Map<string, number>} counts */
function nameOf(described, counts) {
  const kind = typeof described === 'string' ? '#' : described.tag;
  if (typeof described !== 'string' && described.key !== null) return `${kind} ${described.key}`;
  const count = counts.get(kind) ?? 0;
  counts.set(kind, count + 1);
  return `${kind} #${count}`;
}

/** @param {Description} described @param {any} parent */
function make(described, parent) {
  const svg = described.tag === 'svg' || parent.namespaceURI === SVG;
  const node = svg
    ? document.createElementNS(SVG, described.tag)
    : document.createElement(described.tag);
  const {text} = described.props;
  if (text !== undefined && !described.tag.includes('-')) /** @type {any} */ (node).value = text;
  return node;
}

/** @param {any} node @param {Description} described @param {Description | undefined} old */
function dress(node, described, old) {
  const had = old?.props ?? {};
  const has = described.props;
  const custom = described.tag.includes('-');
  for (const name of Object.keys(had)) if (!(name in has)) set(node, name, undefined, had[name], custom);
  for (const [name, value] of Object.entries(has)) {
    if (name !== 'value' && (!old || value !== had[name])) set(node, name, value, had[name], custom);
  }
  if (custom) node.update();
  else patch(node, described.children);
  if ('value' in has && node.value !== String(has.value)) node.value = has.value; // after the options
  if (!old && has.made) has.made(node);
}

/** @param {any} node @param {string} name @param {any} value @param {any} old @param {boolean} custom */
function set(node, name, value, old, custom) {
  if (name === 'made' || (name === 'text' && !custom)) return;
  if (name.startsWith('on')) return listen(node, name.slice(2), value);
  if (name === 'style') {
    for (const style of Object.keys({ ...old, ...value })) {
      node.style.setProperty(style, value?.[style] ?? '');
    }
  } else if (propertiesOfPlainElements.has(name) || (custom && !/^(class|id|role|hidden|data-|aria-)/.test(name))) {
    node[name] = value;
  } else if (value === undefined || value === null || (value === false && !name.startsWith('aria-'))) {
    node.removeAttribute(name);
  } else {
    node.setAttribute(name, value === true && !name.startsWith('aria-') ? '' : String(value));
  }
}

/** One lasting listener for each kind of event; what it calls may change at each rendering. */
/** @param {any} node @param {string} type @param {any} call */
function listen(node, type, call) {
  const calls = (node[listeners] ??= new Map());
  if (!calls.has(type)) node.addEventListener(type, (/** @type {any} */ event) => calls.get(type)?.(event));
  calls.set(type, call);
}

/** Puts the nodes in order; the one with the focus stays where it is and the others move round it. */
/** @param {any} parent @param {any[]} order */
function arrange(parent, order) {
  const focused = document.activeElement;
  let next = parent.firstChild;
  for (const node of order) {
    if (node !== next && node.parentNode === parent && focused && node.contains(focused)) {
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

/** A view: an element that renders itself, at most once for all that changed in one turn. */
export class View extends HTMLElement {
  #due = false;
  #made = false;

  connectedCallback() {
    if (!this.#made) {
      this.#made = true;
      this.begin();
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
    patch(this, this.content());
  }
}
