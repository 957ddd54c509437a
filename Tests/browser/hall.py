"""A group in which everybody has a network of their own, and what may happen to it."""

import socket
import threading
import time
from collections import Counter
from contextlib import contextmanager

from group import Group, hook
from guests import Guest
from network import Network
from server import Server

SECONDS = 20
# A phone where the signal comes and goes: for so long it has no network, once in so long.
LOST_SECONDS, EVERY_SECONDS = 20, 60
# After how long a page tries again at most, and some more for the attempt.
LONGEST_PAUSE_SECONDS = 22.5 + 5

# What somebody's page holds of the meeting, and what of it everybody is shown.
VIEW = """
() => {
  const {client} = document.querySelector('kring-room');
  const {state} = client;
  const shown = (rule) => [...document.querySelectorAll(rule)].map((node) =>
    node.dataset.name ?? node.textContent.replace(/\\s+/g, ' ').trim());
  return {
    state: JSON.parse(JSON.stringify(state)),
    names: state.members.map(({member}) => client.name(member)),
    texts: state.items.map((item) => JSON.stringify(client.text(item))),
    title: shown('h1'), cards: shown('[data-test=card-text]'),
    seats: shown('[data-test=seat]').sort(),
  };
}
"""

# How much of what a page sent has no answer yet.
UNANSWERED = "document.querySelector('kring-room').client.unanswered"

# Waits until somebody has been away for so many milliseconds, by what a page was told.
AWAY = """
([name, least]) => new Promise((done) => {
  const {client} = document.querySelector('kring-room');
  const look = () => {
    const {away_ms} = client.presence.members.find(({member}) => client.name(member) === name);
    if (away_ms && client.now() - away_ms >= least) done();
    else setTimeout(look, 200);
  };
  look();
})
"""


class Hall(Group):
    """People with a network each; in the steps are those who are not in `gone`."""

    def __init__(self, people, server, networks, names):
        super().__init__(people, server, names)
        self.networks = networks
        self.gone = set()
        # How often each page said for the whole time of a loss that there is no connection.
        self.losses = Counter()
        self._next_loss = 0

    def join(self, name, last=True):
        """A person comes in over the own network."""
        secret = self.link.split("#")[1]
        self.people[name].open(f"{self.networks[name].address}/#{secret}")
        self.page(name).locator(hook("screen-join")).wait_for()
        super().join(name, last)

    def in_step(self, step):
        """Waits until all who are here are in a step."""
        for name in set(self.people) - self.gone:
            self.page(name).locator(
                f'[data-test="screen-step"][data-step="{step}"]').wait_for()

    def view(self, name):
        """What somebody's page holds and shows."""
        return self.page(name).evaluate(VIEW)

    def are_equal(self):
        """Waits until everybody holds and is shown the same, and returns it."""
        end = time.monotonic() + SECONDS
        while True:
            views = {name: self.view(name) for name in self.people}
            first = views["Bram"]
            other = {name: [key for key in first if first[key] != view[key]]
                     for name, view in views.items() if view != first}
            if not other:
                return first
            assert time.monotonic() < end, {
                name: [(key, first[key], views[name][key]) for key in keys]
                for name, keys in other.items()}

    def has_been_away(self, name, seconds):
        """Waits until somebody else's page says that somebody has been away for so long."""
        self.page("Bram").evaluate(AWAY, [name, seconds * 1000])

    def all_answered(self, names):
        """Waits until all that some have sent is answered."""
        end = time.monotonic() + SECONDS
        while waiting := [name for name in names if self.page(name).evaluate(UNANSWERED)]:
            assert time.monotonic() < end, waiting

    def give_chair(self, giver, taker):
        """Who chairs makes somebody else the chair."""
        self.more(giver, "people")
        person = self.page(giver).locator(hook("person", f'[data-name="{taker}"]'))
        person.locator(hook("person-open")).click()
        person.locator(hook("person-chair")).click()
        self.page(taker).locator(hook("chair-line")).wait_for()
        self.tap(giver, "dialog-close")

    @contextmanager
    def lost(self, *names):
        """Phones lose their network for twenty real seconds, once in every minute."""
        threading.Event().wait(max(0, self._next_loss - time.monotonic()))
        self._next_loss = time.monotonic() + EVERY_SECONDS
        with self.without_network(*names):
            yield
            for name in names:
                self.has_been_away(name, LOST_SECONDS)
                self.sees(name, "Even geen verbinding")
                self.losses[name] += 1

    @contextmanager
    def without_network(self, *names, unsaid=()):
        """Some have no network, and are told so, until the end of a block.

        That it is back is said to their pages, as browsers do, but not to those of Chromium in
        `unsaid`, which try again by themselves.
        """
        for name in names:
            self.networks[name].cut()
        for name in names:
            self.page(name).locator(hook("ask-offline")).wait_for()
        self.gone.update(names)
        yield
        for name in names:
            self.networks[name].mend()
        self._come_back(names, unsaid)

    @contextmanager
    def asleep(self, name):
        """Somebody's device sleeps, or in Chromium the tab, until the end of a block.

        The connection ends meanwhile.
        """
        person = self.people[name]
        self.gone.add(name)
        with person.engine.asleep() if isinstance(person, Guest) else person.tabs.frozen():
            self.networks[name].cut()
            yield
            self.networks[name].mend()
        self._come_back([name])

    @contextmanager
    def held_up(self, name):
        """Somebody is told nothing until the end of a block, and then all of it."""
        self.networks[name].hold()
        self.gone.add(name)
        yield
        self.networks[name].let_go()
        self.gone.remove(name)

    def _come_back(self, names, unsaid=()):
        said = [name for name in names if name not in unsaid]
        for name in said:
            self.page(name).evaluate("window.dispatchEvent(new Event('online'))")
        for name in said:
            self.page(name).locator(hook("ask-offline")).wait_for(state="hidden")
        for name in unsaid:
            self.page(name).locator(hook("ask-offline")).wait_for(
                state="hidden", timeout=LONGEST_PAUSE_SECONDS * 1000)
        self.gone.difference_update(names)


@contextmanager
def networks_to(data, names):
    """Starts a server and networks to it by name, and ends them."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    networks = {name: Network(port) for name in names}
    origins = [part for each in networks.values() for part in ("--origin", each.address)]
    server = Server(data, "--open-creation", *origins)
    server.port = port
    try:
        yield server.start(), networks
    finally:
        for each in networks.values():
            each.end()
        server.stop()
