# Sourced by the launchers in bin/, which set: name, root, module, main, jvm, train.
# Starts the module's main class with the right Java; in a source tree it builds first when something changed.
# On the usual path nothing is run before Java but one find, so that a start costs milliseconds.
#
# HPC_JAVA_OPTS   further options for Java
# HPC_BUILD=never takes the jars as they are; HPC_BUILD=only builds and starts nothing
# HPC_TRAIN=never records nothing for later starts

. "$root/libexec/java.sh"

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

# Whether the jars are older than what they are made of. The stamp is as old as the last build's start: Maven leaves a jar
# alone whose own module did not change, so the jar's age says too little.
stale() {
    find_jar || return 0
    reference=$jar
    [ -e "$stamp" ] && [ "$stamp" -nt "$jar" ] && reference=$stamp
    [ -n "$(find "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src/main -newer "$reference" -print -quit 2>/dev/null)" ]
}

build() {
    stamp=$root/target/launch/stamp
    stale || return 0
    [ -w "$root" ] || { find_jar && return 0; fail "not built yet, and $root is not writable"; }
    mkdir -p "$root/target/launch" || exit 1
    if command -v flock >/dev/null; then
        exec 9>"$root/target/launch/lock"
        flock 9
        stale || { exec 9>&-; return 0; }
    fi
    require_java javac JDK
    command -v mvn >/dev/null ||
        fail "needs Maven 3.8 or newer to build itself once: install it (Debian, Ubuntu: 'apt install maven') and try again"
    printf 'building hpc-daemon (once)…\n' >&2
    : >"$stamp.new"
    # A dependency that was replaced must not stay beside the new one.
    if [ -n "$(find "$root/pom.xml" "$root"/*/pom.xml -newer "$stamp" -print -quit 2>/dev/null)" ]; then
        rm -rf "$root"/*/target/lib
    fi
    log=$root/target/launch/build.log
    (cd "$root" && JAVA_HOME=$java_home mvn -B -q -Dmaven.test.skip=true -Dspotless.check.skip=true \
        -pl daemon,platform,agent -am package </dev/null >"$log" 2>&1 9>&-) || {
        grep ERROR "$log" | head -n 20 >&2
        fail "the build failed; all of it is in $log"
    }
    mv "$stamp.new" "$stamp"
    exec 9>&-
    for other in hpc-daemon hpc-platform hpc; do
        HPC_BUILD=only "$root/bin/$other"
    done
}

# Sets class_path: the module's jar and its libraries, in the order of their names.
find_class_path() {
    find_jar || fail "no jar in $root/$module/target: this copy is not complete, install it again"
    class_path=$jar
    for lib in "$root/$module/target/lib"/*.jar; do
        class_path=$class_path:$lib
    done
}

# Records what a short run loads, so that later starts find it loaded (JEP 514). Only a gain: a failure is not one, and
# leaves an empty cache, so that it is not tried at each start. Writing one takes 3 GiB of address space, using it does not.
train() {
    [ "$(ulimit -v)" = unlimited ] && [ "${HPC_TRAIN:-}" != never ] || return 0
    home=$(mktemp -d) || return 0
    # Port 9 of this machine, where nobody answers: what is loaded on the way there is what a call needs.
    HPC_HOME=$home HPC_DAEMON_HOME=$home HPC_PLATFORM_HOME=$home HPC_URL=http://127.0.0.1:9 HPC_API_KEY=none \
        "$java_home/bin/java" $jvm "-XX:AOTCacheOutput=$cache.$$" -Xlog:disable \
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

if [ -f "$root/pom.xml" ] && [ "${HPC_BUILD:-}" != never ]; then
    build
fi
require_java java Java
find_class_path
cache=$root/$module/target/$module.aot
if { [ ! -e "$cache" ] || [ "$jar" -nt "$cache" ]; } && [ -w "$root/$module/target" ]; then
    train
fi
[ "${HPC_BUILD:-}" != only ] || exit 0

set -- "-Dhpc.launcher=$root/bin/$name" -cp "$class_path" "$main" "$@"
# A cache of another Java or other jars is passed over in silence.
[ -s "$cache" ] && set -- "-XX:AOTCache=$cache" "$@"
# What Java itself has to report goes to stderr, never into output.
exec "$java_home/bin/java" $jvm -XX:+DisplayVMOutputToStderr -Xlog:disable -Xlog:all=error,aot*=off,cds*=off:stderr ${HPC_JAVA_OPTS:-} "$@"
