#!/bin/bash
# shellcheck disable=SC2064 # traps that know the signal by now
# hpc-daemon: stands for srun in a job within the limits of the allowed directories. A broker outside of them, in the same job, runs the
# real one, and each task enters the same limits on its node. This passes on what it is asked, its input and output, and signals.

pipes=${HPC_DAEMON_STEPS:-${0%/*}}
say() { printf 'hpc-daemon: srun: %s\n' "$*" >&2; }

read -r here </proc/sys/kernel/random/boot_id
there=''
{ read -r there <"$pipes/boot"; } 2>/dev/null
if [ "$here" != "$there" ]; then
    say "steps are started from the job's first node, by the job's script or by what it runs there"
    exit 1
fi

trap '' PIPE
exec 9<"$pipes/lock" || exit 1
command -p flock 9
number=''
# Waits for the broker, which may not have let go of the pipe yet since the last one read there.
while [ -z "$number" ] && [ ! -e "$pipes/ended" ]; do read -r number <"$pipes/ticket"; done
[ -z "$number" ] || echo "$number" 1<>"$pipes/taken"
exec 9<&-
broker_ended() { say "the broker of this job's steps has ended, and with it the steps; the rest of the job goes on without any"; }
if [ -z "$number" ]; then
    broker_ended
    exit 1
fi
pipe=$pipes/$number
exec 20<"$pipe/end" 21<"$pipe/out" 22<"$pipe/err" 28<"$pipe/errors" 23>"$pipe/control" 24>"$pipe/in" || exit 1
for number in 0 1 2; do [ -e "/proc/self/fd/$number" ] || eval "exec $number<>/dev/null"; done
exec 25<&0 26>&1 27>&2
for signal in HUP INT QUIT TERM USR1 USR2; do trap "echo $signal >&23" "$signal"; done

limits=$(for limit in c d f l m n s t u v; do printf '%s=' "$limit"; ulimit -S "-$limit"; done 2>/dev/null)
{
    printf '%s\0' 1 "$PWD" "$(umask)" "$limits" "$#" "$@"
    command -p env -0
    printf 'end\0'
} >"$pipe/request"

mode=truncate
opened() { # DESCRIPTOR KIND FILE
    [ "$mode" = append ] || : >"$3" || { say "the file of --$2 cannot be opened"; exit 1; }
    eval "exec $1>>\"\$3\"" || exit 1
}
output='' error='' input=''
while read -r kind file <&20; do
    case $kind in
        input) input=$file ;;
        output) output=$file ;;
        error) error=$file ;;
        append | truncate) mode=$kind ;;
        go) break ;;
    esac
done
[ -z "$input" ] || exec 25<"$input" || exit 1
[ -z "$output" ] || opened 26 output "$output"
[ -z "$error" ] || opened 29 error "$error"

# What carries in and out goes on until there is no more, whatever signals come.
carry() {
    trap '' HUP INT QUIT TERM USR1 USR2
    PATH=/usr/bin:/bin exec cat
} 2>/dev/null 20<&- 21<&- 22<&- 23>&- 24>&- 25<&- 26>&- 27>&- 28<&- 29>&-
# What cannot be passed on is read all the same: srun ends once it is rid of it, and would wait for a minute otherwise.
deliver() { # FROM TO [SIGNAL]
    trap '' HUP INT QUIT TERM USR1 USR2
    (carry <&"$1" >&"$2") || {
        [ -z "${3-}" ] || echo "$3" >&23
        carry <&"$1" >/dev/null
    }
}
carry <&25 >&24 &
to=$!
(deliver 21 26 PIPE) 2>/dev/null 20<&- 24>&- 25<&- &
from=$!
(deliver 22 27) 2>/dev/null 20<&- 23>&- 24>&- 25<&- &
also=$!
further=''
if [ -n "$error" ]; then
    (deliver 28 29) 2>/dev/null 20<&- 23>&- 24>&- 25<&- &
    further=$!
fi
exec 24>&- 21<&- 22<&- 25<&- 26>&- 27>&- 28<&- 29>&-
echo ready >&23 2>/dev/null
(
    trap '' HUP INT QUIT TERM USR1 USR2
    while read -r kind code; do
        [ "$kind" = code ] || continue
        [ ! -e "$pipes/ended" ] || broker_ended
        exit "$code"
    done
    broker_ended
    exit 1
) <&20 23>&- &
end=$!

# A trap cuts a wait short.
ended() {
    wait "$1"
    code=$?
    [ ! -d "/proc/$1" ]
}
until ended "$end"; do :; done
wait "$end"
code=$?
result=$code
kill -KILL "$to" 2>/dev/null
until ended "$from" && ended "$also" && { [ -z "$further" ] || ended "$further"; }; do :; done
exit "$result"
