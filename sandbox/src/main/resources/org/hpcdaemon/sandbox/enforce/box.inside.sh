#!/bin/bash
# What box.sh runs inside a box, as bash -c: starts the command and tells box.sh how it ended.
# Usage: box run|shell|job PIDS COMMAND [ARG ...], PIDS of how many process ids the command comes after.
# Descriptors 6, 7 and 8 are the command's input, output and errors; 9 is the way back: "in", then what bash says of a signal, then the
# exit code.

way=$1 pids=$2
shift 2

if [ "$way" = shell ]; then
    # It takes the terminal, which it can only from the foreground. Bash tells no PIPE and INT of what is there, but a shell dies of
    # neither.
    run() {
        "$@" 2>&8 8>&- 9>&-
        code=$?
    }
else
    # Of what ran in the background, "jobs" tells a signal from an exit code, in words: "exit 137" and SIGKILL differ in nothing else.
    # It is asked as soon as that is dead, since after "wait" it has forgotten; unasked, bash tells it up to some 5.2.
    # The waits are in functions of their own, since bash leaves every loop in which what it waits for stops. Once the command has
    # its own way with signals, none cuts it short, after which bash (5.2) might have lost the status for good.
    pause() { sleep 0.2; }
    ended() {
        wait "$child"
        [ ! -d "/proc/$child" ] # or it is stopped: not dead
    }
    tell_end() { [ -d "/proc/$child" ] || builtin jobs >&2; }
    run() {
        local child=
        set -m
        trap tell_end CHLD
        "$@" 2>&8 8>&- 9>&- &
        child=$!
        tell_end # if that was before its number was known
        trap '' HUP INT QUIT TERM USR1 USR2
        until ended; do pause; done
        wait "$child"
        code=$?
    }
fi
# Tasks of one step are in boxes of their own, with process ids of their own; Open MPI takes what has its id for itself.
for ((; pids > 0; pids--)); do (:); done

exec <&6 6<&- >&7 7>&- 2>&9
echo in >&9
unset HPC_DAEMON_BOX
SHLVL=$((SHLVL - 1))
trap : HUP INT QUIT TERM USR1 USR2
run "$@"
echo "code=$code" >&9
exit "$code"
