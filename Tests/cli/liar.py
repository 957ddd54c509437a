"""A proxy between members and server that may change what a member is told."""

import socket
import struct
import threading


class Liar:
    """Listens on a port of the loopback and passes everything on; `address` is where.

    `change` gets the number of a WebSocket, from 1 in order of arrival, and each text frame for
    it as bytes, and returns what to pass on instead: bytes, or None to leave the frame out.
    """

    def __init__(self, server, change):
        self.change = change
        self.target = server.port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://localhost:{self.listener.getsockname()[1]}"
        self.count = 0
        self.sockets = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.target))
            self.sockets += [client, server]
            threading.Thread(target=self._pump, args=(client, server), daemon=True).start()
            threading.Thread(target=self._listen, args=(server, client), daemon=True).start()

    @staticmethod
    def _pump(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            source.close()

    def _listen(self, server, client):
        """Passes on what the server says, frame by frame once it speaks WebSocket."""
        try:
            stream = server.makefile("rb")
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                line = stream.readline()
                if not line:
                    client.close()
                    return
                head += line
            client.sendall(head)
            if not head.startswith(b"HTTP/1.1 101"):
                while data := stream.read1(65536):
                    client.sendall(data)
                client.close()
                return
            self.count += 1
            self._frames(stream, client, self.count)
        except (OSError, struct.error):
            client.close()

    def _frames(self, stream, client, number):
        while True:
            first, length = struct.unpack("!BB", stream.read(2))
            if length == 126:
                length = struct.unpack("!H", stream.read(2))[0]
            elif length == 127:
                length = struct.unpack("!Q", stream.read(8))[0]
            payload = stream.read(length)
            if first & 0x0F == 1:
                payload = self.change(number, payload)
            if payload is not None:
                client.sendall(self._head(first, len(payload)) + payload)

    @staticmethod
    def _head(first, length):
        if length < 126:
            return struct.pack("!BB", first, length)
        if length < 65536:
            return struct.pack("!BBH", first, 126, length)
        return struct.pack("!BBQ", first, 127, length)

    def close(self):
        """Ends it and its connections."""
        self.listener.close()
        for each in self.sockets:
            each.close()
