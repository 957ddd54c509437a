"""Practising alone, with colleagues who are made up."""

import json
from pathlib import Path
import subprocess

from group import hook

SCRIPT = Path(__file__).with_name("practice.mjs")
STEPS = ["voor.inchecken", "1.keuze", "1.stelling", "1.beeld", "1.oordeel1", "1.schrijf", "1.lees",
         "1.besluit", "na.oogst", "na.evaluatie", "na.slot", None]


def play(server, language, role):
    """What came of a whole meeting with a person who does little."""
    ended = subprocess.run(["node", SCRIPT, server.address, language, role], capture_output=True,
                           text=True, timeout=240, check=True)
    return json.loads(next(line for line in ended.stdout.splitlines() if line.startswith("{")))


def test_the_colleagues_hold_a_whole_meeting_for_somebody_who_only_watches(server):
    """Each step comes, each thing that is asked for is written, and it ends by itself."""
    meeting = play(server, "nl", "watch")
    assert meeting["closed"] and meeting["steps"] == STEPS
    assert meeting["presenter"] == "Sami (bedacht)"
    assert sum("(" in name for name in meeting["names"]) == 4
    written = {}
    for text in meeting["texts"]:
        written.setdefault(text["place"], []).append(text)
    for place in ["1.stelling/casus", "1.stelling/vraag", "1.beeld/vragen", "1.oordeel1/inzicht",
                  "1.besluit/besluit", "1.besluit/acties", "na.oogst/oogst", "na.slot/afspraak"]:
        assert written[place], place
    assert not [text for text in meeting["texts"] if text.get("broken")]
    advice = written["1.schrijf/advies"]
    assert len(advice) == 3 and all(card["by"] is None for card in advice)
    assert len(written["na.evaluatie/veiligheid"]) == 4


def test_who_brings_a_case_presents_it_and_is_asked_and_advised(server):
    """The colleagues choose what the person brings, and wait for them where they have to tell."""
    meeting = play(server, "en", "present")
    assert meeting["closed"] and meeting["steps"] == STEPS
    assert meeting["presenter"] == meeting["me"] == "Anna"
    written = [text["place"] for text in meeting["texts"]]
    assert written.count("1.beeld/vragen") == 3 and written.count("1.schrijf/advies") == 4


def test_somebody_practises_from_the_start_page_and_the_colleagues_survive_a_reload(server, people):
    """One press, a name, and four people are there; whoever practises may lead them."""
    anna = people.add("Anna")
    page = anna.open(server.address)
    page.locator(hook("practise")).click()
    page.locator(hook("practice")).wait_for()
    page.locator(hook("field-name")).fill("Anna")
    page.locator(hook("tick-rules")).check()
    page.locator(hook("main-action")).click()
    page.locator(hook("screen-lobby")).wait_for()
    for name in ["Noor", "Sami", "Ilse", "Joost"]:
        page.locator(hook("seat", f'[data-name="{name} (bedacht)"]')).wait_for()
    assert page.locator(hook("invite")).count() == 0  # nobody is asked into a practice
    page.locator(hook("main-action", ':not([aria-disabled="true"])')).get_by_text("voorzitter").click()
    page.locator(hook("main-action")).get_by_text("Begin").wait_for()
    page.reload()
    page.locator(hook("screen-lobby")).wait_for()
    page.get_by_text("5", exact=True).locator("visible=true").first.wait_for()
    people.photograph("practice")
    page.locator(hook("main-action")).click()
    page.locator(hook("screen-step")).wait_for()
