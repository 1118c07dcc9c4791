#!/bin/bash
# shellcheck disable=SC2163,SC2190 # NAME=VALUE words; lists that are called as a table elsewhere is
# hpc-daemon's steps: what srun of a job within the limits of the allowed directories asks for is done here, outside of them.
# Usage: steps broker TASK TAG        in the job's first node, as long as the job runs
#        steps task TASK TAG NUMBER   in each task of a step, as the real srun starts it: enters the job's sandbox and becomes the program
#        steps start TASK TAG FOLDER JOB NODE [ELEMENT]   on the daemon's machine: runs a command in that job of SLURM's, on NODE or, if that
#                                                         is empty, on its first
#        steps shell TASK TAG FOLDER JOB NODE [ELEMENT]   the same for a shell: on the terminal that this has, joined to one there
#        steps command TASK TAG FOLDER [ELEMENT]   what srun starts for both there: enters the job's sandbox and becomes the command
#        steps ask TASK TAG FOLDER JOB NODE WHOM SIGNAL ...   on the daemon's machine: has the command that started so signalled
#        steps signal TASK TAG FOLDER WHOM SIGNAL ...   what srun starts for that there; WHOM is all, or foreground: of its terminal
#
# For the last five, FOLDER is the job's, and what the command is to be lies beside this file: argv, env and cwd, and for a shell its own
# folder, shell. There they leave step (its number, once it has begun), leader (its process on the node) and signalled (what ended it was
# a signal).
#
# Beside the job's records, TASK/.steps has alive (a pipe that the broker holds open), a folder for each step that runs (NUMBER: what its
# tasks are to be), entered.NODE (with or without a Landlock scope: how bubblewrap was entered there), and pipes/, which is all that the job sees of it: srun (what stands for it there), lock, ticket (the number of
# the next step), taken (the same number, from the step that has it), ended (the broker has), and a folder for each step: request, in, out, err, errors, control and end. Pipes are made here
# alone, and the job cannot make, move or remove any there: what is opened here by name is never a link of the job's.
# Needs bash 4.2 and a Linux /proc.

way=$1 task=$2 tag=$3
folder=${0%/*} beside=${0%/*}
case $way in start | shell | command | ask | signal) folder=$4 ;; esac
place=$task/.steps
pipes=$place/pipes
eol=$'\n' # of what this says

# A request: NUL-terminated words. The last is "end", so that one that was cut short is none.
MAX_REQUEST_BYTES=8388608

declare -A rules=() takes=() letters=() whys=()
variables=()
read_options() {
    local name letter take rule why
    while read -r name letter take rule why; do
        case $name in
            '') ;;
            =*) variables+=("${name#=}") ;;
            *)
                rules[$name]=$rule takes[$name]=$take whys[$name]=$why
                [ "$letter" = - ] || letters[$letter]=$name
                ;;
        esac
    done <"$folder/steps.options"
}

refuse() {
    refused=$*
    return 1
}

# Sets "name" to the option that a NAME is short for, as getopt_long(3) understands it.
whole() {
    local known meant=()
    name=$1
    [ -z "${rules[$name]-}" ] || return 0
    for known in "${!rules[@]}"; do [[ $known != "$name"* ]] || meant+=("--$known"); done
    case ${#meant[@]} in
        0) refuse "--$name is not an option of srun that steps may have here; leave it out" ;;
        1) name=${meant[0]#--} ;;
        *) refuse "--$name may be ${meant[*]}; write it out" ;;
    esac
}

# Of one option: "name", "value", and "given" if it has a value.
apply() {
    [[ $value != *[[:cntrl:]\"\'\`\\]* ]] ||
        refuse "--$name has a control character, a quote or a backslash in its value; leave them out" || return
    case ${rules[$name]} in
        value | flag)
            case $name in
                nodelist | exclude | mpi)
                    [[ $value != */* ]] || refuse "--$name=$value names a file, which is read outside of the limits; write names" || return
                    ;;
            esac
            options+=("--$name${given:+=$value}")
            ;;
        file)
            if [[ $value =~ ^(none|all|[0-9]+)$ ]]; then
                options+=("--$name=$value")
                unset "files[$name]"
            else
                files[$name]=$value
            fi
            ;;
        chdir) [[ $value = /* ]] && cwd=$value || cwd=$cwd/$value ;;
        export) export=$value ;;
        jobid) [ "$value" = "$SLURM_JOB_ID" ] || refuse "--jobid=$value: a step runs in its own job, $SLURM_JOB_ID; leave it out" ;;
        ignored) ;;
        *) refuse "--$name: ${whys[$name]}" ;;
    esac
}

# srun's words, into "options", "files", "cwd", "export" and "program". Fails with "refused".
understand() {
    local word rest name value given
    while [ $# -gt 0 ]; do
        word=$1 value='' given=''
        case $word in
            --)
                shift
                break
                ;;
            --*)
                shift
                name=${word#--}
                [[ $name != *=* ]] || value=${name#*=} given=1
                whole "${name%%=*}" || return
                ;;
            -?*)
                shift
                name=${letters[${word:1:1}]-} rest=${word:2}
                [ -n "$name" ] || refuse "-${word:1:1} is not an option of srun that steps may have here; leave it out" || return
                if [ -z "$rest" ]; then
                    :
                elif [ "${takes[$name]}" = 1 ] || [[ $rest =~ ^[0-9]+$ ]]; then
                    value=${rest#=} given=1
                else # letters that follow one another
                    set -- "-$rest" "$@"
                fi
                ;;
            *) break ;;
        esac
        if [ "${takes[$name]}" = 1 ] && [ -z "$given" ]; then
            [ $# -gt 0 ] || refuse "--$name has no value" || return
            value=$1 given=1
            shift
        fi
        apply || return
    done
    program=("$@")
    case " ${options[*]} " in
        *' --mpi=list '* | *' --version '* | *' --help '* | *' --usage '*) ;; # which say something and start nothing
        *) [ $# -gt 0 ] || refuse 'there is no command to run' ;;
    esac
}

# Sets "cwd", "mask", "limits", "argv" and "environment". Fails if it is not whole.
read_request() {
    local version count word last=''
    argv=() environment=()
    {
        IFS= read -r -d '' version && [ "$version" = 1 ] && IFS= read -r -d '' cwd && IFS= read -r -d '' mask &&
            IFS= read -r -d '' limits && IFS= read -r -d '' count || return 1
        [[ $count =~ ^[0-9]{1,6}$ && $mask =~ ^[0-7]{1,4}$ && $cwd = /* ]] || return 1
        while [ "${#argv[@]}" -lt "$count" ] && IFS= read -r -d '' word; do argv+=("$word"); done
        while IFS= read -r -d '' word; do
            last=$word
            [[ $word != *=* ]] || environment+=("$word")
        done
    } <"$1"
    [ "$last" = end ]
}

# What the tasks have of the environment, by --export.
exported() {
    local entry name
    for entry in "${environment[@]}"; do
        name=${entry%%=*}
        case ,$export, in
            ,, | ,ALL, | ,ALL,* | *,ALL,*) ;;
            *,"$name",*) ;;
            *) case $name in PATH | HOME | USER | LOGNAME | LANG | TMPDIR | HPC_JOB_ID | HPC_ARRAY_TASK_ID) ;; *) continue ;; esac ;;
        esac
        [ "$name" = SLURM_EXPORT_ENV ] || printf '%s\0' "$entry"
    done
    local words=()
    IFS=, read -r -a words <<<"$export" # no word of it is a pattern of file names
    for entry in "${words[@]}"; do [[ $entry != *=* ]] || printf '%s\0' "$entry"; done
}

# Of the job's variables that srun takes for options; what is not there the script has unset.
set_variables() {
    local entry name
    for name in "${variables[@]}"; do unset "$name"; done
    for entry in "${environment[@]}"; do
        name=${entry%%=*}
        [[ " ${variables[*]} " != *" $name "* ]] || [[ ${entry#*=} = *[[:cntrl:]]* ]] || [[ $entry = SLURM_MPI_TYPE=*/* ]] || export "$entry"
    done
    unset SLURM_EXPORT_ENV
}

set_limits() {
    local limit
    for limit in $limits; do
        [[ ! $limit =~ ^[cdflmnstuv]=([0-9]+|unlimited)$ ]] || ulimit -S "-${limit%%=*}" "${limit#*=}"
    done
} 2>/dev/null

is_pattern() { [[ ${1//%%/} = *%* ]]; }

# One step, from its request to its end. Descriptors: 4 end, 5 out, 6 err, 7 in, 8 control, 12 errors.
serve() {
    local number=$1 at=$place/$1 pipe=$pipes/$1 word name refused='' code=1 watch
    local options=() program=() argv environment cwd mask limits export='' kind
    local -A files=()
    # For reading and writing, so that no opening here waits for the other side, which may have ended.
    exec 4<>"$pipe/end" 5<>"$pipe/out" 6<>"$pipe/err" 7<>"$pipe/in" 8<>"$pipe/control" 9>&- 12<>"$pipe/errors"
    if ! timeout 60 head -c "$MAX_REQUEST_BYTES" "$pipe/request" >"$at/request" 4>&- 5>&- 6>&- 7>&- 8>&- 12>&- || ! read_request "$at/request"; then
        refused='what it was asked is not whole'
    else
        for word in "${environment[@]}"; do
            case $word in
                SLURM_JOB_ID=* | SLURM_JOBID=*)
                    [ "${word#*=}" = "$SLURM_JOB_ID" ] || refuse "${word%%=*} is ${word#*=}, and a step runs in its own job, $SLURM_JOB_ID"
                    ;;
            esac
        done
        [ -n "$refused" ] || understand "${argv[@]}"
    fi
    exec 10<"$pipe/in" 11<"$pipe/control" 7>&- 8>&- # from here on, their ends are heard
    if [ -n "$refused" ]; then
        printf 'hpc-daemon: srun: %s\n' "$refused" >&6
        printf 'go\n' >&4
    else
        local redirect=('' '' '')
        # srun's own words stay apart from what the tasks print.
        if [ -z "${files[error]-}" ] && [ -n "${files[output]-}" ] && [[ " ${options[*]} " != *' --error='* ]]; then
            if is_pattern "${files[output]}"; then files[error]=${files[output]}; else options+=("--error=${pipe//%/%%}/out"); fi
        elif [ -n "${files[error]-}" ] && ! is_pattern "${files[error]}"; then
            options+=("--error=${pipe//%/%%}/errors")
        fi
        for kind in input output error; do
            name=${files[$kind]-}
            if [ -z "$name" ]; then
                continue
            elif is_pattern "$name"; then # each task opens it, within the limits
                [[ $name = /* ]] || name=$cwd/$name
                case $kind in input) redirect[0]=$name ;; output) redirect[1]=$name ;; *) redirect[2]=$name ;; esac
            else # who asks does, within the limits
                [[ $name = /* ]] || name=$cwd/$name
                printf '%s %s\n' "$kind" "${name//%%/%}" >&4
            fi
        done
        case " ${options[*]} " in
            *' --open-mode=a'*) word=append ;;
            *) word=truncate ;;
        esac
        printf '%s\ngo\n' "$word" >&4
        if [ -n "${redirect[0]}${redirect[1]}${redirect[2]}" ]; then printf '%s\0' "${redirect[@]}" "$word" >"$at/redirect"; fi
        printf '%s\0' "${program[@]}" >"$at/argv"
        printf '%s\0' "$cwd" "$mask" >"$at/begin"
        exported >"$at/env"
        rm -f "$at/request"
        word=''
        if read -r word <&11 && [ "$word" = ready ]; then
            {
                while read -r word <&11; do
                    until [ -s "$at/srun" ]; do sleep 0.02; done
                    case $word in HUP | INT | QUIT | TERM | USR1 | USR2 | CONT | PIPE) kill "-$word" "$(<"$at/srun")" ;; esac
                done
                kill -TERM "$(<"$at/srun")" # who asked is gone
            } 2>/dev/null 4>&- 5>&- 6>&- 10<&- 12>&- &
            watch=$!
            (
                set_variables
                set_limits
                echo "$BASHPID" >"$at/srun"
                exec srun "${options[@]}" -- /bin/bash "$folder/steps" task "$task" "$tag" "$number"
            ) <&10 >&5 2>&6 4>&- 5>&- 6>&- 10<&- 11<&- 12>&-
            code=$?
            kill "$watch"
        fi
    fi 2>/dev/null
    printf 'code %s\n' "$code" >&4
    rm -rf "$at" "$pipe"
}

# Steps take tickets one at a time, by the lock, and say so: until then the pipe may still be open there, and the next ticket would be
# lost in it.
broker() {
    local number=0 taken
    unset "${!HPC_@}" # ours; what runs is found by the mark that this was started with
    export SLURM_JOB_ID=${SLURM_JOB_ID-} HPC_DAEMON_STEPS_OF=$tag
    cd / && read_options && exec 9>"$place/alive" 13<>"$pipes/taken" || exit
    set -m # or what is started in the background would not hear of INT
    while :; do
        number=$((number + 1))
        mkdir "$place/$number" "$pipes/$number" &&
            mkfifo "$pipes/$number/"{request,in,out,err,errors,control,end} || exit
        printf '%s\n' "$number" >"$pipes/ticket" # waits until a step is asked for
        (set +m; serve "$number") </dev/null 13<&- &
        while read -r -t 5 taken <&13 && [ "$taken" != "$number" ]; do :; done # or who had it is dead
    done
}

# Files that a step's options name for each task, by the patterns of srun(1).
expand() {
    local text=$1 out='' width value
    while [[ $text =~ ^([^%]*)%([0-9]{0,2})([%AajJnNstux])(.*)$ ]]; do
        out+=${BASH_REMATCH[1]} width=${BASH_REMATCH[2]} text=${BASH_REMATCH[4]}
        case ${BASH_REMATCH[3]} in
            %) value=% ;;
            A) value=${SLURM_ARRAY_JOB_ID:-${SLURM_JOB_ID-}} ;;
            a) value=${SLURM_ARRAY_TASK_ID:-4294967294} ;;
            j) value=${SLURM_JOB_ID-} ;;
            J) value=${SLURM_JOB_ID-}.${SLURM_STEP_ID-} ;;
            N) value=${SLURMD_NODENAME-} ;;
            n) value=${SLURM_NODEID-} ;;
            s) value=${SLURM_STEP_ID-} ;;
            t) value=${SLURM_PROCID-} ;;
            u) value=${SLURM_JOB_USER-} ;;
            x) value=${SLURM_JOB_NAME-} ;;
        esac
        [[ -z $width || ! $value =~ ^[0-9]+$ ]] || printf -v value "%0${width}d" "$value"
        out=$out$value
    done
    printf %s "$out$text"
}
# As the wrapper's: input, output, error, and how, opened inside the sandbox.
redirect='[ "$4" = append ] || for file in "$2" "$3"; do [ -z "$file" ] || : >"$file" || exit 125; done
[ -z "$1" ] || exec <"$1" || exit 125
[ -z "$2" ] || exec >>"$2" || exit 125
[ -z "$3" ] || if [ "$2" = "$3" ]; then exec 2>&1; else exec 2>>"$3"; fi || exit 125
shift 4; exec "$@"'

# The memory that tasks of one step share on a node by /dev/shm, for as long as descriptor 31 is open in one of them. What steps left
# whose tasks were killed is removed by the next.
share_memory() {
    local left
    shm=/dev/shm/hpc-daemon.$UID.${SLURM_JOB_ID-0}.${SLURM_STEP_ID-0}.${SLURMD_NODENAME-}
    if [ "${SLURM_LOCALID-0}" = 0 ]; then
        for left in "/dev/shm/hpc-daemon.$UID."*; do
            [ ! -O "$left" ] || [ -L "$left" ] || [ "$left" = "$shm" ] || flock -n -x "$left" rm -rf "$left"
        done
    fi
    until
        mkdir -m 700 "$shm"
        [ -d "$shm" ] && [ ! -L "$shm" ] && [ -O "$shm" ] || return
        exec 31<"$shm" && flock -s 31 && [ "$shm" -ef /proc/self/fd/31 ]
    do :; done
} 2>/dev/null

# Whether a variable is as SLURM gave it to the task, whatever the job says.
is_slurms() {
    case $1 in
        *[!A-Za-z0-9_]*) return 1 ;; # which bash cannot ask for
        HPC_DAEMON_*) ;;
        SLURM_* | SLURMD_* | PMI* | *_VISIBLE_DEVICES | GPU_DEVICE_ORDINAL | ZE_AFFINITY_MASK) [ -n "${!1+x}" ] ;;
        *) return 1 ;;
    esac
}

# What the box is told, as by the job's wrapper; and what the task has from SLURM.
task_plan() {
    local entry filter=$folder/box.filter boot=''
    if [ -f "$folder/box.strict" ]; then
        printf '%s\0' strict "$folder/box.strict"
        [ "$scoped" != no ] || filter=$folder/box.strict
    fi
    printf '%s\0' own "$folder/box" seccomp "$filter" tmp "$tmp" cwd "$cwd" step "${at##*/}"
    [ ! -e /proc/self/fd/30 ] || printf '%s\0' keep 30
    [ ! -e /proc/self/fd/31 ] || printf '%s\0' keep 31 shm "$shm"
    while IFS= read -r -d '' entry; do printf 'env\0%s\0' "$entry"; done < <(env -0)
    cat "$folder/box.plan"
    if [ -n "${PMI_FD-}${PMIX_RANK-}" ]; then
        # PMIx by its connection alone, and not by files of slurmstepd's; nor is another task's memory read, whose process is out of sight;
        # nor has Open MPI a folder where PMIx tells it to, which may be the machine's /tmp.
        printf 'env\0%s\0' PMIX_MCA_gds=hash OMPI_MCA_btl_vader_single_copy_mechanism=none OMPI_MCA_orte_create_session_dirs=0
        printf '%s\0' pids "$((${SLURM_LOCALID-0} * 8))"
        PMIX_GDS_MODULE='hash'
    fi
    # A shell can read its own folder, and write to its records and its terminal.
    [ "$shape" = job ] || printf '%s\0' way shell read "$beside/shell" records "$beside/shell/records" terminal "$terminal"
    # One word for it is enough.
    [ "${SLURM_LOCALID-0}" = 0 ] || printf '%s\0' promised any
    # With a box that cannot be made any more, the next task tries again what works.
    if [ -n "$tried" ]; then printf '%s\0' level "$entered" policy refuse; else printf '%s\0' entered "$entered"; fi
    while IFS= read -r -d '' entry; do
        ! is_slurms "${entry%%=*}" || continue
        printf 'env\0%s\0' "$entry"
    done < <(cat "${variables[@]}")
    printf 'env\0%s\0' "HPC_DAEMON_TREE=$tag" ${PMIX_GDS_MODULE:+"PMIX_GDS_MODULE=$PMIX_GDS_MODULE"}
    printf 'unset\0%s\0' HPC_DAEMON_STEPS_OF
    { read -r boot <"$pipes/boot"; } 2>/dev/null
    # Who is asked for steps within steps is on the first node alone.
    [ "$boot" != "$(</proc/sys/kernel/random/boot_id)" ] || printf '%s\0' pipes "$pipes"
    printf '%s\0' front "$pipes" read "$pipes/srun" env "HPC_DAEMON_STEPS=$pipes"
}

# Enters a Landlock domain that is about abstract Unix sockets and signals (landlock(7)), as the JVM would, and becomes a program. The
# numbers of these calls are the same on every processor.
scope='my $rules = pack("QQQ", 0, 0, 3);
my $domain = syscall(444, $rules, length($rules), 0);
$domain >= 0 && syscall(446, $domain, 0) == 0 or print STDERR "hpc-daemon: no Landlock domain: $!\n" and exit 125;
exec {$ARGV[0]} @ARGV or exit 125'

# A task of a step.
enter_task() {
    local at=$place/$1 cwd='' mask='' word words=() files=() shm='' shape=job variables=("$place/$1/env")
    {
        IFS= read -r -d '' cwd && IFS= read -r -d '' mask
    } <"$at/begin" || exit 125
    while IFS= read -r -d '' word; do words+=("$word"); done <"$at/argv"
    if [ -f "$at/redirect" ]; then
        while IFS= read -r -d '' word; do files+=("$(expand "$word")"); done <"$at/redirect"
        words=(bash -c "$redirect" bash "${files[@]}" "${words[@]}")
    fi
    # Its way to the others of its step, which SLURM hands over as a descriptor: not one of those that the box uses.
    if [[ ${PMI_FD-} =~ ^[0-9]+$ ]]; then
        exec 30<&"$PMI_FD"
        export PMI_FD=30
    fi
    share_memory
    umask "$mask"
    cd -- "$cwd" || exit 125
    enter "${words[@]}"
}

# Becomes a program in the job's sandbox, with what its "variables" say in files.
enter() {
    local word words=("$@") entrance=() tmp=$task/tmp entered=$place/entered.${SLURMD_NODENAME-none} tried='' scoped='' start=()
    # On the first node it is the job's own.
    [ "$(<"$place/node")" = "${SLURMD_NODENAME-}" ] && [ -d "$tmp" ] || tmp=$task/.tmp.${SLURMD_NODENAME-none}
    [ -d "$tmp" ] || mkdir -m 700 "$tmp" 2>/dev/null || [ -d "$tmp" ] || exit 125
    local mark=(HPC_DAEMON_BOX=1 "HPC_DAEMON_TREE=$tag")
    local outside=(env -i PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin "${mark[@]}")
    # What works has been tried on this node, by the job or by an earlier task, so that it takes no JVM now.
    { read -r tried <"$entered"; } 2>/dev/null
    case $tried in
        unscoped) scoped=no start=(/bin/bash) ;;
        scoped) ! command -v setpriv >/dev/null || ! command -v perl >/dev/null || start=(setpriv --no-new-privs perl -e "$scope" /bin/bash) ;;
    esac
    [ ${#start[@]} -eq 0 ] || exec "${outside[@]}" "${start[@]}" "$folder/box" "$shape" "$cwd" "${words[@]}" 3< <(task_plan)
    tried=''
    while IFS= read -r -d '' word; do entrance+=("$word"); done <"$folder/box.entrance"
    if [ -x "${entrance[0]}/bin/java" ] && [ -x "${entrance[2 + entrance[1]]}" ]; then
        exec env -i PATH=/usr/local/bin:/usr/bin:/bin LC_ALL=C.UTF-8 "${mark[@]}" "${entrance[@]:2:entrance[1]}" \
            /bin/sh -c 'exec "$@"' sh "${entrance[@]:2 + entrance[1]}" sandbox-exec --plan -- "${words[@]}" 3< <(task_plan)
    fi
    scoped=no
    exec "${outside[@]}" /bin/bash "$folder/box" "$shape" "$cwd" "${words[@]}" 3< <(task_plan)
}

say() { printf 'hpc-daemon: %s%s' "$*" "$eol" >&2; }

# Sets "reach": how srun starts a task in a job from outside of it; and "job": that job's own number.
find_way() { # JOB NODE
    local node=$2 number='' first=''
    job=$1
    # SLURM has a number of its own for each element of an array, and 24.11 takes any node for the first if that is not named.
    if [ -z "$node" ] || [[ $job = *_* ]]; then
        read -r number first < <(squeue --noheader --job="$job" --format='%A %B')
        job=${number:-$job} node=${node:-$first}
    fi
    reach=(srun --jobid="$job" --overlap --nodes=1 --ntasks=1 ${node:+"--nodelist=$node"} --export=NONE --mpi=none --cpu-bind=none --quiet)
}

# Runs a command in a job from outside of it, and ends as the command does: 125 if it was not started.
start() {
    local reach=() job='' code join=(--job-name=hpc-exec --error=/proc/self/fd/3)
    trap : HUP INT QUIT TERM # srun ends by them, and then this says how
    if [ "$way" = shell ]; then
        stty raw -echo # what is typed is for the terminal there, from the first byte on
        join=(--job-name=hpc-shell --pty) eol=$'\r\n'
    fi
    find_way "$1" "$2"
    exec 3>&2 4>&1
    # Its own words stay apart from what the command prints, and are told without those about the end, which the exit code says.
    "${reach[@]}" "${join[@]}" -- \
        /bin/bash "$0" command "$task" "$tag" "$folder" "${@:3}" 2>&1 >&4 4>&- | tell_words
    code=${PIPESTATUS[0]}
    if [ ! -e "$beside/step" ]; then
        say "the ${way/start/command} was not started in the job; SLURM gives the reason above"
        exit 125
    fi
    [ "$code" -le 128 ] || tell_end_of_job
    if [ -e "$beside/signalled" ] && [ "$code" -gt 128 ]; then
        ulimit -c 0
        trap - $((code - 128))
        kill -$((code - 128)) $$
    fi
    exit "$code"
}
# That the command, which has ended by a signal, has ended with its job.
tell_end_of_job() {
    local state=''
    if [ -e "$task/timeout" ]; then
        state=TIMEOUT # by the wrapper, of which SLURM hears in a moment
    elif [ "$way" = shell ] || [ ! -e "$beside/told" ]; then
        # To a shell slurmstepd says it on the terminal, without the word that matters to who sits there; srun may end before it hears it.
        state=$(timeout 10 squeue --noheader --states=all --jobs="$job" --format=%T 2>/dev/null)
    fi
    case $state in
        '' | RUNNING | SUSPENDED) ;;
        *) say "the job ends ($state), and this ${way/start/command} with it" ;;
    esac
}
tell_words() {
    local line
    trap '' HUP INT QUIT TERM
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
            'srun: error: '*': task 0: Exited with exit code '* | 'srun: cluster configuration lacks support for cpu binding') ;;
            'srun: error: '*': task 0: '*) : >"$beside/signalled" ;;
            *' CANCELLED AT '*) printf '%s%s' "$line" "$eol" >&3 && : >"$beside/told" ;;
            *) printf '%s%s' "$line" "$eol" >&3 ;;
        esac
    done 4>&-
}

# Signals a command, by a step of its own: what SLURM signals is all of a step, and its sandbox would take the command with it.
ask() {
    local reach=() job=''
    find_way "$1" "$2"
    exec "${reach[@]}" -- /bin/bash "$0" signal "$task" "$tag" "$folder" "${@:3}"
}
signal() {
    local whom=$1 file found name stat
    shift
    if [ "$whom" = foreground ]; then
        read -r found <"$beside/leader" && grep -qzsxF "HPC_DAEMON_TREE=$tag" "/proc/$found/environ" && read -r stat <"/proc/$found/stat" || return
        read -r -a stat <<<"${stat##*) }"
        [ "${stat[5]}" -le 0 ] || kill -s "$1" -- "-${stat[5]}" # tpgid, see proc(5)
        return
    fi
    found=$(grep -lzsxF "HPC_DAEMON_COMMAND=${beside##*/}" /proc/[0-9]*/environ)
    for name in "$@"; do
        for file in $found; do
            grep -qzsxF HPC_DAEMON_BOX=1 "$file" || kill -s "$name" "${file//[!0-9]/}"
        done
    done
    for file in $found; do kill -CONT "${file//[!0-9]/}"; done # one that stands still hears nothing
} 2>/dev/null

# It sees what the job's own command sees on that node: the folder where that began, its environment and its limits.
enter_command() {
    local at=$beside cwd='' base='' word words=() shm='' shape=job terminal='' variables=("$folder/env" "$beside/env")
    [ ! -d "$at/shell" ] || shape=shell terminal=$(tty)
    echo "$$" >"$at/leader"
    echo "$SLURM_JOB_ID.$SLURM_STEP_ID" >"$at/.step" && mv "$at/.step" "$at/step" || exit 125
    # What the job's own command has, and the broker of its steps, are there a moment after the job has begun.
    if [ -f "$folder/box.plan" ]; then until [ -s "$task/sandbox" ] || [ -e "$task/exit" ]; do sleep 0.1; done; fi
    while IFS= read -r -d '' word; do words+=("$word"); done <"$at/argv"
    [ ! -f "$folder/base" ] || while IFS= read -r -d '' word; do is_slurms "${word%%=*}" || export "$word"; done <"$folder/base"
    unset SLURM_EXPORT_ENV # or srun would give its tasks nothing
    export HPC_DAEMON_TREE=$tag HPC_DAEMON_COMMAND=${beside##*/} HPC_JOB_ID=${folder##*/}
    [ -z "${1-}" ] || export "HPC_ARRAY_TASK_ID=$1" "SLURM_ARRAY_TASK_ID=$1"
    IFS= read -r -d '' base <"$folder/cwd"
    IFS= read -r -d '' cwd <"$at/cwd"
    [[ $cwd = /* ]] || cwd=$base${cwd:+/$cwd}
    if ! cd -- "$cwd" 2>/dev/null; then
        say "no directory $cwd that this user may enter on $SLURMD_NODENAME"
        exit 125
    fi
    [ ! -f "$folder/box.plan" ] || enter "${words[@]}"
    for word in "${variables[@]}"; do
        while IFS= read -r -d '' base; do is_slurms "${base%%=*}" || export "$base"; done <"$word"
    done
    exec "${words[@]}"
}

case $way in
    broker) broker ;;
    task) enter_task "$4" ;;
    start | shell) start "${@:5}" ;;
    command) enter_command "${@:5}" ;;
    ask) ask "${@:5}" ;;
    signal) signal "${@:5}" ;;
esac
