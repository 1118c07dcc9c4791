#!/usr/bin/env bash
# With MariaDB Connector/C 3.4.10 (libmariadb3 of MariaDB 11.8.9, Debian 13) a MYSQL handle whose first mysql_real_connect() fails can be
# connected by a second call, which succeeds, and then answers no query: each result, of one column even, ends with error 5027, more
# columns "than the maximum allowed number of columns (=0)", and the connection is gone. The bound on columns seems to be set by
# mysql_init() and to be lost with the failed attempt. A new handle works, and so does the old one of 3.3 in Debian 12.
#
# Who meets it: Debian 13's slurmdbd (24.11.5) on a database server where its database does not exist yet. It connects to the database, is
# told that there is none, connects again without one to create it, and ends with "fatal: _check_mysql_concat_is_sane: null
# result". Started a second time it works, since it got as far as creating the database; creating that beforehand helps, too.
#
# Needs root and debootstrap. Exits 1 if the second connection of such a handle answers, or a handle without a failure does not.
set -euo pipefail
if [ "$(id -u)" != 0 ] || ! command -v debootstrap >/dev/null; then echo "needs root and debootstrap" >&2; exit 2; fi
version=1:11.8.9+ds-0+deb13u1
root=$(mktemp -d /var/tmp/finding.XXXXXX)
leave() {
    [ ! -s "$root/db/pid" ] || kill "$(<"$root/db/pid")" 2>/dev/null || :
    wait
    umount "$root/dev" 2>/dev/null || :
    rm -rf --one-file-system "$root"
}
trap leave EXIT
mirror=$(sed -n 's/^URIs: *//p; s/^deb \(\[.*\] \)\{0,1\}\([^ ]*\) .*/\2/p' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -n 1 || :)
debootstrap --variant=minbase trixie "$root" "${mirror:-}" >"$root.log" 2>&1 || { tail -n 3 "$root.log" >&2; exit 2; }
rm -f "$root.log"
mount --bind /dev "$root/dev"
chroot "$root" sh -c "DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    python3-minimal libpython3-stdlib libmariadb3=$version mariadb-server-core=$version mariadb-client-core=$version" \
    >"$root/install.log" 2>&1 || { tail -n 3 "$root/install.log" >&2; exit 2; }

cat >"$root/ask.py" <<'END'
import ctypes, sys

lib = ctypes.CDLL("libmariadb.so.3")
for name, result in dict(mysql_init=ctypes.c_void_p, mysql_real_connect=ctypes.c_void_p, mysql_store_result=ctypes.c_void_p,
                         mysql_error=ctypes.c_char_p, mysql_get_client_info=ctypes.c_char_p).items():
    getattr(lib, name).restype = result


def connect(handle, database):
    return lib.mysql_real_connect(handle, None, b"root", None, database, 0, b"/db/socket", ctypes.c_ulong(0))


print("Connector/C", lib.mysql_get_client_info().decode())
failures = []
for first in (None, b"mysql", b"there_is_none"):
    handle = ctypes.c_void_p(lib.mysql_init(None))
    if first:
        ok = connect(handle, first)
        print("first connection, to", first.decode() + ":", "made" if ok else lib.mysql_error(handle).decode())
        if ok:
            lib.mysql_close(handle)
            handle = ctypes.c_void_p(lib.mysql_init(None))
    if not connect(handle, None):
        sys.exit("no connection at all: " + lib.mysql_error(handle).decode())
    answered = lib.mysql_query(handle, b"SELECT 1") == 0
    print("    SELECT 1 on the handle after that:", "answered" if answered else lib.mysql_error(handle).decode())
    if answered == (first == b"there_is_none"):
        failures.append(first)
sys.exit(1 if failures else 0)
END
mkdir "$root/db"
chroot "$root" mariadb-install-db --no-defaults --user=root --datadir=/db/data --auth-root-authentication-method=normal --skip-test-db \
    >"$root/install.log" 2>&1
chroot "$root" mariadbd --no-defaults --user=root --datadir=/db/data --socket=/db/socket --pid-file=/db/pid --skip-networking \
    --performance-schema=0 --innodb-use-native-aio=0 >"$root/server.log" 2>&1 &
for _ in $(seq 300); do
    if grep -q 'ready for connections' "$root/server.log"; then break; fi
    sleep 0.1
done
status=0
chroot "$root" python3 /ask.py || status=$?
if [ "$status" = 0 ]; then
    echo "As described: a handle whose first connection failed answers nothing on its second."
else
    echo "CHANGED: not as described any more (see above)."
fi
exit "$status"
# Printed on 2026-11-29, Debian 13:
#   Connector/C 3.4.10
#       SELECT 1 on the handle after that: answered
#   first connection, to mysql: made
#       SELECT 1 on the handle after that: answered
#   first connection, to there_is_none: Unknown database 'there_is_none'
#       SELECT 1 on the handle after that: Number of columns in result (=1) set execeeds maxmimum allowed number of columns (=0)
#   As described: a handle whose first connection failed answers nothing on its second.
