"""Leads a meeting with any method: who may write something does so, and the chair goes on."""

import json

from group import hook
from server import ROOT

METHODS = ROOT / "protocol" / "methods"
# What the main button of somebody who wrote something does.
SENDS = ("lay-down", "raise-hand", "lower-hand", "next-question")
# Throws away what is not enough to be opened, if that is asked.
DISCARD = f"() => document.querySelector('{hook('dialog-toofew')} {hook('discard')}')?.click()"


def read(name):
    """A method file, or the frame."""
    return json.loads((METHODS / f"{name}.json").read_text(encoding="utf-8"))


def steps_of(method):
    """The steps of the plan, by the part of their id after the prefix, the frame's among them."""
    frame = read("frame")
    parts = [*frame["before"], *frame.get("between", []), *frame["after"]]
    return {step["id"]: step for step in [*parts, frame["choose"], *method["steps"]]}


class Leader:
    """Three people and the steps of a method; the first chairs, the second presents first."""

    def __init__(self, group, method):
        self.group = group
        self.steps = steps_of(method)
        self.names = list(group.people)
        # Who presents, by the number of the case.
        self.presenters = {"1": self.names[1]}
        self.seen = []
        # Inputs by «step/input», and those that somebody wrote.
        self.asked, self.written = set(), set()

    @property
    def leads(self):
        """Who chairs now: another one while the chair presents."""
        return next(name for name in self.names
                    if self.group.page(name).locator(hook("chair-line")).count())

    @property
    def chair(self):
        """The page of the chair."""
        return self.group.page(self.leads)

    def here(self):
        """The step that the meeting is in, or `None` after its end."""
        screen = self.group.page(self.names[0]).locator(hook("screen-step"))
        return screen.get_attribute("data-step") if screen.count() else None

    def action(self, name):
        """What the main button of somebody does now."""
        return self.group.page(name).locator(hook("main-action")).get_attribute("data-action")

    def lead(self):
        """Goes from the first step to the close."""
        # Cards that come with a step are opened once it is there; the chair may be asked later.
        for page in map(self.group.page, self.names):
            page.add_locator_handler(page.locator(hook("dialog-toofew")), self.discard)
        while (step := self.here()):
            self.group.in_step(step)
            self.seen.append(step)
            self.work(step)
            self.look(step)
            # Cards that the next step opens take the chair there.
            if self.here() == step:
                self.go_on(step)
        for name in self.names:
            self.group.page(name).locator(hook("screen-end")).wait_for()

    def look(self, step):
        """Fails where a part of somebody's page could not be drawn."""
        for name in self.names:
            failed = self.group.page(name).locator(hook("failed"))
            assert failed.count() == 0, f"{step} of {name}: {failed.first.inner_text()}"

    def work(self, step):
        """Everybody writes what there is to write, and the chair opens what can be opened."""
        plain = self.steps[step.split(".")[1]]
        if plain["icon"] == "choose":
            self.choose(plain)
        self.write(step, plain)
        while self.here() == step and self.action(self.leads) in ("open-set", "show-cards"):
            goes = self.action(self.leads) == "show-cards"
            self.group.press(self.leads)
            if goes:
                self.left(step)
            else:
                self.after_opening()
        if self.here() == step:
            self.write(step, plain, again=True)  # what is said of the cards that lie open now

    def discard(self, dialog):
        """Throws away what is not enough to be opened."""
        dialog.locator(hook("discard")).evaluate("(node) => node.click()")

    def after_opening(self):
        """Waits until all that can be opened here is open, or the chair is asked about it."""
        dialog = self.chair.locator(hook("dialog-toofew"))
        opened = self.chair.locator(hook("main-action", ':not([data-action="open-set"])'))
        dialog.or_(opened).first.wait_for()
        # The handler presses as well, before whatever a locator does: a press through one would wait
        # for the button of a dialog that is gone by then.
        self.chair.evaluate(DISCARD)
        dialog.wait_for(state="detached")

    def choose(self, plain):
        """Whoever has not presented yet does so, if nobody was named before."""
        directly = self.chair.locator("#directly")
        if self.chair.locator(hook("settled")).count() or not directly.count():
            return
        page, leads = self.chair, self.leads
        number = page.locator(hook("screen-step")).get_attribute("data-step").split(".")[0]
        name = self.presenters[number] = self.names[int(number) % len(self.names)]
        page.locator("#directly summary").click()
        page.locator(hook("presents", f'[data-name="{name}"]')).click()
        if name == leads:
            page.locator('[data-test^="chairs-"]').first.click()
        page.locator(hook("settled")).wait_for()

    def write(self, step, plain, again=False):
        """What each input of a step asks for is written by who may: all of a set, one of the rest."""
        for entry in plain.get("inputs", []):
            place = f'{plain["id"]}/{entry["id"]}'
            writers = self.writers(entry, self.presenters.get(step.split(".")[0]))
            if (again and place in self.written) or self.is_guessed(entry, writers):
                continue
            self.asked.add(place)
            for name in writers:
                if self.give(self.group.page(name), name, entry):
                    self.written.add(place)
                    if "opens" not in entry:
                        break

    @staticmethod
    def is_guessed(entry, writers):
        """Whether it would show who gave which: then nobody is asked, which is so below four."""
        return (entry.get("named") is False and entry["as"] in ("number", "point")
                and len(writers) < 4)

    def writers(self, entry, presenter):
        """Who may write an input."""
        return {"presenter": [presenter] if presenter else [], "chair": [self.leads],
                "others": [name for name in self.names if name != presenter],
                "all": self.names}[entry["by"]]

    def give(self, page, name, entry):
        """Writes one input on somebody's page; says whether there was a field for it."""
        if any(part["id"] == "secret" for part in entry.get("fields", []) if isinstance(part, dict)):
            return self.make_next(page)
        if entry["as"] == "text":
            return self.tell(page, name, entry)
        kind = "point" if entry["as"] == "point" else "rating"
        field = page.locator(hook(f'{kind}-{entry["id"]}'))
        if not field.count():
            return False
        if kind == "point":
            page.locator(hook(f'point-{entry["id"]}-x')).press("ArrowRight")
            return True
        choice = field.locator("input").first
        if not choice.count():
            return False
        if choice.get_attribute("type") == "number":
            choice.fill(choice.get_attribute("min"))
            choice.press("Tab")
        else:
            choice.evaluate("(node) => node.click()")
        return True

    @staticmethod
    def make_next(page):
        """Makes the next meeting, as its button does."""
        if not page.locator(hook("make-next")).count():
            return False
        page.locator(hook("make-next")).click()
        page.locator(hook("next-go")).click()
        page.locator(hook("next-taken")).wait_for()
        return True

    def tell(self, page, name, entry):
        """Writes a text, in one field or several."""
        parts = [part if isinstance(part, str) else part["id"] for part in entry.get("fields", [])]
        above = [page.locator(hook(f'field-{entry["id"]}-{part}')) for part in parts] or [
            page.locator(hook(f'field-{entry["id"]}'))]
        words = f'{entry["id"]} van {name}'
        if above[0].count():
            for part, field in zip(parts or [""], above):
                field.fill("2027-01-15" if part == "due" else words)
        else:
            which = page.locator(hook(f'choice-input-{entry["id"]}'))
            if which.count():
                which.evaluate("(node) => node.click()")
            below = page.locator(hook("field-compose"))
            if not below.count() or parts:
                return False
            below.fill(words)
        page.locator(hook("main-action", f':is({", ".join(f"[data-action={one}]" for one in SENDS)})'
                          ':not([aria-disabled="true"])')).click()
        return True

    def go_on(self, step):
        """The chair goes to the next step, or closes the meeting after the last."""
        page, leads = self.chair, self.leads
        self.group.tap(leads, "more")
        self.group.unfold(leads)
        page.locator(hook("more-close")).wait_for()
        following = page.locator(hook("more-next"))
        if not following.count():
            self.group.tap(leads, "more-close")
            self.group.tap(leads, "close-session")
            self.left(step)
            return
        following.click()
        here = f'[data-test="screen-step"]:not([data-step="{step}"])'
        page.locator(f'{here}, {hook("dialog-closed")}').first.wait_for()
        if page.locator(hook("dialog-closed")).is_visible():
            self.group.tap(leads, "closed-discard")
        self.left(step)

    def left(self, step):
        """Waits until everybody has left a step: `here` reads one page, others may be ahead of it."""
        for name in self.names:
            self.group.page(name).locator(f'[data-test="screen-step"][data-step="{step}"]').wait_for(
                state="detached")
