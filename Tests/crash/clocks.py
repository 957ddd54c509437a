"""Clocks that jump, and a process that is stopped for a while."""

import signal

from meeting import Script
from shim import ShimmedServer

DAY = 86_400_000
HOUR = 3_600_000


def note(script, member):
    """Writes something; the time of the event it became."""
    chair = script.members[0]
    paused = not getattr(script, "paused", False)
    script.ask(chair, "clock.pause", visit=script.visit, paused=paused)
    script.paused = paused
    while not (member.events and member.events[-1]["event"] == "clock.changed"
               and (member.events[-1]["clock"].get("since_ms") is None) == paused):
        member._hear(member.line.receive())
    return member.events[-1]["at_ms"]


def back(script):
    """Lets everybody come in again; what one of them sees."""
    for member in script.members:
        member.leave()
        member.events = []
        script.enter(member)
    return script.members[0].view


def test_wall(folder):
    """a wall clock that jumps by a day, running or between runs, turns no event back and removes nothing."""
    server = ShimmedServer(folder, "wall").start()
    try:
        script = Script(server)
        script.begin(Script.unexpected)
        times = [note(script, script.members[1])]
        for ahead in (DAY, -DAY, 0):
            server["real_ms"] = ahead
            times.append(note(script, script.members[1]))
        assert times == sorted(times) and times[-1] - times[0] < HOUR, times
        for ahead in (-DAY, 0, DAY, 0):
            server["real_ms"] = ahead
            server.restart()
            view = back(script)
            assert view["clock"]["ran_ms"] < HOUR, view["clock"]
            times.append(note(script, script.members[1]))
            assert times == sorted(times), times
        # Once a start saw the next day, what came then stays the latest time there is.
        assert DAY <= times[-1] - times[0] < DAY + HOUR, times
        server.restart()
        script.holds()
    finally:
        server.kill()


def test_stop(folder):
    """a process that stands still for 30 s answers all that came meanwhile, on the same connections."""
    # Its own clocks jump while it stands still, so that 30 s have passed when it goes on.
    server = ShimmedServer(folder, "stop").start()
    try:
        script = Script(server)
        script.begin(Script.unexpected)
        chair, second, third = script.members
        server.process.send_signal(signal.SIGSTOP)
        asked = [(member, member.ref + 1) for member in script.members]
        chair.send("clock.pause", visit=script.visit, paused=True)
        second.send("halt.raise", visit=script.visit)
        third.send("pen.take", **{"from": chair.id})
        server["running_ms"] = server["real_ms"] = 30_000
        server.process.send_signal(signal.SIGCONT)
        assert server.log(server.hears("slow-loop") - 1)[0]["milliseconds"] > 25_000
        for member, ref in asked:
            answer = member.answer()
            assert answer["ref"] == ref and "ok" in answer, answer
        for member in script.members:
            member.send("report.made")
            assert "ok" in member.answer()
        server.restart()
        script.holds()
    finally:
        server.kill()


def test_year(folder):
    """a clock a year ahead at the start is refused with 75, again and again, and removes nothing."""
    server = ShimmedServer(folder, "year").start()
    try:
        script = Script(server)
        script.begin(Script.unexpected)
        server.kill()
        server["real_ms"] = 365 * DAY
        for _ in range(2):
            try:
                server.start()
            except RuntimeError as ended:
                assert "365 days after" in str(ended) and "--trust-clock" in str(ended), ended
                assert server.process.returncode == 75, server.process.returncode
            else:
                raise AssertionError("it started")
        server["real_ms"] = 0
        server.start()
        back(script)
        server.kill()
        server["real_ms"] = 365 * DAY
        server.options.append("--trust-clock")
        server.start()
        back(script)
        script.holds()
    finally:
        server.kill()
