package org.hpcdaemon.agent.cli.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.client.RemoteDownload;
import org.hpcdaemon.client.RemoteFiles;
import org.hpcdaemon.client.RemoteUpload;
import org.hpcdaemon.linux.file.FileDigest;
import org.hpcdaemon.protocol.Sha256;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.file.FileInfo;
import org.hpcdaemon.protocol.message.file.FileSent;
import org.hpcdaemon.protocol.message.file.FileWritten;
import org.jspecify.annotations.Nullable;

/** Copies one file, whole, with its mode, and compares the sums at the end. */
final class FileCopy {
    private static final int BLOCK = 256 << 10;
    private static final String PARTIAL = ".hpc-partial";
    private static final int PERMISSIONS = 0777;

    /** From this size on, to link the machine's own sum costs less than it saves. */
    private static final long LARGE = 8 << 20;

    private final Meters meters;
    private final boolean resume;

    /** @param resume whether to go on where an earlier copy of the same file was interrupted */
    FileCopy(Meters meters, boolean resume) {
        this.meters = meters;
        this.resume = resume;
    }

    /** Shows how far a copy is. */
    interface Meters {
        Meter of(String name, long size, long first);
    }

    /** What was copied; a tree has no sum of its own, and its size is that of the stream. */
    record Copied(
            String from, String to, long size, @Nullable String sha256) {}

    Copied upload(Path from, DaemonSession session, Place.Remote to) throws IOException {
        long size = Files.size(from);
        long modified = Files.getLastModifiedTime(from).toMillis();
        String mode = mode(from);
        IdempotencyKey key = resume
                ? new IdempotencyKey("cp-"
                        + Sha256.hex(from.toAbsolutePath() + "\n" + size + " " + modified + "\n" + to)
                                .substring(0, 40))
                : session.newKey();
        FilePath path = FilePath.of(to.path());
        RemoteUpload upload =
                session.files().upload(FileRequest.Upload.of(key, path).withMode(mode), resume);
        MessageDigest digest = digest(size);
        Meter meter = meters.of(String.valueOf(from.getFileName()), size, upload.from());
        try (InputStream in = Files.newInputStream(from)) {
            skip(in, upload.from(), digest);
            pass(in, upload.bytes(), digest, meter);
        } catch (IOException e) {
            if (!upload.isAnswered()) {
                throw e; // of this machine's file: a part of it is not to get the name
            }
        }
        FileWritten written = upload.result();
        meter.end();
        return compared(
                new Copied(from.toString(), to.daemon() + ":" + written.path(), written.size(), written.sha256()),
                digest);
    }

    private static String mode(Path file) throws IOException {
        return "%04o".formatted((int) Files.getAttribute(file, "unix:mode") & PERMISSIONS);
    }

    Copied download(DaemonSession session, Place.Remote from, FileInfo info, Path to) throws IOException {
        Path partial = to.resolveSibling("." + to.getFileName() + PARTIAL);
        long first = resume && Files.exists(partial) && Files.size(partial) <= info.size() ? Files.size(partial) : 0;
        MessageDigest digest = digest(info.size());
        Meter meter = meters.of(from.name(), info.size(), first);
        FileSent sent;
        try (FileChannel file = FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (first > 0) {
                try (InputStream in = Files.newInputStream(partial)) {
                    skip(in, first, digest);
                }
            }
            file.truncate(first).position(first);
            RemoteDownload download = session.files().download(from.path(), first);
            byte[] block = new byte[BLOCK];
            for (int count = download.bytes().read(block);
                    count >= 0;
                    count = download.bytes().read(block)) {
                digest.update(block, 0, count);
                for (ByteBuffer piece = ByteBuffer.wrap(block, 0, count); piece.hasRemaining(); ) {
                    int _ = file.write(piece);
                }
                meter.add(count);
            }
            sent = download.result();
        } catch (IOException e) {
            throw cause(e);
        }
        meter.end();
        Copied copied;
        try {
            copied = compared(
                    new Copied(from.daemon() + ":" + sent.path(), to.toString(), sent.size(), sent.sha256()), digest);
        } catch (HpcException e) {
            Files.delete(partial); // of no use to go on with
            throw e;
        }
        Files.setAttribute(partial, "unix:mode", Integer.parseInt(sent.mode(), 8) & PERMISSIONS);
        Files.setLastModifiedTime(partial, FileTime.from(sent.modified()));
        Files.move(partial, to, StandardCopyOption.ATOMIC_MOVE);
        return copied;
    }

    /** To an output of this process, as it is. */
    void print(RemoteFiles files, Place.Remote from, OutputStream to) throws IOException {
        RemoteDownload download = files.download(from.path(), 0);
        MessageDigest digest = Sha256.digest();
        try {
            pass(download.bytes(), to, digest, meters.of(from.name(), 0, 0));
        } catch (IOException e) {
            throw cause(e);
        }
        FileSent sent = download.result();
        Copied _ = compared(
                new Copied(from.daemon() + ":" + sent.path(), "standard output", sent.size(), sent.sha256()), digest);
    }

    /** Through this machine, without a file here. */
    Copied between(DaemonSession source, Place.Remote from, FileInfo info, DaemonSession target, Place.Remote to)
            throws IOException {
        RemoteDownload download = source.files().download(from.path(), 0);
        RemoteUpload upload = target.files()
                .upload(
                        FileRequest.Upload.of(target.newKey(), FilePath.of(to.path()))
                                .withMode(info.mode()),
                        false);
        MessageDigest digest = digest(info.size());
        Meter meter = meters.of(from.name(), info.size(), 0);
        try {
            pass(download.bytes(), upload.bytes(), digest, meter);
        } catch (IOException e) {
            throw cause(e);
        }
        FileSent sent = download.result();
        FileWritten written = upload.result();
        meter.end();
        Copied copied = new Copied(
                from.daemon() + ":" + sent.path(),
                to.daemon() + ":" + written.path(),
                written.size(),
                written.sha256());
        return compared(copied, digest);
    }

    private static MessageDigest digest(long size) {
        return size < LARGE ? Sha256.digest() : FileDigest.sha256();
    }

    private static void pass(InputStream in, OutputStream out, MessageDigest digest, Meter meter) throws IOException {
        byte[] block = new byte[BLOCK];
        for (int count = in.read(block); count >= 0; count = in.read(block)) {
            out.write(block, 0, count);
            digest.update(block, 0, count);
            meter.add(count);
        }
    }

    private static void skip(InputStream in, long bytes, MessageDigest digest) throws IOException {
        byte[] block = new byte[BLOCK];
        for (long left = bytes; left > 0; ) {
            int count = in.read(block, 0, (int) Math.min(BLOCK, left));
            if (count < 0) {
                return;
            }
            digest.update(block, 0, count);
            left -= count;
        }
    }

    private static Copied compared(Copied copied, MessageDigest digest) {
        String sum = Sha256.hex(digest);
        if (!sum.equals(copied.sha256())) {
            throw new HpcException(
                    ErrorCode.CONFLICT,
                    copied.from() + " was changed while it was copied: the SHA-256 of " + copied.to()
                            + " is that of neither version; copy it again");
        }
        return copied;
    }

    private static IOException cause(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HpcException known) {
                throw known;
            }
        }
        return failure;
    }
}
