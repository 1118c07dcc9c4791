# shellcheck shell=bash disable=SC2154,SC2221,SC2222 # what rails.bash sets; and "[" is not in the other set
# hpc-daemon's guard rails for output redirections. Bash has no hook for them, so the text of a command is read before it
# runs, as far as it says where it writes: plain and quoted words, "~" and variables. Nothing is evaluated; what it does not
# say, and a text that is hard to read, is left alone. All names begin with __hpc_, since a command's own variables are
# looked up in here.
#
# Why it is a parser, and here: where a target leads depends on the shell's own variables, directory and functions at that
# moment, and the daemon sees the keys of a terminal but not the lines they make. A pattern for ">" takes comparisons, quotes,
# comments and here-documents for redirections; the normal form of "declare -f" loses line numbers and what traps show; and an
# explanation after the fact comes too late where nothing but the guard rails keeps a file from being written. Each construct
# below has its row in RedirectionsTest: without it, a permitted command changes or a refused one runs.

# Moves that many characters from what is still to be read to what was read.
__hpc_take() {
  __hpc_done+=${__hpc_rest:0:$1}
  __hpc_rest=${__hpc_rest:$1}
}

# Whether there is more to read: the rest of a line, or the next one.
__hpc_more() {
  while [[ -z $__hpc_rest && $__hpc_next -lt ${#__hpc_lines[@]} ]]; do
    __hpc_rest=${__hpc_lines[__hpc_next]}
    ((++__hpc_next))
  done
  [[ -n $__hpc_rest ]]
}

# Adds characters to the word being read.
__hpc_literal() {
  __hpc_value+=$1
  __hpc_take "$2"
}

# A variable in a word; $1: its name, $2: characters to take, $3: whether in double quotes.
__hpc_variable() {
  case $1 in
    RANDOM | SRANDOM | SECONDS | EPOCH* | LINENO | BASH* | FUNCNAME | _ | __hpc*) __hpc_plain= ;;
    *)
      if [[ -v $1 && ( -n $3 || ${!1} != *[$' \t\n*?[\\']* ) ]]; then
        __hpc_value+=${!1}
        __hpc_key+=":\${$1-}"
      else
        __hpc_plain=
      fi
      ;;
  esac
  __hpc_take "$2"
}

# What begins with "$"; $1: whether in double quotes.
__hpc_dollar() {
  local __hpc_chunk=${__hpc_rest:1}
  case $__hpc_chunk in
    '(('*)
      __hpc_plain=
      __hpc_take 1
      __hpc_parentheses
      ;;
    '('*)
      __hpc_plain=
      __hpc_take 2
      __hpc_code ')'
      ;;
    '{'*)
      __hpc_chunk=${__hpc_chunk:1}
      __hpc_chunk=${__hpc_chunk%%[!A-Za-z0-9_]*}
      if [[ $__hpc_chunk == [A-Za-z_]* && ${__hpc_rest:${#__hpc_chunk}+2:1} == '}' ]]; then
        __hpc_variable "$__hpc_chunk" $((${#__hpc_chunk} + 3)) "$1"
      else
        __hpc_plain=
        __hpc_take 2
        __hpc_braces "$1"
      fi
      ;;
    [A-Za-z_]*)
      __hpc_chunk=${__hpc_chunk%%[!A-Za-z0-9_]*}
      __hpc_variable "$__hpc_chunk" $((${#__hpc_chunk} + 1)) "$1"
      ;;
    '['*) return 1 ;;
    [0-9@*#?$!-]*)
      __hpc_plain=
      __hpc_take 2
      ;;
    *)
      if [[ -z $1 && $__hpc_chunk == \'* ]]; then
        __hpc_plain=
        __hpc_take 2
        __hpc_until \'
      elif [[ -z $1 && $__hpc_chunk == \"* ]]; then
        __hpc_plain=
        __hpc_take 1
      else
        __hpc_literal '$' 1
      fi
      ;;
  esac
}

# Reads past the next such character that no backslash is before.
__hpc_until() {
  local __hpc_chunk
  while __hpc_more; do
    case $__hpc_rest in
      \\*) __hpc_take 2 ;;
      "$1"*)
        __hpc_take 1
        return 0
        ;;
      *)
        __hpc_chunk=${__hpc_rest%%["\\$1"]*}
        __hpc_take ${#__hpc_chunk}
        ;;
    esac
  done
  return 1
}

# The inside of single quotes; the first quote is next.
__hpc_single() {
  local __hpc_chunk
  __hpc_take 1
  while __hpc_more; do
    __hpc_chunk=${__hpc_rest%%\'*}
    if [[ ${#__hpc_chunk} != "${#__hpc_rest}" ]]; then
      __hpc_literal "$__hpc_chunk" $((${#__hpc_chunk} + 1))
      return 0
    fi
    __hpc_literal "$__hpc_chunk" ${#__hpc_chunk}
  done
  return 1
}

# The inside of double quotes, after the first.
__hpc_double() {
  local __hpc_chunk
  while __hpc_more; do
    case $__hpc_rest in
      \"*)
        __hpc_take 1
        return 0
        ;;
      \\$'\n'*) __hpc_take 2 ;;
      \\[\\\"\`$]*) __hpc_literal "${__hpc_rest:1:1}" 2 ;;
      \\*) __hpc_literal \\ 1 ;;
      \`*)
        __hpc_plain=
        __hpc_take 1
        __hpc_until \` || return 1
        ;;
      '$'*) __hpc_dollar quoted || return 1 ;;
      *)
        __hpc_chunk=${__hpc_rest%%[\\\"\`$]*}
        __hpc_literal "$__hpc_chunk" ${#__hpc_chunk}
        ;;
    esac
  done
  return 1
}

# The inside of "${", which is no mere name.
__hpc_braces() {
  while __hpc_more; do
    case $__hpc_rest in
      '}'*)
        __hpc_take 1
        return 0
        ;;
      *) __hpc_inner "$1" || return 1 ;;
    esac
  done
  return 1
}

# "((" and all up to the parentheses that close it, be it arithmetic or not.
__hpc_parentheses() {
  local __hpc_depth=0
  while __hpc_more; do
    case $__hpc_rest in
      '('*)
        __hpc_take 1
        ((++__hpc_depth))
        ;;
      ')'*)
        __hpc_take 1
        if ((--__hpc_depth == 0)); then return 0; fi
        ;;
      *) __hpc_inner '' || return 1 ;;
    esac
  done
  return 1
}

# One thing in braces or parentheses that needs no judging. In double quotes and braces, bash takes single quotes for
# themselves or not, as the braces are.
__hpc_inner() {
  case $__hpc_rest in
    \\*) __hpc_take 2 ;;
    \'*)
      [[ -z $1 ]] || return 1
      __hpc_single
      ;;
    \"*)
      __hpc_take 1
      __hpc_double
      ;;
    \`*)
      __hpc_take 1
      __hpc_until \`
      ;;
    '$'*) __hpc_dollar "$1" ;;
    *) __hpc_take 1 ;;
  esac
}

# One word. Sets __hpc_value to what it is expanded to, __hpc_key to the variables that this came from, and __hpc_plain
# to nothing if it cannot be known.
__hpc_word() {
  local __hpc_chunk
  __hpc_value='' __hpc_key='' __hpc_plain=1
  case $__hpc_rest in
    '~' | '~'[$' \t\n;&|<>()/']*)
      if [[ -v HOME ]]; then
        __hpc_variable HOME 1 quoted
      else
        __hpc_plain=
      fi
      ;;
    '~'*) __hpc_plain= ;;
  esac
  while __hpc_more; do
    case $__hpc_rest in
      [$' \t\n;&|<>()']*) return 0 ;;
      \\$'\n'*) __hpc_take 2 ;;
      \\?*) __hpc_literal "${__hpc_rest:1:1}" 2 ;;
      \\) return 1 ;;
      \'*) __hpc_single || return 1 ;;
      \"*)
        __hpc_take 1
        __hpc_double || return 1
        ;;
      \`*)
        __hpc_plain=
        __hpc_take 1
        __hpc_until \` || return 1
        ;;
      '$'*) __hpc_dollar '' || return 1 ;;
      [*?[{}]*)
        __hpc_plain=
        __hpc_take 1
        ;;
      *)
        __hpc_chunk=${__hpc_rest%%[$' \t\n;&|<>()\\\'\"`$*?[{}']*}
        __hpc_literal "$__hpc_chunk" ${#__hpc_chunk}
        ;;
    esac
  done
}

__hpc_blanks() {
  while :; do
    case $__hpc_rest in
      [$' \t']*) __hpc_take 1 ;;
      \\$'\n'*) __hpc_take 2 ;;
      *) return 0 ;;
    esac
  done
}

# Commands, up to a character that closes them or the end.
__hpc_code() {
  local __hpc_depth=0 __hpc_first=1 __hpc_begun __hpc_chunk __hpc_here=() __hpc_value __hpc_key __hpc_plain
  while __hpc_more; do
    case $__hpc_rest in
      [$' \t']* | \\$'\n'*) __hpc_blanks ;;
      $'\n'*)
        __hpc_take 1
        __hpc_documents
        __hpc_first=1
        ;;
      '#'*)
        __hpc_chunk=${__hpc_rest%%$'\n'*}
        __hpc_take ${#__hpc_chunk}
        ;;
      '(('*) __hpc_parentheses || return 1 ;;
      '('*)
        __hpc_take 1
        __hpc_first=1
        ((++__hpc_depth))
        ;;
      ')'*)
        __hpc_take 1
        __hpc_first=1
        if ((--__hpc_depth < 0)) && [[ -n $1 ]]; then
          [[ ${#__hpc_here[@]} == 0 ]]
          return
        fi
        ;;
      '&>>'*) __hpc_target 3 || return 1 ;;
      '&>'*) __hpc_target 2 || return 1 ;;
      '<<<'*)
        __hpc_take 3
        __hpc_blanks
        __hpc_word || return 1
        ;;
      '<<'*)
        __hpc_take 2
        __hpc_chunk=
        case $__hpc_rest in
          -*)
            __hpc_chunk=-
            __hpc_take 1
            ;;
        esac
        __hpc_blanks
        __hpc_word || return 1
        [[ -n $__hpc_plain && -z $__hpc_key ]] || return 1
        __hpc_here+=("$__hpc_chunk" "$__hpc_value")
        ;;
      '<('* | '>('*)
        __hpc_take 2
        __hpc_code ')' || return 1
        ;;
      '>&'*) __hpc_target 2 descriptor || return 1 ;;
      '>>'* | '>|'* | '<>'*) __hpc_target 2 || return 1 ;;
      '>'*) __hpc_target 1 || return 1 ;;
      [\;\&\|]*)
        __hpc_take 1
        __hpc_first=1
        ;;
      '<'*) __hpc_take 1 ;;
      *)
        __hpc_begun=${#__hpc_done}
        __hpc_word || return 1
        __hpc_chunk=${__hpc_done:__hpc_begun}
        case $__hpc_first$__hpc_chunk in
          '1[[') __hpc_condition || return 1 ;;
          1case) [[ -z $1 ]] || return 1 ;; # its patterns would close it
        esac
        case $__hpc_chunk in
          if | then | elif | else | while | until | do | '!' | '{' | time) ;;
          *) __hpc_first= ;;
        esac
        ;;
    esac
  done
  [[ -z $1 ]]
}

# The lines of here-documents that have begun.
__hpc_documents() {
  local __hpc_line __hpc_number
  for ((__hpc_number = 0; __hpc_number < ${#__hpc_here[@]}; __hpc_number += 2)); do
    while __hpc_more; do
      __hpc_line=${__hpc_rest%$'\n'}
      __hpc_take ${#__hpc_rest}
      if [[ -n ${__hpc_here[__hpc_number]} ]]; then __hpc_line=${__hpc_line#"${__hpc_line%%[!$'\t']*}"}; fi
      if [[ $__hpc_line == "${__hpc_here[__hpc_number + 1]}" ]]; then \break; fi
    done
  done
  __hpc_here=()
}

# The rest of "[[ … ]]", where ">" compares.
__hpc_condition() {
  local __hpc_begun
  while __hpc_more; do
    case $__hpc_rest in
      [$' \t\n;&|<>()']*) __hpc_take 1 ;;
      *)
        __hpc_begun=${#__hpc_done}
        __hpc_word || return 1
        [[ ${__hpc_done:__hpc_begun} != ']]' ]] || return 0
        ;;
    esac
  done
  return 1
}

# A redirection, whose operator has that many characters. One that leads outside gets another target instead, if the
# variables are then as they are now: a file that cannot be, with a name that says why.
__hpc_target() {
  __hpc_take "$1"
  __hpc_blanks
  case $__hpc_rest in
    [$'\n;&|<>()']* | '') return 0 ;;
  esac
  local __hpc_begun=${#__hpc_done} __hpc_text __hpc_now
  __hpc_word || return 1
  [[ -n $__hpc_plain && -n $__hpc_value ]] || return 0
  if [[ -n ${2-} && ( $__hpc_value == - || ${__hpc_value%-} != *[!0-9]* ) ]]; then return 0; fi
  if __hpc_may_write "$__hpc_value"; then return 0; fi
  __hpc_refused+=("$__hpc_value")
  ((++__hpc_refusals))
  __hpc_text="$__hpc_value is outside the allowed directories: ${__hpc_allowed[*]}"
  case $__hpc_value in
    /*) ;;
    *) __hpc_key=":\${PWD-}$__hpc_key" ;;
  esac
  __hpc_now="\${__hpc_at[\"$__hpc_refusals$__hpc_key\"]"
  \eval "${__hpc_now:2}="
  __hpc_done=${__hpc_done:0:__hpc_begun}$__hpc_now+"'${__hpc_text//\'/\'\\\'\'}'}$__hpc_now-${__hpc_done:__hpc_begun}}"
}

# Whether it may lie inside. A path that does so by its name is left to the kernel, since links in allowed directories
# may become others before it is opened; and so is one of the kernel's own.
__hpc_may_write() {
  local __hpc_path=$1 __hpc_part __hpc_plainly=''
  case $__hpc_path in
    /*) ;;
    *)
      [[ -z $__hpc_moves ]] || return 0
      __hpc_path=$PWD/$__hpc_path
      ;;
  esac
  local __hpc_parts=$__hpc_path/
  while [[ -n $__hpc_parts ]]; do
    __hpc_part=${__hpc_parts%%/*}
    __hpc_parts=${__hpc_parts#*/}
    case $__hpc_part in
      '' | .) ;;
      ..) __hpc_plainly=${__hpc_plainly%/*} ;;
      *) __hpc_plainly+=/$__hpc_part ;;
    esac
  done
  case $__hpc_plainly in
    /proc/* | /sys/*) return 0 ;;
  esac
  if __hpc_inside "$__hpc_plainly"; then return 0; fi
  __hpc_path=$(\command readlink -m -- "$__hpc_path" && \builtin printf x)
  __hpc_path=${__hpc_path%$'\n'x}
  [[ $__hpc_path != /* ]] || __hpc_inside "$__hpc_path"
}

# Reads __hpc_lines. Sets __hpc_done to them with the targets outside replaced, and __hpc_refused to these. False if they
# are hard to read. $1: empty if each word is now what it is when it runs; else where that is can be known only if
# nothing in there moves.
__hpc_read() {
  local IFS=
  local LC_ALL=C # bytes: quicker, and what is looked for is ASCII
  local __hpc_rest=${__hpc_lines[*]} __hpc_moves='' __hpc_next=0
  local __hpc_other=${__hpc_rest//'>&'[0-9]/}
  __hpc_other=${__hpc_other//'>/dev/null'/}
  __hpc_done='' __hpc_refused=()
  if [[ $__hpc_other != *'>'* ]]; then return 0; fi
  # Reading costs some ten microseconds for each word. A text that is longer than any person wrote is not read.
  ((${#__hpc_rest} <= 32768)) || return 1
  if [[ -n $1 && ( $__hpc_rest == *cd* || $__hpc_rest == *pushd* || $__hpc_rest == *popd* ) ]]; then __hpc_moves=1; fi
  __hpc_rest=
  IFS=' '
  __hpc_code ''
}

# Before a run: writes its text to $2 with the targets outside replaced, and sets __hpc_text to that, if there are any.
__hpc_screen() {
  local __hpc_lines __hpc_done __hpc_refused
  \builtin mapfile __hpc_lines <"$1"
  if __hpc_read run && ((${#__hpc_refused[@]})); then
    \builtin printf %s "$__hpc_done" >|"$2"
    __hpc_text=$2
  fi
}

# Before each typed command, from a DEBUG trap at top level. $1 is $_, which stays what it was. Where the
# kernel does not stop it, an interrupt does, with the rest of the line.
__hpc_typed() {
  local __hpc_lines __hpc_done __hpc_refused
  \builtin mapfile __hpc_lines <<<"$BASH_COMMAND"
  if __hpc_read '' && ((${#__hpc_refused[@]})); then
    __hpc_say bash "${__hpc_refused[0]}" "${__hpc_stops:+this was not run}" 2>/dev/tty
    if [[ -n $__hpc_stops ]]; then \builtin kill -INT $$; fi
  fi
  \builtin : "$1"
}

declare -gA __hpc_at
__hpc_refusals=0
