package org.hpcdaemon.session.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.file.FileContent;
import org.hpcdaemon.protocol.message.file.FileInfo;
import org.hpcdaemon.protocol.message.file.FileList;
import org.hpcdaemon.sandbox.Confinements;
import org.hpcdaemon.sandbox.FileView;
import org.hpcdaemon.sandbox.Guard;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.sandbox.IfUnenforced;
import org.hpcdaemon.sandbox.Level;
import org.hpcdaemon.sandbox.Unguarded;
import org.hpcdaemon.sandbox.choose.Guards;
import org.hpcdaemon.sandbox.enforce.Refusal;
import org.hpcdaemon.session.file.call.FileSettings;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.stream.TestOnce;

/** A daemon's file calls on a folder of the test's own, which has {@code work} (allowed), {@code user} (the home) and {@code state}. */
final class FileRig implements AutoCloseable {
    static final Caller CALLER = new Caller(new UserId("u_12345678"), new AgentId("a_12345678"));

    private static final AtomicInteger KEYS = new AtomicInteger();
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    final Path folder;
    final Guard guard;
    final FileOperations files;

    private FileRig(Path folder, Guard guard, FileView view, Duration timeout) throws IOException {
        this.folder = folder;
        this.guard = guard;
        Files.createDirectories(work());
        files = new FileOperations(
                new FileSettings(view, work().toString(), folder.resolve("user").toString(), timeout), new TestOnce());
    }

    /** Without limits. */
    static FileRig off(Path folder) throws IOException {
        return new FileRig(folder, Guard.OFF, Guard.OFF.files(), TIMEOUT);
    }

    /** With files of the test's own. */
    static FileRig on(Path folder, FileView view, Duration timeout) throws IOException {
        return new FileRig(folder, Guard.OFF, view, timeout);
    }

    /**
     * Within {@code work}.
     *
     * @param path where bubblewrap is looked for
     */
    static FileRig within(Path folder, String path, IfUnenforced policy) throws IOException {
        Files.createDirectories(folder.resolve("work"));
        Guard guard = Guards.of(Confinements.of(
                Files.createDirectories(folder.resolve("state")),
                List.of(folder.resolve("work")),
                new Guarding(policy, List.of(folder.resolve("user/mine").toString()), false, false, false),
                Map.of(
                        "PATH",
                        path,
                        "HOME",
                        Files.createDirectories(folder.resolve("user")).toString())));
        return new FileRig(folder, guard, guard.files(), TIMEOUT);
    }

    /** Where no limits can be enforced and its user let agents run all the same. */
    static FileRig advisory(Path folder) throws IOException {
        return unenforced(
                folder, new Unguarded(new Level.Advisory(List.of("of the test")), List.of(folder.resolve("work"))));
    }

    /** Where no limits can be enforced and its user let nothing run then. */
    static FileRig refusing(Path folder) throws IOException {
        return unenforced(folder, new Refusal(new Level.Refused(List.of("of the test"))));
    }

    private static FileRig unenforced(Path folder, Guard guard) throws IOException {
        return new FileRig(folder, guard, guard.files(), TIMEOUT);
    }

    Path work() {
        return folder.resolve("work");
    }

    Path write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.resolveSibling("."));
        return Files.writeString(path, text);
    }

    /** A new one. */
    static IdempotencyKey key() {
        return new IdempotencyKey("k" + KEYS.incrementAndGet());
    }

    static FilePath path(Object path) {
        return FilePath.of(path.toString());
    }

    FileContent read(Object path) {
        return files.read(CALLER, FileRequest.Read.text(path(path)));
    }

    FileInfo stat(Object path, boolean follow) {
        return files.stat(CALLER, new FileRequest.Stat(path(path), follow));
    }

    FileList list(Object path) {
        return files.list(CALLER, new FileRequest.List(path(path)));
    }

    /** No call keeps anything open, whatever became of it. */
    @Override
    public void close() {
        files.close();
        await().untilAsserted(() -> assertThat(descriptors()).isEmpty());
    }

    /** What this process has open in the folder. */
    private List<Path> descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.map(FileRig::target)
                    .flatMap(Optional::stream)
                    .filter(path -> path.startsWith(folder))
                    .toList();
        }
    }

    private static Optional<Path> target(Path descriptor) {
        try {
            return Optional.of(Files.readSymbolicLink(descriptor));
        } catch (IOException _) {
            return Optional.empty(); // closed meanwhile
        }
    }
}
