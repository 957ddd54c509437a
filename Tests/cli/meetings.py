"""Meetings of people at a prompt."""

import json
from contextlib import contextmanager

from program import Person, cli


def new(server, *options):
    """Creates a session; what `new --json` prints."""
    made = cli("new", "--server", server.address, "--method", "bovv6", "--json", *options)
    assert made.returncode == 0, made.stderr
    return json.loads(made.stdout)


@contextmanager
def people(link, *names, options=()):
    """Lets people join one after the other, and ends them."""
    present = []
    try:
        for name in names:
            present.append(Person("join", link, "--name", name, *options))
            present[-1].hears("Members:", "you")
        yield present
    finally:
        for person in present:
            person.kill()


def test_new(server, folder):
    """new prints a link, and with --json the session and the claim too."""
    plain = cli("new", "--server", server.address, "--method", "bovv6")
    assert plain.returncode == 0, plain.stderr
    assert plain.stdout.startswith(server.address + "/#"), plain.stdout
    assert len(plain.stdout.strip().split("#")[1]) == 43, plain.stdout
    made = new(server, "--cases", 2, "--minutes", 90)
    assert (made["cases"], made["minutes"], made["method"]) == (2, 90, "bovv6")
    assert len(made["session"]) == 22 and len(made["claim"]) == 43, made


def test_prompt(server, folder):
    """people at prompts meet, write, open cards and close."""
    with people(new(server)["link"], "Anna", "Bram", "Cas", "Dora") as (anna, bram, cas, dora):
        anna.types("take-chair").hears("The chair: you")
        bram.hears("The chair: Anna")
        anna.types("go 1.keuze")
        for person in (bram, cas, dora):
            person.hears("Step 1.keuze")
        bram.types("say @zaak Hoe kan ik nee zeggen?")
        anna.hears("Bram (zaak): Hoe kan ik nee zeggen?")
        for person in (anna, bram, cas, dora):
            person.types("say @stem 1", "who").hears("Members:")
        anna.types("open")
        cas.hears("  Hoe kan ik nee zeggen?")
        anna.types("presents Bram", "go")
        bram.hears("Step 1.stelling")
        anna.types("go 1.schrijf")
        for name, person in (("c", cas), ("d", dora), ("a", anna)):
            person.hears("Step 1.schrijf")
            person.types(f"say Ik zou {name}", "who").hears("Members:")
        anna.types("go", "open")
        bram.hears("3 cards:")
        cards = [bram.hears("  Ik zou") for _ in range(3)]
        assert sorted(cards) == ["  Ik zou a", "  Ik zou c", "  Ik zou d"], cards
        bram.types("say nothing").hears("nothing to write")
        bram.types("open").hears("no closed cards")
        anna.types("close").hears("The meeting is closed.")
        anna.types("purge").hears("The session was removed")
        assert anna.ends() == 0
        for person in (bram, cas, dora):
            person.hears("The session was removed")
            assert person.ends() == 0


def test_refusal(server, folder):
    """a refused command is told with its code and changes nothing."""
    with people(new(server)["link"], "Anna", "Bram", "Cas") as (anna, bram, cas):
        anna.types("take-chair").hears("The chair: you")
        bram.hears("The chair: Anna")
        bram.types("take-chair").hears("Not done: chair.take, chair-here")
        bram.types("go voor.inchecken").hears("Not done: step.go, not-yours")
        anna.types("go nowhere").hears("Not done: step.go, no-step")
        cas.types("dance").hears("Unknown: dance")
        cas.types("where").hears("In the lobby")


def test_too_few(server, folder):
    """a set with too few writers is not opened, and everybody is told."""
    with people(new(server)["link"], "Anna", "Bram", "Cas", "Dora") as (anna, bram, cas, dora):
        anna.types("take-chair", "go 1.keuze").hears("Step 1.keuze")
        anna.types("presents Bram", "go 1.schrijf")
        cas.hears("Step 1.schrijf")
        cas.types("say Ik zou wachten", "who").hears("Members:")
        anna.types("go", "open").hears("Not done: set.open, too-few.")
        dora.hears("has fewer writers than it needs")
        anna.types("discard").hears("was thrown away")


def give_when_lost(keeper, newcomer):
    """Gives Cas2 the seat of Cas as soon as it counts as lost, half a minute after Cas went."""
    for _ in range(60):
        keeper.types("give Cas2 Cas")
        if newcomer.hears_soon("Members:", "you"):
            return
    raise AssertionError("the seat never counted as lost")


def test_door(server, folder):
    """after the start newcomers wait at the door; they are let in, refused, given a lost seat."""
    link = new(server)["link"]
    with people(link, "Anna", "Bram", "Cas") as (anna, bram, cas):
        anna.types("take-chair", "go").hears("Step voor.inchecken")
        late = Person("join", link, "--name", "Dora")
        late.hears("You wait at the door")
        anna.hears("Dora is at the door")
        anna.types("admit Dora")
        late.hears("Members:", "you")
        bram.hears("Dora came in")
        stranger = Person("join", link, "--name", "Evert")
        anna.hears("Evert is at the door")
        anna.types("refuse Evert")
        stranger.hears("not let in", stream="stderr")
        assert stranger.ends() == 1
        cas.kill()
        back = Person("join", link, "--name", "Cas2", "--lost")
        anna.hears("Cas2 asks for a lost seat")
        anna.types("give Cas2 Cas").hears("Not done: seat.give, seat-in-use")
        give_when_lost(anna, back)
        bram.hears("Cas has the seat back")
        anna.types("remove Bram")
        bram.hears("removed this member", stream="stderr")
        assert bram.ends() == 1
        back.hears("Bram was removed")
        for person in (late, back):
            assert person.quits() == 0


def test_seat(server, folder):
    """a kept seat brings the same member back, also after the server was killed."""
    link = new(server)["link"]
    seat = folder / "seat.json"
    with people(link, "Anna", "Bram") as (anna, bram):
        cas = Person("join", link, "--name", "Cas", "--seat", seat)
        cas.hears("Members:", "you")
        assert seat.stat().st_mode & 0o777 == 0o600
        cas.kill()
        anna.types("take-chair", "go").hears("Step voor.inchecken")
        server.restart()
        anna.hears("Connected again")
        again = Person("join", link, "--name", "Cas", "--seat", seat)
        assert "Anna, Bram, you" in again.hears("Members:")
        assert again.quits() == 0
        bram.hears("Connected again")


def test_claim(server, folder):
    """a claim marks the maker, who is only suggested as the chair."""
    made = new(server)
    watched = Person("watch", made["link"], "--name", "Wim", "--json")
    watched.hears('"view"')
    with people(made["link"], "Anna", options=("--claim", made["claim"])):
        joined = json.loads(watched.hears("member.joined"))
        assert joined["host"] is True, joined
    watched.kill()


def test_watch(server, folder):
    """watch prints one JSON object a line, with the texts opened, and ends with the session."""
    link = new(server)["link"]
    watch = Person("watch", link, "--name", "Wim", "--json")
    first = json.loads(watch.hears('"view"'))
    assert {"name": "Wim"} in first["opened"].values(), first
    with people(link, "Anna", "Bram") as (anna, bram):
        anna.types("take-chair", "go 1.keuze", "say @zaak Een vraag?", "close", "purge")
        anna.hears("The session was removed")
    lines = [json.loads(line) for line in watch.lines("stdout")]
    assert watch.ends() == 0
    events = [line for line in lines if "event" in line]
    numbers = [event["seq"] for event in events]
    assert numbers == list(range(first["seq"] + 1, first["seq"] + 1 + len(numbers))), numbers
    added = next(event for event in events if event["event"] == "item.added")
    assert added["opened"] == {added["item"]: {"text": "Een vraag?"}}, added
    assert any("purged" in line for line in lines) and any("presence" in line for line in lines)


def test_verify(server, folder):
    """verify prints the session's id and finds a played session to hold."""
    made = new(server)
    with people(made["link"], "Anna", "Bram", "Cas") as (anna, bram, cas):
        early = Person("verify", made["link"], "--name", "Vroeg")
        early.hears("all events from the first one on give the server's view")
        early.hears("holds")
        assert early.ends() == 0
        anna.types("take-chair", "go 1.keuze", "say @zaak Een vraag?")
        bram.hears("Een vraag?")
        check = Person("verify", made["link"], "--name", "Vera")
        anna.hears("Vera is at the door")
        anna.types("admit Vera")
        check.hears(f"session {made['session']}")
        check.hears("two views are compared")
        check.hears("holds")
        assert check.ends() == 0
        bram.hears("Vera left the round")
    waits = cli("verify", made["link"], "--name", "Vera", "--patience", 1)
    assert waits.returncode == 75 and "waited" in waits.stderr, waits.stderr


def test_link_places(server, folder):
    """a link is taken from a file or from standard input, so that it stands in no list of processes."""
    made = new(server)
    link = made["link"]
    file = folder / "link"
    file.write_text(f"{link}\n", encoding="utf-8")
    for place, typed in ((link, None), (file, None), ("-", f"{link}\n")):
        shown = cli("id", place, typed=typed)
        assert shown.returncode == 0 and shown.stdout.strip() == made["session"], shown
    anna = Person("join", "-", "--name", "Anna")
    anna.types(link).hears("Members:", "you")
    with open(f"/proc/{anna.process.pid}/cmdline", "rb") as words:
        assert link.split("#")[1].encode() not in words.read()
    # What follows the link on standard input are commands.
    anna.types("who").hears("Members:", "you")
    assert anna.quits() == 0
    for place, typed in ((folder / "none", None), ("-", "no link\n"), ("-", "")):
        refused = cli("id", place, typed=typed)
        assert refused.returncode == 64 and "LINK: expected" in refused.stderr, refused
