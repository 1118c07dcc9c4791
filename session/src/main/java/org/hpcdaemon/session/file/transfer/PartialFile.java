package org.hpcdaemon.session.file.transfer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.linux.call.Errno;
import org.hpcdaemon.linux.descriptor.FileFailure;
import org.hpcdaemon.linux.descriptor.FileHandle;
import org.hpcdaemon.linux.descriptor.FileKind;
import org.hpcdaemon.linux.descriptor.FilePlace;
import org.hpcdaemon.linux.descriptor.FilePlaces;
import org.hpcdaemon.linux.descriptor.FileStatus;
import org.hpcdaemon.linux.file.FileDigest;
import org.hpcdaemon.protocol.Sha256;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.file.FileWritten;
import org.hpcdaemon.session.file.call.CallPulse;
import org.hpcdaemon.session.file.call.FileFacts;
import org.hpcdaemon.session.file.call.FileSettings;
import org.hpcdaemon.session.file.call.FileTrouble;
import org.hpcdaemon.session.file.change.Parents;
import org.hpcdaemon.session.file.change.Replacing;
import org.hpcdaemon.session.route.Caller;

/** An upload that has not ended: a file beside the one that it will be. Used by one thread at a time. */
final class PartialFile implements AutoCloseable {
    private static final String PREFIX = ".hpc-upload-";
    private static final int MODE_WITHOUT_UMASK = 0666;
    private static final int BLOCK = 256 << 10;

    /** As long as its key is known. */
    private static final Duration KEPT = Duration.ofHours(24);

    /** Names of a directory that are looked at for what is older. */
    private static final int MAX_LOOKED_AT = 10_000;

    private final FilePlace place;
    private final FileHandle file;
    private final FileHandle written;
    private final Name name;
    private final FileRequest.Upload request;
    private long size;

    private PartialFile(FilePlace place, FileHandle file, FileHandle written, Name name, FileRequest.Upload request)
            throws FileFailure {
        this.place = place;
        this.file = file;
        this.written = written;
        this.name = name;
        this.request = request;
        this.size = file.status().size();
    }

    /** What only this agent's upload of that key is called. */
    record Name(String text) {
        static Name of(Caller caller, IdempotencyKey key) {
            String whose = caller.agent() == null ? "" : caller.agent().value();
            return new Name(PREFIX
                    + Sha256.hex((whose + " " + key).getBytes(StandardCharsets.UTF_8))
                            .substring(0, 32));
        }

        byte[] bytes() {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** The one that is there, or a new one. */
    static PartialFile open(FileHandle root, FileSettings settings, FileRequest.Upload request, Name name)
            throws IOException {
        FilePath path = settings.absolute(request.path());
        if (request.parents()) {
            new Parents(settings.view()).make(root, path);
        }
        FilePlace place = FilePlaces.find(root, path.bytes(), true);
        try {
            settings.view().checkChange(place.path());
            FileStatus before = place.status();
            if (before != null && before.kind() != FileKind.FILE) {
                throw FileTrouble.notAFile(request.path(), before.kind());
            }
            FileHandle directory = place.entry().directory();
            removeOld(directory);
            return opened(place, file(directory, name), name, request);
        } catch (IOException | RuntimeException e) {
            place.close();
            throw e;
        }
    }

    private static PartialFile opened(FilePlace place, FileHandle file, Name name, FileRequest.Upload request)
            throws IOException {
        try (FileHandle there = place.entry().directory().child(name.bytes())) {
            return new PartialFile(place, file, there.reading(), name, request);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static FileHandle file(FileHandle directory, Name name) throws IOException {
        try {
            return directory.create(name.bytes(), MODE_WITHOUT_UMASK);
        } catch (FileFailure failure) {
            if (failure.number() != Errno.EEXIST) {
                throw failure;
            }
            try (FileHandle there = directory.child(name.bytes())) {
                FileKind kind = there.status().kind();
                if (kind != FileKind.FILE) {
                    throw FileTrouble.notAFile(FilePath.of(name.bytes()), kind);
                }
                return there.writing();
            }
        }
    }

    /** How much of it is there; 0: none. */
    static long size(FileHandle root, FilePath path, Name name) throws IOException {
        try (FilePlace place = FilePlaces.find(root, path.bytes(), true)) {
            return place.entry().directory().status(name.bytes()).size();
        } catch (FileFailure failure) {
            if (failure.number() == Errno.ENOENT) {
                return 0;
            }
            throw failure;
        }
    }

    private static void removeOld(FileHandle directory) throws IOException {
        List<byte[]> found = new ArrayList<>();
        int[] left = {MAX_LOOKED_AT};
        try (FileHandle open = directory.reading()) {
            open.names().forEach((name, _) -> {
                if (new String(name, StandardCharsets.ISO_8859_1).startsWith(PREFIX)) {
                    found.add(name);
                }
                return --left[0] > 0;
            });
            for (byte[] name : found) {
                if (directory.status(name).modified().isBefore(Instant.now().minus(KEPT))) {
                    directory.remove(name, false);
                }
            }
        } catch (FileFailure _) {
            // It may not be read, or another removes it: then it is not this upload's to tidy up.
        }
    }

    long size() {
        return size;
    }

    /** Of what is there already. */
    MessageDigest digest(CallPulse pulse) throws IOException {
        MessageDigest digest = FileDigest.sha256();
        byte[] block = new byte[BLOCK];
        for (long at = 0; at < size; ) {
            int count = written.read(block, 0, (int) Math.min(BLOCK, size - at), at);
            if (count == 0) {
                throw new HpcException(
                        ErrorCode.CONFLICT,
                        "what an earlier attempt left of " + request.path()
                                + " was cut meanwhile; ask again with the same key, and it goes on from there");
            }
            digest.update(block, 0, count);
            at += count;
            pulse.beat();
        }
        return digest;
    }

    void append(byte[] bytes, int length) throws IOException {
        file.write(bytes, 0, length, size);
        size += length;
    }

    /** Gives it its name. */
    FileWritten finish(Replacing replacing, String sha256) throws IOException {
        int mode = replacing.put(
                request.path(),
                place,
                file,
                name.bytes(),
                FileFacts.bits(request.mode()),
                Replacing.Condition.of(request.ifAbsent(), request.ifSha256()));
        return new FileWritten(
                FilePath.of(place.path().bytes()), size, sha256, FileFacts.mode(mode), place.status() == null);
    }

    @Override
    public void close() {
        written.close();
        file.close();
        place.close();
    }
}
