"""The next meeting, made out of this one: everybody takes a seat in it and brings what is theirs."""

import json
from datetime import date, timedelta

from icalendar import Calendar

from group import Group, hook, sideways
from keyboard import Keyboard
from thread import enter_next, fill_date, meet, take_seat

NAMES = ["Anna", "Bram", "Celine", "Daan"]
NARROW = {"width": 320, "height": 640}

# Presses on what can be pressed, as a hand makes them: one for a button, a link or a tick.
COUNT = """
addEventListener('click', ({target, isTrusted}) => {
  if (isTrusted && target.closest('button, a, [type=checkbox], [type=radio], summary'))
    window.presses = (window.presses ?? 0) + 1;
}, true);
"""


def presses(page):
    """How often something was pressed since it was asked last."""
    return page.evaluate("() => { const n = window.presses ?? 0; window.presses = 0; return n; }")


def test_everybody_is_in_the_next_lobby_with_a_calendar_entry_after_three_presses(server, people, capsys):
    group = Group(people, server, NAMES)
    meet(group)
    counts = {}
    for name in NAMES:
        group.page(name).evaluate(COUNT)
    anna = group.page("Anna")
    group.page("Celine").set_viewport_size(NARROW)
    group.tap("Anna", "make-next")
    dialog = anna.locator(hook("dialog-next"))
    # Anna chaired and Bram presented: it is the turn of others.
    assert dialog.locator(hook("next-chair")).input_value() == "Bram"
    assert dialog.locator(hook("next-presenter")).input_value() == "Anna"
    group.shoot("Anna", "10-next")
    fill_date(anna, 0, 42)
    dialog.locator(hook("next-go")).click()
    anna.locator(hook("next-taken")).wait_for()
    for name in NAMES[1:]:
        take_seat(group, name)
        page = group.page(name)
        assert page.locator(hook("next-when")).inner_text() == anna.locator(hook("next-when")).inner_text()
    assert sideways(group.page("Celine")) == []
    for name in NAMES:
        page = group.page(name)
        with page.expect_download() as kept:
            group.tap(name, "next-calendar")
        event = Calendar.from_ical(kept.value.path().read_bytes()).walk("VEVENT")[0]
        assert event["DTSTART"].dt.date() == date.today() + timedelta(days=42)
        counts[name] = presses(page)
    with capsys.disabled():
        print("\nfrom «Volgende keer» to a seat and a calendar entry:", counts)
    assert max(counts.values()) <= 3

    # They see each other there, what each intends, the meeting before, and what was agreed.
    enter_next(group, server)
    for name in NAMES:
        page = group.page(name)
        for other in NAMES:
            group.sees(name, f"{other} belt de buren.")
        thread = page.locator(hook("thread"))
        assert thread.locator("li").count() == 1
        assert "BOvV" in thread.inner_text() and "voorzitter Anna" in thread.inner_text()
        assert "Anna brengt als eerste een casus in" in thread.locator(hook("turn")).inner_text()
        page.locator(hook("comers")).filter(has_text="Daan").wait_for()
    group.shoot("Bram", "11-next-lobby")

    # What came of it is said by who intended it.
    group.press("Anna")
    anna.locator(hook("presenter-1")).select_option(label="Celine")
    group.sees("Bram", "inbrenger")  # else the chair is asked about a case that nobody presents
    group.press("Anna")
    group.in_step("voor.inchecken")
    group.go("voor.terugblik")
    bram = group.page("Bram")
    asked = bram.locator(hook("rating-gekomen"))
    assert asked.locator("fieldset").count() == 1
    asked.get_by_label("deels").check()
    for name in ("Anna", "Celine"):
        group.page(name).locator(hook("spread-gekomen")).filter(has_text="deels").wait_for()
    group.shoot("Bram", "12-look-back")


def test_the_first_of_two_that_are_made_at_once_counts(server, people):
    group = Group(people, server, NAMES[:3])
    meet(group)
    for name in ("Anna", "Celine"):
        group.tap(name, "make-next")
        group.page(name).locator(hook("next-go")).wait_for()
    group.page("Anna").locator(hook("next-go")).click()
    group.page("Anna").locator(hook("next-taken")).wait_for()
    group.page("Celine").locator(hook("next-go")).click()
    group.page("Celine").locator(hook("next-taken")).wait_for()
    links = set()
    for name in NAMES[:3]:
        page = group.page(name)
        group.tap(name, "next-tell")
        links.add(page.locator(hook("invite-link")).input_value())
    assert len(links) == 1


def test_a_device_remembers_what_it_was_asked_to_and_forgets_it(server, people):
    group = Group(people, server, NAMES[:1])
    page = group.make("bovv6")
    group.press("Anna")
    page.locator(hook("tick-remember")).check()
    group.join("Anna")
    link = group.link
    page.evaluate("sessionStorage.clear()")
    group.people["Anna"].open("about:blank")
    group.people["Anna"].open(server.address)
    here = page.locator(hook("meeting-here"))
    assert here.count() == 1 and "BOvV" in here.inner_text()
    group.shoot("Anna", "13-meetings-here")
    here.locator(hook("enter-here")).click()
    page.locator(hook("screen-lobby")).wait_for()
    assert page.evaluate("sessionStorage.getItem('kring.secret')") == link.split("#")[1]
    page.evaluate("sessionStorage.clear()")
    group.people["Anna"].open("about:blank")
    group.people["Anna"].open(server.address)
    page.locator(hook("forget-here")).click()
    here.wait_for(state="detached")
    assert page.evaluate("localStorage.getItem('kring.meetings')") is None
    # Whoever comes back by the link has not asked for it again.
    group.people["Anna"].open(link)
    page.locator(hook("screen-lobby")).wait_for()
    assert page.evaluate("localStorage.getItem('kring.meetings')") is None


def test_a_group_goes_on_from_a_report(server, people, tmp_path):
    group = Group(people, server, NAMES[:3])
    meet(group)
    page = group.page("Bram")
    group.more("Anna", "close")
    group.page("Anna").locator(hook("close-session")).click()
    for name in NAMES[:3]:
        group.page(name).locator(hook("screen-end")).wait_for()
    group.press("Bram")
    page.locator(hook("screen-report")).wait_for()
    with page.expect_download() as kept:
        group.tap("Bram", "save-json")
    report = json.loads(kept.value.path().read_text())
    assert [met["chair"] for met in report["thread"]] == ["Anna"]
    (tmp_path / "report.json").write_text(json.dumps(report))
    (tmp_path / "other.json").write_text('{"kring": 2}')
    (tmp_path / "text.json").write_text("geen verslag")

    other = Group(people, server, ["Elif"])

    def from_report(start):
        start.locator(hook("thread-fold")).click()
        for name in ("text.json", "other.json"):
            start.locator(hook("thread-file")).set_input_files(tmp_path / name)
            start.locator(hook("wrong")).filter(has_text="geen verslag van Kring").wait_for()
            start.locator(hook("thread-file")).set_input_files([])
            start.locator(hook("wrong")).wait_for(state="detached")
        start.locator(hook("thread-file")).set_input_files(tmp_path / "report.json")
        start.locator(hook("thread-read")).wait_for()

    there = other.make("bovv6", from_report)
    # What the report says of people does not lie on the device in the clear.
    there.wait_for_function("JSON.stringify({...localStorage}).includes('pad')")
    assert "Anna" not in there.evaluate("JSON.stringify({...localStorage})")
    other.press("Elif")
    other.join("Elif")
    there.locator(hook("thread")).filter(has_text="voorzitter Anna").wait_for()


def test_with_keys_alone_from_the_end_of_a_meeting_into_the_lobby_of_the_next(server, people):
    group = Group(people, server, NAMES[:3])
    meet(group)
    page = group.page("Anna")
    page.set_viewport_size({"width": 420, "height": 640})
    keys = Keyboard(page)
    keys.reach("make-next")
    keys.press("Enter")
    keys.stays_inside("dialog-next")
    keys.escape("dialog-next", "make-next")
    keys.press("Enter")
    keys.reach("next-chair")
    keys.press("C", "e")
    assert page.locator(hook("next-chair")).input_value() == "Celine"
    keys.reach("tick-intention-0")
    keys.press("Space")
    keys.reach("next-go")
    keys.press("Enter")
    page.locator(hook("next-taken")).wait_for()
    keys.main("close")
    keys.reach("close-session")
    keys.press("Enter")
    page.locator(hook("screen-end")).wait_for()
    keys.reach("enter-next")
    keys.press("Enter")
    page.locator(hook("screen-lobby")).wait_for()
    page.locator(hook("turn")).filter(has_text="Celine is voorzitter").wait_for()
    # What was not ticked stayed behind.
    assert page.locator(hook("before-voornemen")).get_by_text("belt de buren").count() == 0
