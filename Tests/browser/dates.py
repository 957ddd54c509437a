"""The dates of a meeting that is still to come, as people put them forward and answer them."""

from datetime import date, timedelta

from group import hook


def planned(page):
    """A meeting in three weeks."""
    page.locator("details", has=page.locator(hook("when"))).last.evaluate("each => each.open = true")
    page.locator(hook("field-date")).fill((date.today() + timedelta(days=21)).isoformat())
    page.locator(hook("field-from")).fill("09:30")
    page.locator(hook("field-to")).fill("10:30")


def suggest(page, days, begins, ends):
    """Puts a date forward."""
    if not page.locator(hook("field-poll-date")).is_visible():
        page.locator(hook("new-date")).click()
    page.locator(hook("field-poll-date")).fill((date.today() + timedelta(days=days)).isoformat())
    page.locator(hook("field-poll-from")).fill(begins)
    page.locator(hook("field-poll-to")).fill(ends)
    page.locator(hook("add-date")).click()


def answer(page, place, word, by_keyboard=False):
    """Says whether a date suits."""
    radio = page.locator(hook("date")).nth(place).locator(hook(f"date-{word}"))
    if by_keyboard:
        radio.focus()
        radio.press("Space")
    else:
        radio.check()
