"""A person who has no mouse: what they press, and whether they always see where they are."""

import time

from group import hook

# What is wrong with the place of the focus, or ''.
FOCUS = """
() => {
  const node = document.activeElement;
  if (!node || node === document.body || node === document.documentElement) return '';
  // Some radio buttons lie unseen under their label, which then carries the sign of the focus.
  const unseen = getComputedStyle(node).opacity === '0';
  const shown = unseen ? node.labels[0] : node;
  const about = `${node.outerHTML.slice(0, 120)}: `;
  const box = shown.getBoundingClientRect();
  if (box.left < 0 || box.top < 0 || box.right > innerWidth + 0.5
    || box.bottom > innerHeight + 0.5) {
    return `${about}outside the window at ${box.left}, ${box.top}, ${box.right}, ${box.bottom}`;
  }
  const across = [box.left + 4, (box.left + box.right) / 2, box.right - 4];
  const down = [box.top + 4, (box.top + box.bottom) / 2, box.bottom - 4];
  for (const x of across) {
    for (const y of down) {
      const top = document.elementFromPoint(x, y);
      if (!top || !(shown.contains(top) || top.contains(shown))) {
        return `${about}covered at ${x}, ${y} of ${box.top} to ${box.bottom} by ${
          top?.outerHTML.slice(0, 120)}`;
      }
    }
  }
  const signs = [node, shown, shown.parentElement].map((each) => getComputedStyle(each));
  const marked = signs.some(({outlineStyle, outlineWidth}) =>
    outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1);
  return marked || node.tabIndex < 0 ? '' : `${about}shows no focus`;
}
"""

# Where the focus is, as a number that another place does not have; -1 on nothing.
PLACE = """
() => document.activeElement?.matches('body, html') ? -1
  : [...document.querySelectorAll('*')].indexOf(document.activeElement)
"""

MOST_STOPS = 90
# A field for a date has so many places of its own: day, month, year and calendar.
MOST_INSIDE = 4
SECONDS = 10


class Keyboard:
    """The keys of one person; every stop of the focus is looked at, `stops` counts them."""

    def __init__(self, page):
        self.page = page
        self.stops = 0
        # Whether the last press was Tab, or nothing was pressed yet.
        self._tabbed = True

    def focused(self, selector):
        """Whether the focus is on such an element."""
        return self.page.evaluate(
            "(selector) => Boolean(document.activeElement?.matches(selector))", selector)

    def look(self):
        """Fails where the focus cannot be seen, once a browser that scrolls to it has done so."""
        self.stops += 1
        end = time.monotonic() + SECONDS
        while trouble := self.page.evaluate(FOCUS):
            assert time.monotonic() < end, trouble

    def press(self, *keys):
        """Presses keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self._tabbed = key.endswith("Tab")

    def is_held(self):
        """Fails where what was pressed left the focus on nothing, so that Tab would begin anew.

        Tab itself passes the window's own frame, which is nothing to the page.
        """
        end = time.monotonic() + SECONDS
        while not self._tabbed and self.page.evaluate(PLACE) < 0:
            assert time.monotonic() < end, "the focus is lost: it is on the page as a whole"

    def step(self, back=False):
        """Goes on with Tab, or back, and fails where that does not leave the place."""
        before = self.page.evaluate(PLACE)
        for _ in range(MOST_INSIDE):
            self.press("Shift+Tab" if back else "Tab")
            self.look()
            if before < 0 or self.page.evaluate(PLACE) != before:
                return
        raise AssertionError("Tab leads nowhere from " + self.page.evaluate(
            "document.activeElement.outerHTML.slice(0, 200)"))

    def type(self, text):
        """Types a text where the focus is, seeing it all the time."""
        self.page.keyboard.type(text)
        self.look()

    def reach(self, test, state="", back=False):
        """Goes with Tab, or back with Shift+Tab, to the element of a hook."""
        self.page.locator(hook(test, state)).first.wait_for(state="attached")
        self.is_held()
        for _ in range(MOST_STOPS):
            if self.focused(hook(test, state)):
                self.look()
                return
            self.step(back)
        raise AssertionError(f"{MOST_STOPS} times Tab do not lead to {test}")

    def main(self, action=None):
        """Presses the main button, once it is the expected one and believes a press."""
        wanted = f'[data-action="{action}"]' if action else ""
        ready = f'{wanted}:not([aria-disabled="true"]):not([disabled])'
        self.page.locator(hook("main-action", ready)).wait_for()
        self.reach("main-action")
        # It may have changed on the way.
        self.page.locator(hook("main-action", ready)).wait_for()
        self.press("Enter")

    def stays_inside(self, dialog):
        """Goes once round an open dialog, which nothing but the dialog may answer to."""
        self.page.locator(hook(dialog)).wait_for()
        seen = 0
        self.is_held()
        for _ in range(MOST_STOPS):
            self.step()
            # Between the last stop and the first one lies the window's own frame.
            if self.focused("body, html"):
                continue
            # A dialog that scrolls is a stop itself.
            assert self.focused(f"{hook(dialog)}, {hook(dialog)} *"), "it leaves the dialog for " + (
                self.page.evaluate("document.activeElement.outerHTML.slice(0, 200)"))
            seen += 1
            if seen > 1 and self.focused(f"{hook(dialog)} {hook('dialog-close')}"):
                return
        raise AssertionError(f"there is no way round {dialog}")

    def escape(self, dialog, home):
        """Closes a dialog with Escape; the focus is back where it was."""
        self.press("Escape")
        self.page.locator(hook(dialog)).wait_for(state="detached")
        assert self.focused(hook(home)), f"{dialog} does not give the focus back to {home}"
        self.look()
