# shellcheck shell=bash disable=SC2034,SC2154 # variables that the wrapper reads and sets, which reads this
# What Grid Engine says of a job, and how it has to be served, where the wrapper begins with what SLURM says.

job_id=${JOB_ID-} array_id=${JOB_ID-} index=${SGE_TASK_ID-undefined} node=${HOSTNAME%%.*} user=${USER-} job_name=${JOB_NAME%.hpc-daemon.*}
element=''
if [ "$index" != undefined ]; then
    # Its tasks are numbered from 1 and evenly; of another array, a table has the element of each in its line.
    element=$index
    if [ -f "$folder/elements" ]; then
        mapfile -t words <"$folder/elements"
        element=${words[index - 1]} index=$element
    fi
fi

# It says whether, and not how often, it has started a job again: that is counted here, by what the earlier attempts have left.
attempt=1
if [ "${RESTARTED:-0}" != 0 ]; then
    while [ -d "$folder${element:+/$element}/claim.$attempt" ]; do attempt=$((attempt + 1)); done
fi

set_variables() {
    [ ! -f "$folder/after" ] || meet_dependencies
    [ -z "$element" ] || export SGE_TASK_ID=$element
    export JOB_NAME=$job_name
}

# qdel is announced by USR2 (submitted with -notify), which ends the job as a cancel or, if that came from elsewhere, as a TERM. USR1 announces
# that it is to be suspended: that is for jobs that ask for such warnings.
heed() {
    case $1 in
        USR2) if [ -e "$folder/notify" ] && [ ! -e cancel ]; then pass USR2; else on_term; fi ;;
        USR1) [ ! -e "$folder/notify" ] || pass USR1 ;;
        *) pass "$1" ;;
    esac
}

# It suspends the process group of the wrapper, in which nothing of the job is: who outlives the wrapper does to the job what is done to that.
outlive() {
    local stopped='' alive parents groups sessions lead fields=()
    while read -r -t 1 _ <&5; [ $? -gt 128 ]; do
        stat_of $$ || continue
        if [ "${fields[0]}" = T ] && [ -z "$stopped" ]; then
            stopped=1
            ! tree || kill -STOP $alive
        elif [ "${fields[0]}" != T ] && [ -n "$stopped" ]; then
            stopped=''
            ! tree || kill -CONT $alive
        fi
    done
} 2>/dev/null
# It kills that group, too; and bash makes no other group in $().
begin_to_mourn() {
    (exec 5<.alive 6>&-; set -m; mourn >/dev/null & echo "$!" >.mourner)
    mourner=$(<.mourner)
    remove .mourner
}

# It starts a job after any end of those that it waits for. How they ended is looked at here: by the records of all their tasks, each of which
# may take a while to be seen on this node.
meet_dependencies() {
    local kind other
    while read -r kind other; do
        [ "$kind" = afterany ] || [ -d "${folder%/*}/$other" ] || unmet "$kind:$other" # how that ended is forgotten
        case $kind in
            afterok) all_ended_well "${folder%/*}/$other" || unmet "$kind:$other" ;;
            afternotok) ! all_ended_well "${folder%/*}/$other" || unmet "$kind:$other" ;;
        esac
    done <"$folder/after"
}
unmet() { # it reads why the job did not run, who asks how it ended
    echo "its dependency $1 cannot be satisfied any more" >"$task/unmet"
    exit 125
}
all_ended_well() { # FOLDER
    local each tasks=("$1"/[0-9]*/)
    [ -d "${tasks[0]}" ] || tasks=("$1")
    for each in "${tasks[@]}"; do ended_well "$each" || return 1; done
}
ended_well() { # FOLDER; of what Grid Engine killed there is no record
    local record='' tries=0
    until [ -e "$1/exit" ] || [ "$tries" -ge 30 ]; do
        tries=$((tries + 1))
        sleep 1
    done
    { IFS= read -r -d '' record <"$1/exit"; } 2>/dev/null
    case $record in *timeout=1* | *oom=1* | *cancelled=1*) return 1 ;; esac
    [[ $record == *$'\ncode=0\n'*$'\nend\n'* ]] # blanks follow
}
