# shellcheck shell=dash
# shellcheck disable=SC2154 # name is the caller's, for messages
# Sourced: finds Java.

fail() {
    printf '%s: %s\n' "$name" "$1" >&2
    exit 1
}

# Sets major: the Java version of a Java home, from its release file, since asking java itself takes 40 times longer.
java_version() {
    major=0
    [ -x "$1/bin/java" ] || return 0
    if [ -r "$1/release" ]; then
        while IFS='=' read -r key value; do
            if [ "$key" = JAVA_VERSION ]; then
                value=${value#\"}
                major=${value%%[!0-9]*}
                break
            fi
        done <"$1/release"
    else
        major=$("$1/bin/java" -version 2>&1 | sed -n '1s/[^"]*"\([0-9]*\).*/\1/p')
    fi
    major=${major:-0}
}

# Sets java_home to the first Java 25 or newer that has bin/$1, in JAVA_HOME, PATH and /usr/lib/jvm.
find_java() {
    if [ -n "${JAVA_HOME:-}" ] && java_fits "$JAVA_HOME" "$1"; then
        java_home=$JAVA_HOME
        return 0
    fi
    if java_home=$(command -v java); then
        java_home=$(readlink -f "$java_home")
        java_home=${java_home%/bin/java}
        java_fits "$java_home" "$1" && return 0
    fi
    for java_home in /usr/lib/jvm/*; do
        java_fits "$java_home" "$1" && return 0
    done
    return 1
}

java_fits() {
    [ -x "$1/bin/$2" ] || return 1
    java_version "$1"
    [ "$major" -ge 25 ]
}

require_java() {
    find_java "$1" || fail "needs $2 25 or newer and found none in JAVA_HOME, PATH or /usr/lib/jvm: \
install one (Debian, Ubuntu: 'apt install openjdk-25-jdk' or Temurin 25 from https://adoptium.net) and try again"
}
