#!/bin/sh
# Installs hpc and hpc-daemon for the user who runs it: without root, Java or Maven. A daemon that runs goes on running.
#
#   curl -fsS https://hpc.example.org/install.sh | sh    what that platform offers
#   sh install.sh                                        the unpacked archive that this file lies in
#   sh install.sh --from ARCHIVE                         an archive, or the URL of one or of a platform
#   sh install.sh --uninstall                            removes the programs; what the daemon and hpc keep stays
#
# --prefix DIR   where to: the programs into DIR/share/hpc-daemon, links to them into DIR/bin (default: ~/.local)
# --ca-file FILE the certificates (PEM) to trust for the download (or HPC_CA_FILE), if a company's authority signs them
# --upgrading    says nothing of what hpc-daemon upgrade, which calls this, does itself
# --tidy         only removes versions that are neither current nor running, and prepares quick starts
#
# Needs sh, tar, gzip, sha256sum and the other programs of coreutils; curl or wget for a URL.

# The platform that serves this file writes its URL here.
platform=''

fail() {
    printf 'install.sh: %s\n' "$1" >&2
    exit 1
}

usage() {
    cat >&2 <<'END'
Usage: sh install.sh [--from ARCHIVE|URL] [--prefix DIR] [--ca-file FILE]
       sh install.sh --uninstall [--prefix DIR]
       sh install.sh --tidy [--prefix DIR]
END
    exit 2
}

# Refuses what the programs do not run on, before anything is changed.
check_machine() {
    case $(uname -s)-$(uname -m) in
    Linux-x86_64) machine=x64 loader=/lib64/ld-linux-x86-64.so.2 ;;
    Linux-aarch64) machine=arm64 loader=/lib/ld-linux-aarch64.so.1 ;;
    *) fail "there is no release for $(uname -sm): build it from the source (JDK 25 and Maven)" ;;
    esac
    [ -e "$loader" ] ||
        fail "the release needs glibc, whose $loader is missing here (musl?): build it from the source (JDK 25 and Maven)"
}

# Prints the SHA-256 of a file.
sum_of() {
    set -- "$(sha256sum <"$1")" && printf '%s\n' "${1%% *}"
}

# Prints what is at a URL.
download() { # URL
    case $1 in
    https://* | http://127.0.0.1[:/]* | http://localhost[:/]* | "http://[::1]"*) ;;
    *) fail "$1: only https is taken, or http from this machine itself" ;;
    esac
    if command -v curl >/dev/null; then
        set -- -fsSL --proto-redir =https "$1"
        [ -z "$ca_file" ] || set -- --cacert "$ca_file" "$@"
        curl "$@"
    elif command -v wget >/dev/null; then
        set -- -q -O - "$1"
        [ -z "$ca_file" ] || set -- "--ca-certificate=$ca_file" "$@"
        wget "$@"
    else
        fail "needs curl or wget to download $1; or download it elsewhere, and use: sh install.sh --from ARCHIVE"
    fi || fail "cannot download $url; nothing was installed"
}

# Sets archive and expected: what the platform offers for this machine.
find_offer() { # PLATFORM
    url=$1/downloads/SHA256SUMS
    download "$url" >"$new/SHA256SUMS" || exit 1
    archive='' expected=''
    while read -r sum file; do
        file=${file#\*}
        case $file in
        *[!A-Za-z0-9._+~-]*) ;;
        hpc-daemon-client-*"-linux-$machine.tar.gz") archive=$1/downloads/$file expected=$sum ;;
        esac
    done <"$new/SHA256SUMS"
    [ -n "$archive" ] || fail "$url lists no archive for linux-$machine: ask the platform's host"
}

# Sets archive, a file or a URL, and expected from what was asked for; the list beside an archive is heeded where there is one.
find_archive() { # FILE-OR-URL
    expected=
    case $1 in
    http*://*.tar.gz)
        archive=$1 url=${1%/*}/SHA256SUMS
        download "$url" >"$new/SHA256SUMS" || exit 1
        ;;
    http*://*) find_offer "${1%/}" ;;
    *)
        archive=$1
        [ -r "$archive" ] || fail "cannot read $archive"
        [ ! -r "$(dirname -- "$archive")/SHA256SUMS" ] || cat "$(dirname -- "$archive")/SHA256SUMS" >"$new/SHA256SUMS" || fail "no room in $share"
        ;;
    esac
    if [ -z "$expected" ] && [ -e "$new/SHA256SUMS" ]; then
        while read -r sum file; do
            [ "${file#\*}" != "${archive##*/}" ] || expected=$sum
        done <"$new/SHA256SUMS"
    fi
}

read_archive() {
    case $archive in
    http*://*)
        printf 'downloading %s\n' "${archive##*/}" >&2
        url=$archive
        download "$archive"
        ;;
    *) cat -- "$archive" ;;
    esac
}

# Unpacks the archive and sets tree: what was unpacked. Anything broken ends here. The archive is never on the disk, where a home
# may have no room for both; its sum is taken as it passes, and what came out of it is used only if the sum is right.
unpack() {
    mkdir "$new/unpacked" && mkfifo "$new/passing" || fail "no room in $share"
    sum_of "$new/passing" >"$new/sum" &
    { read_archive || : >"$new/broken"; } | tee "$new/passing" | {
        { gzip -dc | tar -C "$new/unpacked" -xof -; } && : >"$new/whole"
        cat >/dev/null
    }
    wait
    [ ! -e "$new/broken" ] || exit 1
    if [ -n "$expected" ] && [ "$(cat "$new/sum")" != "$expected" ]; then
        fail "${archive##*/} is not what SHA256SUMS says: the download is broken, or was changed, or there is no room in $share; nothing was installed"
    fi
    [ -e "$new/whole" ] || fail "cannot unpack ${archive##*/}: broken, or no room in $share; nothing was installed"
    for tree in "$new/unpacked"/*; do
        [ -f "$tree/libexec/release" ] || fail "${archive##*/} is not an archive of hpc-daemon"
    done
}

copy_tree() { # FOLDER
    mkdir "$new/unpacked" || fail "no room in $share"
    tree=$new/unpacked/tree
    mkdir "$tree" || fail "no room in $share"
    # Not its caches, which belong to the place where they were made.
    (cd "$1" && tar -cf - --exclude ./cache .) | (cd "$tree" && tar -xof -) ||
        fail "cannot copy $1: incomplete, or no room in $share; nothing was installed"
    mkdir "$tree/cache" || fail "no room in $share"
}

# Each file is as it was when the archive was made, and its Java runs here.
verify() {
    (cd "$tree" && sha256sum -c --quiet SHA256SUMS >/dev/null 2>&1) ||
        fail "the files are not what the archive's SHA256SUMS says: broken, or no room in $share; nothing was installed"
    IFS= read -r version <"$tree/libexec/release"
    case $version in
    '' | .* | current | *[!A-Za-z0-9._+~-]*) fail 'the archive has no version; nothing was installed' ;;
    esac
    said=$("$tree/runtime/bin/java" -Xshare:off -XX:TieredStopAtLevel=1 -Xmx32m -version 2>&1) ||
        fail "its Java does not run here, nothing was installed: $(printf '%s' "$said" | head -n 1)"
}

# Whether a link, or nothing, is there; what else is there is not ours.
refuse_strangers() {
    for program in hpc hpc-daemon; do
        if [ -e "$prefix/bin/$program" ] && [ ! -h "$prefix/bin/$program" ]; then
            fail "$prefix/bin/$program is there and is not a link: move it away, or use another --prefix"
        fi
    done
}

link() { # TARGET NAME
    mkdir -p "$(dirname "$2")" && ln -s "$1" "$2.new.$$" && mv -fT "$2.new.$$" "$2" || {
        rm -f "$2.new.$$"
        fail "cannot make the link $2"
    }
}

# The links besides that to the current version, as lines TARGET NAME, both below the prefix.
links() {
    for program in hpc hpc-daemon hpc-platform; do
        printf '%s\n' "../share/hpc-daemon/current/bin/$program bin/$program" \
            "../../hpc-daemon/current/share/man/man1/$program.1.gz share/man/man1/$program.1.gz" \
            "../../hpc-daemon/current/share/bash-completion/completions/$program share/bash-completion/completions/$program"
    done
}

switch() {
    earlier=$(readlink "$share/current")
    link "$version" "$share/current"
    links | while read -r target name; do
        [ -e "$share/$version/${target#*/current/}" ] || continue
        link "$target" "$prefix/$name"
        # Where DIR/bin is itself a link to elsewhere.
        [ -e "$prefix/$name" ] || link "$share/current/${target#*/current/}" "$prefix/$name"
    done || exit 1
}

# Whether a process of this machine runs from that folder; another machine's cannot be seen.
is_running() { # FOLDER
    for process in /proc/[0-9]*; do
        case $(readlink "$process/exe" 2>/dev/null) in "$1"/*) return 0 ;; esac
    done
    return 1
}

# Records what a start loads, so that later ones are quick. Only a gain: where there is no room, starts are slower.
prepare_starts() { # PROGRAM...
    for program in "$@"; do
        [ -x "$share/current/bin/$program" ] || continue
        [ -s "$share/current/cache/$program.aot" ] || rm -f "$share/current/cache/$program.aot"
        HPC_BUILD=only "$share/current/bin/$program" </dev/null >/dev/null 2>&1
    done
}

# Whether a daemon may run on another machine that has this home: its number is there, and no such process is here.
runs_elsewhere() {
    real=$(cd "$share" && pwd -P)
    for file in "${HPC_DAEMON_HOME:-$HOME/.hpc_daemon}"/*.pid; do
        [ -s "$file" ] && read -r pid <"$file" || continue
        case $(readlink "/proc/$pid/exe" 2>/dev/null) in "$real"/*) ;; *) return 0 ;; esac
    done
    return 1
}

# Removes versions that are neither current nor running. What runs elsewhere cannot be seen, so all stay as long as something may.
tidy() {
    ! runs_elsewhere || return 0
    current=$(readlink "$share/current")
    for folder in "$share"/*; do
        [ -f "$folder/libexec/release" ] && [ ! -h "$folder" ] && [ "${folder##*/}" != "$current" ] || continue
        is_running "$(cd "$folder" && pwd -P)" || rm -rf "$folder"
    done
    return 0
}

uninstall() {
    [ -h "$share/current" ] || fail "nothing is installed in $share"
    for folder in "$share"/*; do
        [ ! -f "$folder/libexec/release" ] || [ -h "$folder" ] || ! is_running "$(cd "$folder" && pwd -P)" ||
            fail "a program of $folder is running: end it first (hpc-daemon stop)"
    done
    links | while read -r target name; do
        case $(readlink "$prefix/$name") in "$target" | "$share/current/"*) rm -f "$prefix/$name" ;; esac
    done
    for folder in "$share"/*; do
        [ ! -f "$folder/libexec/release" ] || rm -rf "$folder"
    done
    rm -f "$share/current"
    rmdir "$share" 2>/dev/null
    printf 'removed from %s; kept: %s, %s (the daemon'"'"'s state, and the keys of hpc)\n' \
        "$prefix" "${HPC_DAEMON_HOME:-$HOME/.hpc_daemon}" "${HPC_HOME:-$HOME/.config/hpc}" >&2
}

install() {
    check_machine
    refuse_strangers
    mkdir -p "$share" || fail "cannot make $share"
    new=$share/.new.$$
    trap 'rm -rf "$new"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    mkdir "$new" || fail "no room in $share"
    if [ -z "$from" ] && [ -f "$here/libexec/release" ]; then
        copy_tree "$here"
    else
        [ -n "${from:-$platform}" ] || fail 'says nothing to install: use --from ARCHIVE or --from URL, or run the one in an unpacked archive'
        find_archive "${from:-$platform}"
        unpack
    fi
    verify
    if [ -d "$share/$version" ]; then
        cmp -s "$tree/SHA256SUMS" "$share/$version/SHA256SUMS" ||
            fail "$version is installed already, and differs from this archive: remove $share/$version first"
        printf '%s is installed already\n' "$version" >&2
    else
        mv "$tree" "$share/$version" || fail "cannot put $version into $share"
    fi
    rm -rf "$new"
    switch
    tidy
    # While an earlier version runs, both need room: what it recorded for hpc is of no use any longer, and what this one records
    # for hpc waits until the earlier one is gone.
    if others; then
        rm -f "$folder/cache/hpc.aot"
        prepare_starts hpc-daemon
    else
        prepare_starts hpc-daemon hpc hpc-platform
    fi
    report
}

# Whether there is another version, and sets folder to its folder.
others() {
    for folder in "$share"/*; do
        [ ! -f "$folder/libexec/release" ] || [ -h "$folder" ] || [ "${folder##*/}" = "$version" ] || return 0
    done
    return 1
}

report() {
    printf 'installed %s in %s\n' "$version" "$prefix/bin"
    [ -z "$upgrading" ] || return 0
    ! others || printf 'version %s runs and goes on; hpc-daemon upgrade restarts the daemon with this one\n' "${folder##*/}"
    case :$PATH: in
    *":$prefix/bin:"*) ;;
    *) printf 'add it to PATH, in ~/.profile or ~/.bashrc: PATH=%s:$PATH\n' "$prefix/bin" ;;
    esac
    [ -n "$earlier" ] || printf 'next: hpc-daemon setup --url %s --email YOU    (or, as an agent: hpc login)\n' "${platform:-URL}"
}

# All of it is read before any of it runs: a download that broke off does nothing.
main() {
    set -u
    prefix=$HOME/.local from='' ca_file=${HPC_CA_FILE:-} action=install upgrading=''
    case $0 in
    */*) here=$(cd "$(dirname -- "$0")" && pwd -P) ;;
    *) here=$PWD && [ -f "$0" ] || here=/nonexistent ;;
    esac
    while [ $# -gt 0 ]; do
        case $1 in
        --from | --prefix | --ca-file) [ $# -gt 1 ] || usage ;;
        esac
        case $1 in
        --from) from=$2 && shift 2 ;;
        --prefix) prefix=$2 && shift 2 ;;
        --ca-file) ca_file=$2 && shift 2 ;;
        --upgrading) upgrading=1 && shift ;;
        --uninstall) action=uninstall && shift ;;
        --tidy) action=tidy && shift ;;
        *) usage ;;
        esac
    done
    case $prefix in
    /*) ;;
    *) prefix=$PWD/$prefix ;;
    esac
    share=$prefix/share/hpc-daemon
    case $action in
    install) install ;;
    uninstall) uninstall ;;
    tidy) tidy && prepare_starts hpc-daemon hpc hpc-platform ;;
    esac
}

main "$@"
