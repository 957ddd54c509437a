"""What a real kring-server answers at its limits and one beyond, over its sockets."""

import base64
import hashlib
import http.client
import json
import os
import socket

from server import Server

UPGRADE = (
    "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Protocol: kring.1\r\n\r\n"
)


def text(data):
    """Bytes in base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def creation(length=0):
    """The body that makes a new session, with spaces behind it up to a length."""
    drawn = text(hashlib.sha256(os.urandom(8)).digest())
    body = {"session": text(os.urandom(16)), "join": drawn, "claim": drawn,
            "method": "bovv6", "cases": 1, "minutes": 60}
    return json.dumps(body).ljust(length)


def ask(server, method, path, body=""):
    """Makes a request on a connection of its own; returns the status and the JSON."""
    connection = http.client.HTTPConnection("localhost", server.port, timeout=20)
    try:
        connection.request(method, path, body)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def refused(answer, status, code):
    """Checks the status and the code of a refusal."""
    assert answer[0] == status, f"answered {answer}, not {status}"
    assert answer[1]["error"]["code"] == code, f"answered {answer}, not {code}"


def upgrade(server):
    """Asks for a WebSocket; returns the socket and the head of the answer."""
    client = socket.create_connection(("localhost", server.port), timeout=20)
    client.sendall(UPGRADE.encode())
    head = b""
    while b"\r\n\r\n" not in head:
        part = client.recv(4096)
        assert part, f"ended after {head}"
        head += part
    return client, head.decode()


def test_bodies(server, folder):
    """a body of 65,536 bytes makes a session, one more is refused in the protocol's words."""
    assert ask(server, "POST", "/api/sessions", creation(65_536))[0] == 201
    refused(ask(server, "POST", "/api/sessions", creation(65_537)), 413, "too-large")
    refused(ask(server, "PUT", "/api/sessions"), 405, "method-not-allowed")
    refused(ask(server, "GET", "/api/sessions"), 405, "method-not-allowed")
    refused(ask(server, "GET", "/api/methods", "x"), 400, "bad-message")
    refused(ask(server, "GET", "/api/nothing"), 404, "not-found")


def test_addresses(server, folder):
    """twenty strangers of an address are let in, one more is told to come again."""
    # A server of its own: others shall find nothing of this.
    own = Server(folder / "strangers").start()
    try:
        clients = [upgrade(own) for _ in range(21)]
        heads = [head for _, head in clients]
        assert all(head.startswith("HTTP/1.1 101") for head in heads[:20]), heads
        assert heads[20].startswith("HTTP/1.1 429"), heads[20]
        assert "retry-after: 5" in heads[20].lower(), heads[20]
        for client, _ in clients:
            client.close()
    finally:
        own.stop()


def test_flags(server, folder):
    """the flags for sessions and connections move the limits, and n + 1 is refused."""
    own = Server(folder / "bounds", "--sessions", "2", "--connections", "3").start()
    try:
        bodies = [creation() for _ in range(3)]
        assert [ask(own, "POST", "/api/sessions", body)[0] for body in bodies] == [201, 201, 429]
        refused(ask(own, "POST", "/api/sessions", bodies[2]), 429, "busy")
        assert ask(own, "POST", "/api/sessions", bodies[0])[0] == 200
        clients = [upgrade(own) for _ in range(4)]
        heads = [head.split("\r\n")[0] for _, head in clients]
        assert [head.split()[1] for head in heads] == ["101"] * 3 + ["503"], heads
        for client, _ in clients:
            client.close()
    finally:
        own.stop()
