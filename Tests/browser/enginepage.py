"""Pages of Firefox and WebKit, which have as much of Playwright's pages as `Group` uses.

So one script leads people in all three engines.
"""

import base64
import time

from engines import SECONDS, Refused

# Finds elements by steps, each of the elements or inside the elements of the step before.
FIND = """
const seen = (node) => node.getClientRects().length > 0
  && node.checkVisibility({visibilityProperty: true});
const inside = (nodes, rule) => [...new Set(nodes.flatMap(
  (node) => [...node.querySelectorAll(rule)]))];
const says = (node, text) => node.textContent.replace(/\\s+/g, ' ').includes(text);
const steps = {
  css: (nodes, rule) => inside(nodes, rule),
  text: (nodes, text) => [...nodes.filter((node) => node !== document), ...inside(nodes, 'body *')]
    .filter((node) => says(node, text) && ![...node.children].some((child) => says(child, text))),
  visible: (nodes) => nodes.filter(seen),
  nth: (nodes, index) => nodes.slice(index, index + 1),
};
const find = (path) => path.reduce((nodes, [kind, what]) => steps[kind](nodes, what), [document]);
"""

# Waits until what is looked for is in a state, and gives the element itself.
WAIT = FIND + """
const [path, state, until, done] = arguments;
const end = Date.now() + until;
const look = () => {
  const found = find(path);
  const shown = found.filter(seen);
  const fits = {attached: found[0], visible: shown[0], hidden: shown.length === 0 && document.body,
    detached: found.length === 0 && document.body}[state];
  if (fits) done(fits);
  else if (Date.now() > end) done(null);
  else setTimeout(look, 20);
};
look();
"""

# Gives a field of a day or a time its value, in which each engine has parts of its own to type into.
CHOOSE = """
const [field, text, done] = arguments;
field.value = text;
for (const name of ['input', 'change']) field.dispatchEvent(new Event(name, {bubbles: true}));
done(null);
"""


class Locator:
    """An element of a page, found again each time it is used, as Playwright's locators are."""

    def __init__(self, page, path):
        self.page = page
        self.path = path

    def locator(self, rule):
        """Elements inside this one, or of several those that are visible."""
        step = ["visible", True] if rule == "visible=true" else ["css", rule]
        return Locator(self.page, [*self.path, step])

    def get_by_text(self, text):
        """The smallest elements that say a text."""
        return Locator(self.page, [*self.path, ["text", text]])

    def nth(self, index):
        """One of several, from 0."""
        return Locator(self.page, [*self.path, ["nth", index]])

    @property
    def first(self):
        """The first of several."""
        return self.nth(0)

    def element(self, state="visible"):
        """Waits for a state of it, and returns it as the engine names it."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            try:
                if found := self.page.engine.run(WAIT, self.path, state, SECONDS * 1000 // 2):
                    return found
            except Refused as refused:  # such as a page that is left while it is looked at
                why = refused
            else:
                why = ""
        raise AssertionError(f"not {state} in {self.page.name}: {self.path} {why}")

    def wait_for(self, state="visible"):
        """Waits for a state: attached, visible, hidden or detached."""
        self.element(state)

    def _ask(self, script):
        return self._again(lambda: self.page.engine.run(FIND + """
            const [path, done] = arguments;
            const nodes = find(path), node = nodes[0];
            done(""" + script + ")", self.path))

    @staticmethod
    def _again(act):
        """Does something, once more as long as what it is about moves or is drawn anew."""
        end = time.monotonic() + SECONDS
        while True:
            try:
                return act()
            except Refused:
                if time.monotonic() > end:
                    raise

    def count(self):
        """How many there are."""
        return self._ask("nodes.length")

    def is_visible(self):
        """Whether it is shown now."""
        return self._ask("nodes.length > 0 && seen(node)")

    def input_value(self):
        """What a field holds."""
        self.element()
        return self._ask("node.value")

    def inner_text(self):
        """What it says, as it is shown."""
        self.element()
        return self._ask("node.innerText")

    def click(self):
        """Clicks it, once it can be clicked."""
        return self._again(lambda: self.page.engine.click(self.element()))

    def check(self):
        """Ticks a box, or chooses one of several, by its label if that lies over it."""
        self.element("attached")
        self._again(self._choose)
        kind, rule = self.path[-1]
        Locator(self.page, [*self.path[:-1], [kind, f"{rule}:checked"]]).wait_for(state="attached")

    def _choose(self):
        labelled = self.page.engine.run(FIND + """
            const [path, done] = arguments;
            const node = find(path)[0];
            done(node.checked ? null : node.labels?.[0] ?? node)""", self.path)
        if labelled:
            self.page.engine.click(labelled)

    def fill(self, text):
        """Types a text in the place of what a field held; a day or a time is chosen at once, as a picker does."""
        def typed():
            element = self.element()
            if self._ask("['date', 'time'].includes(node.type)"):
                self.page.engine.run(CHOOSE, element, text)
                return
            self._ask("(node.focus(), node.select?.())")
            self.page.engine.type(element, text)
        self._again(typed)

    def select_option(self, label):
        """Chooses an entry of a list."""
        option = Locator(self.page, [*self.path, ["css", "option"], ["text", label]])
        self.page.engine.click(option.element("attached"))


class Keys:
    """The keys of an engine's window, as far as Playwright's keyboards are used."""

    def __init__(self, engine):
        self.engine = engine

    def press(self, keys):
        """Presses a key, or several together, such as Shift+Tab."""
        self.engine.press(keys.split("+"))

    def type(self, text):
        """Types a text where the focus is."""
        for sign in text:
            self.engine.press([sign])


class Page(Locator):
    """What a window of an engine shows, as far as Playwright's pages are used by `Group`."""

    def __init__(self, name, engine):
        super().__init__(self, [])
        self.name = name
        self.engine = engine
        self.keyboard = Keys(engine)

    def goto(self, url):
        """Opens an address."""
        self.engine.go(url)

    def reload(self):
        """Loads the page again."""
        self.engine.reload()

    def set_viewport_size(self, size):
        """Gives the window a size; what is its own frame of that shows less of the page."""
        self.engine.resize(size["width"], size["height"])

    def evaluate(self, script, value=None):
        """What a script gives; one that is a function gets a value."""
        return self.engine.run(f"""
            const [value, done] = arguments;
            const made = ({script});
            done(typeof made === 'function' ? made(value) : made)""", value)

    def screenshot(self, path, **_):
        """Keeps what the window shows."""
        path.write_bytes(base64.b64decode(self.engine.picture()))
