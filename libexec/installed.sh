# shellcheck shell=dash
# shellcheck disable=SC2034,SC2154 # what bin/ and launch.sh set, and what launch.sh uses
# Sourced by launch.sh where a release is installed (./release makes one): it has its own Java, and lists of its jars. The file
# libexec/release has the version, and the loader that the Java needs: the one of glibc for its processor.

{
    IFS= read -r version
    IFS= read -r loader
} <"$root/libexec/release"
case ${1:-} in
-V | --version)
    printf '%s %s\n' "$name" "$version"
    exit 0
    ;;
esac
if [ ! -e "$loader" ]; then
    printf '%s: this release runs on Linux with glibc and %s, which this machine (%s) lacks; build it from the source instead\n' \
        "$name" "$loader" "$(uname -sm)" >&2
    exit 1
fi
java_home=$root/runtime
class_path=
while IFS= read -r jar; do
    class_path=$class_path${class_path:+:}$root/lib/$jar
done <"$root/lib/$name.classpath"
newest=$root/libexec/release
cache=$root/cache/$name.aot
# What services and jobs start later is named by the link that an upgrade moves to the next version.
case $self in
*/current/bin) launcher=${root%/*}/current/bin/$name ;;
*) launcher=$root/bin/$name ;;
esac
