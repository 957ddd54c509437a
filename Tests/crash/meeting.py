"""A scripted meeting, and what must be there of it after a start."""

import copy
import http.client
import uuid

from shim import ShimmedServer
from wire import Closed, Meeting, Member, envelope

STORAGE = 4103


class Script:
    """A meeting of three who write, lay cards, open a set and take notes, and a second meeting
    that is closed and removed.

    Whoever is sent away comes back when the server has recovered, and asks again what was not
    answered. What is acknowledged is noted.
    """

    def __init__(self, server, size=542):
        self.server = server
        self.size = size
        self.meeting = Meeting(server)
        self.members = [Member(self.meeting) for _ in range(3)]
        # What must be there: items by id with version and envelope, marks, the note, cards.
        self.items, self.marks, self.note, self.cards = {}, {}, None, {}
        self.visit = 0
        # How often the disk has failed and recovered.
        self.failures = 0

    def play(self, recover):
        """Plays it; `recover` is called once for each failure that somebody was told of."""
        self.begin(recover)
        self.remove_another()

    def begin(self, recover):
        """Plays the meeting up to where its cards are closed, without the second one."""
        self.recover = recover
        self.create(self.meeting)
        for member in self.members:
            self.enter(member)
        chair, second, third = self.members
        self.ask(chair, "chair.take", term=0)
        self.go("1.keuze")
        proposals = [self.add(member, "zaak") for member in self.members]
        self.edit(chair, proposals[0])
        self.mark(second, proposals[0])
        for member in self.members:
            self.card(member, 1)
        self.open(1)
        self.ask(chair, "vote.settle", visit=self.visit, item=proposals[1], presenter=second.id)
        self.go("1.stelling")
        self.edit(second, self.add(second, "casus"))
        self.go("1.schrijf")
        self.card(third, 2)
        self.withdraw(third, self.card(third, 2), 2)
        self.edit(chair, self.card(chair, 2), 2)
        self.ask(chair, "pen.take", **{"from": None})
        note, written = str(uuid.uuid4()), envelope(self.size)
        self.ask(chair, "note.write", note=note, visit=self.visit, envelope=written)
        self.note = (note, written)

    def at(self, server):
        """The same meeting at another server, as far as it is now."""
        script = copy.copy(self)
        script.server = server
        script.meeting = copy.copy(self.meeting)
        script.meeting.server = server
        script.members = [copy.copy(member) for member in self.members]
        for member in script.members:
            member.meeting, member.line = script.meeting, None
        script.items, script.cards = dict(self.items), dict(self.cards)
        return script

    def remove_another(self):
        """Holds and removes a short meeting, so that the files are cleaned as well."""
        other = Meeting(self.server)
        self.create(other)
        member = Member(other)
        self.enter(member)
        self.ask(member, "chair.take", term=0)
        self.ask(member, "step.go", visit=0, to="1.keuze")
        self.ask(member, "item.add", item=str(uuid.uuid4()), visit=1, input="zaak",
                 envelope=envelope(self.size))
        self.ask(member, "session.close", visit=1, keep_ms=0)
        # The answer may be the end itself: who comes back then finds nothing.
        try:
            member.send("session.purge")
            while True:
                member._hear(member.line.receive())
        except Closed as closed:
            if closed.code == STORAGE:
                self.sent_away(member, closed)
                self.remove_rest(member)
            else:
                assert closed.code == 4004 and member.receipt, closed

    def remove_rest(self, member):
        """Asks again for the removal, unless it is done."""
        while True:
            try:
                member.failures = self.failures
                member.enter()
                member.send("session.purge")
                while True:
                    member._hear(member.line.receive())
            except Closed as closed:
                assert closed.code in (STORAGE, 4004) or closed.reason == "no-session", closed
                if closed.code != STORAGE:
                    return
                self.sent_away(member, closed)

    def create(self, meeting):
        """Creates a session, again if the disk failed."""
        while True:
            status, answer = meeting.create()
            if status in (200, 201):
                return
            assert status == 503 and answer["error"]["code"] == "storage", (status, answer)
            self.failures += 1
            self.recover()

    def enter(self, member):
        """Lets somebody in, again if the disk failed."""
        while True:
            member.failures = self.failures
            try:
                return member.enter()
            except Closed as closed:
                self.sent_away(member, closed)

    def sent_away(self, member, closed):
        """Recovers, unless this is the end of a connection from before the last recovery."""
        assert closed.code == STORAGE, closed
        if member.failures == self.failures:
            self.failures += 1
            self.recover()

    def ask(self, member, do, **fields):
        """Asks until it is answered, as every client must; it must be done in the end."""
        if member.line is None:
            self.enter(member)
        while True:
            try:
                was_broken = self.is_broken()
                member.send(do, **fields)
                answer = member.answer()
                assert "ok" in answer, (do, answer)
                assert not was_broken, f"{do} is acknowledged by a server that cannot write"
                return answer
            except Closed as closed:
                self.sent_away(member, closed)
                self.enter(member)

    def is_broken(self):
        """Whether the disk fails now, as far as the test makes it."""
        return isinstance(self.server, ShimmedServer) and self.server["broken"] == 1

    def go(self, step):
        self.ask(self.members[0], "step.go", visit=self.visit, to=step)
        self.visit += 1

    def add(self, member, name):
        item, written = str(uuid.uuid4()), envelope(self.size)
        self.ask(member, "item.add", item=item, visit=self.visit, input=name, envelope=written)
        self.items[item] = (1, written)
        return item

    def card(self, member, number):
        item, written = str(uuid.uuid4()), envelope(self.size)
        self.ask(member, "item.add", item=item, set=number, envelope=written)
        self.cards[item] = (number, 1, written)
        return item

    def edit(self, member, item, number=None):
        written = envelope(self.size)
        if number is None:
            version, _ = self.items[item]
            self.ask(member, "item.edit", item=item, version=version, envelope=written)
            self.items[item] = (version + 1, written)
        else:
            _, version, _ = self.cards[item]
            self.ask(member, "item.edit", item=item, set=number, version=version, envelope=written)
            self.cards[item] = (number, version + 1, written)

    def withdraw(self, member, item, number):
        self.ask(member, "item.withdraw", item=item, set=number)
        del self.cards[item]

    def mark(self, member, item):
        mark, written = str(uuid.uuid4()), envelope(self.size)
        self.ask(member, "item.mark", item=item, mark=mark, envelope=written)
        self.marks[item] = (mark, written)

    def open(self, number):
        self.ask(self.members[0], "set.open", set=number)
        for item, (place, _, written) in list(self.cards.items()):
            if place == number:
                self.items[item] = (1, written)
                del self.cards[item]

    # What must be there

    def holds(self):
        """Looks whether everything acknowledged is there, as all members are shown it, and
        nothing else; opens the cards that are still closed to see them too."""
        views = []
        for member in self.members:
            member.leave()
            views.append(member.enter().view)
        chair, second, third = views
        self.shown(chair)
        for view in views:
            for item in view["items"]:
                mark = item.pop("mark", None)
                if view is second and item["item"] in self.marks:
                    assert (mark["mark"], mark["envelope"]) == self.marks[item["item"]], mark
                else:
                    assert mark is None, mark
        assert chair == second == third
        self.recover = self.unexpected
        self.go("1.lees")
        self.open(2)
        self.members[0].leave()
        self.shown(self.members[0].enter().view)
        for member in self.members:
            member.leave()

    def shown(self, view):
        there = {item["item"]: (item["version"], item["envelope"]) for item in view["items"]}
        assert len(there) == len(view["items"]), "an item is there twice"
        assert there == self.items, (sorted(there), sorted(self.items))
        assert view["visit"] == self.visit and view["term"] == 1, view["visit"]
        notes = [(note["note"], note["envelope"]) for note in view["notes"]]
        assert notes == ([self.note] if self.note else []), notes

    @staticmethod
    def unexpected():
        raise AssertionError("nothing is wrong, and yet somebody is sent away")


def ready(server):
    """Whether the server says that it serves."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    line.request("GET", "/readyz")
    status = line.getresponse().status
    line.close()
    return status == 200


def refused_hello(server):
    """The code with which a server whose disk has failed refuses a newcomer."""
    try:
        Member(Meeting(server)).enter()
    except Closed as closed:
        return closed.code, closed.reason
    raise AssertionError("a newcomer was let in")
