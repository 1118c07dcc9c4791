package org.hpcdaemon.jobs;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** This program's classes in jars, since the archive that makes a child JVM start in half the time takes no folders. */
public final class QuickStart {
    private final List<String> vm;

    private QuickStart(List<String> vm) {
        this.vm = List.copyOf(vm);
    }

    /** Starts as slowly as always. */
    static QuickStart none() {
        return new QuickStart(List.of("-cp", System.getProperty("java.class.path")));
    }

    /** For children that start after {@code training} ended well, which was started with {@link #training}. */
    static QuickStart from(Path folder) throws IOException {
        return new QuickStart(List.of("-XX:SharedArchiveFile=" + archive(folder), "-cp", jars(folder)));
    }

    static QuickStart training(Path folder) throws IOException {
        return new QuickStart(List.of("-XX:ArchiveClassesAtExit=" + archive(folder), "-cp", jars(folder)));
    }

    List<String> vm() {
        return vm;
    }

    private static Path archive(Path folder) {
        return folder.resolve("classes.jsa");
    }

    private static String jars(Path folder) throws IOException {
        List<String> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path at = Path.of(entry);
            path.add(
                    Files.isDirectory(at)
                            ? jar(at, folder.resolve(path.size() + ".jar")).toString()
                            : entry);
        }
        return String.join(File.pathSeparator, path);
    }

    private static Path jar(Path classes, Path jar) throws IOException {
        if (Files.exists(jar)) {
            return jar;
        }
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, zip);
            }
        }
        return jar;
    }
}
