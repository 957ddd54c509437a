"""The chair goes where the group wants to go."""

from group import Group, hook


def test_skipping_steps_asks_once_and_going_back_asks_nothing(server, people):
    group = Group(people, server, ["Anna", "Bram", "Celine"])
    group.make("bovv6")
    group.come_in()
    group.begin("Bram")
    page = group.page("Anna")
    group.more("Anna", "steps")
    group.tap("Anna", "go-1.oordeel1")
    page.locator(hook("dialog-jump")).get_by_text("Beeldvorming").wait_for()
    group.tap("Anna", "answer-no")
    page.locator(hook("dialog-jump")).wait_for(state="detached")
    assert page.locator(hook("screen-step")).get_attribute("data-step") == "voor.inchecken"
    group.go("1.oordeel1")
    for step in ("1.stelling", "1.beeld"):
        group.more("Anna", "steps")
        group.tap("Anna", "go-" + step)
        group.in_step(step)
