#!/bin/bash
# shellcheck disable=SC2034,SC2064,SC2163,SC2206 # fields that are skipped, traps that know the group by now, NAME=VALUE lines, words of /proc
# hpc-daemon's wrapper: runs one job (or one element of an array) once, and leaves a true record of how it ended.
# Usage: wrapper FOLDER [ELEMENT [FILTER]]. With a FILTER of system calls, a file of FOLDER's, the daemon is on this machine and knows
# that bubblewrap works here, so that this is tried first. Needs bash 4.2 and a Linux /proc; outlives the daemon that started it.
#
# FOLDER holds what to run: argv, base and env (NUL-separated), cwd, script, and launch (key=value numbers); and, if the
# job is to run in a sandbox, what makes that: box, box.inside, box.plan, box.filter and box.entrance; if its memory is to be
# watched, memory, which does so; and scheduler, if what starts it is neither SLURM nor the daemon: how that says what SLURM's variables do.
# Beside it (in FOLDER/ELEMENT for an array) appear: claim/, started, sandbox, stdout, stderr, exit; and what the daemon
# leaves to be obeyed: cancel. Records are key=value lines that end with the line "end"; a record without it is not one.

folder=$1
element=${2-${SLURM_ARRAY_TASK_ID-}}
shortcut=${3-}
attempt=$((${SLURM_RESTART_COUNT:-0} + 1))
# The job's number, that of its array, and what else its scheduler says of it.
job_id=${SLURM_JOB_ID-} array_id=${SLURM_ARRAY_JOB_ID:-${SLURM_JOB_ID-}} index=${SLURM_ARRAY_TASK_ID:-4294967294}
node=${SLURMD_NODENAME-} user=${SLURM_JOB_USER-} job_name=${SLURM_JOB_NAME-}
outlive() { read -r _ <&5; } # until this wrapper is through with the job, or dead
begin_to_mourn() { mourner=$(exec 5<.alive 6>&-; set -m; mourn >/dev/null & echo "$!"); }
heed() { pass "$1"; } # a signal that is no TERM
set_variables() { [ -z "$element" ] || export SLURM_ARRAY_TASK_ID=$element; }
# shellcheck source=../gridengine/submit/gridengine.sh
[ ! -f "$folder/scheduler" ] || . "$folder/scheduler"
tag=${folder##*/}${element:+.$element}
task=$folder${element:+/$element}
mask=''
while read -r name value; do
    [ "$name" != Umask: ] || { mask=$value; break; }
done <"/proc/$$/status"
[ -n "$mask" ] || mask=$(umask) # before Linux 4.7
umask 077 # ours; the payload gets its own back
# Its processors, which everything it starts has from it.
[ -z "${HPC_DAEMON_PROCESSORS-}" ] || taskset -pc "$HPC_DAEMON_PROCESSORS" $$ >/dev/null
set -m # the payload gets a process group of its own, and "jobs" tells a signal from an exit code (see below)

time_limit=0 grace=10 memory_kb=0 cpus=0 log_bytes=0
while IFS='=' read -r name value; do
    case $name in
        time_limit | grace | memory_kb | cpus | log_bytes) printf -v "$name" %d "$value" ;;
    esac
done <"$folder/launch" || exit 70
[ -d "$task" ] || mkdir -p "$task" || exit 70
cd "$task" || exit 70

# Programs are started only where bash has no way of its own, and subshells too: each costs milliseconds, and an end is waited
# for. So a function leaves what it found in a variable named after it.
now() { # milliseconds since 1970; bash 4 has no clock
    local micros=${EPOCHREALTIME/[.,]/}
    if [ -n "$micros" ]; then now=${micros%???}; else now=$(date +%s%3N); fi
}

uptime_ms() { # a monotonic clock; a hundredth of a second is 10 ms
    local up
    read -r up _ </proc/uptime && uptime_ms=$((10#${up/./} * 10))
}

# Sets "text": what is in a file, without NULs.
text_of() {
    text=''
    IFS= read -r -d '' text <"$1" || [ -n "$text" ]
}

# For every wait in a loop: bash leaves all loops of the function in which a program that it waits for is stopped, and a scheduler that
# suspends the job stops this wrapper's programs, too.
pause() { sleep "$1"; }

stat_of() { # the fields of /proc/PID/stat from the third on; the second may hold anything, parentheses too
    local line
    { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
    fields=(${line##*) })
}
stat_of $$ || exit 70
session=${fields[3]}
read -r host </proc/sys/kernel/hostname
read -r boot </proc/sys/kernel/random/boot_id
cpu_ms() { stat_of $$ && cpu_ms=$(((fields[13] + fields[14]) * 10)); } # of the children waited for; a tick is 10 ms

# Room for both records is taken now, so that a disk that fills up later cannot keep the end from being told.
blank() {
    local text
    printf '%1023s\n' '' >"$1" && text_of "$1" && [ ${#text} -eq 1024 ]
}
# Writes a RECORD over the blanks of FILE, to the disk, and only then gives it its NAME.
publish() { # FILE NAME RECORD
    local text
    printf '%send\n' "$3" 1<>"$1" && text_of "$1" && [ "${text:0:${#3}+4}" = "$3"$'end\n' ] &&
        { sync "$1" 2>/dev/null || :; } && mv -f "$1" "$2"
}

# The daemon looks there every second, and only there; without it, it looks when it asks the scheduler.
news=${folder%/*}/.news/$tag
tell() { : >"$news"; } 2>/dev/null

mkdir "$PWD/claim.$attempt" 2>/dev/null || { [ -d "claim.$attempt" ] && exit 75 || exit 70; } # 75: another process runs it
unstarted() { rmdir "claim.$attempt"; exit 70; } # nothing of the job has run: it may be started again
remove() { # FILE..., without a program if there is none
    local file
    for file; do
        [ ! -e "$file" ] || { rm -rf "$@"; return; }
    done
}
remove sandbox .entering .alive .steps timeout oom peak # of an earlier attempt
blank ".started.$attempt" && blank ".exit.$attempt" && blank ".notice" || unstarted
now
publish ".started.$attempt" started "attempt=$attempt
pid=$$
session=$session
start=${fields[19]}
boot=$boot
host=$host
scheduler=$array_id
at=$now
" || unstarted
uptime_ms
began=$uptime_ms
tell # it has begun

# Files that the job's script names, by the patterns of sbatch(1).
expand() {
    local text=$1 out='' width value
    while [[ $text =~ ^([^%]*)%([0-9]{0,2})([%AajJnNstux])(.*)$ ]]; do
        out+=${BASH_REMATCH[1]} width=${BASH_REMATCH[2]} text=${BASH_REMATCH[4]}
        case ${BASH_REMATCH[3]} in
            %) value=% ;;
            A) value=$array_id ;;
            a) value=$index ;;
            j | J) value=$job_id ;;
            N) value=$node ;;
            n | s | t) value=0 ;;
            u) value=$user ;;
            x) value=$job_name ;;
        esac
        [[ -z $width || ! $value =~ ^[0-9]+$ ]] || printf -v value "%0${width}d" "$value"
        out=$out$value
    done
    printf %s "$out$text"
}
# Leaves word where a log is, so that it is read there: without links, so that one made later is noticed.
log_at() {
    local real
    [ -n "$2" ] && real=$(cd -P -- "${2%/*}/" && pwd -P) && printf %s "${real%/}/${2##*/}" >"$1.at"
}
files=()
if [ -f "$folder/redirect" ]; then
    while IFS= read -r -d '' value; do files+=("$(expand "$value")"); done <"$folder/redirect"
    [ "${files[1]}" != "${files[2]}" ] || files[2]=''
    log_at stdout "${files[1]}"
    log_at stderr "${files[2]}"
fi
# A job that is run again has its log anew, unless it wants to add to it.
[ "${files[3]-}" = append ] || { : >stdout 2>stderr && remove stdout.full stderr.full; }
[ -n "${files[0]-}${files[1]-}${files[2]-}" ] || files=()
# Opens them, inside the sandbox if there is one: input, output, error, and how.
redirect='[ "$4" = append ] || for file in "$2" "$3"; do [ -z "$file" ] || : >"$file" || exit 125; done
[ -z "$1" ] || exec <"$1" || exit 125
[ -z "$2" ] || exec >>"$2" || exit 125
if [ -n "$3" ]; then exec 2>>"$3" || exit 125; elif [ -n "$2" ]; then exec 2>&1; fi
shift 4; exec "$@"'

payload() {
    local entry text words=()
    for entry in ${!HPC_@}; do unset "$entry"; done # ours, such as a key, are not for jobs
    unset SLURM_EXPORT_ENV # or srun would give its tasks what sbatch was given
    [ ! -f "$folder/base" ] || while IFS= read -r -d '' entry; do export "$entry"; done <"$folder/base"
    export HPC_DAEMON_TREE=$tag HPC_JOB_ID=${folder##*/}
    [ -z "$element" ] || export HPC_ARRAY_TASK_ID=$element
    set_variables
    umask "$mask"
    text_of "$folder/cwd" && cd "$text" || exit 125
    if [ -f "$folder/script" ]; then
        words=("$folder/script")
        { LC_ALL=C IFS= read -r -n 2 -d '' text <"$folder/script"; [ "$text" = '#!' ]; } || words=(bash "$folder/script")
    else
        while IFS= read -r -d '' entry; do words+=("$entry"); done <"$folder/argv"
    fi
    [ ${#files[@]} -eq 0 ] || words=(bash -c "$redirect" bash "${files[@]}" "${words[@]}")
    [ ! -f "$folder/box.plan" ] || enter_box "${words[@]}"
    [ ! -f "$folder/advice" ] || cat "$folder/advice" >&2
    while IFS= read -r -d '' entry; do export "$entry"; done <"$folder/env"
    exec "${words[@]}"
}

# Becomes the command in a sandbox, or ends with 125. The file "sandbox" says at which level, and is there before the command runs.
enter_box() {
    local word entrance=() variables=()
    local mark=(HPC_DAEMON_BOX=1 "HPC_DAEMON_TREE=$tag")
    [ -d "$task/tmp" ] || mkdir -p "$task/tmp" || exit 125
    if [ -n "$shortcut" ]; then
        : >"$task/.entering"
        echo enforced >"$task/sandbox"
        tell
        exec env -i PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin "${mark[@]}" \
            /bin/bash "$folder/box" job "$PWD" "$@" 3< <(box_plan)
    fi
    while IFS= read -r -d '' word; do entrance+=("$word"); done <"$folder/box.entrance"
    # By this install: the environment has no user's settings, and the words are not translated.
    if [ -z "$without_entrance" ] && [ -x "${entrance[0]}/bin/java" ] && [ -x "${entrance[2 + entrance[1]]}" ]; then
        : >"$task/.entering"
        variables=(PATH=/usr/local/bin:/usr/bin:/bin LC_ALL=C.UTF-8 "${mark[@]}"
            "${entrance[@]:2:entrance[1]}")
        exec env -i "${variables[@]}" /bin/sh -c 'exec "$@"' sh "${entrance[@]:2 + entrance[1]}" \
            sandbox-exec --plan -- "$@" 3< <(box_plan)
    fi
    without_entrance=1
    echo enforced >"$task/sandbox" # what else it is, the box says
    tell
    HPC_DAEMON_BOX=1 exec /bin/bash "$folder/box" job "$PWD" "$@" 3< <(box_plan)
}

# What is in the job's own environment is told to the box, and set only inside it.
box_plan() {
    local entry filter=$folder/box.filter
    if [ -f "$folder/box.strict" ]; then
        printf '%s\0' strict "$folder/box.strict"
        [ -z "$without_entrance" ] || filter=$folder/box.strict
    fi
    [ -z "$shortcut" ] || filter=$folder/$shortcut
    printf '%s\0' own "$folder/box" seccomp "$filter" tmp "$task/tmp" cwd "$PWD" \
        log "$task/stdout" log "$task/stderr" level "$task/sandbox" news "$news"
    [ ! -p "$task/.alive" ] || printf '%s\0' alive "$task/.alive"
    while IFS= read -r -d '' entry; do printf 'env\0%s\0' "$entry"; done < <(env -0)
    cat "$folder/box.plan"
    [ ! -d "$steps" ] || printf '%s\0' pipes "$steps" front "$steps" env "HPC_DAEMON_STEPS=$steps" \
        entered "${steps%/*}/entered.${SLURMD_NODENAME-none}"
    [ -z "$shortcut" ] || printf '%s\0' policy again
    while IFS= read -r -d '' entry; do
        case $entry in
            HPC_DAEMON_* | HPC_JOB_ID=* | HPC_ARRAY_TASK_ID=*) ;; # as the wrapper has said
            *) printf 'env\0%s\0' "$entry" ;;
        esac
    done <"$folder/env"
}

# All that lives on this machine: whose child each is, in which group and session; and "lead", which "keep" started.
look() {
    local entry
    parents=() groups=() sessions=() lead=''
    for entry in /proc/[0-9]*; do
        entry=${entry#/proc/}
        stat_of "$entry" && [ "${fields[0]}" != Z ] || continue
        parents[entry]=${fields[1]} groups[entry]=${fields[2]} sessions[entry]=${fields[3]}
        [ "${fields[1]}" != "$keeper" ] || lead=$entry
    done
}

await_lead() { until look; [ -n "$lead" ] || [ ! -d "/proc/$keeper" ]; do pause 0.01; done; }

# Sets "alive": everything of the job that lives, by its mark in the environment, double-forked or not, by its group, and by
# its session. Fails if there is nothing.
tree() {
    local entry parents groups sessions lead
    alive=$(grep -lzsxF "HPC_DAEMON_TREE=$tag" /proc/[0-9]*/environ)
    alive=${alive//[!0-9$'\n']/}
    look
    for entry in "${!groups[@]}"; do
        [ "$entry" != "$keeper" ] || continue
        [ "${groups[entry]}" != "$lead" ] || alive+=" $entry"
        [ "$session" = $$ ] && [ "${sessions[entry]}" = "$session" ] || continue
        case " $$ $timer $watch $trimmer $mourner $mediator $self " in
            *" ${groups[entry]} "*) ;; # our own
            *) alive+=" $entry" ;;
        esac
    done
    [ -n "$alive" ]
}

# Passes a signal on to the job's command and, as the scheduler does, to nothing that this has started.
pass() {
    local entry parents groups sessions lead words
    await_lead
    { mapfile -t words < <(tr '\0' '\n' <"/proc/$lead/cmdline"); } 2>/dev/null
    if [ "${words[1]-}" = "$folder/box" ]; then # the box is not the command, which leads a group of its own in it
        for entry in "${!groups[@]}"; do
            [ "${groups[entry]}" = "$entry" ] && [ "$entry" != "$lead" ] &&
                [ "${groups[parents[entry]]-}" = "$lead" ] && kill "-$1" "$entry"
        done
    else
        kill "-$1" "$lead"
    fi
} 2>/dev/null

# Waits for SECONDS by the pipe that tells of the job's end, which no program has to be started for; fails at that end.
listen() { [ ! -p .alive ] || exec 5<.alive; }
rest() {
    if [ -e /dev/fd/5 ]; then
        read -r -t "$1" _ <&5
        [ $? -gt 128 ]
    else
        sleep "$1"
    fi
}

# Keeps the logs that are here, where they could fill the disk of the daemon, within their bound: a last line says so, and what comes
# after it is cut off again. Who reads a log goes by its .full, which has the size then, and before that no further than the bound.
trim_logs() {
    local log full line sizes i=0
    [ -s stdout ] || [ -s stderr ] || return
    mapfile -t sizes < <(stat -c %s stdout stderr)
    for log in stdout stderr; do
        if [ "${sizes[i]-0}" -gt "$log_bytes" ] && [ ! -s "$log.full" ]; then
            line=$'\n'"hpc-daemon: this log is full ($log_bytes bytes, see --job-log-mb): the job goes on, and what it prints from here on is"
            line+=$' dropped; it can write to a file in its own directory instead\n'
            full=$((log_bytes + ${#line}))
            truncate -s "$log_bytes" "$log" && printf %s "$line" | dd of="$log" oflag=seek_bytes seek="$log_bytes" conv=notrunc &&
                echo "$full" >"$log.full"
        fi
        [ ! -s "$log.full" ] || { full=$(<"$log.full") && [ "${sizes[i]-0}" -le "$full" ] || truncate -s "$full" "$log"; }
        i=$((i + 1))
    done
    [ "${sizes[0]-0}" -gt $((log_bytes / 2)) ] || [ "${sizes[1]-0}" -gt $((log_bytes / 2)) ]
}
watch_logs() {
    local pause=2 # a disk takes some hundred MB in that time
    listen
    while rest "$pause"; do
        ! trim_logs || pause=0.5
    done
} 2>/dev/null

# Runs the payload in a group of its own. Nothing cuts this wait for it short, after which bash (5.2) might have lost the status
# for good. To "notice" goes what "jobs" says of the payload's end: "Exit 137" or, of a signal, words ("Killed", "Broken pipe", in any
# language), which is the only thing in which the two differ for a shell. It is asked as soon as the payload is dead, since after "wait" it
# has forgotten. (Unasked, bash tells of signals up to some 5.2, of the payload in the foreground without INT and PIPE.)
keep() {
    set -m
    exec 3>&2 2<>.notice
    without_entrance=''
    attempt
    # Bubblewrap works no longer, and it is to be found out what does.
    if [ -n "$shortcut" ] && unentered; then
        shortcut=''
        attempt
    fi
    # What this install's Java says where it cannot run. Nothing was run, so it is tried without.
    if unentered; then
        without_entrance=1
        attempt
    fi
    echo "code=$code" >&2
}
unentered() { [ -e .entering ] && [ ! -s sandbox ] && [ "$code" -lt 128 ] && [ ! -e cancel ]; }
attempt() {
    local child=''
    trap : HUP INT QUIT USR1 USR2 TERM # caught and not ignored, so that the payload has its own way with them
    trap 'tell_end' CHLD
    (payload 2>&3 3>&-) &
    child=$!
    tell_end # if that was before its number was known
    trap '' HUP INT QUIT USR1 USR2 TERM
    until ended "$child"; do pause 1; done
    wait "$child"
    code=$?
}
tell_end() { [ -d "/proc/$child" ] || builtin jobs >&2; }
# Whether it has ended: a trap may have cut the wait short, or the scheduler has suspended it.
ended() {
    wait "$1"
    [ ! -d "/proc/$1" ]
}

# TERM, grace, KILL until no process is left.
end_tree() {
    local self=$BASHPID deadline=$((SECONDS + grace)) alive parents groups sessions lead
    await_lead # what is about to begin would be missed
    ! tree || { kill -TERM $alive; kill -CONT $alive; } 2>/dev/null
    while tree && [ "$SECONDS" -lt "$deadline" ]; do pause 0.1; done
    kill_tree
}
kill_tree() {
    local alive tries=0
    while tree && [ "$tries" -lt 100 ]; do # 10 s; what then is left cannot be killed
        kill -KILL $alive 2>/dev/null
        tries=$((tries + 1))
        pause 0.1
    done
}

# Within the limits of a sandbox, srun is run by a broker outside of it (see its file "steps"), which is in a session of its own and
# found by its mark.
begin_steps() {
    steps=$PWD/.steps/pipes
    mkdir -p "$steps" && mkfifo .steps/alive "$steps/ticket" "$steps/taken" && : >"$steps/lock" && echo "$boot" >"$steps/boot" &&
        echo "${SLURMD_NODENAME-}" >.steps/node && cp -p "$folder/steps.srun" "$steps/srun" || { steps=''; return; }
    watch_broker 2>>stderr 6>&- &
    mediator=$!
    HPC_DAEMON_STEPS_OF=$tag setsid bash "$folder/steps" broker "$PWD" "$tag" >/dev/null 2>>stderr 6>&- &
    disown "$!"
}
# The broker's end is the end of the steps, and who asks for one is told.
watch_broker() {
    read -r _ <.steps/alive
    : >"$steps/ended"
    end_steps TERM
    echo "hpc-daemon: the broker of this job's steps (srun) has ended, so its steps were ended, and no more can be started" >&2
    while [ -p "$steps/ticket" ]; do : >"$steps/ticket"; done
}
end_steps() { # SIGNAL
    local found
    found=$(grep -lzsxF "HPC_DAEMON_STEPS_OF=$tag" /proc/[0-9]*/environ)
    [ -z "$found" ] || kill "-$1" ${found//[!0-9$'\n']/}
} 2>/dev/null

# Ends what is left when this wrapper is killed. Nothing of it is this wrapper's child or of its group, so a program that kills those, or
# everything that comes from them, does not kill it.
mourn() {
    local self=$BASHPID
    trap '' HUP INT QUIT TERM USR1 USR2
    outlive
    timer='' watch='' trimmer='' mediator=''
    end_steps KILL
    kill_tree
}

# A cancel of ours ends the whole tree; any other TERM (a scheduler's) is passed on and the payload may answer it.
on_term() {
    woken=1
    if [ -e cancel ]; then
        [ -n "$stopping" ] && return
        stopping=1
        end_tree 0<&- 6>&- &
        disown "$!"
    else
        passed=1
        pass TERM
    fi
}

self='' timer='' watch='' trimmer='' mourner='' mediator='' steps='' stopping='' woken='' keeper='' passed=''
exec </dev/null
trap 'woken=1' HUP INT USR1 USR2
trap 'woken=1; early=1' TERM
cpu_ms
used=$cpu_ms
# Who has it open for reading hears by its end that this wrapper is through with the job, or dead: no child of it keeps descriptor 6.
mkfifo .alive && exec 6<>.alive
[ ! -f "$folder/steps" ] || [ ! -f "$folder/box.plan" ] || [ -z "${SLURM_JOB_ID-}" ] || begin_steps
if [ -e cancel ]; then payload() { kill -KILL "$BASHPID"; }; fi # asked for before anything ran: nothing does
keep >>stdout 2>>stderr 6>&- &
keeper=$!
exec 2>/dev/null
# The subshell that starts it ends at once, so that init adopts it.
[ ! -p .alive ] || begin_to_mourn
trap on_term TERM
# A scheduler's warning (sbatch --signal=B:USR1@60) is for the payload.
for signal in HUP INT USR1 USR2; do trap "woken=1; heed $signal" "$signal"; done
[ -z "$early" ] || on_term
if [ "$memory_kb" -gt 0 ]; then
    # shellcheck source=memory.sh
    . "$folder/memory"
    watch_memory 6>&- &
    watch=$!
    disown "$!"
fi
if [ "$log_bytes" -gt 0 ] && [ -z "${files[1]-}" ]; then
    watch_logs 6>&- &
    trimmer=$!
    disown "$!"
fi
if [ "$time_limit" -gt 0 ]; then
    {
        sleep "$time_limit"
        timer=$BASHPID
        : >timeout
        end_tree
    } 6>&- &
    timer=$!
    disown "$!"
fi
[ ! -e cancel ] || on_term # asked for before the trap was set

until ended "$keeper"; do
    [ -n "$woken" ] || pause 1
    woken=''
done
cpu_ms
used=$((cpu_ms - used))
now
ended=$now
uptime_ms
ran=$((uptime_ms - began))
text_of .notice
case $text in
    *code=*)
        code=${text##*code=} notice=${text%code=*}
        code=${code//[!0-9]/}
        [[ ! $notice =~ \[[0-9]+\][^$'\n']*\ $code\  ]] || notice='' # "[1]+  Exit 137  ("
        notice=${notice//[[:space:]]/}
        ;;
    *) code=137 notice=Killed ;; # together with who waited for it
esac
trap '' TERM
[ -z "$timer" ] || kill -KILL -- "-$timer" 2>/dev/null
[ -z "$watch" ] || kill -KILL -- "-$watch" 2>/dev/null
[ -z "$trimmer" ] || kill -KILL -- "-$trimmer" 2>/dev/null
[ -z "$mediator" ] || kill -KILL -- "-$mediator" 2>/dev/null
timer='' watch='' mediator=''
[ -z "$steps" ] || end_steps KILL
kill_tree # what it left running ends with it
[ -z "$mourner" ] || kill -KILL "$mourner" 2>/dev/null
[ -z "$trimmer" ] || trim_logs
exec 6>&-
remove .alive tmp .steps .tmp.*

report() {
    local text=''
    report="attempt=$attempt"$'\n'
    if [ "$code" -gt 128 ] && [ -n "$notice" ]; then report+="signal=$((code - 128))"; else report+="code=$code"; fi
    report+=$'\n'
    [ ! -e oom ] || report+=$'oom=1\n'
    [ ! -e timeout ] || report+=$'timeout=1\n'
    [ ! -e cancel ] || report+=$'cancelled=1\n'
    [ -z "$passed" ] || report+=$'terminated=1\n'
    report+="ran_ms=$ran"$'\n'"cpu_ms=$used"$'\n'"cpus=$cpus"$'\n'
    [ "$memory_kb" -eq 0 ] || { text_of peak; report+="memory_kb=$memory_kb"$'\n'"peak_kb=${text%$'\n'}"$'\n'; }
    report+="host=$host"$'\n'"at=$ended"$'\n'
}
# Its scheduler is told the same: its accounting and jobs that depend on this one go by it.
leave() {
    tell
    [ -n "$job_id" ] || exit 0
    if [ "$code" -gt 128 ] && [ -n "$notice" ]; then
        ulimit -c 0
        trap - $((code - 128))
        kill -$((code - 128)) $$
    fi
    exit "$code"
}
# A disk with no room even so: the job counts as running until there is some, for a day.
for ((tries = 0; tries < 8640; tries++)); do
    report
    publish ".exit.$attempt" exit "$report" && leave
    [ -e "$folder/launch" ] || exit 74 # the folder was deleted: there is no place to report to
    pause 10
    [ -e ".exit.$attempt" ] || blank ".exit.$attempt"
done
exit 74
