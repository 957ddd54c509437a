"""Firefox and WebKit hold a whole meeting with Chromium, lose the server, and keep a report."""

import json

import pytest

from dates import answer, planned, suggest
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


def test_people_in_three_engines_put_dates_forward_and_see_the_same_answers(server, people, start):
    guests = {"Bram": start(Firefox, "Bram"), "Celine": start(WebKit, "Celine")}
    group = Group(Mixed(people, guests), server, NAMES[:3])
    group.make("bovv6", planned)
    group.come_in()
    names = list(group.people)
    for place, name in enumerate(names):
        suggest(group.page(name), 28 + place, f"{10 + place}:00", f"{11 + place}:30")
    for name in names:
        group.page(name).locator(hook("date")).nth(2).wait_for()
    for name, words in {"Anna": ["nee", "ja", "lieverniet"], "Bram": ["ja", "ja", "nee"],
                        "Celine": ["lieverniet", "ja", "ja"]}.items():
        for place, word in enumerate(words):
            answer(group.page(name), place, word)
    seen = [dates(group.page(name)) for name in names]
    assert seen[0] == seen[1] == seen[2]
    assert seen[0][1][1:] == ["past (3): Anna, Bram en Celine", True]
    assert [best for _, _, best in seen[0]] == [False, True, False]
    # Nobody chairs yet: anybody makes a date the time of the meeting.
    group.page("Celine").locator(hook("date")).nth(1).locator(hook("choose-date")).click()
    for name, page in ((name, group.page(name)) for name in names):
        page.locator(hook("plan")).get_by_text("11:00 tot 12:30 uur").first.wait_for()
        if name in guests:
            page.reload()
            page.locator(hook("screen-lobby")).wait_for()
            assert dates(page) == seen[0], name
            assert guests[name].complaints() == []


def dates(page):
    """What a page says of the three dates, once all have answered: the words, the answers, whether it is best."""
    for place, said in enumerate(["past niet (1)", "past (3)", "past niet (1)"]):
        page.locator(hook("date")).nth(place).get_by_text(said).first.wait_for()
    each = [page.locator(hook("date")).nth(place) for place in range(3)]
    # Engines end what is shown with a line break or not.
    return [[one.locator("legend").inner_text().strip(), one.locator(hook("said")).inner_text().strip(),
             one.locator(hook("best")).count() == 1] for one in each]


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
