package org.hpcdaemon.jobs.local;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.rpc.Json;

/** The queue on disk: one file for each job that was accepted and is not forgotten, there whole or not at all. */
final class QueueFolder {
    private static final System.Logger LOG = System.getLogger(QueueFolder.class.getName());

    private final Path path;

    QueueFolder(Path path) {
        this.path = path;
    }

    void put(QueueEntry entry) throws IOException {
        Files.createDirectories(
                path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path draft = path.resolve(entry.job().value() + ".new");
        ByteBuffer text = ByteBuffer.wrap(Json.write(entry).getBytes(StandardCharsets.UTF_8));
        try (FileChannel file = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (text.hasRemaining()) {
                file.write(text);
            }
            file.force(true);
        }
        Files.move(draft, file(entry.job()), StandardCopyOption.ATOMIC_MOVE);
    }

    boolean has(JobId job) {
        return Files.exists(file(job));
    }

    void remove(JobId job) {
        try {
            Files.deleteIfExists(file(job));
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "job {0} has ended and stays in the queue''s folder, which is harmless: {1}",
                    job,
                    e);
        }
    }

    List<QueueEntry> inOrder() throws IOException {
        List<QueueEntry> entries = new ArrayList<>();
        if (!Files.isDirectory(path)) {
            return entries;
        }
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.filter(f -> !f.toString().endsWith(".new")).toList()) {
                try {
                    entries.add(Json.read(Files.readString(file), QueueEntry.class));
                } catch (HpcException e) {
                    LOG.log(Level.ERROR, "{0} is damaged and its job is not started: {1}", file, e.reason());
                }
            }
        }
        entries.sort(Comparator.comparingLong(QueueEntry::order)
                .thenComparing(e -> e.job().value()));
        return entries;
    }

    private Path file(JobId job) {
        return path.resolve(job.value());
    }
}
