"""On the smallest phone, and with text twice as large, nobody has to look for what they need."""

from group import Group, hook, sideways
from keyboard import Keyboard

SMALL = {"width": 320, "height": 568}
# What a person may do to the text: nothing, or make it twice as large.
ZOOMS = {"100 %": "", "200 %": "200%"}

# Whether all of an element is inside the window and nothing lies over its middle and ends.
SHOWN = """
(node) => {
  const box = node.getBoundingClientRect();
  if (box.width < 24 || box.height < 24) return `is ${box.width} by ${box.height}`;
  if (box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight) {
    return `lies at ${box.left}, ${box.top} to ${box.right}, ${box.bottom} of ${innerWidth}, ${
      innerHeight}`;
  }
  const points = [[0.5, 0.5], [0.05, 0.2], [0.95, 0.2], [0.05, 0.8], [0.95, 0.8]];
  for (const [x, y] of points) {
    const top = document.elementFromPoint(box.left + x * box.width, box.top + y * box.height);
    if (!node.contains(top)) return `is covered by ${top?.outerHTML.slice(0, 80)}`;
  }
  return '';
}
"""

def check(group, name, field):
    """In every zoom, main button and field are in sight, before and while somebody writes."""
    page = group.page(name)
    for zoom, size in ZOOMS.items():
        page.set_viewport_size(SMALL)
        page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", size)
        page.evaluate("new Promise(requestAnimationFrame)")
        place = page.locator(hook(field))
        for when in ("at rest", "while writing", "with a long text"):
            if when == "while writing":
                place.focus()
            if when == "with a long text":
                place.fill("Ik zou eerst vragen wat er speelt, en dan pas zeggen wat ik denk. " * 4)
            page.evaluate("new Promise(requestAnimationFrame)")
            about = f"{name} at {zoom} {when}"
            for part in ("main-action", field):
                trouble = page.locator(hook(part)).evaluate(SHOWN)
                assert not trouble, f"{about}: {part} {trouble}"
            assert sideways(page) == [], about
        place.fill("")
        place.blur()
    page.evaluate("document.documentElement.style.fontSize = ''")


def test_asking_fits_the_smallest_phone_and_double_text(group):
    group.go("1.stelling")
    field = group.page("Bram").locator(hook("field-vraag"))
    field.fill("Hoe kan ik in het overleg zeggen wat ik vind, zonder dat het een ruzie wordt?")
    group.press("Bram", "lay-down")
    group.sees("Daan", "zonder dat het een ruzie wordt?")
    group.go("1.beeld")
    check(group, "Daan", "field-compose")
    group.press("Celine", "raise-hand")
    group.write("Daan", "Wat vraagt ze je eigenlijk?", "raise-hand")
    group.sees("Anna", "Wat vraagt ze je eigenlijk?")
    group.press("Anna", "next-question")
    group.page("Celine").locator(hook("speaking")).wait_for()
    check(group, "Celine", "field-compose")


def test_writing_a_card_fits_the_smallest_phone_and_double_text(group):
    group.go("1.schrijf")
    check(group, "Celine", "field-compose")
    group.write("Celine", "Ik zou haar eerst laten uitpraten.")
    page = group.page("Celine")
    page.locator(hook("own-card")).wait_for()
    page.set_viewport_size(SMALL)
    page.evaluate("new Promise(requestAnimationFrame)")
    assert page.locator(hook("own-card")).locator(".words").evaluate(
        "(node) => { const box = node.getBoundingClientRect();"
        " return node.contains(document.elementFromPoint(box.left + 9, box.bottom - 3)); }"
    ), "the own card is covered"
    check(group, "Celine", "field-compose")
    # The chair has a line more below.
    check(group, "Anna", "field-compose")


def test_a_narrow_window_shows_a_method_at_once_and_the_own_action_above_what_others_say(server, people):
    group = Group(people, server, ["Anna", "Bram", "Celine", "Daan"])
    narrow = {"width": 320, "height": 640}

    def look(page):
        page.set_viewport_size(narrow)
        page.evaluate("new Promise(requestAnimationFrame)")
        trouble = page.locator(hook("method", '[data-method="bovv6"] .tick')).evaluate(SHOWN)
        assert not trouble, f"the first method {trouble}"
    group.make("bovv6", prepare=look)
    group.come_in()
    group.begin("Bram")
    group.go("na.oogst")
    for name in group.people:
        group.write(name, f"Ik neem mee dat vragen helpt, zegt {name}.")
    page = group.page("Celine")
    page.set_viewport_size(narrow)
    page.locator(hook("live-text")).nth(3).wait_for(state="attached")
    page.locator(hook("main-action", '[data-action="lay-down"]')).wait_for()
    trouble = page.locator(hook("field-actie-what")).evaluate(SHOWN)
    assert not trouble, f"the own action {trouble}"


def test_who_has_only_keys_sees_the_focus_in_a_low_window_with_double_text(group):
    group.go("1.schrijf")
    page = group.page("Anna")
    page.set_viewport_size(SMALL)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    keys = Keyboard(page)
    keys.reach("safety")
    keys.reach("more", back=True)
    keys.reach("field-compose")
    keys.reach("main-action")
    keys.reach("safety", back=True)
    page.set_viewport_size({"width": 420, "height": 400})
    page.evaluate("document.documentElement.style.fontSize = ''")
    keys.reach("more", back=True)
    keys.reach("safety")
    keys.reach("main-action")
    assert keys.stops > 10


def look_at_280(group, *names):
    """In the side panel of a call nothing lies beside the window, and the main button is there."""
    for name in names:
        page = group.page(name)
        page.set_viewport_size({"width": 280, "height": 653})
        page.evaluate("new Promise(requestAnimationFrame)")
        assert sideways(page) == [], name
        trouble = page.locator(hook("main-action")).evaluate(SHOWN)
        assert not trouble, f"{name}: main-action {trouble}"


def test_a_side_panel_of_280_pixels_shows_a_whole_meeting(server, people):
    group = Group(people, server, ["Anna", "Bram", "Celine", "Daan"])
    group.make("bovv6", prepare=lambda page: look_at_280(group, "Anna"))
    look_at_280(group, "Anna")
    group.press("Anna")
    group.page("Anna").locator(hook("screen-join")).wait_for()
    look_at_280(group, "Anna")
    for name in group.people:
        group.join(name)
    look_at_280(group, "Anna", "Celine")
    group.begin("Bram")
    look_at_280(group, "Anna", "Celine")
    for step in ("1.stelling", "1.beeld", "1.schrijf"):
        group.go(step)
        look_at_280(group, "Anna", "Bram", "Celine")
    for name in ("Anna", "Celine", "Daan"):
        group.write(name, f"Ik zou eerst vragen wat er speelt, en dan pas iets zeggen, zegt {name}.")
        group.page(name).locator(hook("own-card")).wait_for()
    group.press("Anna", "show-cards")
    group.in_step("1.lees")
    look_at_280(group, "Anna", "Bram", "Celine")
    group.go("1.besluit")
    look_at_280(group, "Bram")
