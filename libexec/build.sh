# shellcheck shell=dash
# shellcheck disable=SC2154 # root, name and module are the launcher's
# Sourced by launch.sh in a source tree: builds the jars if they are older than their sources, and says what it does.

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
    # shellcheck source=libexec/unbuilt.sh
    [ -n "${HPC_BUILD:-}" ] || . "$root/libexec/unbuilt.sh"
    [ -w "$root" ] || { find_jar && return 0; fail "not built yet, and $root is not writable"; }
    require_java javac JDK
    command -v mvn >/dev/null ||
        fail "needs Maven 3.8 or newer to build itself once: install it (Debian, Ubuntu: 'apt install maven') and try again"
    mkdir -p "$root/target/launch" || exit 1
    if command -v flock >/dev/null; then
        exec 9>"$root/target/launch/lock"
        flock -n 9 || {
            say 'another process is building hpc-daemon; waiting for it'
            flock 9
        }
        stale || { exec 9>&-; return 0; }
    fi
    say 'building hpc-daemon: usually two minutes, more on a busy machine; nothing is built again until a source changes'
    : >"$stamp.new"
    # A dependency that was replaced must not stay beside the new one.
    if [ -n "$(find "$root/pom.xml" "$root"/*/pom.xml -newer "$stamp" -print -quit 2>/dev/null)" ]; then
        rm -rf "$root"/*/target/lib
    fi
    log=$root/target/launch/build.log
    rm -f "$stamp.built"
    {
        (cd "$root" && JAVA_HOME=$java_home mvn -B -Dstyle.color=never -Dmaven.test.skip=true -Dspotless.check.skip=true \
            -pl daemon,platform,agent -am package </dev/null 2>&1) && : >"$stamp.built"
    } 9>&- | progress >"$log"
    [ -e "$stamp.built" ] || {
        grep ERROR "$log" | head -n 20 >&2
        fail "the build failed; all of it is in $log"
    }
    rm -f "$stamp.built"
    mv "$stamp.new" "$stamp"
    exec 9>&-
    say '  preparing quick starts'
    for other in hpc-daemon hpc-platform hpc; do
        HPC_BUILD=only "$root/bin/$other"
    done
    say 'built'
}

# Passes on what Maven prints, and tells on stderr which module it is at and how much it has downloaded.
progress() {
    files=0
    while IFS= read -r line; do
        printf '%s\n' "$line"
        case $line in
        '[INFO] Building '*' ['*/*']')
            line=${line#'[INFO] Building '}
            say "  ${line##* }  ${line%% *}"
            ;;
        Downloaded*)
            # Some 900 at the first build on a machine, if Maven has never run there.
            files=$((files + 1))
            [ "$files" != 1 ] || say '  downloading Maven plugins and libraries'
            [ $((files % 100)) != 0 ] || say "  downloaded $files files"
            ;;
        esac
    done
}

say() {
    printf '%s\n' "$1" >&2
}
