#!/usr/bin/env bash
# JDK 25 takes classes from an AOT cache whose jar was replaced since: by default, without a word, and with -XX:AOTMode=on too. The new
# jar has another size and time, which an archive of class data of the same JDK (-XX:ArchiveClassesAtExit) notices, so that Java goes by
# the jar. With the cache the program stays the earlier one, as long as all of its classes are cached; where some are not, new classes
# meet old ones and a NoSuchMethodError names a method that the jar has. Who rebuilds or upgrades in place has to delete the cache
# first, or compare the times before Java is started with it.
#
# Needs JDK 25 (JAVA_HOME or the PATH's). Exits 1 if the cache is refused, or the archive is not.
set -euo pipefail
bin=${JAVA_HOME:+$JAVA_HOME/bin/}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
unset JAVA_TOOL_OPTIONS

release() { # NAME: what the program then says of itself
    rm -rf classes
    printf 'class Words { String words() { return "%s"; } }\n' "$1" >Words.java
    printf 'class Main { public static void main(String[] args) { System.out.println(new Words().words()); } }\n' >Main.java
    "${bin}javac" -d classes Words.java Main.java
    rm -f app.jar
    "${bin}jar" --create --file app.jar -C classes .
}
java() { "${bin}java" "$@" -cp app.jar Main; }

"${bin}java" -version 2>&1 | sed -n 2p
release earlier
java -XX:AOTCacheOutput=app.aot >/dev/null 2>record.log || { cat record.log >&2; exit 2; }
java -XX:ArchiveClassesAtExit=app.jsa >/dev/null 2>&1
size=$(stat -c %s app.jar)
sleep 2 # the time of a file in a jar, and of some file systems, is told in steps of two seconds
release "later, by a few more words"
echo "the jar had $size bytes, and has $(stat -c %s app.jar)"

plain=$(java) cached=$(java -XX:AOTCache=app.aot) insisted=$(java -XX:AOTCache=app.aot -XX:AOTMode=on)
archived=$(java -XX:SharedArchiveFile=app.jsa 2>/dev/null | tail -n 1)
printf '%-28s%s\n' 'without anything:' "$plain" 'with the AOT cache:' "$cached" 'with -XX:AOTMode=on, too:' "$insisted" \
    'with the class data archive:' " $archived"
[ "$plain" = 'later, by a few more words' ] && [ "$cached" = earlier ] && [ "$insisted" = earlier ] && [ "$archived" = "$plain" ] ||
    { echo 'not as described any more' >&2; exit 1; }
