"""From one meeting to the next: what people do at its end, and what they find there."""

from datetime import date, timedelta

from group import hook


def fill_date(page, which, days, begins="10:00", ends="11:30"):
    """Fills in a date for the next meeting."""
    page.locator(hook(f"field-next-{which}-date")).fill((date.today() + timedelta(days=days)).isoformat())
    page.locator(hook(f"field-next-{which}-from")).fill(begins)
    page.locator(hook(f"field-next-{which}-to")).fill(ends)


def meet(group, presenter="Bram", method="bovv6"):
    """A meeting until its last step, in which everybody says what they will do."""
    group.make(method)
    group.come_in()
    go_through(group, presenter)


def go_through(group, presenter):
    """From the lobby to the last step."""
    group.begin(presenter)
    group.go("na.oogst")
    for name in group.people:
        page = group.page(name)
        page.locator(hook("field-actie-what")).fill(f"{name} belt de buren.")
        page.locator(hook("field-actie-due")).fill((date.today() + timedelta(days=10)).isoformat())
        page.locator(hook("main-action")).filter(has_text="Laat zien").wait_for()
        group.press(name)
        page.locator(hook("field-actie-what")).wait_for(state="detached")
    group.go("na.slot")


def take_seat(group, name):
    """A person takes a seat in the next meeting, and brings all intentions."""
    group.tap(name, "join-next")
    group.page(name).locator(hook("join-next-go")).click()
    group.page(name).locator(hook("next-taken")).wait_for()


def enter_next(group, server):
    """Everybody goes to the next meeting by its link."""
    for name in group.people:
        group.tap(name, "next-tell")
        link = group.page(name).locator(hook("invite-link")).input_value()
        group.people[name].open(f"{server.address}/#{link.split('#')[1]}")
    for name in group.people:
        group.page(name).locator(hook("screen-lobby")).wait_for()
        for other in group.people:
            group.page(name).locator(hook("seat", f'[data-name="{other}"]')).wait_for()


def chaired_by(group, name):
    """From here on this person leads: the one whom the group's own deeds are done by."""
    group.people = {name: group.people[name], **group.people}
