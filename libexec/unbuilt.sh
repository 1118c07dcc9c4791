# shellcheck shell=dash
# shellcheck disable=SC2154 # root and name are the launcher's
# Sourced before a build, with the command line as arguments. What only asks for help or the version is answered from texts, and
# what names no verb is refused, so that no user waits minutes for either. libexec/help/ is made from the programs; a test
# compares the two.

# Prints the help of a verb; fails if there is no such verb.
help_of() {
    found=
    while IFS= read -r line; do
        case $line in
        "==== $1") found=1 ;;
        '==== '*) [ -z "$found" ] || break ;;
        *) [ -z "$found" ] || printf '%s\n' "$line" ;;
        esac
    done <"$root/libexec/help/$name"
    [ -n "$found" ]
}

case ${1:-} in
'')
    help_of "$name" >&2
    exit 2
    ;;
-V | --version)
    version=$(sed -n '/<artifactId>hpc-daemon-parent</{n;s/.*<version>\(.*\)<.*/\1/p;q;}' "$root/pom.xml")
    printf '%s %s\n' "$name" "$version"
    exit 0
    ;;
help)
    shift
    set -- "$@" --help
    ;;
esac

verb=$name
for word; do
    case $word in
    -h | --help)
        help_of "$verb"
        exit 0
        ;;
    esac
    help_of "$verb $word" >/dev/null || break
    verb="$verb $word"
done
[ "$verb" != "$name" ] || {
    printf '%s: no verb %s (see: %s --help)\n' "$name" "$1" "$name" >&2
    exit 2
}
