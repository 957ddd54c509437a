"""A WebSocket client that sends what it is told, byte for byte, as RFC 6455 has it on the wire."""

import os
import socket

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
PATIENCE = 20  # seconds that any answer may take


def masked(payload, mask):
    """The payload under a mask of four bytes, or what it was before."""
    count = len(payload)
    key = (mask * (count // 4 + 1))[:count]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")).to_bytes(count, "big")


def frame(opcode, payload=b"", final=True, reserved=0):
    """A frame as a client sends it, its length written as short as it goes."""
    count, mask = len(payload), os.urandom(4)
    if count < 126:
        length = bytes([0x80 | count])
    elif count < 65_536:
        length = b"\xfe" + count.to_bytes(2, "big")
    else:
        length = b"\xff" + count.to_bytes(8, "big")
    first = (0x80 if final else 0) | reserved << 4 | opcode
    return bytes([first]) + length + mask + masked(payload, mask)


def fragments(payload, size, opcode=TEXT):
    """The frames of a message in parts of a size."""
    starts = range(0, len(payload), size)
    return [frame(opcode if start == 0 else 0, payload[start:start + size],
                  final=start + size >= len(payload)) for start in starts]


def goodbye(code, reason=b""):
    """What a close frame has in it."""
    return code.to_bytes(2, "big") + reason


class Ended(Exception):
    """The other end has closed the connection."""


class Line:
    """One WebSocket, opened by its own handshake."""

    def __init__(self, port, extensions=None):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        more = f"Sec-WebSocket-Extensions: {extensions}\r\n" if extensions else ""
        self.socket.sendall((
            "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            f"Sec-WebSocket-Protocol: kring.1\r\n{more}\r\n").encode())
        while b"\r\n\r\n" not in self.buffer:
            self.more()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        self.head = head.decode()
        assert self.head.startswith("HTTP/1.1 101 "), self.head

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def more(self):
        """Waits for more bytes."""
        try:
            piece = self.socket.recv(1 << 20)
        except ConnectionError as reset:
            raise Ended from reset
        if not piece:
            raise Ended
        self.buffer += piece

    def send(self, octets):
        """Sends bytes; whoever has been cut off meanwhile sends in vain."""
        try:
            self.socket.sendall(octets)
        except ConnectionError as cut:
            return cut
        return None

    def take(self, count):
        """The next bytes."""
        if len(self.buffer) < count:
            parts = [self.buffer]
            have = len(self.buffer)
            while have < count:
                self.buffer = b""
                self.more()
                parts.append(self.buffer)
                have += len(self.buffer)
            self.buffer = b"".join(parts)
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def receive(self):
        """The next frame as (opcode, payload); a server's is whole and bare of a mask here."""
        first, length = self.take(2)
        assert first & 0xf0 == 0x80 and length < 128, f"head {first:02x} {length:02x}"
        if length > 125:
            length = int.from_bytes(self.take(2 if length == 126 else 8), "big")
        return first & 15, self.take(length)

    def quiet(self, seconds):
        """Whether nothing comes for a while."""
        if self.buffer:
            return False
        self.socket.settimeout(seconds)
        try:
            self.more()
            return False
        except TimeoutError:
            return True
        except Ended:
            return False
        finally:
            self.socket.settimeout(PATIENCE)
