"""A group in which too few lay a card: it talks, and may open the cards after all."""

from group import Group, hook

OTHERS = ["Anna", "Celine", "Daan"]


def test_too_few_cards_are_talked_about_and_can_still_be_opened(server, people):
    group = Group(people, server, ["Anna", "Bram", "Celine", "Daan"])
    group.make("bovv6")
    group.come_in()
    group.begin("Bram")
    group.go("1.schrijf")
    group.write("Celine", "Ik zou haar eerst laten uitpraten.")
    group.page("Celine").locator(hook("own-card")).wait_for()
    group.press("Anna", "show-cards")
    group.in_step("1.lees")
    dialog = group.page("Anna").locator(hook("dialog-toofew"))
    dialog.wait_for()
    words = dialog.inner_text()
    assert "minstens 3 mensen" in words and "één" not in words
    group.tap("Anna", "talk")
    group.press("Celine", "next-turn")
    # Who had no card yet lays one while the others talk.
    for name in ["Daan", "Anna"]:
        group.write(name, f"Ik zou bellen, zegt {len(name)}.")
        group.page(name).locator(hook("own-card")).wait_for()
    group.press("Daan", "next-turn")
    group.press("Anna", "next-turn")
    group.press("Anna", "open-set")
    for name in ["Bram", *OTHERS]:
        group.page(name).locator(hook("card")).nth(2).wait_for()


def test_going_on_past_cards_that_are_not_opened_is_asked(server, people):
    group = Group(people, server, ["Anna", "Bram", "Celine", "Daan"])
    group.make("bovv6")
    group.come_in()
    group.begin("Bram")
    group.go("1.schrijf")
    group.more("Anna", "steps")
    group.tap("Anna", "go-1.besluit")
    group.tap("Anna", "answer-0")
    group.page("Anna").locator(hook("dialog-closed")).wait_for()
    group.tap("Anna", "closed-leave")
    group.in_step("1.schrijf")
    group.more("Anna", "steps")
    group.tap("Anna", "go-1.besluit")
    group.tap("Anna", "answer-0")
    group.tap("Anna", "closed-discard")
    group.in_step("1.besluit")
