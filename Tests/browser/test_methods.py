"""Every method is led in browsers from the lobby to the report, by three people."""

import json

import pytest

from group import Group, hook
from leading import METHODS, Leader, read
from server import Server

NAMES = ["Anna", "Bram", "Celine"]
IDS = sorted(file.stem for file in METHODS.glob("*.json") if file.stem != "frame")


@pytest.fixture(scope="module")
def one_server(tmp_path_factory):
    """One server for all methods."""
    server = Server(tmp_path_factory.mktemp("data")).start()
    yield server
    server.stop()


@pytest.mark.parametrize("method", IDS)
def test_a_method_is_led_from_the_lobby_to_the_report(one_server, people, method):
    file = read(method)
    group = Group(people, one_server, NAMES)
    page = group.make(method)
    group.come_in()
    group.press("Anna")
    # A group that wants proof is asked for names on its list as well.
    page.locator(hook("proof-open")).click()
    page.locator(hook("tick-secrecy")).click()
    group.page("Bram").locator(hook("secrecy")).wait_for(state="attached")
    if page.locator(hook("presenter-1")).count():
        page.locator(hook("presenter-1")).select_option(label="Bram")
        group.page("Bram").get_by_role("button", name="Bereid je casus voor").wait_for()
    group.press("Anna")
    page.locator(f'{hook("screen-step")}, {hook("begin-anyway")}').first.wait_for()
    if page.locator(hook("begin-anyway")).is_visible():
        group.tap("Anna", "begin-anyway")
    page.locator(hook("screen-step")).wait_for()
    leader = Leader(group, file)
    leader.lead()
    own = {step["id"] for step in file["steps"] if step["icon"] != "choose"}
    assert own <= {step.split(".")[1] for step in leader.seen}
    # Votes on who presents are not needed when it was said in the lobby.
    choice = {place for place in leader.asked if place.startswith("keuze/")}
    assert leader.asked - choice == leader.written - choice
    group.press("Bram")
    group.page("Bram").locator(hook("screen-report")).wait_for()
    words = group.page("Bram").locator(hook("report")).inner_text()
    for place in leader.written:
        step, entry = place.split("/")
        told = next((one for one in file["steps"] if one["id"] == step), None)
        if told and any(one["id"] == entry and one["by"] == "presenter" and one["as"] == "text"
                        and "opens" not in one for one in told["inputs"]):
            assert f"{entry} van " in words, json.dumps(sorted(leader.written))
