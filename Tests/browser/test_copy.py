"""Whoever presented makes a copy without names, by keyboard alone, of no more than what may go along."""

from urllib.parse import parse_qs, unquote, urlsplit

from group import Group, hook
from keyboard import Keyboard

NAMES = ["Anna", "Bram", "Celine", "Daan"]
STORY = "Toen Celine in Utrecht was, op 3 maart, belde mevrouw Zomer mij. bram's schuld, zei ze."
QUESTIONS = {"Celine": "Wat hoor je haar eigenlijk vragen?", "Daan": "Waarom neem je steeds op?"}
CARDS = {"Anna": "Ik zou haar laten wachten.", "Celine": "Ik zou haar laten uitpraten.",
         "Daan": "Ik zou haar op papier antwoorden."}
OWN = "Laat haar eerst vertellen, zei Zomer."


def meet(group):
    """A meeting to its end: of the three others one says yes, one says no, and one says nothing."""
    group.make("bovv6")
    group.come_in()
    group.begin("Bram")
    group.go("1.stelling")
    group.page("Bram").locator(hook("field-casus")).fill(STORY)
    group.press("Bram", "lay-down")
    group.sees("Anna", "mevrouw Zomer")
    group.go("1.beeld")
    for name, question in QUESTIONS.items():
        group.write(name, question, "raise-hand")
        group.sees("Bram", question)
    group.go("1.schrijf")
    for name, card in CARDS.items():
        group.write(name, card)
        group.page(name).locator(hook("own-card")).wait_for()
    group.press("Anna", "show-cards")
    group.in_step("1.lees")
    group.page("Bram").locator(hook("card")).nth(2).wait_for()
    group.go("na.slot")
    for name, answer in {"Celine": "ja", "Daan": "nee"}.items():
        group.page(name).locator(hook(f"rating-doorgeven-{answer}")).check()
        group.page("Bram").locator(hook("spread-doorgeven")).get_by_text(answer).first.wait_for()
    group.shoot("Daan", "6-closing-copy")
    group.more("Anna", "close")
    group.tap("Anna", "close-session")
    group.page("Bram").locator(hook("screen-end")).wait_for()


def text_of(page, keys):
    """What the clipboard holds once the copy was copied by keys."""
    keys.reach("copy-copy")
    keys.press("Enter")
    page.get_by_text("De tekst is gekopieerd").wait_for()
    return page.evaluate("navigator.clipboard.readText()")


def test_a_copy_without_names_is_made_by_keyboard_and_holds_what_may_go_along(server, people):
    group = Group(people, server, NAMES)
    meet(group)
    page = group.page("Bram")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    keys = Keyboard(page)
    keys.main()
    page.locator(hook("screen-report")).wait_for()
    keys.reach("make-copy")
    keys.press("Enter")
    page.locator(hook("screen-copy")).wait_for()
    assert "Celine zei ja" in page.locator(hook("copy-yes")).inner_text()
    group.shoot("Bram", "7-copy")

    # The first decision is taken back, and all of them made by Enter in the field.
    keys.reach("copy-word")
    first = page.locator(hook("copy-around")).inner_text()
    keys.press("Enter")
    page.locator(hook("copy-undo")).wait_for()
    keys.reach("copy-undo")
    keys.press("Enter")
    assert page.locator(hook("copy-around")).inner_text() == first
    keys.reach("copy-word", back=True)
    decide_all(page, keys)

    # In the place of the unnamed cards there is nothing, until the presenter writes it.
    own = page.locator(hook("copy-own-1.schrijf.left"))
    assert own.input_value() == ""
    keys.reach("copy-own-1.schrijf.left")
    keys.type(OWN)
    page.locator(hook("copy-wait")).wait_for()
    keys.reach("copy-word", back=True)
    keys.press("Control+A")
    keys.type("iemand")
    decide_all(page, keys)
    text = text_of(page, keys)
    group.shoot("Bram", "7-copy-done")

    assert QUESTIONS["Celine"] in text and "Laat haar eerst vertellen, zei iemand." in text
    assert "in een plaats was, op een datum, belde mevrouw de cliënt mij." in text
    left = [*NAMES, "Utrecht", "maart", "Zomer", "bram", QUESTIONS["Daan"],
            *CARDS.values(), "papier", "uitpraten"]
    assert not [word for word in left if word in text]

    mail = urlsplit(page.locator(hook("copy-mail")).get_attribute("href"))
    assert (mail.scheme, unquote(mail.path)) == ("mailto", "info@bovv.nl")
    assert parse_qs(mail.query)["subject"] == ["Ingevuld formulier: BOvV in zes stappen"]
    assert parse_qs(mail.query)["body"][0].replace("\r\n", "\n") == text
    keys.reach("copy-save")
    with page.expect_download() as download:
        keys.press("Enter")
    assert download.value.path().read_text(encoding="utf-8") == text
    keys.main()
    page.locator(hook("screen-report")).wait_for()


def decide_all(page, keys):
    """Presses Enter in the field until no place is left to look at."""
    for _ in range(30):
        if page.locator(hook("copy-result")).count():
            return
        left = page.locator(hook("copy-left"))
        before = left.inner_text()
        keys.press("Enter")
        left.filter(has_not_text=before).wait_for()
    raise AssertionError("there are places left: " + page.locator(hook("copy-left")).inner_text())


def test_whoever_presented_nothing_is_offered_no_copy(server, people):
    group = Group(people, server, NAMES)
    meet(group)
    group.press("Daan")
    group.page("Daan").locator(hook("screen-report")).wait_for()
    assert group.page("Daan").locator(hook("make-copy")).count() == 0
