"""Axe, and what it leaves open about references: what is wrong on a page."""

import json

from axe_playwright_python.base import AXE_SCRIPT

from group import hook
from people import SIZES

# What WCAG 2.2 AA asks, and what axe holds for good practice. Inside a dialog the rest is inert.
ASKED = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = [(width, scheme) for width in (320, 420) for scheme in ("light", "dark")]

SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"

RUN = """
async (tags) => {
  const found = await axe.run(document, {runOnly: tags, resultTypes: ['violations'], preload: false});
  return found.violations.map(({id, nodes}) => ({id, at: nodes.map(
    ({target, failureSummary}) => `${target.join(' ')}: ${failureSummary}`)}));
}
"""


# References to elements that are not there, and ids that no reference can name: axe leaves these open.
REFERENCES = """
() => {
  const names = ['aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-owns', 'aria-details',
    'aria-errormessage', 'aria-flowto', 'aria-activedescendant', 'for', 'form', 'list', 'headers'];
  const lost = names.flatMap((name) => [...document.querySelectorAll(`[${name}]`)].flatMap((node) =>
    node.getAttribute(name).split(/\\s+/).filter((id) => !document.getElementById(id))
      .map((id) => `${name} of ${node.localName} leads to no ${id}`)));
  const ids = [...document.querySelectorAll('[id]')].map(({id}) => id);
  const bad = ids.filter((id, n) => id === '' || /\\s/.test(id) || ids.indexOf(id) !== n);
  return [...lost, ...bad.map((id) => `«${id}» is no id, or one of two`)];
}
"""


def faults(page):
    """What is wrong on a page as it stands: pairs of a rule and where."""
    # Evaluated by the debugger, which the content policy does not bind.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = [("references", trouble) for trouble in page.evaluate(REFERENCES)]
    return found + [(one["id"], one["at"][0]) for one in page.evaluate(RUN, ASKED)]


def broken(page):
    """What no screen may do: pairs of what and where."""
    parts = page.locator(hook("failed")).count()
    return ([("failed", f"{parts} parts could not be drawn")] if parts else []) + (
        [("sideways", "scrolls sideways")] if page.evaluate(SIDEWAYS) else [])


class Examiner:
    """Runs axe over pages and gathers what it finds; `screens` counts what was looked at."""

    def __init__(self, group, looks=LOOKS):
        self.group = group
        self.looks = looks
        self.found = {}
        self.screens = []

    def look(self, screen, *names):
        """Examines a screen on the pages of some people, in its looks."""
        for name in names:
            page = self.group.page(name)
            before = page.viewport_size
            for width, scheme in self.looks:
                page.set_viewport_size({"width": width, "height": SIZES[width]})
                page.emulate_media(color_scheme=scheme)
                for fault in faults(page):
                    self.found.setdefault(fault, f"{screen} of {name}, {width} px, {scheme}")
            page.set_viewport_size(before)
            page.emulate_media(color_scheme="light")
            self.screens.append(f"{screen} {name}")

    def dialogs(self, name, *entries):
        """Examines «Meer» and the dialogs behind some of its entries."""
        self.group.tap(name, "more")
        self.look("more", name)
        self.group.page(name).keyboard.press("Escape")
        for entry in entries:
            self.group.more(name, entry)
            self.group.page(name).locator(hook("dialog-" + entry)).wait_for()
            self.look(entry, name)
            self.group.page(name).keyboard.press("Escape")

    def none_found(self):
        """Fails with what was found, if anything was."""
        assert not self.found, json.dumps(
            [f"{where}: {rule}: {at}" for (rule, at), where in self.found.items()], indent=1)
