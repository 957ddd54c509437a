"""Axe finds nothing on any screen: light and dark, narrow and usual, in both languages."""

import json

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from group import Group, hook
from scenes import CURTAIN, raised, scenes, show

NAMES = ["Anna", "Bram", "Celine", "Daan"]
OTHERS = ["Anna", "Celine", "Daan"]
# What WCAG 2.2 AA asks, and what axe holds for good practice. Inside a dialog the rest is inert.
ASKED = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = [(width, scheme) for width in (320, 420) for scheme in ("light", "dark")]

RUN = """
async (tags) => {
  const found = await axe.run(document, {runOnly: tags, resultTypes: ['violations']});
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
            # Evaluated by the debugger, which the content policy does not bind.
            if not page.evaluate("'axe' in window"):
                page.evaluate(AXE_SCRIPT)
            for trouble in page.evaluate(REFERENCES):
                self.found.setdefault(("references", trouble), f"{screen} of {name}")
            before = page.viewport_size
            for width, scheme in self.looks:
                page.set_viewport_size({"width": width, "height": 640 if width == 320 else 860})
                page.emulate_media(color_scheme=scheme)
                for violation in page.evaluate(RUN, ASKED):
                    key = violation["id"], violation["at"][0]
                    self.found.setdefault(key, f"{screen} of {name}, {width} px, {scheme}")
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


@pytest.mark.parametrize("language", ["nl-NL", "en-GB"])
def test_axe_finds_nothing_on_any_screen(server, people, language):
    group = Group(people, server, NAMES, language=language)
    examiner = Examiner(group)
    look = examiner.look
    group.make("bovv6", prepare=lambda page: look("start", "Anna"))
    look("invite", "Anna")
    group.press("Anna")
    group.page("Anna").locator(hook("screen-join")).wait_for()
    look("join", "Anna")
    for name in NAMES:
        group.join(name)
    lobby(group, examiner)
    speak(group, examiner)
    lay_cards(group, examiner)
    end(group, examiner)
    assert len(examiner.screens) == 46
    assert not examiner.found, json.dumps(
        [f"{where}: {rule}: {at}" for (rule, at), where in examiner.found.items()], indent=1)


def test_axe_sees_what_is_wrong(people):
    group = Group(people, None, ["Anna"])
    group.page("Anna").set_content(
        "<main><h1>Kring</h1><input><p style='color:#ccc'>bleek</p>"
        "<textarea aria-describedby='a b'></textarea><p id='a b'></p></main>")
    examiner = Examiner(group)
    examiner.look("a page", "Anna")
    assert {rule for rule, _ in examiner.found} >= {"label", "color-contrast", "html-has-lang"}
    assert {at for rule, at in examiner.found if rule == "references"} == {
        "aria-describedby of textarea leads to no a", "aria-describedby of textarea leads to no b",
        "«a b» is no id, or one of two"}


def lobby(group, examiner):
    examiner.look("lobby where nobody chairs", "Daan")
    group.press("Anna")
    group.page("Anna").locator(hook("deputy")).wait_for()
    examiner.look("lobby", "Anna", "Daan")
    group.press("Anna")
    group.in_step("voor.inchecken")
    examiner.look("check-in", "Anna", "Bram")
    group.go("1.keuze")
    for name in ("Bram", "Celine"):
        group.write(name, f"Waar {name} tegenaan loopt")
        group.sees("Daan", f"Waar {name} tegenaan loopt")
    for name in NAMES:
        group.page(name).locator(hook("vote")).first.check()
    examiner.look("choose", "Anna", "Daan")
    group.press("Anna", "open-set")
    group.press("Anna", "settle")
    group.page("Daan").locator(hook("settled")).wait_for()
    examiner.look("chosen", "Anna", "Daan")


def speak(group, examiner):
    group.go("1.stelling")
    group.page("Bram").locator(hook("field-casus")).fill("Een moeder belt elke week.")
    examiner.look("tell", "Anna", "Bram", "Daan")
    group.press("Bram", "lay-down")
    group.sees("Daan", "Een moeder belt elke week.")
    group.go("1.beeld")
    group.write("Daan", "Wat vraagt ze?", "raise-hand")
    group.press("Celine", "raise-hand")
    group.sees("Anna", "Wat vraagt ze?")
    group.press("Anna", "next-question")
    group.page("Bram").locator(hook("speaking")).wait_for()
    group.tap("Celine", "take-pen")
    group.page("Celine").locator(hook("field-note")).wait_for()
    examiner.look("ask", "Anna", "Bram", "Celine", "Daan")
    examiner.dialogs("Anna", "people", "steps", "invite", "safety", "keys", "notes", "leave")


def lay_cards(group, examiner):
    group.go("1.schrijf")
    for name in OTHERS:
        group.write(name, f"Ik zou eerst luisteren, {len(name)}.")
        group.page(name).locator(hook("own-card")).wait_for()
    examiner.look("write", "Anna", "Bram", "Daan")
    group.press("Anna", "show-cards")
    group.in_step("1.lees")
    group.page("Bram").locator(hook("card")).nth(2).wait_for()
    group.press("Bram", "touched")
    group.press("Daan", "read-aloud")
    group.page("Bram").locator(hook("main-action", '[aria-pressed="true"]')).wait_for()
    examiner.look("round", "Anna", "Bram", "Daan")
    group.go("1.besluit")
    group.page("Bram").locator(hook("field-besluit")).fill("Ik bel haar zelf.")
    group.press("Bram", "lay-down")
    group.page("Bram").locator(hook("field-acties-what")).fill("Bellen")
    examiner.look("decide", "Anna", "Bram", "Daan")


def end(group, examiner):
    group.go("na.oogst")
    group.write("Daan", "Vragen helpt.")
    group.sees("Anna", "Vragen helpt.")
    examiner.look("takeaways", "Anna", "Bram", "Daan")
    group.more("Anna", "close")
    group.page("Anna").locator(hook("dialog-closing")).wait_for()
    examiner.look("closing", "Anna")
    group.tap("Anna", "close-session")
    for name in NAMES:
        group.page(name).locator(hook("screen-end")).wait_for()
    examiner.look("end", "Anna", "Bram")
    group.press("Bram")
    group.page("Bram").locator(hook("screen-report")).wait_for()
    examiner.look("report", "Bram")
    group.tap("Bram", "make-copy")
    group.page("Bram").locator(hook("copy-keep")).wait_for()
    examiner.look("copy", "Bram")
    while group.page("Bram").locator(hook("copy-keep")).count():
        group.tap("Bram", "copy-keep")
    examiner.look("copy, all looked at", "Bram")
    group.press("Bram")
    group.tap("Anna", "purge")
    group.tap("Anna", "purge-sure")
    group.page("Anna").locator(hook("receipt")).wait_for()
    examiner.look("receipt", "Anna")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_axe_finds_nothing_in_what_is_settled_before_a_meeting(canned, people, language):
    group = Group(people, None, ["Anna"])
    # Axe reads imported style sheets by putting them into the page, which its content policy refuses.
    people.excuse("style-src|status of 404")
    page = raised(group.people["Anna"].open(canned + CURTAIN))
    examiner = Examiner(group, [(320, "light"), (420, "dark")])
    every = scenes(["before", "ending", "planned"])
    for scene in every:
        show(page, scene, language)
        examiner.look(scene.name, "Anna")
    assert len(every) >= 15
    assert not examiner.found, json.dumps(
        [f"{where}: {rule}: {at}" for (rule, at), where in examiner.found.items()], indent=1)
