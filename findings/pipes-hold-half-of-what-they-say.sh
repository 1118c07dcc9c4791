#!/usr/bin/env bash
# A pipe of Linux holds what F_GETPIPE_SZ says only if its pages are filled. A write begins a new page unless all of it fits into the rest
# of the last one, so writes of a little more than half a page (2,049 bytes) fill a pipe of 65,536 bytes with 32,784. Whoever sizes a
# window, or a test, by F_GETPIPE_SZ waits for bytes that never fit. What counts is the call: two such pieces in one writev share pages, and
# the pipe takes 45,076.
#
# Needs python3 and a Linux with pages of 4 KiB. Exits 1 if such a pipe takes another number of bytes.
set -euo pipefail
python3 - <<'END_OF_PYTHON'
import fcntl, os, platform, resource, sys

F_GETPIPE_SZ = 1032
if resource.getpagesize() != 4096:
    sys.exit("another size of pages; nothing is shown here")


def filled(write):
    """How much a new pipe takes until it would block, and what it says that it holds."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    says, holds = fcntl.fcntl(writer, F_GETPIPE_SZ), 0
    try:
        while True:
            holds += write(writer)
    except BlockingIOError:
        pass
    os.close(reader)
    os.close(writer)
    return holds, says


print("Linux", platform.release())
rows = [
    ("write of 4096", lambda fd: os.write(fd, b"x" * 4096), 65536),
    ("write of 2049", lambda fd: os.write(fd, b"x" * 2049), 16 * 2049),
    ("write of 2048", lambda fd: os.write(fd, b"x" * 2048), 65536),
    ("write of 1", lambda fd: os.write(fd, b"x"), 65536),
    ("writev of 2 * 2049", lambda fd: os.writev(fd, [b"x" * 2049] * 2), 45076),
]
ok = True
for what, write, expected in rows:
    holds, says = filled(write)
    print(f"{what}: holds {holds} of {says}")
    ok = ok and says == 65536 and holds == expected
print("as stated" if ok else "not as stated")
sys.exit(0 if ok else 1)
END_OF_PYTHON
# Seen (2026-11-30):
#   Linux 6.18.44
#   write of 4096: holds 65536 of 65536
#   write of 2049: holds 32784 of 65536
#   write of 2048: holds 65536 of 65536
#   write of 1: holds 65536 of 65536
#   writev of 2 * 2049: holds 45076 of 65536
