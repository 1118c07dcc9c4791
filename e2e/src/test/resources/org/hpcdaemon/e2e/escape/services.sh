#!/bin/bash
# shellcheck disable=SC2038,SC2046 # process ids alone
# Services of a machine, and what a user has running beside, until its input ends. Usage: services.sh FOLDER HOME UID PORT own-view|no-view
# Each is tried once by that user, and its name is printed if it did what it was asked; then comes "all".
# With own-view it is root in a view of the file systems of its own (unshare --mount): spools, accounts and /run are not the
# machine's, whose own are neither changed nor asked. No crontab is ever carried out: cron itself is not started.
folder=$1 home=$2 uid=$3 port=$4 view=$5
export HOME=$folder/programs SCREENDIR=$home/.screen
become=()
[ "$(id -u)" = "$uid" ] || become=(setpriv "--reuid=$uid" "--regid=$uid" --clear-groups)
group=''

has() { command -v "$1" >/dev/null; }
as_user() { "${become[@]}" "$@" >>"$folder/said" 2>&1 </dev/null; }
succeeds() { # in the end: nothing else tells that a program listens
    for _ in {1..100}; do
        ! "$@" || return 0
        sleep 0.05
    done
    return 1
}
appears() { succeeds compgen -G "$1" >/dev/null; }
quietly() { "$@" >>"$folder/said" 2>&1 </dev/null & }

own_view() {
    local entry
    for entry in /run/*/; do
        case $entry in /run/systemd/ | /run/user/) continue ;; esac
        mkdir -p "$folder$entry" && mount --rbind "$entry" "$folder$entry" # gone again: some other test's
    done 2>/dev/null
    mkdir -p "$folder"/run/{sshd,systemd/system,user}
    install -d -m 700 -o "$uid" "$folder/run/user/$uid"
    install -d "$folder/spool"
    touch "$folder/spool/own"
    sed "s#^\([^:]*:[^:]*:$uid:[^:]*:[^:]*\):.*#\1:$home:/bin/bash#" /etc/passwd >"$folder/passwd"
    : >"$folder/nobody"
    cut -d : -f 1 /etc/passwd >"$folder/everybody"
    mount --rbind "$folder/run" /run && mount --bind "$folder/passwd" /etc/passwd && [ -d /var/spool/cron ] &&
        mount --bind "$folder/spool" /var/spool/cron || return 0
    for entry in at cron; do
        [ ! -e "/etc/$entry.allow" ] || mount --bind "$folder/everybody" "/etc/$entry.allow"
        [ ! -e "/etc/$entry.deny" ] || mount --bind "$folder/nobody" "/etc/$entry.deny"
    done
}

at_once() {
    has atd && has at && install -d -m 1770 -o daemon -g daemon "$folder"/spool/{atjobs,atspool} &&
        install -m 600 -o daemon -g daemon /dev/null "$folder/spool/atjobs/.SEQ" || return
    quietly atd -f
    appears /run/atd.pid && as_user bash -c "cd '$HOME' && echo 'touch at' | at now" && appears "$HOME/at" && echo AT
}

crontabs() {
    has crontab && install -d -m 1730 -g crontab "$folder/spool/crontabs" &&
        as_user bash -c 'echo "# a trial" | crontab - && crontab -l | grep -q trial && crontab -r' && echo CRON
}

ssh_login() {
    local sshd
    sshd=$(command -v sshd) && ssh-keygen -q -t ed25519 -N '' -f "$folder/hostkey" &&
        ssh-keygen -q -t ed25519 -N '' -f "$home/.ssh/id_localhost" || return
    chown "$uid" "$home" "$home/.ssh" "$home"/.ssh/id_localhost*
    cp "$home/.ssh/id_localhost.pub" "$folder/authorized"
    quietly "$sshd" -D -e -f /dev/null -p "$port" -o ListenAddress=127.0.0.1 -o "HostKey=$folder/hostkey" \
        -o "AuthorizedKeysFile=$folder/authorized" -o StrictModes=no -o UsePAM=no -o PidFile=none
    succeeds as_user ssh -F /dev/null -p "$port" -i "$home/.ssh/id_localhost" -o BatchMode=yes \
        -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null 127.0.0.1 true && echo SSH
}

user_systemd() {
    local cgroups bus=/run/user/$uid/bus
    cgroups=$(findmnt -n -t cgroup2 -o TARGET | head -n 1)
    has dbus-daemon && has systemd-run && [ -x /lib/systemd/systemd ] && mkdir "$cgroups/hpc-escapes-$$" || return
    group=$cgroups/hpc-escapes-$$
    # shellcheck disable=SC2016
    quietly env "XDG_RUNTIME_DIR=/run/user/$uid" "DBUS_SESSION_BUS_ADDRESS=unix:path=$bus" bash -c '
        echo $$ >"$1/cgroup.procs" && exec unshare --mount --cgroup bash -c '\''
            mount -t cgroup2 cgroup2 /sys/fs/cgroup && chown -R "$1" /sys/fs/cgroup
            shift
            "$@" dbus-daemon --session "--address=$DBUS_SESSION_BUS_ADDRESS" --nofork --nopidfile &
            until [ -S "$XDG_RUNTIME_DIR/bus" ]; do sleep 0.05; done
            "$@" /lib/systemd/systemd --user --unit=basic.target &
            wait'\'' bash "${@:2}"' bash "$group" "$uid" "${become[@]}"
    succeeds as_user env "XDG_RUNTIME_DIR=/run/user/$uid" systemd-run --user --wait --quiet true && echo SYSTEMD
}

set_uid_bubblewrap() { # it stays among the users that there are; without privileges it would need new ones
    has bwrap && install -m 4755 "$(command -v bwrap)" "$folder/bin/bwrap" && unshare --user true &&
        [ "$("${become[@]}" "$folder/bin/bwrap" --ro-bind / / readlink /proc/self/ns/user)" = \
            "$(readlink /proc/self/ns/user)" ] && echo SET_UID_BUBBLEWRAP
}

user_programs() {
    if has tmux; then
        quietly "${become[@]}" tmux -f /dev/null -D -S "$HOME/tmux"
        appears "$HOME/tmux" && echo TMUX
    fi
    if has screen; then
        install -d -m 700 -o "$uid" "$SCREENDIR"
        quietly "${become[@]}" screen -D -m -S screen sleep 4711
        appears "$SCREENDIR/*.screen" && echo SCREEN
    fi
    if has ssh-agent; then
        quietly "${become[@]}" ssh-agent -D -a "$HOME/agent"
        appears "$HOME/agent" && [ -e "$home/.ssh/id_localhost" ] &&
            as_user env "SSH_AUTH_SOCK=$HOME/agent" ssh-add "$home/.ssh/id_localhost" && echo SSH_AGENT
    fi
}

install -d "$folder" "$folder/bin"
install -d -m 700 -o "$uid" "$HOME"
if [ "$view" = own-view ]; then
    own_view
    at_once
    crontabs
    ssh_login
    user_systemd
    set_uid_bubblewrap
fi
user_programs
echo all
cat >/dev/null

kill $(jobs -p) 2>>"$folder/said"
for _ in {1..100}; do
    [ -n "$group" ] || break
    find "$group" -name cgroup.procs -exec cat {} + | xargs -r kill -KILL
    find "$group" -depth -type d -exec rmdir {} + && break
    sleep 0.05
done 2>>"$folder/said"
wait
