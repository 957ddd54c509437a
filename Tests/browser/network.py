"""A network of one's own between a person and the server, which can be cut, held up and mended."""

import contextlib
import socket
import threading

SIZE = 65_536


class Network:
    """Passes on what comes to `address`; `reaches` is the port of the server.

    Cut, it ends all connections and takes no new ones, as a phone without a network. Held up, it keeps
    what the server says and passes it on once it is let go.
    """

    def __init__(self, reaches):
        self._reaches = reaches
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://localhost:{self._listener.getsockname()[1]}"
        self._lock = threading.Lock()
        self._open = set()
        self._is_cut = False
        self._flows = threading.Event()
        self._flows.set()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self):
        """Ends all connections; new ones end at once."""
        with self._lock:
            self._is_cut = True
            for each in self._open:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
        self._flows.set()

    def mend(self):
        """Takes connections again."""
        with self._lock:
            self._is_cut = False

    def hold(self):
        """Keeps what the server says."""
        self._flows.clear()

    def let_go(self):
        """Passes on what was kept, and all that follows."""
        self._flows.set()

    def end(self):
        """Ends all of it."""
        self.cut()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self._join, args=(self._listener.accept()[0],),
                                 daemon=True).start()

    def _join(self, near):
        with near, contextlib.suppress(OSError), socket.create_connection(
                ("127.0.0.1", self._reaches)) as far:
            with self._lock:
                if self._is_cut:
                    return
                self._open |= {near, far}
            back = threading.Thread(target=self._pass, args=(far, near, self._flows), daemon=True)
            back.start()
            self._pass(near, far)
            back.join()
            with self._lock:
                self._open -= {near, far}

    @staticmethod
    def _pass(source, target, flows=None):
        with contextlib.suppress(OSError):
            while data := source.recv(SIZE):
                if flows:
                    flows.wait()
                target.sendall(data)
        for each in (source, target):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
