# shellcheck shell=dash
# shellcheck disable=SC2086,SC2154 # what bin/ sets; jvm, train and HPC_JAVA_OPTS are several words each
# Sourced by the launchers in bin/, which set: name, root, module, main, jvm, train.
# Starts the module's main class: with a release's own Java, or in a source tree with the machine's, which builds first when
# something changed.
# On the usual path nothing is run before Java but one find, so that a start costs milliseconds.
#
# HPC_JAVA_OPTS   further options for Java
# HPC_BUILD=never takes the jars as they are; HPC_BUILD=only builds and starts nothing
# HPC_TRAIN=never records nothing for later starts

# Sets jar to the module's jar; fails if there is none.
find_jar() {
    for jar in "$root/$module/target/$module"-*.jar; do
        case $jar in
        *-sources.jar | *-javadoc.jar | *-tests.jar) ;;
        *) [ -f "$jar" ] && [ -d "$root/$module/target/lib" ] && return 0 ;;
        esac
    done
    return 1
}

# Sets class_path: the module's jar and its libraries, in the order of their names; and newest, the one that was built last.
find_class_path() {
    find_jar || fail "no jar in $root/$module/target: this copy is not complete, install it again"
    class_path=$jar
    newest=$jar
    for lib in "$root/$module/target/lib"/*.jar; do
        class_path=$class_path:$lib
        [ "$newest" -nt "$lib" ] || newest=$lib
    done
}

# Records what a short run loads, so that later starts find it loaded (JEP 514). Only a gain: a failure is not one, and
# leaves an empty cache, so that it is not tried at each start. Writing one takes 3 GiB of address space, using it does not.
train() {
    [ "$(ulimit -v)" = unlimited ] && [ "${HPC_TRAIN:-}" != never ] || return 0
    home=$(mktemp -d) || return 0
    # Port 9 of this machine, where nothing listens: what is loaded on the way there is what a call needs.
    [ -z "$version" ] || set -- "-Dorg.sqlite.lib.path=$root/lib"
    HPC_HOME=$home HPC_DAEMON_HOME=$home HPC_PLATFORM_HOME=$home HPC_URL=http://127.0.0.1:9 HPC_API_KEY=none \
        "$java_home/bin/java" $jvm "-XX:AOTCacheOutput=$cache.$$" -Xlog:disable "$@" \
        -cp "$class_path" "$main" $train </dev/null >/dev/null 2>&1
    [ -s "$cache.$$" ] || : >"$cache.$$"
    mv "$cache.$$" "$cache"
    rm -rf "$home" "$cache.$$.config"
}

# Java reads arguments and names of files as the locale says, and that of containers and of cron has no letters but ASCII's.
# What is set for it here is not passed on to commands of users.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
'' | C | POSIX)
    if [ -n "${LC_ALL:-}" ]; then
        export LANG="$LC_ALL"
        unset LC_ALL
    fi
    export LC_CTYPE=C.UTF-8 HPC_OWN_VARIABLES="${HPC_OWN_VARIABLES:+$HPC_OWN_VARIABLES }LC_CTYPE"
    ;;
esac

if [ -f "$root/libexec/release" ]; then
    # shellcheck source=libexec/installed.sh
    . "$root/libexec/installed.sh"
else
    # shellcheck source=libexec/java.sh
    . "$root/libexec/java.sh"
    if [ -f "$root/pom.xml" ] && [ "${HPC_BUILD:-}" != never ]; then
        # shellcheck source=libexec/build.sh
        . "$root/libexec/build.sh"
        build "$@"
    fi
    require_java java Java
    find_class_path
    cache=$root/$module/target/$module.aot
    launcher=$root/bin/$name
    version=
fi
if { [ ! -e "$cache" ] || [ "$newest" -nt "$cache" ]; } && [ -w "${cache%/*}" ]; then
    train
fi
[ "${HPC_BUILD:-}" != only ] || exit 0

set -- "-Dhpc.launcher=$launcher" -cp "$class_path" "$main" "$@"
# A release's SQLite is unpacked already, beside the jars.
[ -z "$version" ] || set -- "-Dorg.sqlite.lib.path=$root/lib" "-Dhpc.release=$version" "$@"
# A cache of another Java is passed over in silence. One from before these jars, which who may not write here cannot make anew, would
# bring its former classes along.
[ -s "$cache" ] && ! [ "$newest" -nt "$cache" ] && set -- "-XX:AOTCache=$cache" "$@"
# What Java itself has to report goes to stderr, never into output.
exec "$java_home/bin/java" $jvm -XX:+DisplayVMOutputToStderr -Xlog:disable -Xlog:all=error,aot*=off,cds*=off:stderr ${HPC_JAVA_OPTS:-} "$@"
