"""What can go wrong, as exceptions. Each has a code, a message that names the input, and advice."""

from __future__ import annotations

from typing import Any, ClassVar, Dict, Optional, Type

_TYPES: Dict[str, Type[HpcError]] = {}


class HpcError(Exception):
    """A failure that ``code`` describes; ``str(error)`` says what happened and what to do next.

    code: such as ``not_found``; one that this version does not know is kept as it came.
    advice: ``retry`` (later, with the same key), ``fix_input``, or ``give_up``.
    key: the idempotency key of the request, if it had one: asking again with it has no second effect.
    """

    code: str = "internal"
    _advice: ClassVar[str] = "give_up"

    def __init__(self, message: str, *, code: Optional[str] = None, advice: Optional[str] = None, key: Optional[str] = None):
        super().__init__(message)
        self.message, self.code, self.advice, self.key = message, code or self.code, advice or self._advice, key

    def __init_subclass__(cls, code: str = "", advice: str = "fix_input", **rest: Any):
        super().__init_subclass__(**rest)
        cls.code, cls._advice = code, advice
        _TYPES[code] = cls


class InvalidInput(HpcError, code="invalid_params"):
    """A field or parameter is wrong; the message names it."""


class NotFound(HpcError, code="not_found"):
    """Does not exist, or belongs to another user."""


class KeyReused(HpcError, code="key_reused"):
    """The idempotency key was used before, with another request."""


class Busy(HpcError, code="busy", advice="retry"):
    """A bound is reached; the message names what holds the places."""


class DaemonOffline(HpcError, code="daemon_offline", advice="retry"):
    """The daemon is known and not connected."""


class Ended(HpcError, code="ended", advice="give_up"):
    """The shell or command has ended, or this side was closed."""


class OutcomeUnknown(HpcError, code="outcome_unknown", advice="give_up"):
    """The request was sent and may have been carried out; ask again with ``key`` to learn more."""


class SchedulerUnavailable(HpcError, code="scheduler_unavailable", advice="retry"):
    """The scheduler does not answer; nothing was lost."""


class SchedulerRefused(HpcError, code="scheduler_refused"):
    """The scheduler refused the job, in its own words."""


class NotAllowed(HpcError, code="not_allowed"):
    """Outside the directories that the account owner allows."""


class Unauthorized(HpcError, code="unauthorized", advice="give_up"):
    """No key, or one that is bad or revoked."""


class RateLimited(HpcError, code="rate_limited", advice="retry"):
    """Too many requests; the message gives the time to come back."""


class TooLarge(HpcError, code="too_large"):
    """Over a bound on size."""


class StorageFailed(HpcError, code="storage", advice="retry"):
    """The disk on the daemon's side is full or not writable; nothing was started."""


class Unreachable(HpcError, code="unreachable", advice="retry"):
    """The platform cannot be reached."""


class NoProgram(HpcError, code="no_program"):
    """There is no such program, so nothing was started."""


class NotExecutable(HpcError, code="not_executable"):
    """The program is there and may not be executed."""


class TimedOut(HpcError, TimeoutError, code="timed_out", advice="retry"):
    """A file system did not answer in time, or what was waited for did not come within ``timeout``."""


class Conflict(HpcError, code="conflict"):
    """A file is not as the request requires it to be, so nothing was changed."""


class StreamFailed(HpcError, code="stream_failed", advice="give_up"):
    """The daemon gave up a stream of bytes; what came before was delivered."""


class CommandFailed(HpcError, code="command_failed"):
    """A command that was run with ``check=True`` did not exit with 0; ``result`` has what it printed."""

    result: Any = None


def error(code: str, message: str, advice: Optional[str] = None, key: Optional[str] = None) -> HpcError:
    """The exception of that code."""
    return _TYPES.get(code, HpcError)(message, code=code, advice=advice, key=key)
