"""Which platform, and with which key: what ``hpc`` uses, from the same places."""

from __future__ import annotations

import ipaddress
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Mapping, Optional
from urllib.parse import urlsplit

from .errors import InvalidInput, StorageFailed, Unauthorized


@dataclass(frozen=True)
class Config:
    """The platform's URL without a slash at its end, the agent's key, and a file of further CA certificates."""

    url: str
    key: str = field(repr=False)
    ca_file: Optional[str] = None

    @staticmethod
    def load(url: Optional[str] = None, key: Optional[str] = None, ca_file: Optional[str] = None,
             environment: Mapping[str, str] = os.environ) -> Config:
        """What is given, else ``HPC_URL``, ``HPC_API_KEY`` and ``HPC_CA_FILE``, else what ``hpc login`` stored in
        ``$HPC_HOME/credentials.json`` (default ``~/.config/hpc``)."""
        home = environment.get("HPC_HOME", "").strip() or Path.home() / ".config" / "hpc"
        stored = _stored(Path(home) / "credentials.json")
        url = (url or environment.get("HPC_URL") or stored.get("url") or "").strip().rstrip("/")
        key = (key or environment.get("HPC_API_KEY") or stored.get("key") or "").strip()
        if not url or not key:
            raise Unauthorized("not signed in: run `hpc login --url URL --email YOU`, or set HPC_URL and HPC_API_KEY")
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InvalidInput(f"the platform's URL {url} is invalid; expected https://HOST[:PORT] (or http:// to loopback)")
        if parts.scheme == "http" and not is_loopback(parts.hostname):
            raise InvalidInput(f"the platform's URL {url} is plain http to another machine, where anyone on the way could"
                               " read the key; use https://")
        return Config(url, key, ca_file or environment.get("HPC_CA_FILE") or stored.get("caFile"))


def _stored(file: Path) -> Mapping[str, Any]:
    try:
        return json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as e:
        raise StorageFailed(f"cannot read {file}: {e}", advice="fix_input") from e


def is_loopback(host: str) -> bool:
    """Whether a host is this machine for sure: a name that resolves to it today may not tomorrow."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
