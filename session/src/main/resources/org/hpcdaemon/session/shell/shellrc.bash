# shellcheck shell=bash disable=SC1090,SC2154 # files of the user and the daemon; the lines before this
# What hpc-daemon's shells read after lines that set __hpc_dir, __hpc_nonce and, in a job, __hpc_in_job. Nothing in here may depend on
# the options, the PATH or the traps of the researcher, nor change $?.

# The researcher's own settings first, so that ours see the final PROMPT_COMMAND.
if [[ -f ~/.bashrc ]]; then
  . ~/.bashrc
fi

# The lines that start a run begin with a blank: they need not be in the user's history.
HISTCONTROL=ignorespace${HISTCONTROL:+:$HISTCONTROL}

# Makes the prompt call us first, whatever the last command did to PROMPT_COMMAND, an array or not.
__hpc_arm() {
  case ${PROMPT_COMMAND-} in
    '{ __hpc_prompt; } 2>/dev/null'*) ;;
    *) PROMPT_COMMAND='{ __hpc_prompt; } 2>/dev/null'${PROMPT_COMMAND:+$'\n'"$PROMPT_COMMAND"} ;;
  esac
}

# Under "set -e" a status other than 0 of ours would end the shell.
__hpc_status_of() {
  case $- in
    *e*) return 0 ;;
  esac
  return "$1"
}

# Guard rails may put another text in the place of a run's own: $1, in $2.
__hpc_screen() { return 0; }

# Before a run's command: its number, its text, and the mark where its output begins.
__hpc_begin() {
  local status=$?
  __hpc_run=$1
  __hpc_exit=
  __hpc_text=$__hpc_dir/$1
  if __hpc_screen "$__hpc_text" "$__hpc_dir/records/$1.text"; then ((1)); fi
  __hpc_arm
  \builtin printf '\e]133;C;hpc=%s;run=%s\a' "$__hpc_nonce" "$1" >/dev/tty
  __hpc_status_of "$status"
}

# After it, unless an interrupt came first.
__hpc_end() {
  __hpc_exit=$?
  __hpc_arm
  __hpc_status_of "$__hpc_exit"
}

# At every prompt. The record is what the daemon believes; the mark only says where the output ends, with a token
# that is in the record and that no command could know before. Interrupted anywhere in here, bash comes here again.
__hpc_prompt() {
  local status=$? run=${__hpc_run-} token
  if [[ -n $run ]]; then
    token=${EPOCHREALTIME-}-${SRANDOM-}-$RANDOM-$RANDOM-$RANDOM
    \builtin printf '%s\0' "$token" "${__hpc_exit:-$status}" "$PWD" >|"$__hpc_dir/records/$run.end"
    \builtin printf '\e]133;D;%s;hpc=%s;run=%s;end=%s\a' "${__hpc_exit:-$status}" "$__hpc_nonce" "$run" "$token" >/dev/tty
    __hpc_run=
  fi
  \builtin printf '\e]133;A;hpc=%s\a' "$__hpc_nonce" >/dev/tty
  __hpc_status_of "$status"
}

# On another machine the terminal's foreground cannot be asked for: a mark says that a line was typed and begins to run (bash 4.4).
if [[ -n $__hpc_in_job ]]; then
  PS0='\e]133;C;hpc='$__hpc_nonce'\a'${PS0-}
fi

__hpc_arm
if [[ -f $__hpc_dir/guard.bash ]]; then
  . "$__hpc_dir/guard.bash"
  if [[ -n $__hpc_in_job && -n ${TMPDIR-} ]]; then
    __hpc_private+=("$TMPDIR") # the job's own
  fi
fi
# Not while a file is read, where it would not last. Before bash 5, it would take the place of one that a run sets.
if [[ -n ${__hpc_stops+set} && ${BASH_VERSINFO[0]} -ge 5 && -z $(trap -p DEBUG) ]]; then
  trap '{ case $BASH_COMMAND in *">"*) if __hpc_typed "$_"; then ((1)); fi ;; esac; } 2>/dev/null' DEBUG
fi
