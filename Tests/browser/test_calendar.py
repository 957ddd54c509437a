"""A meeting in people's calendars, wherever they live."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar
import pytest

from group import Group, hook


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "America/Paramaribo", "Asia/Kolkata"])
def test_a_planned_meeting_is_at_its_own_time_in_every_zone(server, people, zone):
    """The file from the lobby is a calendar, and holds the moment that was typed at the start."""
    here = ZoneInfo(zone)
    day = datetime.now(here).date() + timedelta(days=80)
    group = Group(people, server, [])
    group.people["Anna"] = people.add("Anna", zone=zone)

    def plan(page):
        page.locator("details", has=page.locator(hook("when"))).last.evaluate("each => each.open = true")
        page.locator(hook("field-date")).fill(day.isoformat())
        page.locator(hook("field-from")).fill("09:30")
        page.locator(hook("field-to")).fill("11:00")

    page = group.make("bovv6", plan)
    group.come_in()
    group.tap("Anna", "calendar")
    page.locator(hook("dialog-calendar")).wait_for()
    if zone == "Europe/Amsterdam":
        group.shoot("Anna", "calendar")
    with page.expect_download() as kept:
        group.tap("Anna", "save-calendar")
    with open(kept.value.path(), "rb") as file:
        event, = Calendar.from_ical(file.read()).walk("VEVENT")
    assert kept.value.suggested_filename == "kring.ics"
    assert event.decoded("DTSTART") == datetime.combine(day, time(9, 30), here)
    assert event.decoded("DTEND") == datetime.combine(day, time(11, 0), here)
    assert str(event["SUMMARY"]) == "Intervisie"
    assert "#" not in str(event["DESCRIPTION"]) and "LOCATION" not in event
    assert all(group.link.split("#")[1] not in str(value) for value in event.values())
    alarm, = event.walk("VALARM")
    assert alarm.decoded("TRIGGER") == timedelta(days=-1)
