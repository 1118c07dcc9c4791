# shellcheck shell=bash disable=SC2154 # the variables that the shell sets before it reads this
# hpc-daemon's guard rails: say which path is outside the allowed directories, and which those are, before a command fails
# for it. They explain; what holds is the sandbox's doing. A name that the user's own settings define, as a function or an
# alias, is left as it is. Read by shells after these were set: __hpc_allowed; __hpc_private, which is what else the agent
# has for itself, such as its /tmp; and __hpc_stops, which is not empty where nothing but these rails stops a command.

# Whether a resolved path is in an allowed directory.
__hpc_inside() {
  local directory
  for directory in "${__hpc_allowed[@]}" "${__hpc_private[@]}"; do
    case $1 in
      "$directory" | "$directory"/*) return 0 ;;
    esac
  done
  return 1
}

__hpc_say() {
  local IFS=' '
  \builtin printf '%s: %q is outside the allowed directories: %s%s\n' "$1" "$2" "${__hpc_allowed[*]}" "${3:+; $3}" >&2
}

# Whether what the words name may be changed; says so if not. How: "itself" (a link is removed, not what it leads to) or
# "through" (a link is followed).
__hpc_may_change() {
  local name=$1 how=$2 path real
  \shift 2
  for path; do
    case $path in
      '' | /dev/null | /dev/tty | /dev/std* | /dev/fd/*) \continue ;;
    esac
    if [[ $how == itself ]]; then
      while [[ $path == */ && $path != / ]]; do path=${path%/}; done
      case $path in
        */*) real=$(\command readlink -m -- "${path%/*}/" && \builtin printf x) ;;
        *) real=$(\builtin pwd -P && \builtin printf x) ;;
      esac
      real=${real%$'\n'x}/${path##*/}
    else
      real=$(\command readlink -m -- "$path" && \builtin printf x)
      real=${real%$'\n'x}
    fi
    [[ $real == /* ]] || \continue # no readlink here: left to the sandbox
    if ! __hpc_inside "$real"; then
      __hpc_say "$name" "$path"
      return 1
    fi
  done
}

# Sets operands to the words that are no options. $1: the short options, $2: the long ones that take a word of their own.
__hpc_operands() {
  local short=$1 long=$2 word skip='' options=1
  \shift 2
  operands=() target=
  for word; do
    if [[ -n $skip ]]; then
      [[ $skip != target ]] || target=$word
      skip=
    elif [[ -z $options || $word != -* || $word == - ]]; then
      operands+=("$word")
    elif [[ $word == -- ]]; then
      options=
    elif [[ $word == --target-directory=* ]]; then
      target=${word#*=}
    elif [[ $word == --* ]]; then
      case " $long " in
        *" $word "*) skip=1 ;;
      esac
      [[ $word != --target-directory ]] || skip=target
    else
      word=${word#-}
      while [[ -n $word ]]; do
        if [[ $short == *"${word:0:1}"* ]]; then
          if [[ ${word:0:1} == t && $short == *S* ]]; then
            if [[ -n ${word:1} ]]; then target=${word:1}; else skip=target; fi
          elif [[ -z ${word:1} ]]; then
            skip=1
          fi
          \break
        fi
        word=${word:1}
      done
    fi
  done
}

__hpc_check() {
  local name=$1 operands=() target=
  \shift
  case $name in
    rm | rmdir)
      __hpc_operands '' '' "$@"
      __hpc_may_change "$name" itself "${operands[@]}"
      ;;
    mkdir)
      __hpc_operands m --mode "$@"
      __hpc_may_change "$name" through "${operands[@]}"
      ;;
    touch)
      __hpc_operands drt '--date --reference --time' "$@"
      __hpc_may_change "$name" through "${operands[@]}"
      ;;
    tee)
      __hpc_operands '' '' "$@"
      __hpc_may_change "$name" through "${operands[@]}"
      ;;
    cp | mv)
      __hpc_operands tS '--suffix --target-directory' "$@"
      if [[ -n $target ]]; then
        __hpc_may_change "$name" through "$target" || return
      elif [[ ${#operands[@]} -ge 2 ]]; then
        __hpc_may_change "$name" through "${operands[${#operands[@]} - 1]}" || return
        \unset "operands[${#operands[@]} - 1]"
      fi
      [[ $name == cp ]] || __hpc_may_change "$name" itself "${operands[@]}"
      ;;
  esac
}

# Where a change of directory would lead, found out where it changes nothing; what it then does is bash's own.
__hpc_go() {
  local way=$1 to
  if to=$(\builtin "$@" >/dev/null 2>&1 && \builtin pwd -P && \builtin printf x); then
    to=${to%$'\n'x}
    if ! __hpc_inside "$to"; then
      __hpc_say "$way" "$to" "reading there by absolute path works, and \"command $way\" goes there"
      return 1
    fi
  fi
  \builtin "$@"
}

__hpc_rails() {
  local name
  for name in rm rmdir mv cp mkdir touch tee; do
    [[ -z $(\builtin type -t -- "$name" | \command grep -x -e function -e alias) ]] || \continue
    \eval "$name() { __hpc_check $name \"\$@\" || return; \\command $name \"\$@\"; }"
  done
  for name in cd pushd popd; do
    [[ $(\builtin type -t -- "$name") == builtin ]] || \continue
    \eval "$name() { __hpc_go $name \"\$@\"; }"
  done
  for name in sbatch srun salloc; do
    [[ $name != srun || -z ${HPC_JOB_ID-} ]] || \continue # in a job it starts steps
    [[ $(\builtin type -t -- "$name") == function ]] || \eval "$name() {
      \\builtin printf '%s\n' '$name: not from here: submit jobs by the job API (hpc job submit, job.submit), which runs them within the same limits' >&2
      return 126
    }"
  done
}
__hpc_rails
\unset -f __hpc_rails
