# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the script that sources it sets name, and uses what is set here
# Sourced by the scripts here that measure work beside ssh: a platform, a daemon and an sshd on loopback, for as long as the script
# runs, and commands timed in turns.

fail() {
    echo "$name: $*" >&2
    exit 1
}

# Fails unless these programs are there.
needs() { # PROGRAM... PACKAGES
    local packages=${*: -1}
    PATH=$PATH:/usr/sbin:/sbin
    while [ $# -gt 1 ]; do
        command -v "$1" >/dev/null || fail "needs $1 (Debian: 'apt install $packages')"
        shift
    done
}

pids=()
declare -A platform daemon # by name: their processes
finish() {
    ssh -F "$folder/ssh_config" -O exit mux 2>/dev/null || :
    for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
        kill "${pids[$i]}" 2>/dev/null || :
        wait "${pids[$i]}" || :
    done
    [ ! -e "$folder/before/.git" ] || git worktree remove --force "$folder/before"
    rm -rf "$folder"
}
begin() {
    folder=$(mktemp -d)
    trap finish EXIT
    mkfifo "$folder/nothing"
}

# Waits until a program has written a line, and prints it.
await() { # FILE PID PATTERN
    while ! grep -m 1 -e "$3" "$1" 2>/dev/null; do
        kill -0 "$2" 2>/dev/null || { cat "$1" >&2; fail "it ended without \"$3\""; }
        read -r -t 0.05 <>"$folder/nothing" || :
    done
}

# A platform, a daemon whose agents are limited to a folder, and a key for an agent.
start_ours() { # NAME TREE
    local home=$folder/$1 tree=$2 url pid
    mkdir -p "$home/work"
    HPC_BUILD=only "$tree/bin/hpc"
    export HPC_BUILD=never
    HPC_PLATFORM_HOME=$home/platform "$tree/bin/hpc-platform" start --listen 127.0.0.1:0 >"$home/platform.log" 2>&1 &
    pid=$!
    pids+=("$pid")
    platform[$1]=$pid
    url=$(await "$home/platform.log" "$pid" 'platform ready at')
    url=${url##* }
    HPC_PLATFORM_HOME=$home/platform "$tree/bin/hpc-platform" keys create --email ada@example.org --daemon box >"$home/daemon.key"
    HPC_PLATFORM_HOME=$home/platform "$tree/bin/hpc-platform" keys create --email ada@example.org --agent bench >"$home/agent.key"
    export HPC_DAEMON_HOME=$home/daemon LOCAL_MODE=1
    "$tree/bin/hpc-daemon" setup --no-interview --url "$url" --api-key-file "$home/daemon.key" --daemon-id box \
        --work-dir "$home/work" --allowed-dirs "$home/work" --if-unenforced advisory >"$home/setup.log" 2>&1 ||
        { cat "$home/setup.log" >&2; fail 'set-up failed'; }
    "$tree/bin/hpc-daemon" start >"$home/daemon.log" 2>&1 &
    pid=$!
    pids+=("$pid")
    daemon[$1]=$pid
    await "$home/daemon.log" "$pid" 'online as' >/dev/null
    printf '#!/bin/sh\nHPC_BUILD=never HPC_HOME=%q HPC_URL=%q HPC_API_KEY=%q exec %q "$@"\n' \
        "$home/agent" "$url" "$(<"$home/agent.key")" "$tree/bin/hpc" >"$folder/hpc-$1"
    chmod +x "$folder/hpc-$1"
}

start_sshd() {
    local port=$((20000 + RANDOM % 10000)) pid
    ssh-keygen -q -t ed25519 -N '' -f "$folder/host_key"
    ssh-keygen -q -t ed25519 -N '' -f "$folder/user_key"
    printf '%s\n' "Port $port" 'ListenAddress 127.0.0.1' "HostKey $folder/host_key" "AuthorizedKeysFile $folder/user_key.pub" \
        'Subsystem sftp internal-sftp' 'StrictModes no' 'UsePAM no' 'PasswordAuthentication no' "PidFile none" >"$folder/sshd_config"
    printf '%s\n' 'Host mux fresh' 'HostName 127.0.0.1' "Port $port" "IdentityFile $folder/user_key" 'IdentitiesOnly yes' \
        'StrictHostKeyChecking accept-new' "UserKnownHostsFile $folder/known_hosts" 'LogLevel ERROR' \
        'Host mux' "ControlPath $folder/control" 'ControlMaster auto' 'ControlPersist yes' >"$folder/ssh_config"
    [ "$(id -u)" != 0 ] || mkdir -p /run/sshd
    "$(command -v sshd)" -D -e -f "$folder/sshd_config" >"$folder/sshd.log" 2>&1 &
    pid=$!
    pids+=("$pid")
    await "$folder/sshd.log" "$pid" 'listening on' >/dev/null
    ssh -F "$folder/ssh_config" mux true
}

over_ssh() { # HOST ARGUMENT...
    ssh -F "$folder/ssh_config" "$@"
}

# Runs a command once: its wall time and CPU time in ms are appended to the file.
once() { # FILE COMMAND...
    local file=$1 TIMEFORMAT='%R %U %S'
    shift
    { time "$@" >/dev/null 2>"$folder/stderr" </dev/null; } 2>"$folder/time" || { cat "$folder/stderr" >&2; fail "failed: $*"; }
    awk '{ printf "%d %d\n", $1 * 1000, ($2 + $3) * 1000 }' "$folder/time" >>"$file"
}

# The median of a column of a file, and its quarters.
middle() { # FILE COLUMN
    cut -d ' ' -f "$2" "$1" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}
spread() { # FILE
    cut -d ' ' -f 1 "$1" | sort -n | awk '{ v[NR] = $1 } END { printf "%d-%d", v[int((NR + 3) / 4)], v[int((3 * NR + 1) / 4)] }'
}

resident() { # PID, in MiB
    awk '/^VmRSS:/ { print int($2 / 1024) }' "/proc/$1/status"
}
