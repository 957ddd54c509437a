"""Four people at a meeting press too long, too often and too late; nothing happens twice or unseen."""

import time

from group import hook
from keyboard import Keyboard


# Presses the main button, and goes on as soon as the page shows another step: in the same moment, for
# what comes from outside can be late, and then would be a press that is meant.
IMPATIENT = """
() => new Promise((resolve) => {
  const press = () => document.querySelector('[data-test="main-action"]').click();
  const step = () => document.querySelector('[data-test="screen-step"]').dataset.step;
  const before = step();
  new MutationObserver((_, observer) => {
    if (step() === before) return;
    observer.disconnect();
    for (let n = 0; n < 3; n += 1) press();
    resolve();
  }).observe(document.documentElement, {attributes: true, childList: true, subtree: true});
  press();
})
"""


def step_of(page):
    """The plan step that a page shows."""
    return page.locator(hook("screen-step")).get_attribute("data-step")


def hold(page, key, seconds=1.5):
    """Holds a key: the browser repeats it, faster and longer than anybody means."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        page.keyboard.down(key)
    page.keyboard.up(key)


def test_a_press_acts_once_however_long_or_often(group):
    page = group.page("Anna")
    ready = page.locator(hook("main-action", ':not([aria-disabled="true"])'))
    ready.wait_for()
    Keyboard(page).reach("main-action")
    hold(page, "Enter")
    # One turn was given by the long press: the three others are still to come.
    for _ in range(3):
        group.press("Anna", "next-turn")
    page.locator(hook("main-action", '[data-action="next-step"]')).wait_for()
    assert step_of(page) == "voor.inchecken"
    group.go("1.stelling")
    main = page.locator(hook("main-action"))
    ready.wait_for()
    main.dblclick()
    group.in_step("1.beeld")
    # Four clicks, three of them on what the button has become meanwhile.
    ready.wait_for()
    page.evaluate(IMPATIENT)
    group.in_step("1.oordeel1")
    ready.wait_for()
    assert step_of(page) == "1.oordeel1"


def test_who_writes_in_silence_has_one_field_and_the_focus_is_never_lost(group):
    group.go("1.beeld")
    group.tap("Celine", "take-pen")
    page = group.page("Celine")
    page.locator(hook("field-note", ":focus")).wait_for()
    group.go("1.schrijf")
    page.locator(hook("title", ":focus")).wait_for()
    assert page.locator(hook("field-note")).count() == 0
    assert page.locator("textarea").count() == 1
    described = page.locator(hook("field-compose")).get_attribute("aria-describedby")
    assert "Je naam staat niet bij je kaart" in page.locator(f"[id='{described}']").inner_text()
    line = group.page("Anna").locator(hook("chair-line"))
    line.get_by_text("nog bezig: Celine en Daan").wait_for()
    for name in ("Celine", "Daan"):
        group.press(name, "ready")
    line.get_by_text("nog bezig").wait_for(state="detached")


def test_a_presenter_who_stops_is_heard_by_all(group):
    group.go("1.beeld")
    group.more("Bram", "stop")
    group.tap("Bram", "stop-keep")
    group.in_step("na.oogst")
    for name, words in {"Anna": "Bram is gestopt. Neem een minuut", "Bram": "Je bent gestopt",
                        "Celine": "Bram is gestopt. Neem een minuut"}.items():
        page = group.page(name)
        page.locator(hook("ask-stopped")).get_by_text(words).wait_for()
        page.locator(hook("live")).get_by_text(words).wait_for(state="attached")
        assert page.title().startswith("(!) Casus gestopt")
        # A minute for each other: nothing of the step that follows.
        page.get_by_role("heading", name="Even stilstaan").wait_for()
        assert page.get_by_text("Wat neem je mee").count() == 0
    group.press("Anna", "clear-halt")
    group.page("Celine").get_by_role("heading", name="Oogst").wait_for()
