#!/bin/bash
# hpc-daemon's box: runs one command in a sandbox made by bubblewrap, and ends as the command did.
# Usage: box run|shell|job CWD COMMAND [ARG ...], with the box's plan on descriptor 3: pairs of words, each ended by NUL.
#   bwrap FILE      the program to make it with
#   seccomp FILE    the filter of system calls, compiled
#   tmp FOLDER      what is /tmp inside
#   network off     cuts the network
#   containers on   leaves what inside makes user namespaces: /dev/fuse, and for root a way to say who it is in them
#   write FOLDER    may be changed inside; parents come before what is beneath them
#   records FOLDER  of the daemon's own, may be changed inside, too
#   read PATH       can be read inside, though something above it is masked
#   mask PATH       is empty inside, if it exists
#   home FOLDER     is empty inside, too, unless what is above it is not seen there at all
#   device GLOB     can be used inside
#   env NAME=VALUE  the command's environment, all of it; a later one wins
#   unset NAME      takes an earlier one away
#   front FOLDER    comes first on the command's PATH, if it has one; a later one before an earlier one
#   pipes FOLDER    the named pipes in it can be used inside, and nothing in it can be made, removed or renamed
#   pids NUMBER     how many process ids the command comes after
#   shm FOLDER      what is /dev/shm inside, for the tasks of one step
#   path FOLDERS    where bwrap is looked for, if it is not where it was said to be
#   policy WHAT     "advisory": if no box can be made, the command runs without one; level FILE is told of it
#                   "again": if none can, level FILE is removed, without a message: another way is tried
# Of what else is said the box needs nothing. What it starts inside is in box.inside beside it.
# It runs outside the box: nothing that the command's owner chose is in its own environment.
# Exit code 125 without the command having run: the box could not be made.

way=$1 cwd=$2
shift 2
front='' pids=0 search='' bwrap='' seccomp='' path='' policy='' level='' allowed='' real='' tmp=() options=() mounts=() sealed=() homes=() environment=()
containers='' network=''

# Sets "real": where a path leads. Bubblewrap mounts at no path that has a link in it. Fails if there is no such folder.
find_real() {
    cd -P -- "${1%/*}/" 2>/dev/null || return
    real=${PWD%/}/${1##*/}
    [ ! -L "$real" ] || real=$(readlink -f -- "$real")
}

mask() {
    find_real "$1" || return 0
    if [ -d "$real" ]; then
        mounts+=(--tmpfs "$real")
        sealed+=(--remount-ro "$real")
    elif [ -e "$real" ]; then
        mounts+=(--ro-bind /dev/null "$real")
    fi
}

# A mask in the command's own /tmp would leave folders there.
home() {
    find_real "$1" || return 0
    case $real in
        /tmp/* | /var/tmp/* | /run/*) ;;
        *)
            homes+=("$real")
            mask "$real"
            ;;
    esac
}

# A folder that is somewhere else than when the user named it is not the folder that the user named.
write() {
    if ! cd -P -- "$1" 2>/dev/null; then
        return 0 # nor can anything be written there
    elif [ "$PWD" = "$1" ]; then
        mounts+=(--bind "$1" "$1")
    else
        printf 'hpc-daemon: %s is not writable: since set-up a link moved it to %s; set the daemon up again with --allowed-dirs\n' \
            "$1" "$PWD" >&2
    fi
}

device() {
    local found IFS=
    for found in $1; do options+=(--dev-bind-try "$found" "$found"); done # it may be gone by then
}

while IFS= read -r -d '' kind && IFS= read -r -d '' value; do
    case $kind in
        bwrap) bwrap=$value ;;
        seccomp) seccomp=$value ;;
        tmp) tmp=(--bind "$value" /tmp --bind "$value" /var/tmp) ;;
        network)
            network=off
            options+=(--unshare-net)
            ;;
        containers) containers=$value ;;
        path) path=$value ;;
        policy) policy=$value ;;
        level) level=$value ;;
        write)
            write "$value"
            allowed+=" $value"
            ;;
        records) ! find_real "$value" || mounts+=(--bind "$real" "$real") ;;
        read) ! cd -P -- "${value%/*}/" 2>/dev/null || mounts+=(--ro-bind-try "$value" "${PWD%/}/${value##*/}") ;;
        device) device "$value" ;;
        mask) mask "$value" ;;
        home) home "$value" ;;
        unset) environment+=(--unsetenv "$value") ;;
        front) front=$value${front:+:$front} ;;
        pipes) ! find_real "$value" || mounts+=(--ro-bind "$real" "$real") ;;
        pids) pids=$value ;;
        shm) options+=(--bind "$value" /dev/shm) ;;
        env)
            environment+=(--setenv "${value%%=*}" "${value#*=}")
            [[ $value != PATH=* ]] || search=${value#PATH=}
            ;;
    esac
done <&3
cd /
unset OLDPWD
exec 3<&-

# Root needs no capabilities to write what steers the whole machine in /proc. Where it may make user namespaces, it says in
# /proc/PID/uid_map who it is there, and needs one capability for it (SETFCAP; programs that give rights it could make without, too): so
# all but the processes is covered instead. Fails where what shows in each process of the network's can be written: that cannot be covered.
seal_proc() {
    local entry found=()
    [ "$containers" = on ] || return
    [ "$network" = off ] || [ -z "$(find /proc/self/net/ -perm /222 -print -quit 2>&1)" ] || return
    while IFS= read -r -d '' entry; do
        found+=(--ro-bind "$entry" "$entry")
    done < <(find /proc -mindepth 1 -maxdepth 1 ! -name '[0-9]*' ! -type l \( -type d -o -perm /222 \) -print0 2>/dev/null)
    [[ " ${found[*]} " == *' /proc/sys '* ]] || return
    sealed+=("${found[@]}")
    options+=(--cap-add CAP_SETFCAP)
}

# As root there are capabilities to give up; other users get none in a namespace of their own.
if [ "$EUID" -eq 0 ]; then
    options+=(--cap-drop ALL)
    seal_proc || sealed+=(--remount-ro /proc)
fi
[ "$containers" != on ] || device /dev/fuse
# A job outlives the process that started it; a command or shell ends with this script.
if [ "$way" != job ]; then options+=(--die-with-parent); fi

IFS= read -r -d '' inside <"${0%.sh}.inside"

[[ :$search: != *":$front:"* ]] || front='' # it has it, as a task of a step whose job has it

[ -x "$bwrap" ] || bwrap=$(PATH=${path:-$PATH} command -v bwrap)

trap : HUP INT QUIT TERM USR1 USR2
# Bubblewrap's process 1 lives as long as any process inside and keeps its own standard descriptors open. They are not the command's, or
# SLURM would wait for it after the end of a step. Bubblewrap writes its messages to descriptor 5.
exec 5<> <(:) 6<&0 7>&1 8>&2
enter() {
    local said
    report=$(exec "$bwrap" --args 3 --seccomp 4 -- /bin/bash -p -c "$inside" box "$way" "$pids" "$@" \
        3< <(printf '%s\0' --unshare-user-try --unshare-pid --unshare-ipc --ro-bind / / --dev /dev --proc /proc --tmpfs /run \
            "${tmp[@]}" "${mounts[@]}" "${sealed[@]}" "${options[@]}" \
            --unsetenv PATH "${environment[@]}" ${front:+${search:+--setenv PATH "$front:$search"}} --setenv HPC_DAEMON_BOX 1 --chdir "$cwd") \
        4<"$seccomp" 9>&1 </dev/null >/dev/null 2>&5 5>&-)
    [[ $report != in* ]] || return 0
    while IFS= read -r -t 0.1 -u 5 said; do printf '%s\n' "$said" >&2; done
    return 1
}
# Leaves out the masks of homes that are not there any more. Fails if all are there.
forget_vanished() {
    local home i none=1
    for home in "${homes[@]}"; do
        [ ! -e "$home" ] || continue
        none=0
        for i in "${!mounts[@]}"; do [ "${mounts[i]}" != "$home" ] || unset "mounts[i - 1]" "mounts[i]"; done
        for i in "${!sealed[@]}"; do [ "${sealed[i]}" != "$home" ] || unset "sealed[i - 1]" "sealed[i]"; done
    done
    return "$none"
}
# Another daemon may have been removed at this very moment, and nothing can be mounted where nothing is.
enter "$@" || ! forget_vanished || enter "$@"

# Nothing was run. Ends as the user chose for that: with 125, or as the command without limits.
without_box() {
    local why i plain=()
    if [ "$policy" = again ]; then # its job's wrapper has another way in
        rm -f -- "$level"
        exit 125
    fi
    why="the sandbox could not be entered on $(uname -n): what bubblewrap (${bwrap:-not found}) said is above"
    if [ "$policy" != advisory ]; then
        [ -z "$level" ] || echo refused >"$level"
        printf 'hpc-daemon: %s, so nothing was run; it must be installed and work there\n' "$why" >&2
        exit 125
    fi
    [ -z "$level" ] || echo advisory >"$level"
    printf 'hpc-daemon: %s; nothing keeps this within the allowed directories, as the daemon'"'"'s user chose. They are:%s\n' \
        "$why" "$allowed" >&2
    while [ ${#environment[@]} -gt 0 ]; do
        if [ "${environment[0]}" = --setenv ]; then
            plain+=("${environment[1]}=${environment[2]}")
            environment=("${environment[@]:3}")
        else
            for i in "${!plain[@]}"; do [[ ${plain[i]} != "${environment[1]}="* ]] || unset "plain[i]"; done
            environment=("${environment[@]:2}")
        fi
    done
    cd -- "$cwd" && exec env -i "${plain[@]}" /bin/bash -p -c 'exec "$@"' hpc-daemon "$@" 5>&- 6<&- 7>&- 8>&-
    exit 125
}

# Who is inside may write to descriptor 9 too: no more is believed of it than a number.
case $report in
    in*code=*)
        code=${report##*code=}
        notice=${report%code=*}
        notice=${notice#in}
        case $code in '' | *[!0-9]* | ????*) code=137 notice=lie ;; esac
        # "[1]+  Exit 137  (", in any language; of a signal there are only its words.
        [[ ! $notice =~ \[[0-9]+\][^$'\n']*\ $code\  ]] || notice=''
        ;;
    in*) code=137 notice=killed ;; # the whole box was, before it could say more
    *) without_box "$@" ;;
esac
if [ "$code" -gt 128 ] && [ -n "${notice//[$' \n']/}" ]; then
    ulimit -c 0
    trap - "$((code - 128))"
    kill -s "$((code - 128))" $$
fi
exit "$code"
