"""What WCAG 2.2 asks and axe does not look at, on every canned screen beside a call.

Text spacing (1.4.12), label in name (2.5.3), target size (2.5.8) and focus not obscured (2.4.11).
"""

import json

import pytest

from scenes import CURTAIN, raised, scenes, show

CHECKS = ["spacing", "names", "targets", "obscured"]
# The smallest window that is promised.
WINDOW = {"width": 320, "height": 640}
ALL = "(checks) => Object.fromEntries(checks.map((check) => [check, window.legible[check]()]))"

# A fault of each kind: elements with their words, name and style, and what is said of them.
SMALL = {"width": "18px", "height": "18px", "padding": "0", "minHeight": "0", "minWidth": "0", "margin": "0",
         "display": "inline-block"}
PLANTED = {
    "spacing": ([("div", "Wat zie je van deze regel nog staan?", "", {"height": "1.3em", "lineHeight": "1.2",
                  "overflow": "hidden"})], "cut off"),
    "names": ([("button", "Stuur", "Sluit", {})], "«Stuur» is called «Sluit»"),
    "targets": ([("button", "a", "", SMALL), ("button", "b", "", {**SMALL, "marginTop": "-12px"})], "18 × 18"),
    "obscured": ([("div", "", "", {"position": "fixed", "inset": "0", "zIndex": "9"}),
                  ("button", "Onder", "", {})], "«Onder»"),
}
PLANT = """
(faults) => document.querySelector('main .table').prepend(...faults.map(([tag, words, name, style]) => {
  const node = document.createElement(tag);
  node.textContent = words;
  if (name) node.setAttribute('aria-label', name);
  Object.assign(node.style, style);
  return node;
}))
"""


@pytest.fixture
def page(canned, people):
    """A page on which scenes are shown, with the checks in it."""
    person = people.add("Anna")
    person.page.set_viewport_size(WINDOW)
    page = raised(person.open(canned + CURTAIN))
    page.evaluate("import('/look/legible.js')")
    return page


def test_every_screen_can_be_read_named_pressed_and_followed(page):
    found, every = {}, scenes()
    for scene in every:
        show(page, scene)
        for check, lines in page.evaluate(ALL, CHECKS).items():
            for line in lines:
                found.setdefault(f"{check}: {line}", scene.name)
    assert len(every) > 230
    assert not found, json.dumps(found, indent=1, ensure_ascii=False)


@pytest.mark.parametrize("check", CHECKS)
def test_each_check_finds_a_fault_of_its_kind(page, check):
    faults, said = PLANTED[check]
    run = f"() => window.legible.{check}()"
    assert page.evaluate(run) == []
    page.evaluate(PLANT, faults)
    assert any(said in line for line in page.evaluate(run))
