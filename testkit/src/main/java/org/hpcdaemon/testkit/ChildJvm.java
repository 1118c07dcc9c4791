package org.hpcdaemon.testkit;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Starts classes of this program in a JVM of their own, in half the time: the first such JVM that ends in order leaves an archive of its
 * classes for the others. An archive takes classes from jars alone, so folders on the class path are packed first.
 */
public final class ChildJvm {
    private static final Path FOLDER = folder();
    private static final String CLASS_PATH = packed(System.getProperty("java.class.path"));

    private ChildJvm() {}

    /**
     * The command line up to the arguments of a main class.
     *
     * @param options of the JVM
     */
    public static List<String> command(String mainClass, String... options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + archive(),
                "-Xlog:disable", // it tells which classes the archive cannot hold
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", CLASS_PATH, mainClass));
        return command;
    }

    /** Whether children start quickly already. */
    public static boolean archived() {
        return Files.exists(archive());
    }

    private static Path archive() {
        return FOLDER.resolve("classes.jsa");
    }

    private static String packed(String classPath) {
        List<String> entries = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            Path at = Path.of(entry);
            entries.add(
                    Files.isDirectory(at)
                            ? jar(at, FOLDER.resolve(entries.size() + ".jar")).toString()
                            : entry);
        }
        return String.join(File.pathSeparator, entries);
    }

    private static Path jar(Path classes, Path jar) {
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, zip);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return jar;
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("child-jvm");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException _) {
            // a child that still runs may be writing there; what is left is small
        }
    }
}
