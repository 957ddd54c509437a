"""What people type is shown as it was typed: it never runs, never is markup, never breaks the page."""

import re

import pytest

from group import Group, hook, sideways

PAYLOADS = [
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "<svg/onload=window.pwned=1>",
    "javascript:window.pwned=1",
    "{{constructor.constructor('pwned=1')()}}",
    "${window.pwned=1}`-alert(1)-`",
    "\"'><input autofocus onfocus=pwned=1>",
    "</textarea></script><b onclick=pwned=1>",
    # From right to left, and never put right again.
    "\u202egnp.exe\u2067 \u0645\u0631\u062d\u0628\u0627",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467\U0001f3f3\ufe0f\u200d\U0001f308 Z\u0351\u0352\u0357a\u0351\u0310",
    "nul\u200bbreed\u200d\u2060\ufeffte",
    # Longer than any line; names are cut at 40 characters.
    "W" * 900,
]
PEOPLE = ["Anna", "Bram", "Celine", "Daan"]

# What no text may bring into the page: elements and attributes that can do something.
FOREIGN = """
() => [...document.querySelectorAll('script:not([src]), img, iframe, object, b[onclick], base')]
  .concat([...document.querySelectorAll('*')].filter(({attributes}) => [...attributes].some(
    ({name, value}) => name.startsWith('on') || /^\\s*javascript:/i.test(value)
      && ['href', 'src', 'xlink:href', 'action'].includes(name))))
  .map(({outerHTML}) => outerHTML.slice(0, 100))
"""

# Waits until an element of a hook has exactly this text, or holds a part that has.
SHOWN = """
([selector, text]) => new Promise((resolve, reject) => {
  const isShown = () => [...document.querySelectorAll(selector)].some((node) =>
    [node, ...node.querySelectorAll('*')].some((each) => each.textContent === text
      || each.value === text || [...each.childNodes].some((part) => part.data === text)));
  const observer = new MutationObserver(() => isShown() && resolve());
  observer.observe(document.body, {subtree: true, childList: true, characterData: true});
  setTimeout(() => reject(new Error(`${selector} never shows ${text}`)), 15000);
  if (isShown()) resolve();
})
"""


class Meeting(Group):
    """People on phones who are called, and say, what stands in a list of payloads."""

    def __init__(self, people, server, payloads):
        super().__init__(people, server, PEOPLE)
        self.payloads = payloads
        for person in self.people.values():
            person.page.set_viewport_size({"width": 320, "height": 640})

    def called(self, payload):
        """The name that a payload makes: short, without what shows nothing, turning nothing round."""
        name = re.sub("[\u200b\u202e\u2060\u2067\ufeff]", "", payload[:40])
        return f"\u2068{name}\u2069" if re.search("[\u0600-\u06ff]", name) else name

    def enter(self, name, payload):
        """Joins with a payload as the name, typed as a person would."""
        page = self.people[name].open(self.link)
        page.locator(hook("field-name")).focus()
        page.keyboard.insert_text(payload)
        page.locator(hook("tick-rules")).check()
        self.press(name)
        page.locator(hook("screen-lobby")).wait_for()

    def shows(self, test, text):
        """Waits until everybody sees exactly this text, and looks for harm."""
        for name in PEOPLE:
            self.page(name).evaluate(SHOWN, [hook(test), text])
        self.is_unharmed()

    def is_unharmed(self):
        """Nothing ran, nothing became markup, nothing is wider than the phone."""
        for name in PEOPLE:
            page = self.page(name)
            assert page.evaluate("window.pwned") is None
            assert page.evaluate(FOREIGN) == []
            assert page.evaluate("document.querySelectorAll('input[autofocus]').length") == 0
            assert sideways(page) == [], f"the page of {name} scrolls sideways"


@pytest.fixture(params=range(0, len(PAYLOADS), 4), ids=lambda first: f"from {first}")
def meeting(request, server, people):
    """A meeting of four people with four of the payloads."""
    return Meeting(people, server, PAYLOADS[request.param:][:4])


def test_texts_never_become_markup(meeting):
    page = meeting.make("bovv6")
    page.locator(hook("main-action")).wait_for()
    for name, payload in zip(PEOPLE, meeting.payloads, strict=True):
        meeting.enter(name, payload)
    for payload in meeting.payloads:
        meeting.shows("screen-lobby", meeting.called(payload))
    meeting.press("Anna")
    presenter = meeting.page("Anna").locator(hook("presenter-1"))
    presenter.select_option(index=2)
    meeting.page("Bram").get_by_role("button", name="Bereid je casus voor").wait_for()
    meeting.press("Anna")
    meeting.in_step("voor.inchecken")
    ask_and_note(meeting)
    lay_cards(meeting)
    decide(meeting)
    report(meeting)


def ask_and_note(meeting):
    meeting.go("1.beeld")
    for payload in meeting.payloads:
        meeting.write("Daan", payload, "raise-hand")
        meeting.shows("screen-step", payload)
        meeting.press("Daan", "lower-hand")
    meeting.tap("Celine", "take-pen")
    for payload in meeting.payloads:
        meeting.page("Celine").locator(hook("field-note")).fill(payload)
        meeting.shows("note-line", payload)


def lay_cards(meeting):
    meeting.go("1.schrijf")
    first, *rest = meeting.payloads
    for name, payload in zip(["Anna", "Anna", "Celine", "Daan"], [*rest, first], strict=True):
        meeting.write(name, payload)
        meeting.page(name).evaluate(SHOWN, [hook("own-card"), payload])
    meeting.is_unharmed()
    meeting.press("Anna", "show-cards")
    meeting.in_step("1.lees")
    for payload in meeting.payloads:
        meeting.shows("card-text", payload)


def decide(meeting):
    meeting.go("1.besluit")
    first, *rest = meeting.payloads
    page = meeting.page("Bram")
    page.locator(hook("field-besluit")).fill(first)
    meeting.press("Bram", "lay-down")
    meeting.shows("form-besluit", first)
    for payload in rest:
        meeting.tap("Bram", "edit")
        page.locator(hook("field-edit")).fill(payload)
        meeting.tap("Bram", "edit-save")
        meeting.shows("form-besluit", payload)


def report(meeting):
    meeting.go("na.oogst")
    meeting.more("Anna", "close")
    meeting.tap("Anna", "close-session")
    for name in PEOPLE:
        meeting.page(name).locator(hook("screen-end")).wait_for()
        meeting.press(name)
        meeting.page(name).locator(hook("screen-report")).wait_for()
    meeting.is_unharmed()
    last = meeting.payloads[-1]
    meeting.page("Bram").evaluate(SHOWN, [hook("report"), last])
