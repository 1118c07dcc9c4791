#!/usr/bin/env bash
# rsync 3.2.7 gives the program after -e a standard output that does not block (O_NONBLOCK), unless that program's name is rsh or remsh.
# A remote shell in Java that copies to FileOutputStream then fails as soon as rsync reads more slowly than it writes: "Resource
# temporarily unavailable", in the middle of a transfer, and only of one that is large enough. The same program under the name rsh, or
# with --blocking-io, copies all of it. Standard input is made blocking in each case, so a small transfer, or one that sends, shows nothing.
#
# Needs Debian bookworm (it downloads rsync's package and unpacks it in a folder) and JDK 11 or newer (JAVA_HOME or java). Exits 1 if a
# large file comes through under each name, or under none.
set -euo pipefail
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
version=3.2.7-1+deb12u6
apt-get download -qq "rsync=$version" >/dev/null 2>apt.log || { cat apt.log >&2; exit 2; }
dpkg -x rsync_*.deb .
rsync=$folder/usr/bin/rsync

cat >Relay.java <<'END_OF_JAVA'
import java.io.*;
import java.util.*;

/** A remote shell for this machine alone: words are a host, which is left out, and the command. */
class Relay {
    public static void main(String[] words) throws Exception {
        Process server = new ProcessBuilder(List.of(words).subList(1, words.length))
                .redirectInput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            server.getInputStream().transferTo(new FileOutputStream(FileDescriptor.out));
        } catch (IOException e) {
            System.err.println("relay: " + e.getMessage());
            server.destroy();
        }
        System.exit(server.waitFor());
    }
}
END_OF_JAVA
"${java}c" Relay.java
mkdir source
head -c 300000000 /dev/zero >source/large
for name in relay rsh; do
    printf '#!/bin/sh\nexec "%s" -cp "%s" Relay "$@"\n' "$java" "$folder" >"$name"
    chmod +x "$name"
done

copied() { # NAME [OPTION]...: whether a large file comes through
    rm -rf copy
    if "$rsync" -a "${@:2}" "--rsync-path=$rsync" -e "$folder/$1" "host:$folder/source/" copy/ >log 2>&1 && cmp -s source/large copy/large; then
        echo "$*: copied"
    else
        echo "$*: $(sed -n 1p log)"
        return 1
    fi
}
echo "rsync $version, $("$java" -version 2>&1 | sed -n 1p)"
ok=true
! copied relay || ok=false
grep -q 'relay: Resource temporarily unavailable' log || ok=false
copied relay --blocking-io || ok=false
copied rsh || ok=false
$ok || { echo 'not as stated'; exit 1; }
echo 'as stated'
# Seen (2026-11-30):
#   rsync 3.2.7-1+deb12u6, openjdk version "17.0.15" 2025-04-15
#   relay: relay: Resource temporarily unavailable
#   relay --blocking-io: copied
#   rsh: copied
