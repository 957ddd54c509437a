"""Proof of attendance, from the lobby to a page that checks it in three engines."""

import json

import pytest

from axe import broken, faults
from engines import Firefox, WebKit
from group import Group, hook
from people import SIZES
from test_certificate import missing, one_sheet

NAMES = ["Anna", "Bram", "Celine"]


def meeting(people, server):
    """A meeting to its close, whose chair noted three times who was there."""
    people.excuse("WebSocket connection to .* failed|net::ERR_")  # the server is started again under it
    group = Group(people, server, NAMES)
    group.make("bovv6")
    group.come_in()
    group.press("Anna")  # takes the chair
    group.page("Anna").locator(hook("proof-open")).click()
    group.page("Anna").locator(hook("tick-proof")).check()
    group.page("Anna").locator(hook("tick-secrecy")).click()  # it gives way to the time
    group.page("Celine").locator(hook("secrecy")).wait_for()
    group.press("Anna")  # begins
    note(group)
    group.go("1.keuze")
    note(group)
    group.go("na.slot")
    group.page("Celine").locator(hook("field-lijst-naam")).fill("C. de Wit")
    group.page("Celine").locator(hook("field-lijst-nummer")).fill("NOvA A3")
    group.press("Celine", "lay-down")
    group.sees("Anna", "C. de Wit")
    group.more("Anna", "close")
    group.tap("Anna", "close-session")
    for name in NAMES:
        group.page(name).locator(hook("screen-end")).wait_for()
    note(group)
    return group


def note(group):
    """The chair says with one press that everybody is there."""
    ask = group.page("Anna").locator(hook("ask-noting"))
    ask.wait_for()
    group.tap("Anna", "noting-yes")
    ask.wait_for(state="hidden")


def prove(group, name, official):
    """Somebody makes a certificate; its link and its file."""
    page = group.page(name)
    group.tap(name, "proof")
    page.locator(hook("field-name")).fill(official)
    page.locator(hook("make-proof")).click()
    page.locator(f"{hook('certificate')} {hook('qr')}").wait_for()
    with page.expect_download() as kept:
        page.locator(hook("save-proof")).click()
    return page.locator("kring-qr").evaluate("(code) => code.link"), kept.value.path().read_text(encoding="utf-8")


def legible(page):
    """Nothing is wrong with a page at any size, light and dark."""
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            assert faults(page) + broken(page) == [], f"{width} px, {theme}"


def said(page, link):
    """What the page says of a link."""
    page.goto("about:blank")
    page.goto(link)
    page.locator(hook("result", " p")).first.wait_for()
    for wait in ("certain", "why-changed-paper", "why-no-ed25519"):
        if page.locator(hook(wait)).is_visible():
            return page.locator(hook("result")).inner_text()
    page.locator(hook("certain")).wait_for()
    return page.locator(hook("result")).inner_text()


def test_a_certificate_holds_in_chromium_on_paper_and_as_a_file(people, server):
    group = meeting(people, server)
    link, file = prove(group, "Bram", "B. Jansen")
    assert link.startswith(f"{server.address}/proof#z") and len(link) <= 900
    assert missing(["NaamB. Jansen", "Aantal deelnemers3", "Namen van de anderenC. de Wit"],
                   one_sheet(group.page("Bram"))) == []
    made = json.loads(file)
    blank = people.add("Reader", language="en-GB").open(f"{server.address}/proof")
    blank.locator(hook("file")).wait_for()
    legible(blank)
    assert len(made["statement"]["noted_ms"]) == 3 and "secrecy_ms" in made["statement"]
    reader = people.add("Register").open(link)
    reader.locator(hook("certain")).wait_for()
    legible(reader)
    made["paper"]["name"] = "B. Janssen"
    reader.locator(hook("file")).set_input_files(
        {"name": "proof.json", "mimeType": "application/json", "buffer": json.dumps(made).encode()})
    reader.locator(hook("why-changed-paper")).wait_for()
    legible(reader)
    reader.locator(hook("file")).set_input_files(
        {"name": "proof.json", "mimeType": "application/json", "buffer": file.encode()})
    reader.locator(hook("certain")).wait_for()


@pytest.mark.parametrize("engine", [Firefox, WebKit])
def test_a_certificate_holds_in_the_other_engines(people, server, start, engine):
    link, _ = prove(meeting(people, server), "Celine", "C. de Wit")
    guest = start(engine, "Register")
    told = said(guest.page, link)
    assert "niet veranderd" in told or "Ed25519" in told
    assert guest.complaints() == []
