#!/usr/bin/env bash
# A bash script with job control ("set -m") that waits in a loop ("until done; do sleep 1; done") goes on behind the loop, its condition
# unmet and without a message, once the "sleep" is stopped. Who suspends a whole batch job, such as SLURM with "scontrol
# suspend" (gang scheduling, preemption by suspension), sends every process of it TSTP and later CONT, and so ends the loop: a script that
# tidies up after its loop does so while its work still runs. Whether it happens depends on where the script stands at that moment.
# The same "sleep" inside of a function leaves the loop alone, and so does a script without job control.
#
# Needs bash 4 or newer and procps. Exits 1 if bash behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/plain" <<'SCRIPT'
set -m
turns=0
until [ "$turns" = 3 ]; do sleep 1; turns=$((turns + 1)); done
echo "$turns of 3 turns"
SCRIPT
sed 's/sleep 1;/pause;/; 1a pause() { sleep 1; }' "$folder/plain" >"$folder/function"
sed '/set -m/d' "$folder/plain" >"$folder/no-job-control"

# As a scheduler does it, only to one process: nothing else of the script has to be stopped.
suspended() {
    bash "$folder/$1" >"$folder/out" 2>/dev/null &
    local script=$! program
    until program=$(pgrep -P "$script" -x sleep); do sleep 0.05; done
    kill -TSTP "$program"
    sleep 0.5
    kill -CONT "$program" 2>/dev/null || :
    wait "$script"
    said=$(<"$folder/out")
    echo "$1: $said"
}
echo "bash $BASH_VERSION"
ok=true
suspended plain
[ "$said" = '0 of 3 turns' ] || ok=false
suspended function
[ "$said" = '3 of 3 turns' ] || ok=false
suspended no-job-control
[ "$said" = '3 of 3 turns' ] || ok=false
$ok || { echo 'not as stated'; exit 1; }
echo 'as stated'
# Seen (2026-11-30):
#   bash 5.2.15(1)-release
#   plain: 0 of 3 turns
#   function: 3 of 3 turns
#   no-job-control: 3 of 3 turns
