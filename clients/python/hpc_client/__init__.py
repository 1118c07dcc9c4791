"""A client of hpc-daemon: commands, shells, jobs, wake-ups and files on machines behind firewalls.

    from hpc_client import Client

    with Client() as hpc:
        print(hpc.daemon("login1").exec("hostname; nproc").stdout)

Standard library only. ``Client`` is where to begin.
"""

from .client import Client, Daemon, Job, Run
from .config import Config
from .errors import *  # noqa: F403
from .files import Files
from .live import CommandStream, Shell, Terminal, new_key
from .records import Approval, Captured, Event, ExecResult, FileContent, FileInfo, JobInfo, Listing, Match, Output, RunInfo, ShellResult

__version__ = "0.1.0"
