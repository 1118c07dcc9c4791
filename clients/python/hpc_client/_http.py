"""Connections to the platform, and calls of its HTTP routes that are repeated until they have an answer."""

from __future__ import annotations

import base64
import functools
import http.client
import json
import random
import socket
import ssl
import threading
import time
import urllib.request
from typing import Any, Callable, Dict, List, Mapping, Optional, Set, Tuple
from urllib.parse import quote, unquote, urlencode, urlsplit

from .config import Config, is_loopback
from .errors import HpcError, OutcomeUnknown, Unreachable, error

CONNECT = 10.0  # Seconds; a handshake, not an answer.
_ANSWER = 30.0  # Seconds beyond what a call waits for by itself.
Broken = (OSError, http.client.HTTPException)


class Transport:
    """Calls of the platform with one key. Thread-safe: a call has a connection of its own for its time."""

    def __init__(self, config: Config, patience: float):
        self._config, self.patience = config, patience
        self._url = urlsplit(config.url)
        self._idle: List[http.client.HTTPConnection] = []
        self._lock = threading.Lock()
        self._reached = False
        self.served: Set[str] = set()  # Daemons that answered, so that one that is away is waited for.
        self._new: Callable[..., http.client.HTTPConnection] = http.client.HTTPConnection
        if self._url.scheme == "https":
            tls = ssl.create_default_context()
            if config.ca_file:
                tls.load_verify_locations(config.ca_file)
            self._new = functools.partial(http.client.HTTPSConnection, context=tls)

    def _connect(self) -> http.client.HTTPConnection:
        """A new connection, through the environment's proxy if it names one."""
        host, port = self._url.hostname or "", self._url.port
        proxies = urllib.request.getproxies()
        proxy = proxies.get(self._url.scheme) or proxies.get("all")
        if not proxy or is_loopback(host) or urllib.request.proxy_bypass(host):
            connection = self._new(host, port, timeout=CONNECT)
        else:
            hop = urlsplit(proxy if "//" in proxy else "//" + proxy)
            login = base64.b64encode(f"{unquote(hop.username or '')}:{unquote(hop.password or '')}".encode()).decode()
            connection = self._new(hop.hostname or "", hop.port or 80, timeout=CONNECT)
            connection.set_tunnel(host, port, {"Proxy-Authorization": "Basic " + login} if hop.username else {})
        connection.connect()
        return connection

    def _headers(self, more: Mapping[str, str]) -> Dict[str, str]:
        return {"Authorization": "Bearer " + self._config.key, "User-Agent": "hpc-client-python", **more}

    def open(self, path: str, headers: Mapping[str, str], timeout: float) -> Tuple[http.client.HTTPConnection, Any]:
        """A GET whose answer is not read yet, on a connection of its own. Broken as sockets are, or refused."""
        connection = self._connect()
        try:
            used = connection.sock
            used.settimeout(timeout)
            connection.request("GET", self._url.path + path, headers=self._headers(headers))
            response = connection.getresponse()
            connection.sock = used  # http.client forgets one that is closed after this answer, which is not read yet.
            if response.status >= 400:
                raise refusal(response.status, response.headers, response.read())
            self._reached = True
            return connection, response
        except BaseException:
            connection.close()
            raise

    def call(self, method: str, path: str, query: Optional[Mapping[str, Any]] = None, body: Any = None,
             key: Optional[str] = None, wait: float = 0) -> Tuple[Mapping[str, str], bytes]:
        """Asks until there is an answer: its headers and body. Routes that must not be repeated have an idempotency key.

        body: becomes JSON. wait: seconds that the route may take by itself.
        """
        pairs = {name: str(value).lower() if isinstance(value, bool) else value
                 for name, value in {**(query or {}), "wait": int(wait) or None}.items() if value is not None}
        target = self._url.path + path + ("?" + urlencode(pairs) if pairs else "")
        headers = self._headers({**({"Idempotency-Key": key} if key else {}), "Content-Type": "application/json"})
        data = None if body is None else json.dumps(body).encode()
        daemon, sent, tries = unquote((path + "//").split("/")[3]), False, Tries(self)
        while True:
            connection = None
            try:
                connection = self._idle_one() or self._connect()
                sent = sent or method != "GET"
                status, answer, content = self._exchange(connection, method, target, data, headers, wait + _ANSWER)
                self._reached = True
            except Broken as e:
                failure: HpcError = Unreachable(f"cannot reach {self._config.url}: {e or type(e).__name__}", key=key)
                hopeless = not sent and self.is_hopeless(e)
            else:
                if status < 400 or (method == "DELETE" and status == 404 and tries.count):
                    self.served.add(daemon)
                    return answer, content
                failure = refusal(status, answer, content, key)
                hopeless = status not in (502, 504) and not (failure.code == "daemon_offline" and daemon in self.served)
                sent = sent and status not in (429, 503)
            tries.again(lost(failure, sent, key), hopeless)

    def ask(self, method: str, path: str, query: Optional[Mapping[str, Any]] = None, **rest: Any) -> Any:
        """As ``call``, for an answer in JSON."""
        content = self.call(method, path, query, **rest)[1]
        return json.loads(content) if content else None

    def is_hopeless(self, e: Exception) -> bool:
        """Whether a connection failed in a way that trying again will hardly mend: a wrong URL, not a bad moment."""
        return isinstance(e, ssl.SSLCertVerificationError) or not self._reached and isinstance(
            e, (ConnectionRefusedError, TimeoutError, socket.timeout, socket.gaierror))

    def _idle_one(self) -> Optional[http.client.HTTPConnection]:
        with self._lock:
            return self._idle.pop() if self._idle else None

    def _exchange(self, connection: http.client.HTTPConnection, method: str, target: str, data: Optional[bytes],
                  headers: Mapping[str, str], timeout: float) -> Tuple[int, Mapping[str, str], bytes]:
        try:
            connection.sock.settimeout(timeout)
            connection.request(method, target, data, dict(headers))
            answer = connection.getresponse()
            content = answer.read()
        except BaseException:
            connection.close()
            raise
        if connection.sock:
            with self._lock:
                self._idle.append(connection)
        return answer.status, answer.headers, content

    def close(self) -> None:
        connection = self._idle_one()
        while connection:
            connection.close()
            connection = self._idle_one()


class Tries:
    """How long something is tried again: with growing pauses, while less than ``patience`` passed since it last worked."""

    def __init__(self, transport: Transport):
        self._patience = transport.patience
        self.worked()

    def worked(self) -> None:
        self.count, self._since = 0, time.monotonic()

    def again(self, failure: HpcError, hopeless: bool) -> None:
        """Waits before the next attempt, or raises that failure."""
        pause = random.uniform(0.05, min(5.0, 0.25 * 2 ** min(self.count, 10)))
        if hopeless or time.monotonic() + pause > self._since + self._patience:
            raise failure
        time.sleep(pause)
        self.count += 1


def lost(failure: HpcError, sent: bool, key: Optional[str]) -> HpcError:
    """What to say of a request that has no answer: if it was sent, it may have been carried out."""
    if not sent or failure.code not in ("unreachable", "daemon_offline"):
        return failure
    return OutcomeUnknown(f"the request was sent and may have been carried out ({failure}); ask again with the same key",
                          advice="retry", key=key)


def refusal(status: int, headers: Mapping[str, str], body: bytes, key: Optional[str] = None) -> HpcError:
    """The error that a platform, or something on the way to it, answered."""
    try:
        told = json.loads(body)["error"]
        return error(told["code"], told["message"], told.get("advice"), key)
    except (ValueError, KeyError, TypeError):
        code = headers.get("Hpc-Error") or ("unreachable" if status >= 500 else "invalid_request")
        return error(code, f"HTTP {status} from something that is not a platform, or an older one", None, key)


def segment(name: str) -> str:
    """A name as one segment of a path."""
    return quote(name, safe="")
