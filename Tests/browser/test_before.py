"""What a group does before its meeting: who comes, which date, which case, which method and how long."""

from dates import answer, planned, suggest
from group import Group, hook

NAMES = ["Anna", "Bram", "Celine"]
# The side panel of a call.
NARROW = {"width": 320, "height": 640}


def test_a_group_finds_a_date_and_a_method_and_what_was_put_forward_stays(server, people):
    group = Group(people, server, NAMES)
    page = group.make("bovv6", planned)
    group.come_in()
    bram, celine = group.page("Bram"), group.page("Celine")
    celine.set_viewport_size(NARROW)

    bram.locator(hook("rating-komt-ja")).check()
    group.page("Celine").locator(hook("comers")).filter(has_text="ja: Bram").wait_for()
    suggest(bram, 28, "10:00", "11:30")
    suggest(page, 30, "14:00", "15:30")
    for each in (page, bram, celine):
        each.locator(hook("date")).nth(1).wait_for()
    answer(page, 0, "nee")
    answer(bram, 0, "ja")
    answer(celine, 0, "lieverniet", by_keyboard=True)
    for each in (page, bram, celine):
        answer(each, 1, "ja")
    best = page.locator(hook("date")).nth(1)
    best.locator(hook("said")).filter(has_text="(3)").wait_for()
    best.locator(hook("best")).wait_for()
    assert page.locator(hook("best")).count() == 1
    assert not celine.evaluate("document.documentElement.scrollWidth > innerWidth")

    celine.locator(hook("before-zaak")).locator("textarea").fill("Een ouder die steeds belt.")
    group.tap("Celine", "send-zaak")
    group.sees("Bram", "Een ouder die steeds belt.")

    group.shoot("Bram", "8-before")

    # Nobody chairs yet, so anybody may choose; the planned time goes along.
    best = bram.locator(hook("date")).nth(1)
    best.locator(hook("choose-date")).click()
    for each in (page, bram, celine):
        each.locator(hook("plan")).filter(has_text="14:00").wait_for()
    bram.locator(hook("other-method")).click()
    dialog = bram.locator(hook("dialog-methods"))
    dialog.locator(hook("method")).first.wait_for()
    group.choose(dialog, "incident")
    dialog.locator(hook("wishes-line")).click()
    dialog.locator(hook("choice-plan-minutes-90")).check()
    dialog.locator(hook("replan")).click()
    for each in (page, bram, celine):
        each.locator(hook("plan")).filter(has_text="90 minuten").wait_for()
        each.locator(hook("plan")).filter(has_text="Incident").wait_for()
        assert each.locator(hook("date")).count() == 2
    group.sees("Anna", "Een ouder die steeds belt.")

    # Once somebody chairs, nobody else changes it; days before, beginning is no main thing.
    group.press("Anna")
    bram.locator(hook("choose-date")).first.wait_for(state="detached")
    assert bram.locator(hook("change-time")).count() == 0
    page.get_by_role("button", name="Begin nu al").wait_for()

    # A server that is killed has all of it.
    people.excuse("WebSocket connection to .* failed|net::ERR_")
    server.kill()
    server.start()
    bram.reload()
    bram.locator(hook("date")).nth(1).locator(hook("best")).wait_for()
    group.sees("Bram", "Een ouder die steeds belt.")
    assert bram.locator(hook("rating-komt-ja")).is_checked()


def test_a_date_that_cannot_be_is_told_at_its_field(server, people):
    group = Group(people, server, NAMES[:1])
    page = group.make("bovv6", planned)
    group.press("Anna")
    group.join("Anna")
    page.locator(hook("new-date")).click()
    page.locator(hook("add-date")).click()
    page.locator(hook("trouble-poll-date")).wait_for()
    suggest(page, -3, "10:00", "11:00")
    page.locator(hook("trouble-poll-date")).wait_for()
    assert page.locator(hook("date")).count() == 0
    suggest(page, 3, "10:00", "11:00")
    page.locator(hook("date")).wait_for()
    page.locator(hook("withdraw-date")).click()
    page.locator(hook("date")).wait_for(state="detached")
