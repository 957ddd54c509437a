"""Axe finds nothing on any screen: light and dark, narrow and usual, in both languages."""

import pytest

from axe import Examiner, broken, faults
from group import Group, hook
from people import SIZES
from scenes import CURTAIN, raised, scenes, show

NAMES = ["Anna", "Bram", "Celine", "Daan"]
OTHERS = ["Anna", "Celine", "Daan"]
LOOKS = [(width, theme, language) for width in SIZES for theme in ("light", "dark")
         for language in ("nl", "en")]


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
    examiner.none_found()


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


def test_every_canned_screen_is_whole_and_axe_finds_nothing_on_it(canned, people):
    """Each screen in one of the looks, in turn; `look.py --axe` looks at all of them in all."""
    page = raised(people.add("Anna").open(canned + CURTAIN))
    every, found = scenes(), {}
    for number, scene in enumerate(every):
        width, theme, language = LOOKS[number % len(LOOKS)]
        page.set_viewport_size({"width": width, "height": SIZES[width]})
        page.emulate_media(color_scheme=theme)
        show(page, scene, language)
        for fault in faults(page) + broken(page):
            found.setdefault(fault, f"{scene.name}, {width} px, {theme}, {language}")
    assert len(every) > 250
    assert not found, found
