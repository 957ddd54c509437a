"""A group at a meeting: what its people do on their pages, in the words of the page's hooks."""

from people import shoot


def hook(name, state=""):
    """The selector of an element by its hook."""
    return f'[data-test="{name}"]{state}'


# Parts of the page that are wider inside than outside, and what widens them.
SIDEWAYS = """
() => [document.scrollingElement,
  ...document.querySelectorAll('.scroll, .side, .table, .body, .foot, dialog')]
  .filter((node) => node.scrollWidth > node.clientWidth)
  .map((node) => [node, ...node.querySelectorAll('*')].filter((each) =>
    each.getBoundingClientRect().right > innerWidth + 1).slice(-3)
    .map(({outerHTML}) => outerHTML.slice(0, 160)).join(', '))
"""


def sideways(page):
    """What scrolls sideways on a page."""
    return page.evaluate(SIDEWAYS)


class Group:
    """People with a page each who come together in one session; the first one makes it."""

    def __init__(self, people, server, names, language="nl-NL"):
        self.server = server
        self.people = {name: people.add(name, language=language) for name in names}
        self.link = None

    def page(self, name):
        """The page of a person."""
        return self.people[name].page

    def make(self, method, prepare=lambda page: None):
        """The first person makes a session and goes in as far as the name."""
        name = next(iter(self.people))
        page = self.people[name].open(self.server.address)
        self.choose(page, method)
        prepare(page)
        self.press(name)
        page.locator(hook("screen-invite")).wait_for()
        self.link = page.locator(hook("invite-link")).input_value()
        return page

    def choose(self, page, method):
        """Chooses a method, wherever it is folded away."""
        page.locator(hook("method")).first.wait_for()
        card = page.locator(hook("method-" + method))
        for fold in ("fold-more", "fold-rest"):
            if not card.is_visible() and page.locator(hook(fold)).count():
                page.locator(hook(fold)).locator("summary").first.click()
        card.check()

    def join(self, name, last=True):
        """A person follows the link and takes a seat."""
        page = self.page(name)
        if not page.locator(hook("screen-join")).is_visible():
            self.people[name].open(self.link)
        page.locator(hook("field-name")).fill(name)
        page.locator(hook("tick-rules")).check()
        self.press(name)
        if last:
            page.locator(hook("screen-lobby")).wait_for()

    def come_in(self):
        """Everybody takes a seat, the maker first, and sees everybody else in the circle."""
        self.press(next(iter(self.people)))
        for name in self.people:
            self.join(name)
        # A chair who begins before the last seat has reached their page is asked about a small group.
        for person in self.people.values():
            for name in self.people:
                person.page.locator(hook("seat", f'[data-name="{name}"]')).wait_for()

    def begin(self, presenter):
        """The first person chairs, names who presents and begins with the check-in."""
        chair = next(iter(self.people))
        self.press(chair)
        self.page(chair).locator(hook("presenter-1")).select_option(label=presenter)
        self.sees(presenter, "Bereid je casus voor")
        self.press(chair)
        self.in_step("voor.inchecken")

    def go(self, step, chair=None):
        """The chair, or else the first person, enters any step, and says yes to skipping others."""
        chair = chair or next(iter(self.people))
        self.more(chair, "steps")
        self.tap(chair, "go-" + step)
        there = f'[data-test="screen-step"][data-step="{step}"]'
        self.page(chair).locator(f'{hook("dialog-jump")}, {there}').first.wait_for()
        if self.page(chair).locator(hook("dialog-jump")).is_visible():
            self.tap(chair, "answer-0")
        self.in_step(step)

    def press(self, name, action=None):
        """Presses the one main button, once it is the expected one and believes a press."""
        wanted = f'[data-action="{action}"]' if action else ""
        state = f'{wanted}:not([aria-disabled="true"]):not([disabled])'
        self.page(name).locator(hook("main-action", state)).click()

    def tap(self, name, test):
        """Presses any other button by its hook."""
        self.page(name).locator(hook(test)).first.click()

    def more(self, name, entry):
        """Chooses an entry of «Meer», at first sight or folded."""
        self.tap(name, "more")
        self.unfold(name)
        self.tap(name, "more-" + entry)

    def unfold(self, name):
        """Unfolds what «Meer» does not show at first sight."""
        self.tap(name, "more-all")

    def write(self, name, text, action="lay-down", field="field-compose"):
        """Writes into the field below and sends it with the main button."""
        self.page(name).locator(hook(field)).first.fill(text)
        self.press(name, action)

    def in_step(self, step):
        """Waits until everybody is in a step."""
        for person in self.people.values():
            person.page.locator(f'[data-test="screen-step"][data-step="{step}"]').wait_for()

    def sees(self, name, text):
        """Waits until a person sees a text."""
        self.page(name).get_by_text(text).locator("visible=true").first.wait_for()

    def shoot(self, name, picture):
        """Keeps what a person sees, at all widths."""
        shoot(self.page(name), picture)
