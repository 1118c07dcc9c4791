#!/usr/bin/env bash
# Landlock: a domain that is about signals or sockets alone (LANDLOCK_SCOPE_*, no right on files in handled_access_fs) leaves files alone, as
# one expects: a rename or a hard link from one directory to another succeeds in it. Put a second domain within it that allows that very
# move (LANDLOCK_ACCESS_FS_REFER beneath both directories), and the move fails with EXDEV, though the second domain alone allows it. REFER is
# denied by every domain that has no rule for it, and the first one comes to count as such as soon as any of the stack is about files.
# The cure: the outer domain names REFER and nothing else of files, and allows it beneath "/". Programs that copy on EXDEV (mv) hide this;
# git (its quarantine of what is pushed) and ln do not.
#
# Needs a C compiler, and a kernel with Landlock 6 or newer (Linux 6.12) that has it switched on. Exits 1 if the kernel behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/move.c" <<'SOURCE'
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define REFER (1ULL << 13)
#define MAKE_AND_REMOVE_FILES (1ULL << 5 | 1ULL << 8)
#define BOTH_SCOPES 3

/* Headers of older systems lack the scopes. */
struct rules { uint64_t files, network, scopes; };
struct beneath { uint64_t rights; int32_t folder; } __attribute__((packed));

/* In each domain: what it is about, and what of that it allows beneath "/". */
static int enter(uint64_t files, uint64_t scopes) {
    struct rules rules = {files, 0, scopes};
    int set = syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
    if (set < 0) return -1;
    if (files) {
        struct beneath all = {files, open("/", O_PATH | O_CLOEXEC)};
        if (syscall(SYS_landlock_add_rule, set, 1, &all, 0)) return -1;
    }
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || syscall(SYS_landlock_restrict_self, set, 0);
}

int main(int count, char **arguments) {
    if (strcmp(arguments[1], "version") == 0) {
        printf("%ld\n", syscall(SYS_landlock_create_ruleset, 0, 0, 1));
        return 0;
    }
    for (int i = 1; i < count; i++) {
        uint64_t files = 0, scopes = 0;
        if (strstr(arguments[i], "signals")) scopes = BOTH_SCOPES;
        if (strstr(arguments[i], "moves")) files |= REFER;
        if (strstr(arguments[i], "files")) files |= REFER | MAKE_AND_REMOVE_FILES;
        if (enter(files, scopes)) { perror(arguments[i]); return 2; }
    }
    printf("%s\n", rename("from/file", "to/file") == 0 ? "moved" : strerror(errno));
    return 0;
}
SOURCE
cc -o "$folder/move" "$folder/move.c"
version=$("$folder/move" version)
echo "Linux $(uname -r), Landlock $version"
[ "$version" -ge 6 ] || { echo 'not told here: Landlock 6 is needed'; exit 1; }

ok=true
try() { # EXPECTED DOMAIN...: from the outermost on
    local expected=$1 said
    shift
    rm -rf "$folder/from" "$folder/to"
    mkdir "$folder/from" "$folder/to"
    : >"$folder/from/file"
    said=$(cd "$folder" && LC_ALL=C ./move "$@")
    printf '%-28s %s\n' "$(IFS=,; echo "$*")" "$said"
    [ "$said" = "$expected" ] || ok=false
}
try moved signals
try moved files
try moved signals+files
try 'Invalid cross-device link' signals files
try moved signals+moves files
$ok || { echo 'not as stated'; exit 1; }
echo 'as stated'
# Seen (2026-11-30):
#   Linux 6.18.44, Landlock 7
#   signals                      moved
#   files                        moved
#   signals+files                moved
#   signals,files                Invalid cross-device link
#   signals+moves,files          moved
