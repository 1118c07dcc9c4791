#!/usr/bin/env bash
# bubblewrap 0.8.0 with --unshare-pid exits as soon as its command does, with the command's exit code. A reader of the command's output,
# however, gets no end of file until the last process in the namespace has exited, even if that process has closed its own output.
# Process 1 of the namespace is bwrap itself: it lives until then, and it closes every descriptor except 0, 1 and 2. So a step of SLURM
# that left something running takes EioTimeout (a minute) to end, although srun without bwrap ends at once.
# --die-with-parent avoids it, but then any signal that ends bwrap kills the command before it can answer that signal. What helps: give
# bwrap other descriptors for 0, 1 and 2, hand the real ones over as 3 or higher, and put them in place inside.
#
# Needs Debian bookworm (it downloads bubblewrap's package and unpacks it in a folder), and root or user namespaces. Exits 1 if the reader
# no longer waits, or if handing the descriptors over does not help.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
version=0.8.0-2+deb12u1
apt-get download -qq "bubblewrap=$version" >/dev/null 2>apt.log || { cat apt.log >&2; exit 2; }
dpkg -x bubblewrap_*.deb .

bwrap=("$folder/usr/bin/bwrap" --unshare-user-try --unshare-pid --ro-bind / / --proc /proc --dev /dev)
leaves_something='sleep 4 >/dev/null 2>&1 & echo said; exit 3'

waited() { # NAME COMMAND...: sets "ms", how long the reader of its output waited for the end of file
    local begin=${EPOCHREALTIME/[.,]/} said
    said=$("${@:2}" | tail -n 1)
    ms=$(((${EPOCHREALTIME/[.,]/} - begin) / 1000))
    printf '%-46s printed "%s", end of output after %d ms\n' "$1" "$said" "$ms"
    [ "$said" = said ]
}
handed_over() {
    # shellcheck disable=SC2016 # for the shell inside
    "${bwrap[@]}" sh -c 'exec >&6 6>&-; eval "$1"' sh "$leaves_something" 6>&1 >/dev/null || :
}
ended() {
    local begin=${EPOCHREALTIME/[.,]/} code=0
    "${bwrap[@]}" sh -c "$leaves_something" >/dev/null || code=$?
    echo "bwrap itself: exit code $code after $(((${EPOCHREALTIME/[.,]/} - begin) / 1000)) ms"
    [ "$code" -eq 3 ]
}
plain() { sh -c "$leaves_something" || :; }
boxed() { "${bwrap[@]}" sh -c "$leaves_something" || :; }

"$folder/usr/bin/bwrap" --version
ended
ok=true
waited 'without bwrap' plain
[ "$ms" -lt 3000 ] || ok=false
waited 'in bwrap' boxed
[ "$ms" -gt 3000 ] || ok=false
waited 'in bwrap, output handed over as descriptor 6' handed_over
[ "$ms" -lt 3000 ] || ok=false
"$ok"
# Seen on Debian 12: exit code 3 after 18 ms; end of output after 20 ms without bwrap, 4,031 ms in it, 26 ms with descriptor 6.
