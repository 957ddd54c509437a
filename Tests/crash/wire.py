"""A member on a plain WebSocket: says hello, asks, and asks again what was not answered."""

import base64
import hashlib
import json
import os
import socket
import struct
import urllib.error
import urllib.request
import uuid

SECONDS = 20
SIZES = (542, 1054, 2078, 4126)


def text(data):
    """Bytes as they travel."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def envelope(size=542):
    """An envelope that nobody can open; the server cannot tell."""
    return text(b"\x01\x00" + os.urandom(size - 2))


class Closed(Exception):
    """The server has closed the connection, with a code and a reason; 0 if it gave none."""

    def __init__(self, code, reason=""):
        super().__init__(f"closed with {code} {reason}")
        self.code = code
        self.reason = reason


class Line:
    """One WebSocket."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.lost = None
        self.socket.sendall(
            b"GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: kring.1\r\n\r\n")
        while b"\r\n\r\n" not in self.buffer:
            self._more()
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        if b" 101 " not in head:
            raise Closed(0, head.split(b"\r\n")[0].decode())

    def _more(self):
        try:
            got = self.socket.recv(1 << 16)
        except ConnectionError:
            got = b""
        if not got:
            raise Closed(0, str(self.lost or ""))
        self.buffer += got

    def _take(self, count):
        while len(self.buffer) < count:
            self._more()
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def _frame(self, kind, payload):
        length = len(payload)
        head = bytes([0x80 | kind])
        head += bytes([0x80 | length]) if length < 126 else b"\xfe" + struct.pack(">H", length)
        # A mask of zeros leaves the payload as it is.
        try:
            self.socket.sendall(head + bytes(4) + payload)
        except ConnectionError as lost:
            # The close that came before is read next, and says more.
            self.lost = lost

    def send(self, message):
        """Sends an object."""
        self._frame(1, json.dumps(message).encode())

    def receive(self):
        """The next object; raises Closed."""
        while True:
            kind, length = self._take(2)
            if length == 126:
                length = struct.unpack(">H", self._take(2))[0]
            elif length == 127:
                length = struct.unpack(">Q", self._take(8))[0]
            payload = self._take(length)
            match kind & 15:
                case 1:
                    return json.loads(payload)
                case 8:
                    code = struct.unpack(">H", payload[:2])[0] if payload else 0
                    self.close()
                    raise Closed(code, payload[2:].decode())
                case 9:
                    self._frame(10, payload)

    def close(self):
        """Ends the connection."""
        self.socket.close()


class Meeting:
    """A session, known to its makers only."""

    def __init__(self, server):
        self.server = server
        self.session = os.urandom(16)
        self.join_key = os.urandom(32)
        self.body = json.dumps({
            "session": text(self.session), "join": text(hashlib.sha256(self.join_key).digest()),
            "claim": text(os.urandom(32)), "method": "bovv6", "cases": 1, "minutes": 60}).encode()

    def create(self):
        """Creates it; the status and the answer."""
        request = urllib.request.Request(
            f"{self.server.address}/api/sessions", self.body,
            {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, json.load(refused)


class Member:
    """Somebody with a seat in a session."""

    def __init__(self, meeting):
        self.meeting = meeting
        self.id = str(uuid.uuid4())
        self.token = text(os.urandom(32))
        self.name = envelope()
        self.ref = 0
        self.line = None
        self.events = []
        self.view = None
        self.seq = 0
        self.receipt = None
        # How often the disk had failed when it came in last.
        self.failures = 0

    def enter(self):
        """Connects and says hello without a state; raises Closed, or has the view afterwards."""
        self.line = Line(self.meeting.server.port)
        self.line.send({
            "do": "hello", "kring": 1, "session": text(self.meeting.session),
            "joinKey": text(self.meeting.join_key), "member": self.id, "token": self.token,
            "name": self.name})
        self.view = None
        while self.view is None:
            self._hear(self.line.receive())
        return self

    def _hear(self, message):
        for event in message.get("events", []):
            self.seq = event.get("to", event["seq"])
            if "view" in event:
                self.view = event["view"]
            else:
                self.events.append(event)
        self.receipt = message.get("purged", self.receipt)
        return message

    def send(self, do, **fields):
        """Sends a command and does not wait."""
        self.ref += 1
        self.line.send({"ref": self.ref, "do": do, **fields})

    def answer(self):
        """Waits for the answer to the last command; raises Closed."""
        while True:
            message = self._hear(self.line.receive())
            if message.get("ref") == self.ref:
                return message

    def leave(self):
        """Cuts the connection."""
        if self.line:
            self.line.close()
        self.line = None
