"""Six people hold a BOvV meeting in Dutch, from the link to the report."""

import json
import os
import shutil
from pathlib import Path

from contact import contact_sheet
from group import Group, hook
from people import SCREENSHOTS

NAMES = ["Anna", "Bram", "Celine", "Daan", "Elif", "Fatima"]
OTHERS = ["Celine", "Daan", "Elif", "Fatima"]
ADVICE = {
    "Celine": "Ik zou haar eerst laten uitpraten, en dan pas iets zeggen.",
    "Daan": "Ik zou zelf bellen, op een vast moment in de week.",
    "Elif": "Ik zou met haar op papier zetten wat zij nodig heeft.",
    "Fatima": "Ik zou vragen wat er gebeurde voordat ze belde.",
}

# The main screens, for the contact sheet of the README.
MAIN = ["1-start", "3-join", "4-lobby-chair", "5-check-in", "5-choose", "5-tell-presenter", "5-ask-chair",
        "5-write-own-card", "5-round-presenter", "5-decide-presenter", "6-takeaways",
        "7-report-presenter"]


def test_six_people_hold_a_bovv_meeting_from_creation_to_report(browser, server, people):
    group = Group(people, server, NAMES)
    page = group.make("bovv6", prepare=lambda page: group.shoot("Anna", "1-start"))
    group.shoot("Anna", "2-invite")
    group.press("Anna")
    page.locator(hook("screen-join")).wait_for()
    group.shoot("Anna", "3-join")
    for name in NAMES:
        group.join(name)
    check_in(group)
    choose(group)
    tell(group)
    ask(group)
    judge(group)
    advise(group)
    decide(group)
    harvest(group)
    report(group)
    sheet = SCREENSHOTS / "screens.png"
    contact_sheet(browser, [SCREENSHOTS / f"{name}-420-light.png" for name in MAIN], sheet)
    assert sheet.stat().st_size <= 400_000
    if os.environ.get("KRING_WRITE_PICTURE"):
        shutil.copy(sheet, Path(__file__).with_name("screens.png"))


def check_in(group):
    group.press("Anna")
    group.page("Anna").get_by_role("button", name="Beginnen").wait_for()
    for name in NAMES:
        group.sees(name, "Fatima")
    group.shoot("Anna", "4-lobby-chair")
    group.shoot("Fatima", "4-lobby")
    group.press("Anna")
    group.in_step("voor.inchecken")
    group.shoot("Bram", "5-check-in")
    for _ in NAMES:
        group.press("Anna", "next-turn")
    group.press("Anna", "next-step")


def choose(group):
    group.in_step("1.keuze")
    group.write("Bram", "Een ouder die nooit tevreden is")
    group.write("Celine", "Mijn team praat over mij")
    group.sees("Daan", "Een ouder die nooit tevreden is")
    for name in NAMES:
        vote = group.page(name).locator(hook("proposal")).filter(has_text="Een ouder")
        vote.locator(hook("vote")).check()
    group.shoot("Daan", "5-choose")
    group.press("Anna", "open-set")
    group.press("Anna", "settle")
    group.sees("Fatima", "Bram")
    group.press("Anna", "next-step")


def tell(group):
    group.in_step("1.stelling")
    group.page("Bram").locator(hook("field-casus")).fill("Een moeder belt elke week.")
    group.page("Bram").locator(hook("field-vraag")).fill("Hoe kan ik rustig blijven?")
    group.shoot("Bram", "5-tell-presenter")
    group.press("Bram", "lay-down")
    group.sees("Elif", "Hoe kan ik rustig blijven?")
    group.shoot("Elif", "5-tell-others")
    group.press("Anna", "next-step")


def ask(group):
    group.in_step("1.beeld")
    group.press("Celine", "raise-hand")
    group.write("Daan", "Wat hoor je haar eigenlijk vragen?", "raise-hand")
    group.sees("Anna", "Wat hoor je haar eigenlijk vragen?")
    group.shoot("Anna", "5-ask-chair")
    group.press("Anna", "next-question")
    group.sees("Celine", "Celine")
    group.press("Celine", "next-question")
    group.shoot("Daan", "5-ask-speaker")
    group.press("Daan", "next-question")
    group.tap("Elif", "take-pen")
    group.page("Elif").locator(hook("field-note")).fill("Ze wil gehoord worden")
    group.sees("Bram", "Ze wil gehoord worden")
    group.press("Anna", "next-step")


def judge(group):
    group.in_step("1.oordeel1")
    group.page("Bram").locator(hook("field-inzicht")).fill("Ik luister niet, ik verdedig me.")
    group.press("Bram", "lay-down")
    group.sees("Anna", "Ik luister niet")
    group.press("Anna", "next-step")


def advise(group):
    group.in_step("1.schrijf")
    for name in OTHERS:
        group.write(name, ADVICE[name])
        group.page(name).locator(hook("own-card")).wait_for()
    group.shoot("Celine", "5-write-own-card")
    for name in ["Anna", "Bram", "Daan"]:
        assert group.page(name).get_by_text("laten uitpraten").count() == 0
    group.shoot("Anna", "5-write-chair")
    group.press("Anna", "show-cards")
    group.in_step("1.lees")
    group.page("Bram").locator(hook("card")).nth(3).wait_for()
    # Nobody is named on a card, on any page.
    for name in NAMES:
        for card in group.page(name).locator(hook("card")).all():
            assert not any(other in card.inner_text() for other in NAMES)
    group.press("Bram", "touched")
    group.press("Daan", "read-aloud")
    group.sees("Elif", "Daan")
    group.shoot("Bram", "5-round-presenter")
    group.shoot("Anna", "5-round-chair")
    if os.environ.get("KRING_WRITE_PICTURE"):
        picture = SCREENSHOTS / "5-round-chair-420-light.png"
        shutil.copy(picture, Path(__file__).with_name("meeting.png"))
    for _ in range(4):
        group.press("Anna", "next-card")
    group.press("Anna", "next-step")


def decide(group):
    group.in_step("1.besluit")
    group.page("Bram").locator(hook("field-besluit")).fill("Ik bel haar zelf, voor zij belt.")
    group.press("Bram", "lay-down")
    group.page("Bram").locator(hook("field-acties-what")).fill("Bellen")
    group.page("Bram").locator(hook("field-acties-due")).fill("2027-01-15")
    group.shoot("Bram", "5-decide-presenter")
    group.press("Bram", "lay-down")
    group.sees("Fatima", "Bellen")
    group.press("Anna", "next-step")


def harvest(group):
    group.in_step("na.oogst")
    for name in NAMES:
        group.write(name, f"Ik neem mee: vragen helpt, zegt {name}.")
    group.sees("Anna", "zegt Fatima")
    group.shoot("Elif", "6-takeaways")
    for _ in NAMES:
        group.press("Anna", "next-turn")
    group.go("na.slot")
    group.press("Anna", "close")
    group.shoot("Anna", "6-closing")
    group.tap("Anna", "close-session")


def report(group):
    for name in NAMES:
        group.page(name).locator(hook("screen-end")).wait_for()
    group.shoot("Anna", "8-end-chair")
    for name in NAMES:
        group.press(name)
        group.page(name).locator(hook("screen-report")).wait_for()
    group.shoot("Bram", "7-report-presenter")
    own = group.page("Bram").locator(hook("report")).inner_text()
    for text in ["Hoe kan ik rustig blijven?", "laten uitpraten", "Ik bel haar zelf", "Bellen"]:
        assert text in own
    other = group.page("Celine").locator(hook("report")).inner_text()
    assert "zegt Celine" in other and "zegt Daan" not in other
    with group.page("Bram").expect_download() as download:
        group.tap("Bram", "save-json")
    assert "Ik bel haar zelf" in json.dumps(json.loads(download.value.path().read_text()),
                                            ensure_ascii=False)
    with group.page("Bram").expect_download() as download:
        group.tap("Bram", "save-markdown")
    assert "Ik bel haar zelf" in download.value.path().read_text()
    group.tap("Anna", "report-back")
    group.tap("Anna", "purge")
    group.tap("Anna", "purge-sure")
    # Who is reading keeps what the page has, and sees the receipt on going back.
    group.page("Bram").locator(hook("report")).wait_for()
    for name in NAMES:
        if name != "Anna":
            group.tap(name, "report-back")
        group.page(name).locator(hook("receipt")).wait_for()
    group.shoot("Anna", "8-receipt")
