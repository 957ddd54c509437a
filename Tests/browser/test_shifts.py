"""Nothing moves under the eyes once a screen is painted: start, join, lobby and step."""

import pytest

from group import Group, hook

NOTE = """
globalThis.shifts = [];
new PerformanceObserver((list) => {
  // What follows on a press within half a second was asked for.
  for (const {value, hadRecentInput, sources} of list.getEntries()) {
    if (!hadRecentInput) globalThis.shifts.push(`${value} of ${sources.map(({node}) =>
      node?.outerHTML?.slice(0, 120)).join(', ')}`);
  }
}).observe({type: 'layout-shift', buffered: true});
"""

# After the observers of what was painted last have run.
SHIFTS = """
new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(
  () => setTimeout(() => resolve(globalThis.shifts)))))
"""

# What a late picture or line does to all that is below it.
PUSH = "document.querySelector('[data-test=method]').style.marginTop = '80px'"
MOVED = """
new Promise((resolve) => {
  const end = performance.now() + 10000;
  const look = () => {
    if (globalThis.shifts.length > 0 || performance.now() > end) resolve(globalThis.shifts);
    else requestAnimationFrame(look);
  };
  look();
})
"""


def shifts(page):
    """What moved on a page since it was opened, once nothing more comes."""
    page.wait_for_load_state("networkidle")
    return page.evaluate(SHIFTS)


@pytest.mark.parametrize("width", [420, 1280])
def test_nothing_shifts_after_the_first_paint_of_any_screen(server, people, width):
    group = Group(people, server, ["Anna", "Bram", "Celine"])
    for person in group.people.values():
        person.context.add_init_script(NOTE)
        person.page.set_viewport_size({"width": width, "height": 800})
    found = {}
    page = group.people["Anna"].open(server.address)
    page.locator(hook("method")).first.wait_for()
    found["start"] = shifts(page)
    group.make("bovv6")
    other = group.people["Bram"].open(group.link)
    other.locator(hook("screen-join")).wait_for()
    found["join"] = shifts(other)
    group.come_in()
    for name in ("Bram", "Anna"):
        group.page(name).reload()
        group.page(name).locator(hook("screen-lobby")).wait_for()
        found[f"lobby of {name}"] = shifts(group.page(name))
    group.begin("Bram")
    for step in ("1.beeld", "1.schrijf"):
        group.go(step)
        for name in group.people:
            group.page(name).reload()
        group.in_step(step)
        for name in group.people:
            found[f"{step} of {name}"] = shifts(group.page(name))
    assert {screen: moved for screen, moved in found.items() if moved} == {}
    assert len(found) == 10


def test_what_shifts_is_noticed(server, people):
    person = people.add("Anna")
    person.context.add_init_script(NOTE)
    page = person.open(server.address)
    page.locator(hook("method")).first.wait_for()
    assert shifts(page) == []
    page.evaluate(PUSH)
    assert page.evaluate(MOVED)
