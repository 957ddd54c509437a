"""Four people hold a meeting by the incident method in English, from the link to the report."""

from group import Group, hook

NAMES = ["Ann", "Ben", "Chloe", "Dev"]
OTHERS = ["Ann", "Chloe", "Dev"]


def test_four_people_hold_an_incident_meeting_in_english(server, people):
    group = Group(people, server, NAMES, language="en-GB")
    page = group.make("incident", prepare=lambda page: group.shoot("Ann", "1-start-en"))
    assert page.locator("html").get_attribute("lang") == "en"
    group.come_in()
    begin(group)
    sketch(group)
    write_questions(group)
    inform(group)
    analyse(group)
    take_positions(group)
    hear_the_outcome(group)
    report(group)


def begin(group):
    group.press("Ann")
    group.page("Ann").locator(hook("presenter-1")).select_option(label="Ben")
    group.sees("Dev", "Ben")
    group.shoot("Dev", "4-lobby-en")
    group.press("Ann")
    group.in_step("voor.inchecken")
    for _ in NAMES:
        group.press("Ann", "next-turn")
    # Who presents was settled in the lobby, so choosing is shown as done and passed over.
    group.press("Ann", "next-step")


def sketch(group):
    group.in_step("1.schets")
    group.page("Ben").locator(hook("field-casus")).fill("A patient refused to be moved.")
    group.press("Ben", "lay-down")
    group.sees("Dev", "A patient refused to be moved.")
    group.press("Ann", "next-step")


def write_questions(group):
    group.in_step("1.noteren")
    for name in OTHERS:
        group.write(name, f"Who was there, asks {name}?")
    group.write("Ben", "I called the family first.")
    lies(group, NAMES)
    group.shoot("Ben", "5-outcome-en")
    for name in OTHERS:
        assert group.page(name).get_by_text("called the family").count() == 0
    group.press("Ann", "show-cards")


def lies(group, names):
    """Waits until the cards of some people lie at the server: a chair who is quicker opens without them."""
    for name in names:
        group.page(name).locator(hook("own-card")).wait_for()


def inform(group):
    group.in_step("1.informatie")
    for name in NAMES:
        group.sees(name, "asks Dev?")
    group.press("Chloe", "raise-hand")
    group.press("Ann", "next-question")
    group.press("Chloe", "next-question")
    group.shoot("Ann", "5-inform-en")
    group.press("Ann", "next-step")


def analyse(group):
    group.in_step("1.analyse")
    assert group.page("Ben").locator(hook("call-words")).is_visible()
    assert group.page("Ben").locator(hook("pad")).is_visible()
    group.tap("Chloe", "take-pen")
    group.page("Chloe").locator(hook("field-note")).fill("Safety against autonomy")
    group.sees("Dev", "Safety against autonomy")
    group.shoot("Ben", "5-turned-presenter-en")
    group.shoot("Dev", "5-turned-others-en")
    group.press("Ann", "next-step")


def take_positions(group):
    group.in_step("1.standpunt")
    for name in OTHERS:
        group.write(name, f"I would wait, because {name} knows.")
    lies(group, OTHERS)
    group.press("Ann", "show-cards")
    group.in_step("1.standpunten")
    # Positions are named in this method: each one explains the own position.
    for name in NAMES:
        # The cards come after the step: the chair's page opens them when it is there.
        group.page(name).locator(hook("card")).nth(2).wait_for()
        assert group.page(name).locator(hook("card")).count() == 3
    group.shoot("Chloe", "5-positions-en")
    for _ in OTHERS:
        group.press("Ann", "next-card")
    group.press("Ann", "next-step")


def hear_the_outcome(group):
    group.in_step("1.afloop")
    assert group.page("Dev").get_by_text("called the family").count() == 0
    group.press("Ann", "open-set")
    group.sees("Dev", "I called the family first.")
    group.press("Ann", "next-step")
    group.in_step("1.discussie")
    group.page("Ben").locator(hook("field-besluit")).fill("Next time I ask her first.")
    group.press("Ben", "lay-down")
    group.sees("Dev", "Next time I ask her first.")
    group.press("Ann", "next-step")


def report(group):
    group.in_step("na.oogst")
    for name in NAMES:
        group.write(name, f"{name} takes this along.")
    for _ in NAMES:
        group.press("Ann", "next-turn")
    group.go("na.slot")
    group.press("Ann", "close")
    group.tap("Ann", "close-session")
    for name in NAMES:
        group.page(name).locator(hook("screen-end")).wait_for()
        group.press(name)
        group.page(name).locator(hook("screen-report")).wait_for()
    group.shoot("Ben", "7-report-presenter-en")
    own = group.page("Ben").locator(hook("report")).inner_text()
    for text in ["A patient refused", "I called the family first.", "Next time I ask her first."]:
        assert text in own
