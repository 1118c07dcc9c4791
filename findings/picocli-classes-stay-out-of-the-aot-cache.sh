#!/usr/bin/env bash
# picocli 4.7.7 gains nothing from an AOT cache of JDK 25 (JEP 514): its jar, of 2025, holds class files of version 49 (Java 5),
# and the cache takes none that the old verifier has to check. So a small program still reads, parses and verifies over 160 classes
# from the jar at each start, though its own class comes from the cache. Raising the version to 50, which needs no other change,
# brings in 100 of 165: the others have branches, so the old verifier is asked again ("Verified with old verifier"). Rewritten with
# stack maps by the JDK's own java.lang.classfile, all of them come from the cache, and a start takes about half the processor time.
#
# Needs JDK 25 (JAVA_HOME or java) and Maven. Exits 1 if the cache takes picocli's classes as they are, or not the rewritten ones.
set -euo pipefail
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
javac=${JAVA_HOME:+$JAVA_HOME/bin/}javac
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy -Dartifact=info.picocli:picocli:4.7.7 -DoutputDirectory=. >maven.log 2>&1 ||
    { tail -n 5 maven.log >&2; exit 2; }

cat >Hello.java <<'END'
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "hello")
class Hello implements Runnable {
    @Option(names = "--count")
    int count;

    @Override
    public void run() {}

    public static void main(String[] args) {
        new CommandLine(new Hello()).execute(args);
    }
}
END
# Writes a jar with the class files of another: version 50 with nothing else changed, or 61 with stack maps.
cat >Rewrite.java <<'END'
import java.lang.classfile.*;
import java.nio.file.*;
import java.util.jar.*;

class Rewrite {
    public static void main(String[] args) throws Exception {
        boolean maps = args[0].equals("61");
        var classes = new java.net.URLClassLoader(new java.net.URL[] {Path.of(args[1]).toUri().toURL()});
        var format = ClassFile.of(ClassFile.ConstantPoolSharingOption.NEW_POOL, ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                ClassFile.ClassHierarchyResolverOption.of(
                        ClassHierarchyResolver.ofResourceParsing(classes).orElse(ClassHierarchyResolver.defaultResolver())));
        try (var in = new JarFile(args[1]); var out = new JarOutputStream(Files.newOutputStream(Path.of(args[2])))) {
            for (var entry : (Iterable<JarEntry>) in.stream()::iterator) {
                byte[] bytes = in.getInputStream(entry).readAllBytes();
                if (entry.getName().endsWith(".class") && bytes[7] == 49) {
                    bytes[7] = 50;
                    if (maps) {
                        bytes = format.transformClass(format.parse(bytes),
                                ClassTransform.transformingMethodBodies((code, element) -> code.with(element))
                                        .andThen(ClassTransform.endHandler(type -> type.withVersion(61, 0))));
                    }
                }
                out.putNextEntry(new JarEntry(entry.getName()));
                out.write(bytes);
            }
        }
    }
}
END
"$javac" -proc:none -cp picocli-4.7.7.jar -d classes Hello.java
"${java%java}jar" cf hello.jar -C classes .
for version in 50 61; do "$java" Rewrite.java $version picocli-4.7.7.jar picocli-$version.jar; done

# Prints how many of picocli's classes a run takes from the cache, and how many it loads in all.
loaded() {
    "$java" -XX:AOTCacheOutput="$1.aot" -Xlog:disable -cp "hello.jar:$1" Hello --count 1 >/dev/null 2>&1
    "$java" -XX:AOTCache="$1.aot" -Xlog:class+load -cp "hello.jar:$1" Hello --count 1 >"$1.log"
    cached=$(grep -c ' picocli\..*source: shared' "$1.log" || :)
    all=$(grep -c ' picocli\.' "$1.log")
    echo "$1: $cached of $all classes from the cache"
}
echo "picocli 4.7.7, $("$java" -version 2>&1 | head -n 1)"
ok=true
loaded picocli-4.7.7.jar
[ "$cached" = 0 ] || ok=false
loaded picocli-50.jar
[ "$cached" -lt "$all" ] || ok=false
loaded picocli-61.jar
[ "$cached" = "$all" ] || ok=false
$ok || { echo 'not as stated'; exit 1; }
echo 'as stated'
# Seen (2026-11-29):
#   picocli 4.7.7, openjdk version "25.0.3" 2026-04-21 LTS
#   picocli-4.7.7.jar: 0 of 165 classes from the cache
#   picocli-50.jar: 100 of 165 classes from the cache
#   picocli-61.jar: 165 of 165 classes from the cache
