"""People come back: after a reload, a killed server, a lost seat, a chair who drops out."""

from group import Group, hook
from guests import Mixed

NAMES = ["Anna", "Bram", "Celine", "Daan"]


def begin(server, people, step):
    """A group in a step of BOvV, chaired by Anna and presented by Bram."""
    group = Group(people, server, NAMES)
    group.make("bovv6")
    group.come_in()
    group.begin("Bram")
    group.go(step)
    return group


def test_a_killed_server_comes_back_with_everything_that_was_acknowledged(server, people):
    people.excuse("WebSocket connection to .* failed|net::ERR_")
    group = begin(server, people, "1.schrijf")
    group.write("Celine", "Ik zou eerst uitrusten.")
    group.page("Celine").locator(hook("own-card")).wait_for()
    group.page("Daan").locator(hook("field-compose")).fill("Ik zou haar bel")
    server.kill()
    group.page("Daan").locator(hook("ask-offline")).wait_for()
    group.page("Daan").locator(hook("field-compose")).press_sequentially("len.")
    group.shoot("Daan", "9-offline")
    server.start()
    group.page("Daan").locator(hook("ask-offline")).wait_for(state="hidden")
    group.press("Daan", "lay-down")
    group.page("Daan").locator(hook("own-card")).wait_for()
    group.write("Anna", "Ik zou niets doen.")
    group.page("Anna").locator(hook("own-card")).wait_for()
    assert group.page("Celine").locator(hook("own-card")).count() == 1
    group.press("Anna", "show-cards")
    group.in_step("1.lees")
    for name in NAMES:
        group.sees(name, "Ik zou haar bellen.")
        assert group.page(name).locator(hook("card")).count() == 3


def test_a_reload_gives_seat_draft_and_own_closed_card_back(server, people):
    group = begin(server, people, "1.schrijf")
    group.write("Celine", "Ik zou eerst uitrusten.")
    group.page("Celine").locator(hook("own-card")).wait_for()
    group.page("Celine").locator(hook("field-compose")).fill("Ik zou ook")
    group.page("Celine").reload()
    group.in_step("1.schrijf")
    assert group.page("Celine").locator(hook("field-compose")).input_value() == "Ik zou ook"
    group.sees("Celine", "Ik zou eerst uitrusten.")
    assert "#" not in group.page("Celine").url


def test_a_frozen_tab_shows_what_happened_meanwhile_and_keeps_what_was_half_written(
    server, people, tabs
):
    people.excuse("WebSocket connection to .* failed|net::ERR_")
    celine = tabs("Celine")
    group = begin(server, Mixed(people, {"Celine": celine.person}), "1.beeld")
    field = group.page("Celine").locator(hook("field-compose"))
    field.fill("Wat zei ze d")
    texts = group.page("Celine").get_by_text("Wat vroeg ze toen?")
    with celine.frozen():
        group.write("Daan", "Wat vroeg ze toen?", "raise-hand")
        group.sees("Anna", "Wat vroeg ze toen?")
        assert texts.count() == 0
    group.sees("Celine", "Wat vroeg ze toen?")
    with celine.frozen():
        server.kill()
        group.page("Daan").locator(hook("ask-offline")).wait_for()
        assert group.page("Celine").locator(hook("ask-offline")).count() == 0
    group.page("Celine").locator(hook("ask-offline")).wait_for()
    group.sees("Celine", "Wat je typt, blijft hier staan.")
    server.start()
    group.page("Celine").locator(hook("ask-offline")).wait_for(state="hidden")
    group.press("Anna", "next-question")
    group.page("Celine").locator(hook("speaking")).wait_for()
    assert field.input_value() == "Wat zei ze d"


def test_a_newcomer_waits_at_the_door_and_receives_nothing_until_let_in(server, people):
    group = begin(server, people, "1.stelling")
    group.page("Bram").locator(hook("field-casus")).fill("Een moeder belt elke week.")
    group.press("Bram", "lay-down")
    group.people["Gijs"] = people.add("Gijs")
    group.join("Gijs", last=False)
    group.page("Gijs").locator(hook("screen-door")).wait_for()
    assert group.page("Gijs").get_by_text("Een moeder belt").count() == 0
    group.shoot("Gijs", "3-door")
    group.sees("Anna", "Gijs")
    group.shoot("Anna", "5-door-chair")
    group.tap("Anna", "admit")
    group.in_step("1.stelling")
    group.sees("Gijs", "Een moeder belt elke week.")


def test_a_lost_seat_is_asked_for_and_given_back(server, people):
    group = begin(server, people, "1.stelling")
    group.people["Daan"].context.close()
    other = people.add("Daan op zijn telefoon")
    group.people["Daan"] = other
    page = other.open(group.link)
    group.tap("Daan", "lost")
    page.locator(hook("field-name")).fill("Daan")
    page.locator(hook("tick-rules")).check()
    group.press("Daan")
    page.locator(hook("screen-door")).wait_for()
    group.tap("Anna", "give-seat")
    # The seat can be given once nobody has sat in it for half a minute.
    seat = group.page("Anna").locator(hook("seat-of", '[data-name="Daan"]'))
    assert seat.is_disabled()
    seat.click(timeout=40_000)
    group.in_step("1.stelling")
    assert page.locator(hook("seat")).count() == len(NAMES)
    for name in NAMES:
        group.page(name).locator('[data-test^="ask-given-"]').wait_for()


def test_when_the_chair_drops_out_somebody_steps_in_and_the_chair_is_offered_it_back(
    server, people
):
    group = begin(server, people, "1.beeld")
    anna = group.people["Anna"]
    anna.page.goto("about:blank")
    # A raised hand waits for the chair, so the offer comes after ten seconds.
    group.press("Celine", "raise-hand")
    group.page("Daan").locator(hook("ask-chair")).locator(hook("take-chair")).wait_for()
    assert group.page("Bram").locator(hook("take-chair")).count() == 0
    group.shoot("Daan", "5-chair-offer")
    group.tap("Daan", "take-chair")
    group.press("Daan", "next-question")
    group.sees("Bram", "Celine")
    anna.page.go_back()
    group.in_step("1.beeld")
    group.sees("Anna", "Daan heeft het overgenomen")
    group.shoot("Anna", "5-chair-back")
    group.tap("Anna", "take-chair")
    group.page("Anna").locator(hook("chair-line")).wait_for()


def test_in_two_tabs_the_seat_is_open_in_one_and_the_other_says_so_and_can_take_it_back(group):
    here = group.page("Celine")
    there = group.people["Celine"].context.new_page()
    there.goto(group.link)
    there.locator(hook("screen-step")).wait_for()
    here.locator(hook("screen-stopped")).wait_for()
    group.sees("Celine", "Je plek is open in een ander venster.")
    group.sees("Celine", "Ga je hier verder, dan stopt het in dat andere venster.")
    group.press("Celine")
    here.locator(hook("screen-step")).wait_for()
    there.locator(hook("screen-stopped")).wait_for()
    assert here.locator(hook("seat")).count() == len(NAMES)


def test_an_address_that_was_kept_or_copied_leads_to_where_the_link_can_be_pasted(group, people):
    """A bookmark, and what somebody copies from the bar: the address lost its key on the way in."""
    address = group.page("Celine").url
    assert group.link.startswith(address) and "#" not in address
    bookmark = group.people["Celine"].context.new_page()
    bookmark.goto(address)
    invited = bookmark.locator(hook("invited"))
    invited.get_by_text("Op dit apparaat heb je een plek").wait_for()
    bookmark.locator(hook("field-link")).fill(group.link)
    bookmark.locator(hook("follow-link")).click()
    bookmark.locator(hook("screen-step")).wait_for()
    copied = people.add("Gijs").open(address)
    copied.locator(hook("invited")).locator("summary").click()
    copied.get_by_text("link uit je uitnodiging").wait_for()
    assert copied.get_by_text("heb je een plek").count() == 0


def test_the_link_on_a_phone_beside_the_laptop_asks_for_a_name_and_offers_the_seat_back(
    group, people
):
    phone = people.add("Celine op haar telefoon").open(group.link)
    phone.locator(hook("screen-join")).wait_for()
    phone.locator(hook("lost")).click()
    phone.get_by_text("Zat je al in deze bijeenkomst, op een ander apparaat?").wait_for()
    # Nothing happened to who sits in the seat.
    assert group.page("Celine").locator(hook("screen-step")).is_visible()
