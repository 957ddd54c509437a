"""Three people hold a BOvV meeting, and the one who chairs it has only a keyboard."""

import pytest

from engines import Firefox
from group import Group, hook
from guests import Mixed
from keyboard import Keyboard

NAMES = ["Bram", "Anna", "Celine"]


@pytest.fixture(params=["Chromium", "Firefox"])
def anna(request, people):
    """Who has only keys, in one of two engines."""
    if request.param == "Chromium":
        return people.add("Anna")
    return request.getfixturevalue("start")(Firefox, "Anna")


def test_a_chair_without_a_mouse_leads_a_meeting_from_the_link_to_the_report(server, people, anna):
    group = Group(Mixed(people, {"Anna": anna}), server, NAMES)
    group.make("bovv6")
    group.press("Bram")
    group.join("Bram")
    group.join("Celine")
    anna.page.set_viewport_size({"width": 420, "height": 640})
    page = anna.open(group.link)
    keys = Keyboard(page)
    come_in(group, keys)
    lead_the_lobby(group, keys)
    check_in(group, keys)
    look_around(keys)
    ask(group, keys)
    write_a_card(group, keys)
    round_and_decision(group, keys)
    end(group, keys, anna)
    assert keys.stops > 150


def come_in(group, keys):
    keys.page.locator(hook("screen-join")).wait_for()
    keys.page.locator(hook("field-name", ":focus")).wait_for()
    keys.type("Anna")
    # Enter sends the form; what is missing gets the focus.
    keys.press("Enter")
    keys.page.locator(hook("tick-rules", ":focus")).wait_for()
    keys.look()
    keys.press("Space")
    keys.main()
    keys.page.locator(hook("screen-lobby")).wait_for()


def lead_the_lobby(group, keys):
    keys.main()
    keys.page.locator(hook("deputy")).wait_for()
    keys.reach("presenter-1", back=True)
    keys.press("B", "r")
    group.page("Bram").get_by_role("button", name="Bereid je casus voor").wait_for()
    keys.reach("choice-named-advies-false")
    keys.press("ArrowRight")
    group.page("Bram").get_by_text("met naam").first.wait_for()
    keys.press("ArrowLeft")
    keys.main()
    group.in_step("voor.inchecken")


def check_in(group, keys):
    for _ in NAMES:
        keys.main("next-turn")
    keys.main("next-step")
    group.in_step("1.stelling")
    group.page("Bram").locator(hook("field-vraag")).fill("Hoe kan ik rustig blijven?")
    group.press("Bram", "lay-down")
    group.sees("Anna", "Hoe kan ik rustig blijven?")


def look_around(keys):
    """The keys that can be switched on, «Meer» and what is behind it."""
    keys.reach("more", back=True)
    # A sign alone does something only for who asked for that.
    keys.press("?", "Enter")
    keys.stays_inside("dialog-more")
    keys.reach("more-all")
    keys.press("Enter")
    keys.reach("more-keys")
    keys.press("Enter")
    keys.stays_inside("dialog-keys")
    keys.reach("tick-letters")
    keys.press("Space")
    keys.escape("dialog-keys", "more")
    keys.press("?")
    assert "Ctrl + Enter" in keys.page.locator(hook("dialog-keys")).inner_text()
    keys.escape("dialog-keys", "more")
    keys.press("Enter")
    keys.stays_inside("dialog-more")
    keys.escape("dialog-more", "more")
    for entry in ("people", "safety"):
        keys.press("Enter")
        keys.reach("more-all")
        keys.press("Enter")
        keys.reach("more-" + entry)
        keys.press("Enter")
        keys.stays_inside("dialog-" + entry)
        keys.escape("dialog-" + entry, "more")


def ask(group, keys):
    keys.main("next-step")
    group.in_step("1.beeld")
    group.press("Celine", "raise-hand")
    group.sees("Anna", "Celine")
    keys.main("next-question")
    keys.page.locator(hook("speaking")).get_by_text("Celine").wait_for()
    keys.reach("field-compose", back=True)
    keys.type("Wat wil je haar eigenlijk zeggen?")
    keys.press("Control+Enter")
    group.sees("Bram", "Wat wil je haar eigenlijk zeggen?")
    keys.main("next-question")
    keys.page.locator(hook("seat", '.speaks[data-name="Anna"]')).wait_for()
    keys.reach("take-pen", back=True)
    keys.press("Enter")
    keys.page.locator(hook("field-note", ":focus")).wait_for()
    keys.type("Ze wil gehoord worden.")
    group.sees("Bram", "Ze wil gehoord worden.")
    keys.main("next-question")
    keys.main("next-step")
    group.in_step("1.oordeel1")
    keys.main("next-step")


def write_a_card(group, keys):
    group.in_step("1.schrijf")
    group.write("Celine", "Ik zou haar bellen.")
    group.page("Celine").locator(hook("own-card")).wait_for()
    keys.reach("field-compose", back=True)
    keys.type("Ik zou haar schrijven")
    keys.press("Control+Enter")
    keys.reach("edit", back=True)
    keys.press("Enter")
    keys.page.locator(hook("field-edit", ":focus")).wait_for()
    keys.type(", op papier.")
    keys.press("Control+Enter")
    keys.page.locator(hook("own-card")).get_by_text("op papier.").wait_for()
    words = keys.page.locator(hook("own-card")).locator("p").first.inner_text()
    assert words == "Ik zou haar schrijven, op papier."
    assert keys.focused(hook("edit")), "changing a card takes the focus away"
    keys.main("show-cards")


def round_and_decision(group, keys):
    group.in_step("1.lees")
    group.page("Bram").locator(hook("card")).nth(1).wait_for()
    group.sees("Bram", "op papier.")
    for _ in range(2):
        keys.main("next-card")
    keys.main("next-step")
    group.in_step("1.besluit")
    group.page("Bram").locator(hook("field-besluit")).fill("Ik schrijf haar.")
    group.press("Bram", "lay-down")
    group.sees("Anna", "Ik schrijf haar.")
    keys.main("next-step")


def skip_to(group, keys, step):
    """Passes over what lies between, after a question."""
    keys.reach("more", back=True)
    keys.press("Enter")
    keys.reach("more-steps")
    keys.press("Enter")
    keys.reach("go-" + step)
    keys.press("Enter")
    keys.reach("answer-0")
    keys.press("Enter")
    group.in_step(step)


def end(group, keys, anna):
    group.in_step("na.oogst")
    keys.reach("field-compose", back=True)
    keys.type("Vragen helpt.")
    keys.press("Control+Enter")
    group.sees("Celine", "Vragen helpt.")
    for _ in NAMES:
        keys.main("next-turn")
    skip_to(group, keys, "na.slot")
    keys.main("close")
    keys.stays_inside("dialog-closing")
    keys.escape("dialog-closing", "main-action")
    keys.main("close")
    keys.reach("choice-keep-86400000")
    keys.press("ArrowRight")
    keys.reach("close-session")
    keys.press("Enter")
    keys.page.locator(hook("screen-end")).wait_for()
    keys.main()
    keys.page.locator(hook("screen-report")).wait_for()
    assert "Vragen helpt." in keys.page.locator(hook("report")).inner_text()
    keys.reach("save-markdown", back=True)
    assert "Vragen helpt." in anna.download(".md", lambda: keys.press("Enter"))
