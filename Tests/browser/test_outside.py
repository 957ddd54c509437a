"""The presenter leaves the circle: away, called back, and back in the step that follows."""

import json

from group import Group, hook
from leading import read

NAMES = ["Anna", "Bram", "Celine"]


def away_method(tmp_path):
    """BOvV whose cards are read while the presenter is away, as a file of the group's own."""
    method = read("bovv6") | {"id": "weg", "name": {"nl": "BOvV, weg", "en": "BOvV, away"}}
    lees = next(step for step in method["steps"] if step["id"] == "lees")
    lees["outside"] = "away"
    path = tmp_path / "weg.json"
    path.write_text(json.dumps(method), encoding="utf-8")
    return path


def make(group, path):
    """The first person makes a meeting with an own file."""
    def choose(page):
        page.locator(hook("own")).click()
        page.locator(hook("own-method")).set_input_files(path)
        page.locator(hook("own-says")).get_by_text("BOvV, weg").wait_for()
        assert page.locator(hook("method-weg")).is_checked()
    group.make("bovv6", prepare=choose)
    group.come_in()
    group.begin("Bram")


def write_cards(group):
    """Everybody but the presenter lays a card, and they are opened."""
    group.go("1.schrijf")
    for name in ("Anna", "Celine"):
        group.write(name, f"Ik zou bellen, zegt {name}.")
        group.page(name).locator(hook("own-card")).wait_for()
    group.press("Anna", "show-cards")
    group.in_step("1.lees")


def test_three_browsers_play_an_absence_to_its_call_back(server, people, tmp_path):
    group = Group(people, server, NAMES)
    make(group, away_method(tmp_path))
    write_cards(group)
    anna, bram, celine = (group.page(name) for name in NAMES)
    celine.locator(hook("card")).first.wait_for()
    # Who is away has the time and a pad, and nothing of what the others do.
    bram.locator(hook("call-words")).get_by_text("We roepen je terug").wait_for()
    assert bram.locator(".me-away").count() == 1
    assert bram.locator(hook("card")).count() == 0
    assert bram.get_by_text("Ik zou bellen").count() == 0
    bram.locator(hook("field-notes")).fill("Eerst luisteren.")
    group.shoot("Bram", "outside-away-presenter")
    celine.locator(hook("call-words")).get_by_text("Bram ziet nu niet wat").wait_for()
    assert celine.locator(hook("call-back")).count() == 0
    group.shoot("Celine", "outside-away-others")
    group.shoot("Anna", "outside-away-chair")
    group.press("Anna", "next-card")
    celine.locator(hook("round")).get_by_text("leest voor").wait_for()
    assert bram.get_by_text("leest voor").count() == 0
    anna.locator(hook("call-back")).click()
    bram.get_by_role("heading", name="Je bent teruggeroepen").wait_for()
    bram.get_by_text("Zet je camera en microfoon weer aan").first.wait_for()
    bram.locator(hook("card")).nth(1).wait_for()
    assert bram.locator(".me-away").count() == 0
    bram.locator(hook("live")).get_by_text("zet je camera en microfoon aan").wait_for(state="attached")
    for page in (anna, celine):
        page.locator(hook("ask-back")).get_by_text("Bram doet weer mee").wait_for()
    assert anna.locator(hook("call-back")).count() == 0


def test_who_was_not_called_back_is_told_in_the_step_that_follows(server, people, tmp_path):
    group = Group(people, server, NAMES)
    make(group, away_method(tmp_path))
    write_cards(group)
    group.page("Bram").locator(hook("call-words")).wait_for()
    group.go("1.besluit")
    group.page("Bram").locator(hook("ask-back")).get_by_text("zet je camera en microfoon aan").wait_for()
    assert group.page("Bram").title().startswith("(!) Je doet weer mee")
    group.page("Celine").locator(hook("ask-back")).get_by_text("Bram doet weer mee").wait_for()
    # What was opened while away is there now.
    group.go("1.lees")
    group.page("Bram").locator(hook("call-words")).get_by_text("We roepen je terug").wait_for()
