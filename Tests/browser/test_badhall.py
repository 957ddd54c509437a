"""A hall with a bad network: whatever happens to the connections, all see the same in the end.

Firefox, Chromium and WebKit each lose their network in the middle of a sentence, and each sleep.
The one who chairs drops out twice, one comes back on another device, and one is told nothing for a
while. Firefox and WebKit are without a network for twenty real seconds the first time; later it is
gone until all that can happen meanwhile has happened.
"""

from contextlib import ExitStack

import pytest

from engines import Firefox, WebKit
from group import hook
from guests import Mixed
from hall import Hall, networks_to

NAMES = ["Anna", "Bram", "Celine", "Daan", "Elif", "Fatima"]
# Who has trouble: in Firefox, Chromium and WebKit.
TROUBLED = ["Anna", "Celine", "Daan"]
ABSENCE_SECONDS = 20
QUESTIONS = {"Celine": "Wat zei ze daarna?", "Daan": "Wat vroeg ze toen?",
             "Elif": "Hoe lang speelt dit al?"}


@pytest.fixture
def networks(tmp_path):
    """A server, and a network to it for each person."""
    with networks_to(tmp_path / "data", [*NAMES, "Elif op haar laptop"]) as made:
        yield made


def test_a_bad_hall_ends_with_equal_views_and_nothing_typed_lost(
    networks, people, start, tabs
):
    people.excuse("WebSocket connection to .* failed|net::ERR")  # while there is no network
    guests = {"Anna": start(Firefox, "Anna"), "Celine": tabs("Celine").person,
              "Daan": start(WebKit, "Daan")}
    hall = Hall(Mixed(people, guests), *networks, NAMES)
    hall.make("bovv6")
    hall.come_in()
    hall.begin("Bram")
    lose_a_device(hall)
    be_away_for_long(hall)
    change_device(hall, people)
    texts = [*QUESTIONS.values(), *write(hall)]
    hall.press("Anna", "show-cards")
    hall.in_step("1.lees")
    assert_all_there(hall, texts)
    close(hall, texts)


def lose_a_device(hall):
    """One takes part on one device, and writes something there before it is gone."""
    hall.go("1.beeld")
    hall.write("Elif", QUESTIONS["Elif"], "raise-hand")
    hall.sees("Anna", QUESTIONS["Elif"])
    hall.are_equal()
    hall.people.pop("Elif").context.close()


def be_away_for_long(hall):
    """The chair and another one lose their network; what they typed and what they missed comes."""
    field = hall.page("Daan").locator(hook("field-compose"))
    field.fill("Wat vroeg ze")
    with hall.without_network("Anna", "Daan"):
        field.fill(QUESTIONS["Daan"])
        hall.press("Daan", "raise-hand")
        hall.write("Celine", QUESTIONS["Celine"], "raise-hand")
        hall.sees("Fatima", QUESTIONS["Celine"])
        assert hall.view("Daan") != hall.view("Fatima"), "a view that lacks a question is no other"
        # A raised hand waits for the chair, so the offer comes after ten seconds.
        take_over(hall, "Fatima")
        hall.has_been_away("Daan", ABSENCE_SECONDS)
    hall.sees("Fatima", QUESTIONS["Daan"])
    take_back(hall, "Fatima")
    hall.are_equal()


def change_device(hall, people):
    """Who lost a device gets the seat on another one, while the chair is away and another sleeps."""
    hall.people["Elif"] = people.add("Elif op haar laptop")
    hall.gone.add("Elif")
    secret = hall.link.split("#")[1]
    page = hall.people["Elif"].open(f"{hall.networks['Elif op haar laptop'].address}/#{secret}")
    hall.tap("Elif", "lost")
    page.locator(hook("field-name")).fill("Elif")
    page.locator(hook("tick-rules")).check()
    with hall.without_network("Anna"):
        hall.press("Elif")
        page.locator(hook("screen-door")).wait_for()
        with hall.asleep("Celine"):
            # Who stands at the door waits for the chair.
            take_over(hall, "Daan")
            hall.tap("Daan", "give-seat")
            hall.page("Daan").locator(hook("seat-of", '[data-name="Elif"]:not([disabled])')).click()
            hall.gone.remove("Elif")
            hall.in_step("1.beeld")
    take_back(hall, "Daan")
    hall.are_equal()


def take_over(hall, name):
    """Somebody is offered the chair, and takes it."""
    hall.page(name).locator(hook("ask-chair")).locator(hook("take-chair")).wait_for()
    hall.tap(name, "take-chair")
    hall.page(name).locator(hook("chair-line")).wait_for()


def take_back(hall, stood_in):
    """Who chaired is told who did meanwhile, and takes the chair back."""
    hall.sees("Anna", f"{stood_in} heeft het overgenomen")
    hall.tap("Anna", "take-chair")
    hall.page("Anna").locator(hook("chair-line")).wait_for()


def write(hall):
    """All in trouble write two cards; one of the others is told nothing meanwhile."""
    with hall.held_up("Fatima"):
        hall.go("1.schrijf")
        cards = [*write_without_network(hall), *write_over_a_sleep(hall)]
        hall.page("Fatima").locator(hook("screen-step", '[data-step="1.beeld"]')).wait_for()
    hall.in_step("1.schrijf")
    hall.write("Fatima", "Ik zou wachten.")
    hall.page("Fatima").locator(hook("own-card")).wait_for()
    return [*cards, "Ik zou wachten."]


def write_without_network(hall):
    """Cards that are begun, finished and laid down while the network goes.

    Nobody says to Chromium that it is back, which comes by itself then.
    """
    texts = {name: f"Ik zou bellen, zegt {name}." for name in TROUBLED}
    for name, text in texts.items():
        hall.page(name).locator(hook("field-compose")).fill(text[:8])
    with hall.without_network(*TROUBLED, unsaid=["Celine"]):
        for name, text in texts.items():
            hall.page(name).locator(hook("field-compose")).fill(text)
            hall.press(name, "lay-down")
    for name in TROUBLED:
        hall.page(name).locator(hook("own-card")).wait_for()
    return texts.values()


def write_over_a_sleep(hall):
    """Cards that are half written when the devices fall asleep."""
    texts = {name: f"Ik zou schrijven, zegt {name}." for name in TROUBLED}
    for name, text in texts.items():
        hall.page(name).locator(hook("field-compose")).fill(text[:10])
    with ExitStack() as sleep:
        for name in TROUBLED:
            sleep.enter_context(hall.asleep(name))
        for name in TROUBLED:
            hall.page("Bram").locator(hook("seat", f'.gone[data-name="{name}"]')).wait_for()
    for name, text in texts.items():
        field = hall.page(name).locator(hook("field-compose"))
        assert field.input_value() == text[:10]
        field.fill(text)
        hall.press(name, "lay-down")
        hall.page(name).locator(hook("own-card")).nth(1).wait_for()
    return texts.values()


def assert_all_there(hall, texts):
    """Everybody sees every card, and holds every text, in the same order."""
    for name in hall.people:
        hall.page(name).locator(hook("card-text")).nth(6).wait_for(state="attached")
    same = hall.are_equal()
    assert len(same["cards"]) == 7
    for text in texts:
        assert sum(text in each for each in same["texts"]) == 1, text


def close(hall, texts):
    """The meeting ends for everybody, with all that was typed."""
    hall.go("na.slot")
    hall.more("Anna", "close")
    hall.tap("Anna", "close-session")
    for name in NAMES:
        hall.page(name).locator(hook("screen-end")).wait_for()
    same = hall.are_equal()
    assert same["state"]["purge_ms"]
    assert all(any(text in each for each in same["texts"]) for text in texts)
