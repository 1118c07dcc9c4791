"""Files on the machine, within the limits of the agent's commands."""

from __future__ import annotations

import base64
import hashlib
import io
import os
from typing import Any, Callable, Dict, Iterable, Mapping, Optional, Tuple, Union

from ._session import Input, Outputs, Session
from .errors import Conflict, Ended
from .live import as_base64, new_key
from .records import FileContent, FileInfo, Listing, read, wire_path

Path = Union[str, "os.PathLike[str]"]
_PIECE = 512 << 10  # Bytes of a file in one answer.


class Files:
    """A path begins at ``/``, in the home (``~/``), or else in the daemon's working directory. Thread-safe.

    ``if_sha256`` (as ``read`` tells it) and ``if_absent`` make a change only under that condition; else it is a Conflict.
    ``mode`` is octal, such as ``"0640"``. A change takes a ``key``: the same key and request have no second effect.
    """

    def __init__(self, shared: Callable[[], Session], fresh: Callable[[], Session]):
        self._shared, self._fresh = shared, fresh

    def _ask(self, method: str, path: Path, **fields: Any) -> Any:
        return self._shared().call("file." + method, **_present(path=_wire(path), **fields))

    def stat(self, path: Path, follow: bool = False) -> FileInfo:
        """One file, without its content; of a link, the link itself unless ``follow``."""
        return read(FileInfo, self._ask("stat", path, follow=follow))

    def list(self, path: Path = ".", depth: int = 1, limit: int = 1000, after: Optional[str] = None) -> Listing:
        """What is in a directory, down to ``depth``, sorted by bytes."""
        return read(Listing, self._ask("list", path, depth=depth, limit=limit, after=after and _wire(after)))

    def read(self, path: Path, line: Optional[int] = None, lines: Optional[int] = None) -> FileContent:
        """A piece of a text in whole lines, from ``line`` (from 1; -20: the last 20)."""
        return read(FileContent, self._ask("read", path, line=line, lines=lines))

    def read_bytes(self, path: Path) -> bytes:
        """A whole file."""
        whole, more = bytearray(), True
        while more:
            piece = self._ask("read", path, **{"from": len(whole), "maxBytes": _PIECE})
            whole += base64.b64decode(piece["data"])
            more = piece["more"]
        return bytes(whole)

    def write(self, path: Path, content: Union[str, bytes], *, mode: Optional[str] = None, parents: bool = False,
              if_absent: bool = False, if_sha256: Optional[str] = None, key: Optional[str] = None) -> FileInfo:
        """Gives a file its content, whole and in one step; at most 512 KiB. ``upload`` takes any size."""
        data = {"text": content} if isinstance(content, str) else {"data": as_base64(content)}
        return read(FileInfo, self._ask("write", path, key=key or new_key(), mode=mode, parents=parents, ifAbsent=if_absent,
                                        ifSha256=if_sha256, **data))

    def edit(self, path: Path, *edits: Union[Tuple[str, str], Mapping[str, Any]], if_sha256: Optional[str] = None,
             key: Optional[str] = None) -> FileInfo:
        """Replaces pieces of a text, all or none: pairs of old and new, each there once, or ``{old, text, all: True}``."""
        changes = [{"old": each[0], "text": each[1], "all": False} if isinstance(each, tuple) else {"all": False, **each}
                   for each in edits]
        return read(FileInfo, self._ask("edit", path, key=key or new_key(), edits=changes, ifSha256=if_sha256))

    def mkdir(self, path: Path, *, parents: bool = False, mode: Optional[str] = None, key: Optional[str] = None) -> FileInfo:
        """Makes a directory; with ``parents`` those on the way too, and one that is there is no error."""
        return read(FileInfo, self._ask("mkdir", path, key=key or new_key(), parents=parents, mode=mode))

    def move(self, path: Path, to: Path, *, replace: bool = False, key: Optional[str] = None) -> FileInfo:
        """Renames within a file system."""
        return read(FileInfo, self._ask("move", path, key=key or new_key(), to=_wire(to), replace=replace))

    def remove(self, path: Path, *, recursive: bool = False, key: Optional[str] = None) -> int:
        """Removes a file, a link itself, or a directory; returns how many were removed."""
        return self._ask("remove", path, key=key or new_key(), recursive=recursive)["count"]

    def search(self, path: Path = ".", text: Optional[str] = None, *, regex: Optional[str] = None, globs: Iterable[str] = (),
               ignore_case: bool = False, context: int = 0, gitignore: bool = False, limit: Optional[int] = None,
               max_seconds: float = 10, after: Optional[Dict[str, Any]] = None) -> Listing:
        """Finds lines with a ``text`` or Java ``regex`` beneath a directory, or, without either, files by ``globs``."""
        content = _present(text=text, regex=regex)
        if content:
            content.update(ignoreCase=ignore_case, context=context)
        return read(Listing, self._ask("search", path, globs=list(globs), gitignore=gitignore, content=content or None,
                                       limit=limit, maxMs=int(max_seconds * 1000), after=after))

    def upload(self, source: Union[Path, bytes], path: Path, *, mode: Optional[str] = None, parents: bool = False,
               if_absent: bool = False, if_sha256: Optional[str] = None, key: Optional[str] = None) -> FileInfo:
        """Copies a local file, or bytes, to the machine. After a cut it goes on where it was; so does another process with
        the same ``key``, for 24 h. The file gets its name in one step, at the end."""
        params = _present(path=_wire(path), stream=1, key=key or new_key(), mode=mode, parents=parents, ifAbsent=if_absent,
                          ifSha256=if_sha256)
        session = self._fresh()
        try:
            with io.BytesIO(source) if isinstance(source, bytes) else open(source, "rb") as file:
                sent = Input(session, 1)
                call = session.start("file.upload", lambda: params, True, lambda answer: sent.close())
                file.seek(sent.begin())
                try:
                    for piece in iter(lambda: file.read(_PIECE), b""):
                        sent.write(piece)
                except Ended:
                    pass  # It was answered before: all of it was there.
                sent.close()
            return read(FileInfo, call.wait())
        finally:
            session.close()

    def download(self, path: Path, target: Path) -> str:
        """Copies a file to here, under its name when all of it is here; goes on after a cut. Returns its SHA-256."""
        session, part, digest = self._fresh(), f"{os.fspath(target)}.{new_key()[:8]}.part", hashlib.sha256()
        try:
            outputs = Outputs(session, file=0)
            call = session.start("file.download", lambda: {
                "path": _wire(path), "stream": 1, "from": outputs.streams[1].next}, True)
            with open(part, "wb") as file:
                for piece in iter(outputs.take, None):
                    file.write(piece.data)
                    digest.update(piece.data)
            if call.wait()["sha256"] != digest.hexdigest():
                raise Conflict(f"{path} was changed while it was read; ask again", advice="retry")
            os.replace(part, target)
            return digest.hexdigest()
        finally:
            session.close()
            if os.path.exists(part):
                os.unlink(part)


def _wire(path: Path) -> str:
    return wire_path(os.fspath(path))


def _present(**fields: Any) -> Dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
