"""RFC 6455, the client's side of what protocol hpc.v1 uses of it."""

from __future__ import annotations

import base64
import http.client
import os
import selectors
import socket
import ssl
import struct
import threading
from typing import Callable, Tuple

from ._http import CONNECT, Transport

TEXT, BINARY, _CLOSE, _PING, _PONG = 1, 2, 8, 9, 10
_PING_AFTER, _GIVE_UP_AFTER = 15.0, 30.0  # Seconds of silence; docs/protocol.md, "Heartbeat".
_MAX_FRAME = 2 << 20  # Twice the largest message.
_Selector = getattr(selectors, "PollSelector", selectors.SelectSelector)


class Closed(OSError):
    """The other side closed the connection."""

    def __init__(self, code: int, reason: str):
        super().__init__(f"closed with {code} {reason}".strip())
        self.code, self.reason = code, reason


class WebSocket:
    """One connection. One thread receives; any may send. TLS is used by one of them at a time, and none waits inside it."""

    def __init__(self, transport: Transport, path: str):
        self._connection, self._response = transport.open(path, {
            "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Protocol": "hpc.v1",
            "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode()}, CONNECT)
        self._socket, self._lock = self._connection.sock, threading.Lock()
        if self._response.status != 101 or self._response.headers.get("Sec-WebSocket-Protocol") != "hpc.v1":
            self.release()
            raise http.client.HTTPException("this server does not speak hpc.v1")
        try:
            self._buffer = bytearray(self._without_waiting(self._response.fp.peek))  # What came right behind the handshake.
        except ssl.SSLWantReadError:
            self._buffer = bytearray()

    def _without_waiting(self, act: Callable[[], bytes]) -> bytes:
        self._socket.settimeout(0)
        try:
            return act()
        finally:
            self._socket.settimeout(_GIVE_UP_AFTER)

    def send(self, kind: int, data: bytes) -> None:
        size = len(data)
        length = bytes([0x80 | size]) if size < 126 else struct.pack(">BH", 0xFE, size) if size < 1 << 16 else \
            struct.pack(">BQ", 0xFF, size)
        mask = os.urandom(4)
        whole = int.from_bytes((mask * (size // 4 + 1))[:size], "big")
        masked = (int.from_bytes(data, "big") ^ whole).to_bytes(size, "big")
        with self._lock:
            self._socket.sendall(bytes([0x80 | kind]) + length + mask + masked)

    def receive(self) -> Tuple[int, bytes]:
        """The next whole message. Raises OSError when there will be none."""
        kind, message = 0, b""
        while True:
            first, second = self._take(2)
            size = second & 127
            if size > 125:
                size = int.from_bytes(self._take(2 if size == 126 else 8), "big")
            if size > _MAX_FRAME:
                raise OSError(f"a frame of {size} bytes")
            code, data = first & 15, self._take(size)
            if code == _PING:
                self.send(_PONG, data)
            elif code == _CLOSE:
                raise Closed(int.from_bytes(data[:2], "big"), data[2:].decode("utf-8", "replace"))
            elif code != _PONG:
                kind, message = kind or code, message + data
                if first & 0x80:
                    return kind, message

    def _take(self, size: int) -> bytes:
        while len(self._buffer) < size:
            self._await_bytes()
            try:
                with self._lock:
                    piece = self._without_waiting(lambda: self._socket.recv(1 << 16))
            except (BlockingIOError, ssl.SSLWantReadError):
                continue
            if not piece:
                raise OSError("the connection ended")
            self._buffer += piece
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def _await_bytes(self) -> None:
        if isinstance(self._socket, ssl.SSLSocket) and self._socket.pending():
            return
        with _Selector() as selector:
            selector.register(self._socket, selectors.EVENT_READ)
            if not selector.select(_PING_AFTER):
                self.send(_PING, b"")
                if not selector.select(_GIVE_UP_AFTER - _PING_AFTER):
                    raise OSError("the platform is silent")

    def close(self) -> None:
        """Ends it; a thread that receives gets an OSError, and releases it."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def release(self) -> None:
        self._response.close()
        self._connection.close()
