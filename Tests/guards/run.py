"""Takes guards out of the server, one at a time, and sees that a named test finds each.

    python3 Tests/guards/run.py [--folder DIR] [--only WORD …]

Works on a clone of the last commit, never on the tree it lies in. With --folder the clone and what
was built of it are kept there, so that a second run need not build everything again. Each guard is
a piece of the source and what stands in its place while it is out: a piece that is not found
exactly once is an error of this list. Exit code 0 only if every guard was found out by each of its
tests, and all these tests pass with the guards in.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD_SECONDS = 2400
TEST_SECONDS = 300


@dataclass
class Guard:
    name: str
    file: str
    old: str
    new: str
    tests: list[str]  # as --filter takes them; each must fail by itself
    seeds: int = 0  # the simulation must find it among so many
    nodes: int = 0  # and with three servers on one database among so many
    years: int = 0  # and the year of a group among so many


GUARDS = [
    Guard('output after commit', 'Sources/KringServer/GatewayBatch.swift',
          'held = output\n', 'release(output)\n    held = BatchOutput()\n',
          ['DiskTests/heldBack'], 50),
    Guard('gate before a welcome', 'Sources/KringServer/GatewayBatch.swift',
          '|| settings.sharesJournal && !output.isEmpty else', 'else',
          ['NodeTests/stale', 'DiskTests/heldBack'], nodes=2000),
    Guard('fence of a node', 'Sources/KringJournal/MemoryDatabase.swift',
          '    try check(label, epoch: epoch)\n    return try put', '    return try put',
          ['NodeTests/taken', 'NodeTests/tooLate'], nodes=400),
    Guard('who takes over fences', 'Sources/KringJournal/MemoryNode.swift',
          '    if nodes[owner]?.isFenced == false { fence(owner) }\n', '',
          ['NodeTests/taken', 'NodeTests/stale'], nodes=400),
    Guard('who registers waits', 'Sources/KringJournal/MemoryNode.swift',
          '      content.settle(label)\n      var node', '      var node',
          ['NodeTests/underway'], nodes=400),
    Guard('who takes over waits', 'Sources/KringJournal/MemoryDatabase.swift',
          '    settle(label)\n    nodes[label]?.epoch', '    nodes[label]?.epoch',
          ['NodeTests/underwayElsewhere'], nodes=400),
    Guard('a session that is gone', 'Sources/KringServer/Archive.swift',
          'guard !events.isEmpty else', 'guard !events.isEmpty || true else',
          ['NodeTests/removed']),
    Guard('another epoch where a session comes up', 'Sources/KringServer/GatewayReading.swift',
          'id: session, epoch: sources.newID(), stored,', 'id: session, epoch: session, stored,',
          ['NodeTests/released'], nodes=400),
    Guard('cards laid again', 'Sources/KringClient/Replica.swift',
          '      pending.insert(contentsOf: cardsAgain(but: Set(asked)), at: 0)\n',
          '      _ = asked\n', ['AgainTests/again'], nodes=400),
    Guard('cards laid again after an event', 'Sources/KringClient/Replica.swift',
          'let commands = cardsAgain(but: [])',
          'let commands = cardsAgain(but: Set(ownCards.values.flatMap(\\.keys)))',
          ['AgainTests/steps'], nodes=2000),
    Guard('lost cards are told', 'Sources/KringClient/Replica.swift',
          '(gone.isEmpty ? [] : [.cardsLost(set: set, items: gone)])', '[]',
          ['AgainTests/missing'], nodes=2000),
    Guard('order of an opened set', 'Sources/KringCore/Meeting/ClosedSets+Decisions.swift',
          '.sorted { $0.item < $1.item }', '.sorted { $1.item < $0.item }',
          ['SetTests/opening'], 400),
    Guard('audience', 'Sources/KringCore/SessionHiding.swift',
          'return .everyoneBut(aside.member)',
          'return by == aside.member ? .everyoneBut(aside.member) : .everyone',
          ['PeopleTests/away', 'AudienceTests'], 100),
    Guard('minimum', 'Sources/KringCore/Meeting/ClosedSets+Decisions.swift',
          '>= max(1, input(set.path)?.minimum ?? 1)', '>= 1',
          ['SetTests/minimum'], 400),
    Guard('a seat given is another writer', 'Sources/KringCore/Meeting/ClosedSets+Decisions.swift',
          'guard !set.late.contains(member) else', 'guard !set.late.contains(member) || true else',
          ['WriterTests/givenSeat', 'WriterTests/chairGivesItsOwn'], 400),
    Guard('who joined later is a writer', 'Sources/KringCore/Meeting/ClosedSets+Decisions.swift',
          'place < seatsWhenMade[set, default: 0]', 'place >= 0',
          ['WriterTests/latecomer', 'WriterTests/removedAndAdmitted'], 400),
    Guard('count in the answer', 'Sources/KringCore/Meeting/ClosedSets+Decisions.swift',
          'guard hasEnoughWriters(set) else { throw Rejection(.tooFew) }',
          'guard hasEnoughWriters(set) else {\n'
          '        throw Rejection(ballots[number] == nil ? .notNow : .tooFew)\n      }',
          ['SetTests/empty'], 400),
    Guard('room per seat', 'Sources/KringCore/SessionRules.swift',
          'let own = used[member] ?? Room()',
          'let own = used.values.reduce(into: Room()) {\n'
          '      $0.characters += $1.characters\n      $0.items += $1.items\n    }',
          ['BoundTests/fullSeat', 'BoundTests/liveItems'], 400),
    Guard('proof of a claim', 'Sources/KringCore/Meeting/Writing.swift',
          'known.claimed == nil, circumstances.derived == item,', 'known.claimed == nil,',
          ['ItemTests/claim'], 400),
    Guard('contents', 'Sources/KringClient/Contents.swift',
          'guard var fields = InputContent(page: page, json: json).fields else {',
          'guard case (.object(var fields), _) = (json, page) else {',
          ['ContentVectorTests/contents', 'BrokenTextTests/broken'], 100),
    Guard('expected sequence', 'Sources/KringJournal/Ledger.swift',
          'guard seq == page.last + 1 else', 'guard seq > 0 else',
          ['JournalTests/wrongSequence']),
    Guard('fence', 'Sources/KringJournal/PostgresSchema.swift',
          'WHERE node = label AND epoch = expected FOR SHARE', 'WHERE node = label FOR SHARE',
          ['PostgresNodeTests/fenced', 'PostgresNodeTests/hearsIt']),
    Guard('key behind the fence', 'Sources/KringJournal/PostgresSchema.swift',
          'seq bigint, bytes bytea NOT NULL,\n      PRIMARY KEY (session, seq))',
          'seq bigint, bytes bytea NOT NULL)',
          ['PostgresNodeTests/numbered']),
    Guard('nobody takes from the living', 'Sources/KringJournal/PostgresClaims.swift',
          'guard try isDead(found, connection) else',
          'guard try isDead(found, connection) || true else',
          ['PostgresNodeTests/elsewhere']),
    Guard('only time with own heartbeats counts', 'Sources/KringJournal/PostgresNodes.swift',
          'min(last.map { now - $0 } ?? .zero, Self.beat * 2)', 'last.map { now - $0 } ?? .zero',
          ['PostgresNodeTests/stall']),
    Guard('end of a connection that hangs', 'Sources/KringJournal/PostgresClaims.swift',
          '    _ = try connection.exchange([Self.ending(found.owner)], mayWarn: true)\n', '',
          ['PostgresNodeTests/hangs']),
    Guard('warning at a commit', 'Sources/KringJournal/PostgresConnection.swift',
          'if let warning, !mayWarn {', 'if let warning, mayWarn {',
          ['PostgresServerTests/warned']),
    Guard('closed sets unlogged', 'Sources/KringJournal/PostgresSchema.swift',
          'CREATE UNLOGGED TABLE', 'CREATE TABLE',
          ['PostgresServerTests/canary', 'PostgresServerTests/crash']),
    Guard('the closed table is read as it is after a sweep', 'Sources/KringJournal/PostgresSchema.swift',
          '("default_transaction_isolation", "read committed")',
          '("default_transaction_isolation", "repeatable read")',
          ['PostgresGuardTests/readAfterwards']),
    Guard('an audit locks before it chooses its state', 'Sources/KringJournal/PostgresAudit.swift',
          '      PostgresStatement("LOCK TABLE kring.closed IN ACCESS SHARE MODE"),\n', '',
          ['PostgresGuardTests/readAfterwards']),
    Guard('who has no key learns nothing of a damaged session', 'Sources/KringServer/GatewayHello.swift',
          'if case .unreadable(_, let joinKeyHash) = claim,\n'
          '        Digest.equal(Digest.sha256(hello.joinKey), joinKeyHash)\n',
          'if case .unreadable = claim\n', ['NodeTests/damaged']),
    Guard('a session that cannot be read is not taken', 'Sources/KringJournal/PostgresRows.swift',
          '    if let error = unreadable[session] { throw error }\n', '', ['PostgresNodeTests/damaged']),
    Guard('no values in the log of the database', 'Sources/KringJournal/PostgresSchema.swift',
          '    try keepValuesOutOfTheLog(connection)\n', '', ['PostgresServerTests/logs']),
    Guard('a move reads back what it wrote', 'Sources/KringJournal/Move.swift',
          'try Self.compare(source, try target.readBack())', 'try target.readBack().close()',
          ['MoveTests/different']),
    Guard('no node starts during a move', 'Sources/KringJournal/MoveDatabase.swift',
          'LOCK TABLE kring.nodes IN EXCLUSIVE MODE', 'LOCK TABLE kring.nodes IN ACCESS SHARE MODE',
          ['MoveTests/running']),
    Guard('origin', 'Sources/Transport/ServerUpgrade.swift',
          'given.count == 1 && origins.contains(given[0])', 'given.count == 1',
          ['UpgradeTests/origins']),
    Guard("another seat's token", 'Sources/KringServer/GatewayHello.swift',
          'guard Digest.equal(seat, tokenHash) else', 'guard seat.count == tokenHash.count else',
          ['HelloTests/seatTaken']),
    Guard('ballot count', 'Sources/KringCore/Meeting/ClosedSets+Decisions.swift',
          'guard count < input.max else', 'guard count < 1_000 else',
          ['SetTests/resends'], 400),
    Guard('resume across an opened past', 'Sources/KringServer/Broadcast.swift',
          '!missed.contains(where: { $0.opensPastOf == member })', 'missed.count >= 0',
          ['AudienceTests/acrossOpening'], 100),
    Guard('input only in its own step', 'Sources/KringCore/Meeting/ClosedSets+Decisions.swift',
          'known.path.step == full.step || input.opens == full.step',
          'input.opens != nil || known.path.step == full.step',
          ['SetTests/empty'], 400),
    Guard('a limit', 'Sources/KringServer/Connection.swift',
          'isFirst || bucket.take(now: now)', 'isFirst || bucket.take(now: now) || now > 0',
          ['BadMessageTests']),
    Guard('seat in use', 'Sources/KringCore/Meeting/People.swift',
          'guard let since = presence.away[seat] else { return nil }',
          'let since = presence.away[seat] ?? 0',
          ['PeopleTests/seatInUse', 'DoorTests/seatInUse'], 400),
    Guard('an absence of a moment', 'Sources/KringCore/Meeting/Roles.swift',
          'since + (waits ? Self.leastAbsence : Self.chairPatience)',
          'since + (waits ? 0 : Self.chairPatience)',
          ['RoleTests/blip'], 400),
    Guard('purge', 'Sources/KringJournal/EventFile.swift',
          'for event in gone.events { try', 'for event in gone.events.dropFirst() { try',
          ['RemnantTests/afterPurge'], years=1),
    Guard('attendance of a meeting under way', 'Sources/KringCore/Meeting/Attendance.swift',
          'guard full.visit > 0 else', 'guard full.visit >= 0 else',
          ['AttendanceTests/refused']),
    Guard('attendance is for who leads', 'Sources/KringCore/Meeting/Attendance.swift',
          'guard full.chair == nil || full.chair == member else',
          'guard full.chair == nil || full.chair == member || full.visit >= 0 else',
          ['AttendanceTests/refused', 'AttendanceTests/secrecy'], 400),
    Guard('attendance of seats alone', 'Sources/KringCore/Meeting/Attendance.swift',
          'guard seats.count == present.count else', 'guard seats.count <= present.count else',
          ['AttendanceTests/refused']),
    Guard('no attendance of the removed', 'Sources/KringCore/Meeting/Attendance.swift',
          '!$0.removed && present.contains', 'present.contains',
          ['AttendanceTests/refused']),
    Guard('attendance after what was seen', 'Sources/KringCore/Meeting/Attendance.swift',
          'guard noted == before else', 'guard noted <= before else',
          ['AttendanceTests/refused']),
    Guard('attendance asked again', 'Sources/KringCore/Meeting/Attendance.swift',
          'if noted == before - 1, let last', 'if noted == before + 1, let last',
          ['AttendanceTests/again']),
    Guard('how often attendance is noted', 'Sources/KringCore/Meeting/Attendance.swift',
          'before < Self.attendancesAllowed', 'before < 1_000',
          ['AttendanceTests/bound']),
    Guard('secrecy until the close', 'Sources/KringCore/Meeting/Attendance.swift',
          'guard full.purge == nil else', 'guard full.purge == nil || full.visit > 0 else',
          ['AttendanceTests/secrecy']),
    Guard('secrecy once', 'Sources/KringCore/Meeting/Attendance.swift',
          'guard full.secrecy == nil else', 'guard full.secrecy == nil || full.visit > 0 else',
          ['AttendanceTests/again']),
    Guard('no statement before the close', 'Sources/KringServer/GatewayProof.swift',
          'let ended = course.ended, !room', 'let ended = course.ended ?? course.began, !room',
          ['StatementTests/refused']),
    Guard('no statement of a session that goes', 'Sources/KringServer/GatewayProof.swift',
          'let ended = course.ended, !room.isPurging', 'let ended = course.ended',
          ['StatementTests/purging']),
    Guard('statements of a seat', 'Sources/KringServer/GatewayProof.swift',
          'guard room.proofs[member, default: 0] < Self.proofsAllowed else',
          'guard room.proofs[member, default: 0] < 1_000 else',
          ['StatementTests/bound']),
    Guard('each seat has its own statements', 'Sources/KringServer/GatewayProof.swift',
          'guard room.proofs[member, default: 0] < Self.proofsAllowed else',
          'guard room.proofs.values.reduce(0, +) < Self.proofsAllowed else',
          ['StatementTests/bound']),
    Guard('noted attendance of the own seat', 'Sources/KringServer/GatewayProof.swift',
          'view.attendance.filter { $0.members.contains(member) }', 'view.attendance',
          ['StatementTests/statement']),
    Guard('connected time of the own seat', 'Sources/KringServer/GatewayProof.swift',
          'room.connected[member]?.time ?? 0', 'room.connected.values.map(\\.time).max() ?? 0',
          ['StatementTests/statement']),
    Guard('connected no longer than it took', 'Sources/KringServer/GatewayProof.swift',
          'min(room.connected[member]?.time ?? 0, ended - began)',
          'room.connected[member]?.time ?? 0',
          ['StatementTests/clock']),
    Guard('no time is counted in the lobby', 'Sources/KringServer/ConnectedTime.swift',
          'guard session.full.visit > 0, session', 'guard session',
          ['ConnectedTimeTests/lobby']),
    Guard('no time is counted after the close', 'Sources/KringServer/ConnectedTime.swift',
          'guard session.full.visit > 0, session.full.purge == nil else',
          'guard session.full.visit > 0 else',
          ['ConnectedTimeTests/counted']),
    Guard('no time is counted while nothing runs', 'Sources/KringServer/ConnectedTime.swift',
          'count.end(at: lastAlive ?? since)', 'count.end(at: (lastAlive ?? since) + 3_600_000)',
          ['ConnectedTimeTests/killed']),
    Guard("a seat's minutes go with the session", 'Sources/KringJournal/EventFile.swift',
          'for row in gone.connected.values {', 'for row in gone.connected.values.dropFirst() {',
          ['RemnantTests/afterPurge', 'AuditTests/clean'], years=1),
    Guard('a session that was left goes', 'Sources/KringCore/SessionLifetime.swift',
          'isSat ? Self.lobbyTime', 'isSat || full.visit == 0 ? Self.lobbyTime',
          ['LifetimeTests/lobby'], years=1),
    Guard('the key is for its owner alone', 'Sources/KringServer/ProofKeyFile.swift',
          'O_CLOEXEC, 0o600)', 'O_CLOEXEC, 0o644)',
          ['ProofKeyFileTests/kept']),
    Guard('the key is that of the public one', 'Sources/KringServer/ProofKeyFile.swift',
          'keys.last?.publicKey == present.publicKey', 'keys.last != nil',
          ['ProofKeyFileTests/mixed']),
    Guard('an earlier key is published on', 'Sources/KringServer/SigningKey.swift',
          'published.append(ProofKey(', 'published = []\n    published.append(ProofKey(',
          ['StatementTests/rotated']),
    Guard('a key counts for its own time', 'Sources/KringSeal/Proof.swift',
          'guard key.from - Self.slack <= statement.issued,', 'guard key.from >= 0,',
          ['ProofVectorTests/checked']),
]


def run(command, seconds, folder):
    """Runs a command; gives its exit code and what it printed."""
    environment = dict(os.environ, SWIFT_BACKTRACE='enable=no')
    with tempfile.TemporaryFile() as output:
        try:
            code = subprocess.run(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT,
                                  stdin=subprocess.DEVNULL, env=environment,
                                  timeout=seconds).returncode
        except subprocess.TimeoutExpired:
            code = 124
        output.seek(0)
        return code, output.read().decode(errors='replace')


class Copy:
    """A clone of the repository with a build folder of its own."""

    def __init__(self, folder):
        self.tree, self.scratch = (folder / 'tree').resolve(), (folder / 'build').resolve()
        if self.tree.exists():
            self.git('fetch', '-q', str(ROOT), 'HEAD')
            self.git('reset', '-q', '--hard', 'FETCH_HEAD')
        else:
            self.git('clone', '-q', str(ROOT), str(self.tree), folder=folder)

    def git(self, *words, folder=None):
        subprocess.run(['git', *words], cwd=folder or self.tree, check=True)

    def build(self):
        return run(['swift', 'build', '--build-tests', '--quiet', '--scratch-path', self.scratch],
                   BUILD_SECONDS, self.tree)

    def test(self, name):
        """Tells whether a test passes; that none is found is an error."""
        program = self.scratch / 'debug/kringPackageTests.xctest'
        code, text = run([program, '--testing-library', 'swift-testing', '--filter', name],
                         TEST_SECONDS, self.tree)
        if ' 0 tests' in text:
            sys.exit(f'no test is called {name}')
        return code == 0

    def simulate(self, option, count):
        program = self.scratch / 'debug/kring-simulate'
        code, text = run([program, *option.split(), str(count)], TEST_SECONDS, self.tree)
        found = (line for line in text.splitlines() if line.startswith(('seed ', 'year ')))
        return code == 0, next(found, text[:200])


def plant(copy, guard):
    """Takes a guard out; gives what puts it back."""
    path = copy.tree / guard.file
    text = path.read_text()
    if text.count(guard.old) != 1:
        sys.exit(f'{guard.name}: {guard.old!r} is {text.count(guard.old)} times in {guard.file}')
    path.write_text(text.replace(guard.old, guard.new))
    return lambda: path.write_text(text)


def examine(copy, guard):
    """Gives a line of the table for each test, and whether all of them found it."""
    restore = plant(copy, guard)
    try:
        code, text = copy.build()
        if code != 0:
            sys.exit(f'{guard.name}: without it nothing can be built\n{text[-3000:]}')
        lines = [(guard.name, f'`{name}`', 'no' if copy.test(name) else 'yes') for name in guard.tests]
        for option, count in (('--seeds', guard.seeds), ('--nodes 3 --seeds', guard.nodes),
                              ('--years', guard.years)):
            if not count:
                continue
            passes, first = copy.simulate(option, count)
            lines.append((guard.name, f'`kring-simulate {option} {count}`',
                          'no' if passes else f'yes, {first}'))
        return lines
    finally:
        restore()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--folder', type=pathlib.Path, help='keeps the clone and its build here')
    parser.add_argument('--only', nargs='+', default=[], help='guards whose name has a word')
    options = parser.parse_args()
    chosen = [guard for guard in GUARDS
              if not options.only or any(word in guard.name for word in options.only)]
    folder = options.folder or pathlib.Path(tempfile.mkdtemp(prefix='kring-guards-'))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        copy = Copy(folder.resolve())
        for guard in chosen:
            plant(copy, guard)()  # all texts are looked up before anything is built
        code, text = copy.build()
        if code != 0:
            sys.exit(f'the clone cannot be built\n{text[-3000:]}')
        for name in sorted({name for guard in chosen for name in guard.tests}):
            if not copy.test(name):
                sys.exit(f'{name} fails with all guards in')
        missed = 0
        print('| guard | found by | found |\n| --- | --- | --- |', flush=True)
        for guard in chosen:
            for line in examine(copy, guard):
                missed += line[2] == 'no'
                print('| ' + ' | '.join(line) + ' |', flush=True)
    finally:
        if not options.folder:
            shutil.rmtree(folder)
    print(f'{len(chosen)} guards, {missed} times not found')
    return 1 if missed else 0


if __name__ == '__main__':
    sys.exit(main())
