"""The cases of the Autobahn test suite by their numbers: groups 1 to 7, 9.1, 9.3, 9.5 and 10, and the
first ones of 12 and 13.

What each sends and what then has to come is a fact of that suite; this is written from RFC 6455.
"""

from dataclasses import dataclass

from line import BINARY, CLOSE, PING, PONG, TEXT, fragments, frame, goodbye

HELLO = b"Hello, world!"
KOSME = "κ\u1f79σμε".encode()  # two and three bytes a letter
MIXED = "Hello-µ@ßöäüàá-UTF-8!!".encode()
TAIL = b"edited"
ODD = b"\x00\xff\xfe\xfd\xfc\xfb\x00\xff"
LONG = b"BAsd7&jh23"
KIB, MIB = 1 << 10, 1 << 20


@dataclass
class Case:
    """What is sent, in pieces, and the frames that come for it.

    `ending` is how it ends: None, and the client says goodbye with 1000; a set of codes, and the
    server closes with one of them; bytes, and the client's goodbye, the last that it sends, comes
    back like that. `text` is what is sent where that is one frame of text. `awaited` are answers
    that must be here before the piece of that number is sent, `waiting` the pieces that must not be
    answered before the next is sent. One that `may_break_off` may end before its time and without
    a goodbye.
    """

    number: str
    pieces: list
    answers: list
    ending: object = None
    awaited: dict = None
    waiting: tuple = ()
    extensions: str = None
    text: bytes = None
    may_break_off: bool = False

    def chopped(self, size):
        """The same in pieces of a size."""
        octets = b"".join(self.pieces)
        self.pieces = [octets[start:start + size] for start in range(0, len(octets), size)]
        return self


WRONG = {1002}
NOT_TEXT = {1003}
NOT_UTF8 = {1007}


def echoed(payload):
    """What comes for a text message."""
    return (TEXT, payload)


def filled(count):
    """So many bytes of text."""
    return (LONG * (count // len(LONG) + 1))[:count]


def one():
    """Messages of all lengths."""
    lengths = (0, 125, 126, 127, 128, 65_535, 65_536, 65_536)
    for place, count in enumerate(lengths, 1):
        text = Case(f"1.1.{place}", [frame(TEXT, b"*" * count)], [echoed(b"*" * count)])
        binary = Case(f"1.2.{place}", [frame(BINARY, b"\xfe" * count)], [], NOT_TEXT)
        yield text.chopped(997) if place == 8 else text
        yield binary.chopped(997) if place == 8 else binary


def two():
    """Pings and pongs."""
    yield Case("2.1", [frame(PING)], [(PONG, b"")])
    yield Case("2.2", [frame(PING, HELLO)], [(PONG, HELLO)])
    yield Case("2.3", [frame(PING, ODD)], [(PONG, ODD)])
    full = b"\xfe" * 125
    yield Case("2.4", [frame(PING, full)], [(PONG, full)])
    yield Case("2.5", [frame(PING, full + b"\xfe")], [], WRONG)
    yield Case("2.6", [frame(PING, full)], [(PONG, full)]).chopped(1)
    yield Case("2.7", [frame(PONG)], [])
    yield Case("2.8", [frame(PONG, b"unsolicited pong payload")], [])
    yield Case("2.9", [frame(PONG, b"unsolicited pong payload") + frame(PING, b"ping payload")],
               [(PONG, b"ping payload")])
    payloads = [b"payload-%d" % count for count in range(10)]
    pings = [b"".join(frame(PING, each) for each in payloads)]
    pongs = [(PONG, each) for each in payloads]
    yield Case("2.10", pings, pongs)
    yield Case("2.11", pings, pongs).chopped(1)


def three():
    """Reserved bits."""
    yield Case("3.1", [frame(TEXT, HELLO, reserved=1)], [], WRONG)
    for bits, place in ((2, "3.2"), (3, "3.3"), (4, "3.4")):
        parts = [frame(TEXT, HELLO), frame(TEXT, HELLO, reserved=bits), frame(PING)]
        case = Case(place, parts if bits == 3 else [b"".join(parts)], [echoed(HELLO)], WRONG)
        yield case.chopped(1) if bits == 4 else case
    yield Case("3.5", [frame(BINARY, ODD, reserved=5)], [], WRONG)
    yield Case("3.6", [frame(PING, HELLO, reserved=6)], [], WRONG)
    yield Case("3.7", [frame(CLOSE, reserved=7)], [], WRONG)


def four():
    """Reserved opcodes."""
    for group, first in (("4.1", 3), ("4.2", 11)):
        for place in range(5):
            bad = frame(first + place, b"" if place in (0, 2) else HELLO)
            if place < 2:
                yield Case(f"{group}.{place + 1}", [bad], [], WRONG)
            else:
                yield Case(f"{group}.{place + 1}", [frame(TEXT, HELLO) + bad + frame(PING)],
                           [echoed(HELLO)], WRONG)


def five():
    """Fragments."""
    def first(payload):
        return frame(TEXT, payload, final=False)

    def between(payload):
        return frame(0, payload, final=False)

    def last(payload):
        return frame(0, payload)

    yield Case("5.1", [frame(PING, b"fragment1", final=False) + last(b"fragment2")], [], WRONG)
    yield Case("5.2", [frame(PONG, b"fragment1", final=False) + last(b"fragment2")], [], WRONG)
    whole = echoed(b"fragment1fragment2")
    parts = [first(b"fragment1"), last(b"fragment2")]
    with_ping = [parts[0], frame(PING, b"ping payload"), parts[1]]
    answered = [(PONG, b"ping payload"), whole]
    yield Case("5.3", [b"".join(parts)], [whole])
    yield Case("5.4", parts, [whole])
    yield Case("5.5", parts, [whole]).chopped(1)
    yield Case("5.6", [b"".join(with_ping)], answered)
    yield Case("5.7", with_ping, answered)
    yield Case("5.8", with_ping, answered).chopped(1)
    for final, place in ((True, 9), (False, 12)):
        stray = [frame(0, b"non-continuation payload", final=final), frame(TEXT, HELLO)]
        yield Case(f"5.{place}", [b"".join(stray)], [], WRONG)
        yield Case(f"5.{place + 1}", stray, [], WRONG)
        yield Case(f"5.{place + 2}", stray, [], WRONG).chopped(1)
    yield Case("5.15", [b"".join(parts) + between(b"fragment3") + frame(TEXT, b"fragment4")],
               [whole], WRONG)
    for stray, place in ((between(b"fragment1"), "5.16"), (last(b"fragment1"), "5.17")):
        yield Case(place, [(stray + first(b"fragment2") + last(b"fragment3")) * 2], [], WRONG)
    yield Case("5.18", [first(b"fragment1") + frame(TEXT, b"fragment2")], [], WRONG)
    head = [first(b"fragment1"), between(b"fragment2"), frame(PING, b"pongme 1!")]
    tail = [between(b"fragment3"), between(b"fragment4"), frame(PING, b"pongme 2!"),
            last(b"fragment5")]
    answers = [(PONG, b"pongme 1!"), (PONG, b"pongme 2!"),
               echoed(b"".join(b"fragment%d" % count for count in range(1, 6)))]
    yield Case("5.19", [b"".join(head), b"".join(tail)], answers, awaited={1: 1})
    yield Case("5.20", head + tail, answers, awaited={3: 1})


def six():
    """Text that is UTF-8, and text that is not."""
    yield Case("6.1.1", [frame(TEXT)], [echoed(b"")])
    yield Case("6.1.2", [frame(TEXT, final=False) + frame(0, final=False) + frame(0)], [echoed(b"")])
    middle = b"middle frame payload"
    yield Case("6.1.3", [frame(TEXT, final=False) + frame(0, middle, final=False) + frame(0)],
               [echoed(middle)])
    cut = MIXED.index("ü".encode())
    yield Case("6.2.1", [frame(TEXT, MIXED)], [echoed(MIXED)])
    yield Case("6.2.2", [frame(TEXT, MIXED[:cut], final=False) + frame(0, MIXED[cut:])],
               [echoed(MIXED)])
    yield Case("6.2.3", [b"".join(fragments(MIXED, 1))], [echoed(MIXED)])
    yield Case("6.2.4", [b"".join(fragments(KOSME, 1))], [echoed(KOSME)])
    surrogate = KOSME + b"\xed\xa0\x80" + TAIL
    yield Case("6.3.1", [frame(TEXT, surrogate)], [], NOT_UTF8)
    yield Case("6.3.2", [b"".join(fragments(surrogate, 1))], [], NOT_UTF8)
    beyond = KOSME + b"\xf4\x90\x80\x80" + TAIL
    for place, cuts in ((1, (len(KOSME), len(KOSME) + 4)), (2, (len(KOSME) + 1, len(KOSME) + 2))):
        parts = [beyond[:cuts[0]], beyond[cuts[0]:cuts[1]], beyond[cuts[1]:]]
        in_frames = [frame(TEXT, parts[0], final=False), frame(0, parts[1], final=False),
                     frame(0, parts[2])]
        yield Case(f"6.4.{place}", in_frames, [], NOT_UTF8, waiting=(0, 1))
        octets = frame(TEXT, beyond)
        head = len(octets) - len(beyond)
        in_chops = [octets[:head + cuts[0]], octets[head + cuts[0]:head + cuts[1]],
                    octets[head + cuts[1]:]]
        yield Case(f"6.4.{place + 2}", in_chops, [], NOT_UTF8, waiting=(0, 1))
    for group, texts in enumerate(sequences(), 5):
        for place, text in enumerate(texts, 1):
            valid = is_utf8(text)
            yield Case(f"6.{group}.{place}", [frame(TEXT, text)], [echoed(text)] if valid else [],
                       None if valid else NOT_UTF8, text=text)


def is_utf8(octets):
    """Whether bytes are well-formed UTF-8."""
    try:
        octets.decode()
    except UnicodeDecodeError:
        return False
    return True


def sequences():
    """Byte sequences at the edges of UTF-8, from 6.5 on: Markus Kuhn's table, and noncharacters."""
    yield [b"hello" + sign.encode() + b"world" for sign in "$¢€\U00024b62"] + [KOSME]
    yield [KOSME[:count] for count in range(1, len(KOSME) + 1)]
    yield [b"\0", b"\xc2\x80", b"\xe0\xa0\x80", b"\xf0\x90\x80\x80"]
    yield [b"\xf8\x88\x80\x80\x80", b"\xfc\x84\x80\x80\x80\x80"]
    yield [b"\x7f", b"\xdf\xbf", b"\xef\xbf\xbf", b"\xf4\x8f\xbf\xbf"]
    yield [b"\xf7\xbf\xbf\xbf", b"\xfb" + b"\xbf" * 4, b"\xfd" + b"\xbf" * 5]
    yield [b"\xed\x9f\xbf", b"\xee\x80\x80", b"\xef\xbf\xbd", b"\xf4\x8f\xbf\xbf",
           b"\xf4\x90\x80\x80"]
    stray = [(b"\x80\xbf" * 3)[:count] for count in range(2, 7)]
    yield [b"\x80", b"\xbf", *stray, bytes(range(0x80, 0xbf))]
    yield [b"".join(bytes([start, 0x20]) for start in range(*ends))
           for ends in ((0xc0, 0xdf), (0xe0, 0xef), (0xf0, 0xf7), (0xf8, 0xfb), (0xfc, 0xfd))]
    short = [bytes([start]) + b"\x80" * count
             for count, start in enumerate((0xc0, 0xe0, 0xf0, 0xf8, 0xfc))]
    short += [bytes([start]) + b"\xbf" * count
              for count, start in enumerate((0xdf, 0xef, 0xf7, 0xfb, 0xfd))]
    yield short
    yield [b"".join(short)]
    yield [b"\xfe", b"\xff", b"\xfe\xfe\xff\xff"]
    starts = (b"\xc0", b"\xe0\x80", b"\xf0\x80\x80", b"\xf8\x80\x80\x80", b"\xfc\x80\x80\x80\x80")
    yield [start + b"\xaf" for start in starts]
    yield [b"\xc1\xbf", b"\xe0\x9f\xbf", b"\xf0\x8f\xbf\xbf", b"\xf8\x87" + b"\xbf" * 3,
           b"\xfc\x83" + b"\xbf" * 4]
    yield [start + b"\x80" for start in starts]
    yield [b"\xed" + rest for rest in (b"\xa0\x80", b"\xad\xbf", b"\xae\x80", b"\xaf\xbf",
                                        b"\xb0\x80", b"\xbe\x80", b"\xbf\xbf")]
    yield [b"\xed" + high + b"\xed" + low
           for high in (b"\xa0\x80", b"\xad\xbf", b"\xae\x80", b"\xaf\xbf")
           for low in (b"\xb0\x80", b"\xbf\xbf")]
    planes = [plane << 16 | 0xfffe | last for plane in range(17) for last in (0, 1)]
    yield [chr(sign).encode() for sign in planes]
    yield [chr(sign).encode() for sign in range(0xfff9, 0x10000)]


def seven():
    """Goodbyes."""
    end = frame(CLOSE, goodbye(1000))
    back = goodbye(1000)
    yield Case("7.1.1", [frame(TEXT, HELLO), end], [echoed(HELLO)], back)
    yield Case("7.1.2", [end + end], [], back)
    yield Case("7.1.3", [end + frame(PING)], [], back)
    yield Case("7.1.4", [end + frame(TEXT, HELLO)], [], back)
    yield Case("7.1.5", [frame(TEXT, b"fragment1", final=False) + end + frame(0, b"fragment2")], [],
               back)
    big = filled(256 * KIB)
    yield Case("7.1.6", [frame(TEXT, big) + frame(TEXT, HELLO) + end + frame(PING)],
               [echoed(big), echoed(HELLO)], back, may_break_off=True)
    for place, payload in ((1, b""), (3, back), (4, goodbye(1000, b"Hello World!")),
                           (5, goodbye(1000, b"*" * 123))):
        yield Case(f"7.3.{place}", [frame(CLOSE, payload)], [], payload)
    yield Case("7.3.2", [frame(CLOSE, b"a")], [], WRONG)
    yield Case("7.3.6", [frame(CLOSE, goodbye(1000, b"*" * 124))], [], WRONG)
    yield Case("7.5.1", [frame(CLOSE, goodbye(1000, KOSME + b"\xed\xa0\x80" + TAIL))], [], {1002, 1007})
    good = (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999)
    for place, code in enumerate(good, 1):
        yield Case(f"7.7.{place}", [frame(CLOSE, goodbye(code))], [], goodbye(code))
    for place, code in enumerate((0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999), 1):
        yield Case(f"7.9.{place}", [frame(CLOSE, goodbye(code))], [], WRONG)
    for place, code in enumerate((5000, 65_535), 1):
        yield Case(f"7.13.{place}", [frame(CLOSE, goodbye(code))], [], WRONG)


def nine():
    """Large messages, whole, in many fragments and in many pieces."""
    for place, size in enumerate((64 * KIB, 256 * KIB, MIB, 4 * MIB, 8 * MIB, 16 * MIB), 1):
        yield Case(f"9.1.{place}", [frame(TEXT, filled(size))], [echoed(filled(size))])
    stars = b"*" * (4 * MIB)
    for place in range(9):
        parts = b"".join(fragments(stars, 64 << 2 * place))
        yield Case(f"9.3.{place + 1}", [parts], [echoed(stars)])
    for place in range(6):
        case = Case(f"9.5.{place + 1}", [frame(TEXT, filled(MIB))], [echoed(filled(MIB))])
        yield case.chopped(64 << place)


def ten():
    """A message in fragments of an odd size."""
    stars = b"*" * 65_536
    yield Case("10.1.1", [b"".join(fragments(stars, 1_300))], [echoed(stars)])


def compressed():
    """Offers of compression."""
    for number, offer in (("12.1.1", "permessage-deflate; client_max_window_bits"),
                          ("12.1.2", "permessage-deflate; client_max_window_bits"),
                          ("13.1.1", "permessage-deflate")):
        yield Case(number, [], [], extensions=offer)


def every():
    """All cases in the order of their numbers."""
    for group in (one, two, three, four, five, six, seven, nine, ten, compressed):
        yield from sorted(group(), key=lambda case: [int(part) for part in case.number.split(".")])
