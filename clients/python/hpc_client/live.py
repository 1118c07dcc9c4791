"""What goes on while it is looked at: commands whose output comes as it is printed, and shells, which outlive connections."""

from __future__ import annotations

import base64
import threading
import uuid
from typing import Any, Callable, Dict, Iterator, Optional, TypeVar, Union

from ._session import Input, Outputs, Session
from .errors import HpcError, TimedOut
from .records import ExecResult, Output, ShellResult, read

Data = Union[bytes, str]
T = TypeVar("T")


def as_bytes(data: Data) -> bytes:
    return data.encode() if isinstance(data, str) else data


def as_base64(data: Data) -> str:
    return base64.b64encode(as_bytes(data)).decode()


def new_key() -> str:
    """An idempotency key. Keep one where a request is to be repeated by another process: it has no second effect."""
    return uuid.uuid4().hex


class Closing:
    """What is closed at the end of a ``with``."""

    def __enter__(self: T) -> T:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def close(self) -> None:
        raise NotImplementedError


class _Streamed(Closing):
    """Iterate over it for what is printed. One thread reads; others may write. Each byte comes once, across cuts."""

    def __init__(self, session: Session, outputs: Outputs, input: Optional[Input]):
        self._session, self._outputs, self._input = session, outputs, input

    def read(self, timeout: Optional[float] = None) -> Optional[Output]:
        """The next piece of output; None at its end. Raises TimedOut."""
        return self._outputs.take(timeout)

    def __iter__(self) -> Iterator[Output]:
        piece = self.read()
        while piece:
            yield piece
            piece = self.read()

    def write(self, data: Data, timeout: Optional[float] = None) -> None:
        """Sends input; waits while 1 MiB of it is not taken."""
        if not self._input:
            raise ValueError("start the command with stdin=True")
        self._input.write(as_bytes(data), timeout)


class CommandStream(_Streamed):
    """A command: iterate over it, then ask for the ``result``. One that is not read is held up after 1 MiB. As a context
    manager, it ends the command if it has not ended."""

    def __init__(self, session: Session, request: Dict[str, Any], stdin: bool):
        outputs = Outputs(session, stdout=0, stderr=0)
        super().__init__(session, outputs, Input(session, 0) if stdin else None)
        self.key: str = request["key"]
        out, err = outputs.streams[1], outputs.streams[2]
        self._call = session.start("exec.run", lambda: {**request, "streams": {
            **({"stdin": 0} if stdin else {}), "stdout": 1, "stderr": 2, "stdoutFrom": out.next, "stderrFrom": err.next}}, True)

    def read(self, timeout: Optional[float] = None) -> Optional[Output]:
        piece = super().read(timeout)
        if not piece:
            self._call.wait(timeout)
            self._session.close()
        return piece

    def close_stdin(self) -> None:
        if self._input:
            self._input.close()

    def result(self, timeout: Optional[float] = None) -> ExecResult:
        """How it ended; what was not read of its output is dropped."""
        while self.read(timeout):
            pass
        return read(ExecResult, {**self._call.wait(timeout), "key": self.key})

    def cancel(self) -> None:
        """Ends the command and everything that it started."""
        self._session.call("exec.cancel", key=self.key)

    def close(self) -> None:
        try:
            if not self._call.done.is_set():
                self.cancel()
        finally:
            self._session.close()


class Terminal(_Streamed):
    """A place at a shell's terminal: every byte typed arrives once. Close it to give the place up; the shell lives on."""

    def __init__(self, session: Session, shell: str, begin: Optional[int]):
        super().__init__(session, Outputs(session, output=begin or 0), Input(session, 1))
        self._shell, self._reader, self._placed = shell, "py-" + new_key(), begin is not None
        self._ended, self._exit_code = threading.Event(), None
        session.notice = self._notice
        session.start("shell.attach", self._params, True, self._attached).wait()

    def _params(self) -> Dict[str, Any]:
        begin = {"from": self._outputs.streams[1].next} if self._placed else {}
        return {"shell": self._shell, "stream": 1, "reader": self._reader, **begin}

    def _attached(self, told: Dict[str, Any]) -> None:
        if not self._placed:
            stream = self._outputs.streams[1]
            stream.next = stream.told = told["from"]
            self._placed = True
        if self._input:
            self._input.acknowledged(self._session.socket, told["inputOffset"])

    def _notice(self, method: str, params: Dict[str, Any]) -> None:
        if method in ("shell.ended", "failed"):
            self._exit_code = params.get("exitCode")
            self._ended.set()

    def wait(self, timeout: Optional[float] = None) -> Optional[int]:
        """Waits for the shell's end, and returns its exit code, if it is known."""
        if not self._ended.wait(timeout):
            raise TimedOut(f"the shell has not ended within {timeout} s")
        return self._exit_code

    def close(self) -> None:
        try:
            self._session.start("shell.detach", lambda: {"shell": self._shell, "reader": self._reader}).wait(2)
        except HpcError:
            pass  # A daemon that cannot be told finds out by itself, after 5 minutes.
        self._session.close()


class Shell(Closing):
    """A live shell; ``id`` is how it is found again. As a context manager it is closed at the end."""

    def __init__(self, shared: Callable[[], Session], fresh: Callable[[], Session], id: str):
        self._shared, self._fresh, self.id = shared, fresh, id

    def _call(self, method: str, **params: Any) -> Any:
        return self._shared().call("shell." + method, shell=self.id, **params)

    def run(self, command: str, *, stdin: Optional[Data] = None, terminal: bool = False, timeout: Optional[float] = None,
            key: Optional[str] = None) -> ShellResult:
        """Runs a command in the shell, so that what it changes there persists.

        timeout: seconds after which the answer says ``running``; the command goes on. terminal: it reads the terminal.
        """
        return read(ShellResult, self._call("run", key=key or new_key(), command=command, terminal=terminal, **{
            **({} if stdin is None else {"stdin": as_base64(stdin)}), **({"timeoutMs": int(timeout * 1000)} if timeout else {})}))

    def write(self, data: Data, key: Optional[str] = None) -> None:
        """Types bytes, once."""
        self._call("write", key=key or new_key(), data=as_base64(data))

    def output(self, begin: Optional[int] = None, most: int = 64 << 10, wait: float = 0) -> Output:
        """A piece of what the shell printed, from an offset, else the last ``most`` bytes. wait: seconds, at most 30."""
        told = self._call("output", maxBytes=most, waitMs=int(wait * 1000), **({} if begin is None else {"from": begin}))
        gap = 0 if begin is None else max(0, told["from"] - begin)
        return Output("output", base64.b64decode(told["data"]), told["from"], gap)

    def attach(self, begin: Optional[int] = None) -> Terminal:
        """Attaches to the terminal: what it prints from an offset, or from now on, and what is typed."""
        return Terminal(self._fresh(), self.id, begin)

    def resize(self, rows: int, cols: int) -> None:
        self._call("resize", rows=rows, cols=cols)

    def signal(self, name: str) -> None:
        """Sends a signal, such as ``INT``, to what runs in the foreground."""
        self._call("signal", signal=name)

    def close(self) -> None:
        """Ends the shell and everything that was started in it."""
        self._call("close")
