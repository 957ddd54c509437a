"""A method is chosen, looked into and changed, with keys alone; axe finds nothing on the way."""

import json

from group import Group, hook
from keyboard import Keyboard
from leading import read
from axe import Examiner

# What stands at the steps of an own method that nobody can lead.
BROKEN = {"schrijf": "einde"}


def open_start(group):
    """The start page of the first person, with its methods."""
    page = group.people["Anna"].open(group.server.address)
    page.set_viewport_size({"width": 420, "height": 860})
    page.locator(hook("method")).first.wait_for()
    return page


def test_keys_alone_choose_a_method_change_it_and_make_a_meeting_with_it(server, people):
    group = Group(people, server, ["Anna"])
    page = open_start(group)
    keys, examiner = Keyboard(page), Examiner(group)
    # How many they are and when it is stands in a line, with the questions folded behind it.
    assert page.locator(hook("choice-want-")).is_visible() is False
    keys.reach("wishes-line")
    keys.press("Enter")
    examiner.look("the questions unfolded", "Anna")
    keys.reach("choice-want-")
    keys.press("ArrowRight")
    page.locator(hook("choice-want-question", ":checked")).wait_for()
    keys.reach("choice-experience-")
    keys.press("ArrowRight")
    page.locator(hook("choice-experience-none", ":checked")).wait_for()
    # What is for others is folded, with the reason.
    keys.reach("method-bovv6")
    keys.press("Space")
    card = page.locator(hook("method", '[data-method="bovv6"]'))
    keys.reach("method-parts")
    keys.press("Enter")
    card.locator(hook("adapt-bovv6")).wait_for()
    examiner.look("a method looked into", "Anna")
    keys.reach("adapt-bovv6")
    keys.press("Enter")
    page.locator(hook("dialog-adapt")).wait_for()
    keys.reach("field-beeld-minutes")
    keys.press("Control+A")
    keys.type("9")
    keys.reach("tick-keep-schrijf")
    keys.press("Space")
    examiner.look("the form", "Anna")
    keys.reach("tick-keep-oordeel1", back=True)
    keys.press("Space")
    keys.reach("adapt-use")
    keys.press("Enter")
    page.locator(hook("method-bovv6eigen", ":checked")).wait_for()
    keys.main()
    page.locator(hook("screen-invite")).wait_for()
    keys.main()
    page.locator(hook("screen-join")).wait_for()
    group.join("Anna")
    plan = page.locator(hook("plan"))
    plan.get_by_text("BOvV in zes stappen, onze vorm").first.wait_for()
    assert "Oordeelsvorming" not in plan.locator("summary").first.inner_text()
    group.tap("Anna", "other-method")
    # For one person nothing fits; the one that is nearest is in sight all the same.
    page.locator(hook("dialog-methods")).locator(hook("none-fits")).wait_for()
    page.locator(hook("dialog-methods")).locator(hook("method")).first.wait_for()
    examiner.look("the methods in the lobby", "Anna")
    keys.stays_inside("dialog-methods")
    examiner.none_found()


def test_the_group_chooses_another_method_in_the_same_meeting(server, people, tmp_path):
    group = Group(people, server, ["Anna", "Bram", "Celine"])
    group.make("bovv6")
    group.come_in()
    group.press("Anna")
    group.tap("Celine", "other-method")
    look = group.page("Celine").locator(hook("dialog-methods"))
    look.get_by_text("De voorzitter kan").wait_for()
    assert look.locator(hook("replan")).count() == 0
    group.tap("Anna", "other-method")
    page = group.page("Anna")
    group.choose(page.locator(hook("dialog-methods")), "hats")
    group.tap("Anna", "replan")
    for name in ["Anna", "Bram"]:
        group.page(name).locator(hook("plan")).get_by_text("hoeden").first.wait_for()

    # One of their own is more than a message holds: with it the meeting gets another link.
    path = tmp_path / "onze.json"
    path.write_text(json.dumps(read("bovv6") | {"id": "onze"}), encoding="utf-8")
    group.tap("Anna", "other-method")
    dialog = page.locator(hook("dialog-methods"))
    dialog.locator(hook("own")).click()
    dialog.locator(hook("own-method")).set_input_files(path)
    dialog.locator(hook("method-onze", ":checked")).wait_for()
    dialog.locator(hook("made-anew")).wait_for()
    group.tap("Anna", "replan")
    page.locator(hook("replaces")).wait_for()
    assert page.locator(hook("invite-link")).input_value() != group.link


def test_what_is_wrong_in_an_own_method_is_told_at_its_place(server, people, tmp_path):
    method = read("bovv6") | {"id": "onze"}
    for step in method["steps"]:
        for entry in step.get("inputs", []):
            if step["id"] in BROKEN and "opens" in entry:
                entry["opens"] = BROKEN[step["id"]]
    path = tmp_path / "onze.json"
    path.write_text(json.dumps(method), encoding="utf-8")
    group = Group(people, server, ["Anna"])
    people.excuse(r"status of 400")
    page = open_start(group)
    page.locator(hook("own")).click()
    page.locator(hook("own-method")).set_input_files(path)
    page.locator(hook("method-onze", ":checked")).wait_for()
    group.press("Anna")
    told = page.locator(hook("method-problems"))
    told.wait_for()
    assert "Oordeelsvorming 2: opschrijven" in told.inner_text() and "einde" in told.inner_text()
    examiner = Examiner(group)
    examiner.look("a method with a problem", "Anna")
    examiner.none_found()
    # Mended, the same file goes.
    path.write_text(json.dumps(read("bovv6") | {"id": "onze"}), encoding="utf-8")
    page.locator(hook("own-method")).set_input_files(path)
    told.wait_for(state="detached")
    group.press("Anna")
    page.locator(hook("screen-invite")).wait_for()


def lead(page):
    page.locator(hook("wishes-line")).click()
    page.locator(hook("tick-guides")).check()


def test_who_facilitates_says_so_at_the_start_and_leads_without_a_card(server, people):
    group = Group(people, server, ["Anna", "Bram", "Celine"])
    group.make("bovv6", prepare=lead)
    group.come_in()
    page = group.page("Anna")
    page.get_by_role("button", name="Ik begeleid deze groep").first.wait_for()
    group.press("Anna")
    page.locator(hook("tick-guides", ":checked")).wait_for()
    group.page("Bram").locator(hook("guided")).wait_for()
    page.locator(hook("presenter-1")).select_option(label="Bram")
    group.page("Bram").get_by_role("button", name="Bereid je casus voor").wait_for()
    group.press("Anna")
    group.in_step("voor.inchecken")
    group.go("1.schrijf")
    page.get_by_text("Jij begeleidt").wait_for()
    assert page.locator(hook("field-compose")).count() == 0
    group.more("Celine", "halt")
    page.get_by_text("Wie heeft wat nodig?").wait_for()
    examiner = Examiner(group)
    examiner.look("a halt", "Anna", "Bram", "Celine")
    group.press("Anna", "clear-halt")
    for card in ("asking", "feedback"):
        group.more("Anna", card)
        page.locator(hook(f"dialog-{card}")).wait_for()
        examiner.look(card, "Anna")
        page.keyboard.press("Escape")
    group.more("Celine", "question")
    page.locator(hook("ask-question")).get_by_text("Celine: terug naar de vraag").wait_for()
    group.more("Bram", "stop")
    group.tap("Bram", "stop-keep")
    page.get_by_text("Bram is gestopt. Neem een minuut").first.wait_for()
    examiner.look("a stop", "Anna", "Bram", "Celine")
    examiner.none_found()
