"""What the daemon and the platform answer, as dataclasses. Times are texts as ISO 8601 has them, in UTC."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field, fields
from typing import Any, Dict, List, Mapping, Optional, Type, TypeVar

R = TypeVar("R")


def read(kind: Type[R], value: Mapping[str, Any]) -> R:
    """A JSON object as a record of that type, whose ``raw`` has all of its fields, those of newer versions too."""
    given: Dict[str, Any] = {"raw": value}
    for each in fields(kind):  # type: ignore[arg-type]
        found = value.get(re.sub(r"_(.)", lambda match: match[1].upper(), each.name))
        if found is not None:
            make = each.metadata.get("of", lambda it: it)
            given[each.name] = [make(one) for one in found] if isinstance(found, list) else make(found)
    return kind(**given)


def _of(make: Any, default: Any = None) -> Any:
    return field(default=default, metadata={"of": make})


def _path(told: str) -> str:
    """A path as Python has names that are not UTF-8: by surrogates (PEP 383)."""
    return re.sub("\0([0-9a-f]{2})", lambda match: chr(0xDC00 + int(match[1], 16)), told)


def wire_path(path: str) -> str:
    """A path as the protocol has it."""
    return re.sub("[\udc80-\udcff]", lambda match: f"\0{ord(match[0]) - 0xDC00:02x}", path)


class Captured(str):
    """What was printed, as text. Of a long output the middle is left out: ``omitted`` bytes, where the text says so.

    raw: the bytes, those of the beginning and of the end.
    """

    raw: bytes = b""
    omitted: int = 0

    @staticmethod
    def of(told: Mapping[str, Any]) -> Captured:
        head, tail = (base64.b64decode(told[part]) if told["base64"] else told[part].encode() for part in ("head", "tail"))
        middle = f"\n[{told['omitted']} bytes left out]\n" if told["omitted"] else ""
        made = Captured(head.decode("utf-8", "replace") + middle + tail.decode("utf-8", "replace"))
        made.raw, made.omitted = head + tail, told["omitted"]
        return made


@dataclass(frozen=True)
class Record:
    """An answer; ``raw`` has what is not here by name, as the daemon told it."""

    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class Output:
    """A piece of what something prints. With a ``gap``, it has no data: so many bytes before ``offset`` are gone."""

    stream: str
    data: bytes
    offset: int
    gap: int = 0

    @property
    def text(self) -> str:
        return self.data.decode("utf-8", "replace")

    @property
    def end(self) -> int:
        """The offset behind it, where to go on."""
        return self.offset + len(self.data)


@dataclass(frozen=True)
class ExecResult(Record):
    """How a command ended. ``exit_code`` is absent where a ``signal`` ended it."""

    key: str = ""
    exit_code: Optional[int] = None
    signal: Optional[str] = None
    timed_out: bool = False
    stdout: Captured = _of(Captured.of, Captured())
    stderr: Captured = _of(Captured.of, Captured())

    @property
    def ok(self) -> bool:
        return self.exit_code == 0


@dataclass(frozen=True)
class RunInfo(Record):
    """A command as the daemon knows it; ``state`` is RUNNING, ENDED, REFUSED or LOST. ``result`` has no output."""

    key: str = ""
    command: str = ""
    state: str = ""
    result: Optional[ExecResult] = _of(lambda told: read(ExecResult, told))
    message: Optional[str] = None


@dataclass(frozen=True)
class JobInfo(Record):
    """A job. Only the state COMPLETED is a success, whatever ``exit_code`` is."""

    job: str = ""
    state: str = ""
    name: Optional[str] = None
    exit_code: Optional[int] = None
    signal: Optional[str] = None
    reason: Optional[str] = None
    ended_at: Optional[str] = None
    failed_elements: List[int] = field(default_factory=list)
    element: Optional[int] = None
    cancelling: bool = False

    @property
    def finished(self) -> bool:
        return self.state not in ("PENDING", "RUNNING") and (self.state != "UNKNOWN" or self.ended_at is not None)

    @property
    def succeeded(self) -> bool:
        return self.state == "COMPLETED"


@dataclass(frozen=True)
class Approval(Record):
    """A request that needs permission. ``state`` is PENDING, ALLOWED, DENIED, USED or EXPIRED.

    until: of one that is ALLOWED, the same request is carried out when it is sent again before then. note: what was said.
    """

    approval: str = ""
    method: str = ""
    summary: str = ""
    state: str = ""
    until: str = ""
    reason: str = ""
    note: Optional[str] = None


@dataclass(frozen=True)
class Event(Record):
    """A wake-up: a job has ended (``job.finished``), an element of it (``job.element_finished``), or a request that waited for
    permission waits no longer (``approval.decided``). ``job`` and ``approval`` are empty where it is not about one.
    """

    id: str = ""
    seq: int = 0
    daemon: str = ""
    type: str = ""
    at: str = ""
    job: JobInfo = _of(lambda told: read(JobInfo, told), JobInfo())
    approval: Approval = _of(lambda told: read(Approval, told), Approval())
    context: Optional[str] = None
    stdout_tail: str = ""
    stderr_tail: str = ""


@dataclass(frozen=True)
class ShellResult(Record):
    """How a command in a shell went. While ``running``, it goes on: read the shell's output from ``to``."""

    running: bool = False
    ended: bool = False
    output: Captured = _of(Captured.of, Captured())
    exit_code: Optional[int] = None
    cwd: Optional[str] = None
    to: int = 0


@dataclass(frozen=True)
class FileInfo(Record):
    """``type`` is file, directory, link or special; ``mode`` is octal; ``sha256`` is told of what was written."""

    path: str = _of(_path, "")
    type: str = "file"
    size: int = 0
    mode: str = ""
    modified: str = ""
    target: Optional[str] = _of(_path)
    sha256: Optional[str] = None


@dataclass(frozen=True)
class FileContent(Record):
    """A piece of a file: ``text`` in whole lines, or ``data`` where it is not text. ``more``: it goes on at ``to``."""

    path: str = _of(_path, "")
    size: int = 0
    text: Optional[str] = None
    data: Optional[bytes] = _of(base64.b64decode)
    to: int = 0
    more: bool = False
    sha256: Optional[str] = None


@dataclass(frozen=True)
class Match(Record):
    """A line that was found, or a file if ``line`` is absent; ``path`` is from the directory that was searched."""

    path: str = _of(_path, "")
    line: Optional[int] = None
    text: Optional[str] = None
    before: List[str] = field(default_factory=list)
    after: List[str] = field(default_factory=list)


@dataclass(frozen=True)
class Listing(Record):
    """What is in a directory (``files``), or was found beneath it (``matches``); their paths are from ``path``.

    more: others follow; ask with ``after`` the last path. stopped: why not all was searched (limit, time, hangs); ask with
    ``after`` what ``next`` is. unreadable: the first files and directories that may not be read.
    """

    path: str = _of(_path, "")
    files: List[FileInfo] = field(default_factory=list, metadata={"of": lambda told: read(FileInfo, told)})
    matches: List[Match] = field(default_factory=list, metadata={"of": lambda told: read(Match, told)})
    more: bool = False
    stopped: Optional[str] = None
    next: Optional[Dict[str, Any]] = None
    unreadable: List[str] = field(default_factory=list, metadata={"of": _path})
