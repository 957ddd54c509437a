"""Firefox and WebKit hold a whole meeting with Chromium, lose the server, and keep a report."""

import json

import pytest

from engines import Firefox, WebKit
from group import Group, hook
from guests import Mixed

NAMES = ["Anna", "Bram", "Celine", "Daan"]
ADVICE = {"Anna": "Ik zou haar laten uitpraten.", "Celine": "Ik zou op een vast moment bellen.",
          "Daan": "Ik zou vragen wat er gebeurde."}


@pytest.mark.parametrize(("chair", "presenter"), [(Firefox, WebKit), (WebKit, Firefox)])
def test_firefox_and_webkit_lead_and_present_from_the_start_page_to_the_report(
    server, people, start, chair, presenter
):
    people.excuse("WebSocket connection to .* failed|net::ERR_")  # while the server is gone
    guests = {"Anna": start(chair, "Anna"), "Bram": start(presenter, "Bram")}
    group = Group(Mixed(people, guests), server, NAMES)
    group.make("bovv6")
    group.come_in()
    group.begin("Bram")
    tell(group)
    ask(group)
    advise(group, server, guests)
    decide(group)
    for guest in guests.values():
        keep(group, guest)
        assert guest.complaints() == []


def tell(group):
    group.go("1.stelling")
    group.page("Bram").locator(hook("field-casus")).fill("Een moeder belt elke week.")
    group.page("Bram").locator(hook("field-vraag")).fill("Hoe kan ik rustig blijven?")
    group.press("Bram", "lay-down")
    for name in NAMES:
        group.sees(name, "Hoe kan ik rustig blijven?")


def ask(group):
    group.go("1.beeld")
    group.write("Daan", "Wat hoor je haar vragen?", "raise-hand")
    group.sees("Anna", "Wat hoor je haar vragen?")
    group.press("Anna", "next-question")
    group.sees("Bram", "Daan")


def advise(group, server, guests):
    """Everybody but the presenter writes a card; in between the server is killed."""
    group.go("1.schrijf")
    group.write("Celine", ADVICE["Celine"])
    group.page("Celine").locator(hook("own-card")).wait_for()
    group.page("Anna").locator(hook("field-compose")).fill("Ik zou haar laten uit")
    server.kill()
    for name in guests:
        group.page(name).locator(hook("ask-offline")).wait_for()
    group.page("Anna").locator(hook("field-compose")).fill(ADVICE["Anna"])
    server.start()
    for name in NAMES:
        group.page(name).locator(hook("ask-offline")).wait_for(state="hidden")
    group.press("Anna", "lay-down")
    group.page("Anna").locator(hook("own-card")).wait_for()
    for name, guest in guests.items():
        assert guest.complaints() == [], name
        group.page(name).reload()
    group.in_step("1.schrijf")
    group.page("Anna").locator(hook("own-card")).wait_for()
    group.write("Daan", ADVICE["Daan"])
    group.page("Daan").locator(hook("own-card")).wait_for()
    group.press("Anna", "show-cards")
    group.in_step("1.lees")
    for name in NAMES:
        for text in ADVICE.values():
            group.page(name).get_by_text(text).first.wait_for(state="attached")
    group.press("Bram", "touched")


def decide(group):
    group.go("1.besluit")
    group.page("Bram").locator(hook("field-besluit")).fill("Ik bel haar zelf.")
    group.press("Bram", "lay-down")
    group.page("Bram").locator(hook("field-acties-what")).fill("Bellen")
    group.press("Bram", "lay-down")
    group.sees("Anna", "Bellen")
    group.go("na.oogst")
    for name in NAMES:
        group.write(name, f"Vragen helpt, zegt {name}.")
    group.sees("Anna", "zegt Daan")
    group.more("Anna", "close")
    group.tap("Anna", "close-session")
    for name in NAMES:
        group.page(name).locator(hook("screen-end")).wait_for()


def keep(group, guest):
    """Makes a report, reads it, and reads the two files that it is kept as."""
    group.press(guest.name)
    report = guest.page.locator(hook("report"))
    own = [f"zegt {guest.name}"] + ["Hoe kan ik rustig blijven?", "uitpraten", "Bellen"] * (
        guest.name == "Bram")
    read = report.inner_text()
    group.tap(guest.name, "save-markdown")
    markdown = guest.download(".md")
    group.tap(guest.name, "save-json")
    made = json.loads(guest.download(".json"))
    assert made["me"] == guest.name
    for text in own:
        for kept in (read, markdown, json.dumps(made, ensure_ascii=False)):
            assert text in kept, text
