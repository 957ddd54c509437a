"""How often people press on the way from the link to the report, counted by their browsers."""

from group import Group, hook

NAMES = ["Anna", "Bram", "Celine", "Daan", "Elif"]
# Presses of a person, and the fields that a person filled in.
COUNT = """
  globalThis.presses = 0;
  globalThis.filled = new Set();
  addEventListener('pointerdown', (event) => { if (event.isTrusted) presses += 1; }, true);
  addEventListener('input', ({target}) => {
    if (target.matches('textarea, input[name=name]')) filled.add(target.id);
  }, true);
"""


class Counted(Group):
    """A group whose pages count."""

    def __init__(self, people, server, names):
        super().__init__(people, server, names)
        for person in self.people.values():
            person.context.add_init_script(COUNT)

    def count(self, name):
        """The presses and the filled fields since the last time."""
        return self.page(name).evaluate(
            "() => { const all = [presses, filled.size]; presses = 0; filled.clear(); return all; }")

    def pass_turns(self, name, action="next-turn"):
        """The chair leads a round to its end; says how many turns it had."""
        page, turns = self.page(name), 0
        while (speaks := page.locator(hook("seat", ".speaks"))).count():
            who = speaks.first.get_attribute("data-name")
            self.press(name, action)
            turns += 1
            page.locator(hook("seat", f'.speaks[data-name="{who}"]')).wait_for(state="detached")
        return turns


def test_three_actions_lead_to_the_seat_and_one_press_to_each_turn_and_step(server, people):
    """Nobody is counted for what they need not do; the chair leads with the main button alone."""
    group = Counted(people, server, NAMES)
    group.make("bovv6")
    group.come_in()
    for name in NAMES[1:]:
        assert sum(group.count(name)) <= 3, name
    group.begin("Bram")
    for name in NAMES:
        group.count(name)
    steps, turns = 1, group.pass_turns("Anna")
    for step in ["1.stelling", "1.beeld", "1.oordeel1", "1.schrijf"]:
        group.press("Anna", "next-step")
        group.in_step(step)
        steps += 1
    for name in NAMES[2:]:
        group.write(name, f"Ik zou het zo doen, zegt {name}.")
        group.page(name).locator(hook("own-card")).wait_for()
    group.press("Anna", "show-cards")
    group.in_step("1.lees")
    steps += 1
    cards = group.page("Anna").locator(hook("card"))
    cards.nth(2).wait_for()
    for _ in range(3):
        now = cards.and_(group.page("Anna").locator('[aria-current="true"]'))
        item = now.get_attribute("data-item")
        group.press("Anna", "next-card")
        group.page("Anna").locator(
            hook("card", f'[data-item="{item}"][aria-current="true"]')).wait_for(state="detached")
        turns += 1
    for step in ["1.besluit", "na.oogst"]:
        group.press("Anna", "next-step")
        group.in_step(step)
        steps += 1
    turns += group.pass_turns("Anna")
    group.press("Anna", "next-step")
    group.in_step("na.evaluatie")
    steps += 1
    led = group.count("Anna")[0]
    for name in NAMES:
        group.page(name).locator(hook("rating-veiligheid")).locator("input").first.check()
        group.write(name, f"Niets, zegt {name}.", field="field-ongezegd")
        group.page(name).locator(hook("main-action", ':not([data-action="lay-down"])')).wait_for()
    group.count("Anna")  # what the chair gave as a member is no leading
    group.press("Anna", "open-set")
    group.press("Anna", "next-step")
    group.in_step("na.slot")
    steps += 1
    group.press("Anna", "close")
    group.tap("Anna", "close-session")
    group.page("Anna").locator(hook("screen-end")).wait_for()
    led += group.count("Anna")[0]
    print(f"the chair: {led} presses for {steps} steps and {turns} turns")
    for name in NAMES[1:]:
        presses, filled = group.count(name)
        print(f"{name}: {presses} presses, {filled} fields")
        assert presses <= 8, name
    # Beyond these one opens what was rated, and one says yes to the close.
    assert led <= steps + turns + 2
