// @ts-check

/**
 * Gives the focus to the heading of what is shown now when the element that had it is gone, so that
 * who uses keys or listens is not sent back to the top of the window; and brings all of what keys lead
 * to into sight, where some browsers are content with a part of it.
 * @param {HTMLElement} page
 */
export function keepFocus(page) {
  /** @type {Element|null} */
  let last = null;
  let byKey = false;
  page.addEventListener('keydown', () => { byKey = true; });
  // A press would miss what moves away under it.
  page.addEventListener('pointerdown', () => { byKey = false; });
  page.addEventListener('focusin', (event) => {
    const node = /** @type {Element} */ (event.target);
    last = node;
    // In the next frame: what a browser scrolls by itself would still come after this.
    if (byKey) {
      requestAnimationFrame(() => {
        if (document.activeElement === node) node.scrollIntoView({block: 'nearest'});
      });
    }
  });
  page.addEventListener('focusout', ({target}) => setTimeout(() => {
    // A press beside everything takes the focus away on purpose, and another window only lends it.
    if (last === target && last?.isConnected && document.activeElement !== target) last = null;
  }));
  const look = () => {
    if (!last || (last.isConnected && !isOff(last))) return;
    const lost = !document.activeElement || document.activeElement === document.body
      || document.activeElement === last;
    const heading = headingOf(page);
    if (lost && !heading) return; // a screen that only waits has none; the next one has
    last = null;
    if (lost) heading?.focus();
  };
  // Whoever takes something away may have a better place for the focus: it has its turn first.
  new MutationObserver(() => setTimeout(look)).observe(page, {childList: true, subtree: true,
    attributes: true, attributeFilter: ['disabled', 'hidden']});
}

/** Whether an element cannot have the focus any more. @param {Element} node */
function isOff(node) {
  return node.matches(':disabled') || node.closest('[hidden]') !== null;
}

/** @param {HTMLElement} page @returns {HTMLElement|null} */
function headingOf(page) {
  const open = page.querySelectorAll('dialog[open]');
  const heading = open.length > 0 ? open[open.length - 1].querySelector('h2')
    : page.querySelector('h1');
  if (heading && !heading.hasAttribute('tabindex')) heading.setAttribute('tabindex', '-1');
  return heading;
}
