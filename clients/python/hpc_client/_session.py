"""Requests and streams to one daemon over WebSockets that may break: each new connection asks again what is not over."""

from __future__ import annotations

import json
import struct
import threading
import time
from collections import deque
from typing import Any, Callable, Deque, Dict, Optional, Tuple

from ._http import Broken, Transport, Tries, lost, segment
from ._websocket import BINARY, TEXT, Closed, WebSocket
from .errors import Ended, HpcError, StreamFailed, TimedOut, TooLarge, Unreachable, error
from .records import Output

_WINDOW = 1 << 20  # Bytes of a stream that may be unacknowledged.
_ACK_EVERY = 256 << 10
_FRAME = (64 << 10) - 12
_TEXT_BYTES = (1 << 20) - 200  # Of a message, with what is around the parameters.
_LASTING = 10.0  # Seconds after which a connection counts as one that worked.
_CLOSE_CODES = {4001: "unauthorized", 4004: "daemon_offline", 4010: "invalid_request", 1009: "too_large", 4013: "busy"}


class Call:
    """A request. ``params`` is asked anew for each connection; one that is ``kept`` is sent again after its answer too:
    streams go on with it. ``answered`` is called on the thread that receives, before anything behind the answer is read."""

    def __init__(self, method: str, params: Callable[[], Dict[str, Any]], kept: bool, answered: Callable[[Any], None]):
        self.method, self.params, self.kept, self.answered = method, params, kept, answered
        self.done = threading.Event()
        self.sent = False
        self.result: Any = None
        self.failure: Optional[HpcError] = None

    def wait(self, timeout: Optional[float] = None) -> Any:
        if not self.done.wait(timeout):
            raise TimedOut(f"no answer to {self.method} within {timeout} s")
        if self.failure:
            raise self.failure
        return self.result


class Session:
    """Thread-safe. One thread connects and receives, from the first request to ``close``."""

    def __init__(self, transport: Transport, daemon: str):
        self._transport, self._daemon, self._path = transport, daemon, "/hpc/agent/" + segment(daemon)
        self._lock = threading.Lock()
        self._calls: Dict[int, Call] = {}
        self._asked = 0
        self._thread: Optional[threading.Thread] = None
        self.failure: Optional[HpcError] = None
        self.socket: Optional[WebSocket] = None
        self.input: Optional[Input] = None
        self.outputs: Optional[Outputs] = None
        self.notice: Callable[[str, Dict[str, Any]], None] = lambda method, params: None

    def call(self, method: str, **params: Any) -> Any:
        return self.start(method, lambda: params).wait()

    def start(self, method: str, params: Callable[[], Dict[str, Any]], kept: bool = False,
              answered: Callable[[Any], None] = lambda result: None) -> Call:
        if len(json.dumps(params()).encode()) > _TEXT_BYTES:
            raise TooLarge(f"the request takes more than {_TEXT_BYTES} bytes: put what is long on standard input, or into a file")
        call = Call(method, params, kept, answered)
        with self._lock:
            if self.failure:
                raise self.failure
            self._asked += 1
            number, socket = self._asked, self.socket
            self._calls[number] = call
            if not self._thread:
                self._thread = threading.Thread(target=self._run, name="hpc-session", daemon=True)
                self._thread.start()
        if socket:
            self._ask(socket, number, call)
        return call

    def _ask(self, socket: WebSocket, number: int, call: Call) -> None:
        call.sent = True
        self.send(socket, TEXT, {"jsonrpc": "2.0", "id": number, "method": call.method, "params": call.params()})

    def tell(self, method: str, socket: Optional[WebSocket] = None, **params: Any) -> None:
        """A notice, if there is a connection: the next one begins with what it needs."""
        self.send(socket or self.socket, TEXT, {"jsonrpc": "2.0", "method": method, "params": params})

    def send(self, socket: Optional[WebSocket], kind: int, message: Any) -> None:
        """What cannot be sent is sent on the next connection: the thread that receives sees this one's end."""
        try:
            if socket:
                socket.send(kind, message if isinstance(message, bytes) else json.dumps(message).encode())
        except OSError:
            socket.close()

    def _run(self) -> None:
        tries = Tries(self._transport)
        try:
            while not self.failure:
                socket, began = None, time.monotonic()
                try:
                    socket = WebSocket(self._transport, self._path)
                    with self._lock:
                        again, self.socket = list(self._calls.items()), socket
                    self._transport.served.add(self._daemon)
                    for number, call in again:
                        self._ask(socket, number, call)
                    while not self.failure:
                        self._receive(socket, *socket.receive())
                        tries.worked()
                    raise self.failure
                except (HpcError, *Broken) as e:
                    failure, hopeless = self._reason(e)
                finally:
                    self.socket = None
                    if socket:
                        socket.close()
                        socket.release()
                if self.input:
                    self.input.disconnected()
                if socket and time.monotonic() > began + _LASTING:
                    tries.worked()
                tries.again(failure, hopeless)
        except HpcError as e:
            self._fail(e)
        except Exception as e:
            self._fail(HpcError(f"cannot go on: {type(e).__name__}: {e}"))
            raise

    def _reason(self, e: Exception) -> Tuple[HpcError, bool]:
        """What to say of the end of a connection, and whether another one cannot go better."""
        if isinstance(e, Closed) and e.code in _CLOSE_CODES:
            e = error(_CLOSE_CODES[e.code], f"the platform closed the connection: {e.reason}")
        if isinstance(e, HpcError):
            return e, self.failure is not None or e.advice != "retry" or self._daemon not in self._transport.served
        return Unreachable(f"no connection to the daemon: {e or type(e).__name__}"), self._transport.is_hopeless(e)

    def _receive(self, socket: WebSocket, kind: int, data: bytes) -> None:
        if kind == BINARY:
            if self.outputs:
                self.outputs.bytes(*struct.unpack(">IQ", data[:12]), data[12:])
            return
        message = json.loads(data)
        method, params = message.get("method"), message.get("params", {})
        if method is None:
            self._answer(message)
        elif method == "stream.ack" and self.input:
            self.input.acknowledged(socket, params["offset"])
        elif method.startswith("stream.") and self.outputs and params["stream"] in self.outputs.streams:
            self.outputs.notice(method, params)
        elif method == "stream.failed" and self.input:
            self.input.fail(StreamFailed(params["message"]))
        else:
            self.notice(method, params)

    def _answer(self, message: Dict[str, Any]) -> None:
        with self._lock:
            call = self._calls.get(message.get("id", 0))
            if call and not (call.kept and "result" in message):
                del self._calls[message["id"]]
        if call and "result" in message:
            call.result = message["result"]
            call.done.set()
            call.answered(call.result)
        elif call:
            told, data = message["error"], message["error"].get("data") or {}
            failure = error(data.get("error_code", "internal"), told["message"], data.get("advice"), call.params().get("key"))
            self._settle(call, failure)
            if call.kept:
                self._fail(failure)  # The connection was for what cannot go on.

    def _settle(self, call: Call, failure: HpcError) -> None:
        """Only what has no answer yet fails; streams that went on with it do in any case."""
        call.failure = call.failure if call.done.is_set() else failure
        call.done.set()
        if call.kept and self.outputs:
            self.outputs.fail(failure)
        if call.kept and self.input:
            self.input.fail(failure)
        if call.kept:
            self.notice("failed", {})

    def _fail(self, failure: HpcError) -> None:
        with self._lock:
            self.failure = self.failure or failure
            calls, socket = list(self._calls.values()), self.socket
            self._calls.clear()
        for call in calls:
            key = call.params().get("key")
            self._settle(call, lost(failure, call.sent and key is not None, key))
        if socket:
            socket.close()

    def close(self) -> None:
        self._fail(Ended("it was closed here"))


class Outputs:
    """Streams from a daemon, their bytes once and in order, in the order in which they arrived. One thread takes them."""

    def __init__(self, session: Session, **offsets: int):
        """A stream for each name, numbered from 1, from its offset on."""
        self._session = session
        self._changed = threading.Condition()
        self._arrived: Deque[Tuple[_Received, Output]] = deque()
        self._failure: Optional[HpcError] = None
        self.streams = {number: _Received(number, name, offsets[name]) for number, name in enumerate(offsets, 1)}
        session.outputs = self

    def bytes(self, number: int, offset: int, data: bytes) -> None:
        stream = self.streams.get(number)
        if stream and offset > stream.next:
            self.fail(StreamFailed(f"the daemon skipped from {stream.next} to {offset} without a gap"))
        elif stream and offset + len(data) > stream.next:
            self._put(stream, Output(stream.name, data[stream.next - offset:], stream.next))

    def _put(self, stream: _Received, output: Output) -> None:
        with self._changed:
            self._arrived.append((stream, output))
            stream.next = output.end
            self._changed.notify_all()

    def notice(self, method: str, params: Dict[str, Any]) -> None:
        stream = self.streams[params["stream"]]
        if method == "stream.failed":
            self.fail(StreamFailed(params["message"]))
        elif method == "stream.end":
            with self._changed:
                stream.ended = True
                self._changed.notify_all()
        elif method == "stream.gap" and params["to"] > stream.next:
            gone = params["to"] - max(stream.next, params["from"])
            self._put(stream, Output(stream.name, b"", params["to"], gone))

    def fail(self, failure: HpcError) -> None:
        with self._changed:
            self._failure = self._failure if self._over() else failure
            self._changed.notify_all()

    def _over(self) -> bool:
        return bool(self._failure) or all(stream.ended for stream in self.streams.values())

    def take(self, timeout: Optional[float] = None) -> Optional[Output]:
        """The next piece; None when all streams have ended."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._arrived or self._over(), timeout):
                raise TimedOut(f"no output within {timeout} s")
            if not self._arrived and self._failure:
                raise self._failure
            if not self._arrived:
                return None
            stream, output = self._arrived.popleft()
            due = not self._arrived or output.end - stream.told >= _ACK_EVERY
            if due:
                stream.told = output.end
        if due:
            self._session.tell("stream.ack", stream=stream.number, offset=output.end)
        return output


class _Received:
    def __init__(self, number: int, name: str, offset: int):
        self.number, self.name, self.ended = number, name, False
        self.next = self.told = offset


class Input:
    """Bytes to a daemon: kept until they are acknowledged, and sent again, after a cut, from where the daemon says."""

    def __init__(self, session: Session, number: int):
        self._session, self._number = session, number
        self._changed = threading.Condition()
        self._socket: Optional[WebSocket] = None
        self._kept = bytearray()  # What was written from the offset taken on.
        self._taken, self._sent = -1, 0  # Not known before the daemon says where it begins.
        self._closed = self._end_sent = False
        self._failure: Optional[HpcError] = None
        session.input = self
        threading.Thread(target=self._pump, name="hpc-input", daemon=True).start()

    def acknowledged(self, socket: Optional[WebSocket], offset: int) -> None:
        """The first one on a connection also says that the daemon listens, and from where."""
        with self._changed:
            if socket is not self._socket:
                self._socket, self._sent, self._end_sent = socket, offset, False
            if self._taken > offset:
                self._failure = StreamFailed(f"the daemon lost the input from {offset} on")
            elif self._taken >= 0:
                del self._kept[:offset - self._taken]
            self._taken = offset
            self._changed.notify_all()

    def begin(self) -> int:
        """Waits until the daemon says which offset the first byte has that is written."""
        with self._changed:
            self._changed.wait_for(lambda: self._failure or self._closed or self._taken >= 0)
            return max(0, self._taken)

    def disconnected(self) -> None:
        with self._changed:
            self._socket = None

    def fail(self, failure: HpcError) -> None:
        with self._changed:
            self._failure = self._failure or failure
            self._changed.notify_all()

    def write(self, data: bytes, timeout: Optional[float] = None) -> None:
        """Waits while a whole window is not acknowledged."""
        rest = memoryview(data)
        while rest:
            with self._changed:
                if not self._changed.wait_for(
                        lambda: self._failure or self._closed or len(self._kept) < _WINDOW, timeout):
                    raise TimedOut(f"the input was not read within {timeout} s")
                if self._failure or self._closed:
                    raise self._failure or Ended("the input was closed")
                count = min(len(rest), _WINDOW - len(self._kept))
                self._kept += rest[:count]
                self._changed.notify_all()
            rest = rest[count:]

    def close(self) -> None:
        """No more is written: the stream ends behind what was."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _due(self) -> bool:
        left = self._taken + len(self._kept) - self._sent
        return bool(self._failure) or bool(self._socket) and (left > 0 or self._closed and not self._end_sent)

    def _pump(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(self._due)
                if self._failure:
                    return
                socket, offset = self._socket, self._sent
                data = bytes(self._kept[offset - self._taken:offset - self._taken + _FRAME])
                self._sent += len(data)
                self._end_sent = not data
            if data:
                self._session.send(socket, BINARY, struct.pack(">IQ", self._number, offset) + data)
            else:
                self._session.tell("stream.end", socket, stream=self._number, offset=offset)
