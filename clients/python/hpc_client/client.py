"""The platform, and a daemon behind it: what programs begin with."""

from __future__ import annotations

import json
import re
import threading
import time
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional, Sequence, TypeVar, Union

from ._http import Broken, Transport, Tries, segment
from ._session import Session
from .config import Config
from .errors import CommandFailed, TimedOut, Unreachable
from .files import Files
from .live import Closing, CommandStream, Data, Shell, as_base64, new_key
from .records import Event, ExecResult, JobInfo, Output, RunInfo, read

Command = Union[str, Sequence[str]]
T = TypeVar("T")
_WAIT = 50  # Seconds that a call is kept waiting: less than proxies on the way wait.
_SILENCE = 45.0  # An event stream has a sign of life every 15 s.


class Client(Closing):
    """An agent's way to its daemons. Thread-safe; close it, or use it as a context manager.

    url, key, ca_file: by default what ``hpc`` uses: ``HPC_URL``, ``HPC_API_KEY``, ``HPC_CA_FILE``, else ``hpc login``'s.
    patience: seconds for which a lost connection is tried again before what waits fails.
    """

    def __init__(self, url: Optional[str] = None, key: Optional[str] = None, *, ca_file: Optional[str] = None,
                 patience: float = 300):
        self._transport = Transport(Config.load(url, key, ca_file), patience)
        self._daemons: Dict[str, Daemon] = {}

    def close(self) -> None:
        for daemon in self._daemons.values():
            daemon.close()
        self._transport.close()

    def whoami(self) -> Dict[str, Any]:
        """Whose key this is: user, email, kind, name, agent."""
        return self._transport.ask("GET", "/hpc/whoami")

    def daemons(self) -> List[Dict[str, Any]]:
        """All daemons of the user, connected or not: daemon, clusterName, scheduler, host, version, online, lastSeen."""
        return self._transport.ask("GET", "/hpc/daemons")["daemons"]

    def daemon(self, name: str) -> Daemon:
        """A daemon by its id; nothing is asked yet."""
        return self._daemons.setdefault(name, Daemon(self._transport, name))

    def events(self, after: int = 0, timeout: Optional[float] = None) -> Iterator[Event]:
        """Wake-ups as they come, beginning with those that are not acknowledged; each once, across cuts.

        after: only those with a greater ``seq``. timeout: ends when none has come for so many seconds.
        """
        tries, came = Tries(self._transport), time.monotonic()

        def left() -> float:
            return _SILENCE if timeout is None else min(_SILENCE, came + timeout - time.monotonic())

        while left() > 0:
            connection = stream = None
            try:
                connection, stream = self._transport.open("/hpc/events/stream", {"Last-Event-ID": str(after)}, left())
                fields: Dict[str, str] = {}
                while left() > 0:
                    connection.sock.settimeout(left())
                    line = stream.readline().decode()
                    if not line:
                        raise OSError("the stream ended")
                    tries.worked()
                    name, _, value = line.strip().partition(": ")
                    if name:
                        fields[name] = value
                    elif "data" in fields:
                        after = int(fields["id"])
                        yield read(Event, {**json.loads(fields["data"]), "seq": after})
                        fields, came = {}, time.monotonic()
            except Broken as e:
                if left() > 0:
                    tries.again(Unreachable(f"cannot read events: {e or type(e).__name__}"), self._transport.is_hopeless(e))
            finally:
                if connection and stream:
                    stream.close()
                    connection.close()

    def ack(self, *events: Union[Event, str]) -> int:
        """Has the platform forget wake-ups; until then it tells of them again. Returns how many there were."""
        ids = [each.id if isinstance(each, Event) else each for each in events]
        return self._transport.ask("POST", "/hpc/events/ack", body={"ids": ids})["acknowledged"]


class Daemon:
    """A machine. Commands are a line for bash, or a list of a program and its arguments. Thread-safe.

    Whatever has an effect takes a ``key``, made anew by default: the same key and request have no second effect.
    """

    def __init__(self, transport: Transport, name: str):
        self._transport, self.name = transport, name
        self._path = "/hpc/daemons/" + segment(name)
        self._lock = threading.Lock()
        self._shared: Optional[Session] = None
        self.files = Files(self._session, self._fresh)

    def _fresh(self) -> Session:
        return Session(self._transport, self.name)

    def _session(self) -> Session:
        with self._lock:
            if not self._shared or self._shared.failure:
                self._shared = self._fresh()
            return self._shared

    def close(self) -> None:
        if self._shared:
            self._shared.close()

    def _ask(self, method: str, path: str, query: Optional[Mapping[str, Any]] = None, **rest: Any) -> Any:
        return self._transport.ask(method, self._path + path, query, **rest)

    def info(self) -> Dict[str, Any]:
        """The daemon's version, limits, sandbox, and guidance for its machine."""
        return self._ask("GET", "/info")

    def cluster(self) -> Dict[str, Any]:
        """Partitions, nodes, GPUs, accounts and queue; at most a minute old."""
        return self._ask("GET", "/cluster")

    def exec(self, command: Command, *, cwd: Optional[str] = None, env: Optional[Mapping[str, str]] = None,
             stdin: Optional[Data] = None, timeout: Optional[float] = None, check: bool = False,
             key: Optional[str] = None, **place: Any) -> ExecResult:
        """Runs a command to its end. Of long outputs, the middle is left out; ``stream`` leaves out nothing.

        timeout: seconds after which the command is ended. check: raises CommandFailed unless it exits with 0.
        place: ``job``, the id of a job that runs, within which the command is run; of an array also ``element``; ``node``, else its first.
        """
        key, body, answer = key or new_key(), _request(command, cwd, env, stdin, timeout, **place), {"state": "RUNNING"}
        while answer["state"] == "RUNNING":
            answer = self._ask("POST", "/exec", body=body, key=key, wait=_WAIT)
        result = read(ExecResult, answer)
        if check and not result.ok:
            how = f"signal {result.signal}" if result.signal else f"exit code {result.exit_code}"
            failure = CommandFailed(f"{command!r} ended with {how}: {result.stderr[-500:].strip()}", key=key)
            failure.result = result
            raise failure
        return result

    def start(self, command: Command, *, cwd: Optional[str] = None, env: Optional[Mapping[str, str]] = None,
              stdin: Optional[Data] = None, timeout: Optional[float] = None, key: Optional[str] = None, **place: Any) -> Run:
        """Starts a command that goes on by itself, and can be found again by its key from anywhere for 24 h after its end.

        place: as in ``exec``.
        """
        told = self._ask("POST", "/exec", body=_request(command, cwd, env, stdin, timeout, **place), key=key or new_key())
        return self.run(told["key"])

    def run(self, key: str) -> Run:
        """A command that was started with that key."""
        return Run(self, "/runs/", key)

    def runs(self, active: bool = False, limit: int = 100) -> List[RunInfo]:
        """The agent's commands, newest first."""
        return [read(RunInfo, each) for each in self._ask("GET", "/runs", {"active": active, "limit": limit})["commands"]]

    def stream(self, command: Command, *, cwd: Optional[str] = None, env: Optional[Mapping[str, str]] = None,
               stdin: bool = False, timeout: Optional[float] = None, key: Optional[str] = None, **place: Any) -> CommandStream:
        """Runs a command whose output comes as it is printed, each byte once, across cuts.

        stdin: whether it gets what ``write`` is given; else it has no input. place: as in ``exec``.
        """
        request = {**_request(command, cwd, env, None, timeout, **place), "key": key or new_key()}
        return CommandStream(self._fresh(), request, stdin)

    def submit(self, command: Optional[Sequence[str]] = None, *, key: Optional[str] = None, **spec: Any) -> Job:
        """Submits a job: a program and its arguments, or a whole ``script`` with its ``#!`` line.

        spec: name, cwd, env, time_limit_seconds, nodes, tasks, cpus, memory_mb, gpus, partition, account, array, context (comes
        back with the wake-up), and all others of ``JobSpec`` in docs/protocol.md. One that is unknown is refused by name.
        """
        body = {re.sub(r"_(.)", lambda match: match[1].upper(), name): value for name, value in spec.items() if value is not None}
        if command is not None:
            body["argv"] = list(command)
        return self.job(self._ask("POST", "/jobs", body=body, key=key or new_key())["job"])

    def job(self, id: str) -> Job:
        """A job that was submitted before."""
        return Job(self, "/jobs/", id)

    def jobs(self, active: bool = False, limit: int = 100, after: Optional[str] = None) -> List[JobInfo]:
        """The agent's jobs, newest first; ``after``: those that are older than that one."""
        query = {"active": active, "limit": limit, "after": after}
        return [read(JobInfo, each) for each in self._ask("GET", "/jobs", query)["jobs"]]

    def open_shell(self, *, key: Optional[str] = None, **opening: Any) -> Shell:
        """Opens a live shell, which outlives connections: what changes in it persists.

        opening: name, cwd, env, rows, cols; job, element, node, as in ``exec``; end_job, whether the job ends with the shell.
        """
        if "end_job" in opening:
            opening["endJob"] = opening.pop("end_job")
        return self.shell(self._ask("POST", "/shells", body=opening, key=key or new_key())["shell"])

    def shell(self, id: str) -> Shell:
        """A shell that is open already."""
        return Shell(self._session, self._fresh, id)

    def shells(self) -> List[Dict[str, Any]]:
        """The agent's shells, oldest first: shell, name, openedAt, rows, cols, oldest, end, readers, running."""
        return self._ask("GET", "/shells")["shells"]


class _Task:
    """What goes on by itself, and is found again by its id."""

    def __init__(self, daemon: Daemon, path: str, id: str):
        self.id = id
        self._daemon, self._path = daemon, path + segment(id)

    def _ask(self, method: str, path: str = "", wait: float = 0, **query: Any) -> Any:
        return self._daemon._ask(method, self._path + path, query, wait=min(wait, _WAIT))

    def _follow(self, path: str, stream: str, begin: int, **query: Any) -> Iterator[Output]:
        """What is printed, from an offset, until nothing will follow."""
        end = False
        while not end:
            query.update({"stream": stream, "from": begin, "max": 512 << 10})
            told, data = self._daemon._transport.call("GET", self._daemon._path + self._path + path, query, wait=_WAIT)
            offset, end = int(told["Hpc-Offset"]), "Hpc-End" in told
            if offset > begin:
                yield Output(stream, b"", offset, offset - begin)
            if data:
                yield Output(stream, data, offset)
            begin = int(told["Hpc-Next"])

    def _wait(self, ask: Callable[[float], T], is_over: Callable[[T], bool], timeout: Optional[float]) -> T:
        deadline = float("inf") if timeout is None else time.monotonic() + timeout
        while True:
            left = deadline - time.monotonic()
            info = ask(max(0, min(_WAIT, left + 1)))
            if is_over(info):
                return info
            if left <= 0:
                raise TimedOut(f"{self.id} has not ended within {timeout} s; it goes on")


class Run(_Task):
    """A command that goes on by itself; ``id`` is its key."""

    def status(self, wait: float = 0) -> RunInfo:
        """Its state; with ``wait``, once it has ended, or after so many seconds."""
        return read(RunInfo, self._ask("GET", wait=wait))

    def wait(self, timeout: Optional[float] = None) -> RunInfo:
        """Waits for its end. Raises TimedOut, and the command goes on."""
        return self._wait(self.status, lambda info: info.state != "RUNNING", timeout)

    def output(self, stream: str = "stdout", begin: int = 0) -> Iterator[Output]:
        """What it prints, as it comes, to its end. Of long outputs the daemon keeps the beginning and the end; a piece with
        a ``gap`` tells of what is between."""
        return self._follow("/output", stream, begin)

    def cancel(self) -> None:
        """Ends it and everything that it started."""
        self._ask("POST", "/cancel")


class Job(_Task):
    """A job; ``id`` is how it is found again. Of an array, ``element`` is one of it alone."""

    def status(self, element: Optional[int] = None, wait: float = 0) -> JobInfo:
        """Its state; with ``wait``, once it has ended, or after so many seconds."""
        return read(JobInfo, self._ask("GET", wait=wait, element=element))

    def wait(self, timeout: Optional[float] = None, element: Optional[int] = None) -> JobInfo:
        """Waits for its end. Raises TimedOut, and the job goes on."""
        return self._wait(lambda wait: self.status(element, wait), lambda info: info.finished, timeout)

    def logs(self, stream: str = "stdout", begin: int = 0, element: Optional[int] = None) -> Iterator[Output]:
        """What it prints, as it comes, until it has ended."""
        return self._follow("/logs", stream, begin, element=element)

    def elements(self, begin: int = 0, limit: int = 100) -> List[JobInfo]:
        """Of an array, the elements from that index on."""
        return [read(JobInfo, each) for each in self._ask("GET", "/elements", **{"from": begin, "limit": limit})["jobs"]]

    def cancel(self, element: Optional[int] = None) -> JobInfo:
        """Asks it to end; what is returned is from before its end."""
        return read(JobInfo, self._ask("POST", "/cancel", element=element))

    def remove(self) -> None:
        """Has the daemon forget a job that has ended, with its logs."""
        self._ask("DELETE")


def _request(command: Command, cwd: Optional[str], env: Optional[Mapping[str, str]], stdin: Optional[Data],
             timeout: Optional[float], *, job: Optional[str] = None, element: Optional[int] = None,
             node: Optional[str] = None) -> Dict[str, Any]:
    fields = {"cwd": cwd, "env": dict(env) if env else None, "stdin": None if stdin is None else as_base64(stdin),
              "timeoutMs": int(timeout * 1000) if timeout else None, "job": job, "element": element, "node": node}
    what = {"command": command} if isinstance(command, str) else {"argv": list(command)}
    return {**what, **{name: value for name, value in fields.items() if value is not None}}
