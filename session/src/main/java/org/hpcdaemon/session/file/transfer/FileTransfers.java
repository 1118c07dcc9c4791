package org.hpcdaemon.session.file.transfer;

import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.file.FilePartial;
import org.hpcdaemon.protocol.message.file.FileSent;
import org.hpcdaemon.protocol.message.file.FileWritten;
import org.hpcdaemon.session.file.call.CallPulse;
import org.hpcdaemon.session.file.call.FileRunner;
import org.hpcdaemon.session.file.call.FileSettings;
import org.hpcdaemon.session.file.call.FileTrouble;
import org.hpcdaemon.session.file.change.Replacing;
import org.hpcdaemon.session.idempotency.Idempotency;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.route.Route;

/** {@code file.download} and {@code file.upload}: whole files over streams, continued after a cut. Thread-safe. */
public final class FileTransfers {
    private final FileSettings settings;
    private final FileRunner runner;
    private final Idempotency idempotency;
    private final Replacing replacing;
    private final ConcurrentMap<Upload, Arriving> arriving = new ConcurrentHashMap<>();

    private record Upload(Caller caller, IdempotencyKey key) {}

    public FileTransfers(FileSettings settings, FileRunner runner, Idempotency idempotency, Replacing replacing) {
        this.settings = settings;
        this.runner = runner;
        this.idempotency = idempotency;
        this.replacing = replacing;
    }

    public FileSent download(Caller caller, Route route, FileRequest.Download request) {
        CallPulse pulse = new CallPulse();
        return runner.run(
                caller,
                request.path(),
                FileRunner.Effect.NONE,
                pulse,
                root -> Sending.open(root, settings.absolute(request.path()), request),
                sending -> {
                    try (sending) {
                        return sending.to(route, request.stream(), pulse);
                    }
                });
    }

    /** What asks with the same key on another connection takes over. */
    public FileWritten upload(Caller caller, Route route, FileRequest.Upload request) {
        Upload upload = new Upload(caller, request.key());
        Arriving mine = new Arriving(route, request.stream());
        Arriving before = arriving.put(upload, mine);
        try {
            if (before != null) {
                before.stop();
                before.awaitEnded();
            }
            return idempotency
                    .answered(caller, request.key(), request.withoutStream(), FileWritten.class)
                    .orElseGet(() -> receive(caller, request, mine));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HpcException(ErrorCode.INTERNAL, "the daemon stopped meanwhile", e);
        } finally {
            arriving.remove(upload, mine);
            mine.ended();
        }
    }

    private FileWritten receive(Caller caller, FileRequest.Upload request, Arriving arriving) {
        CallPulse pulse = new CallPulse();
        PartialFile.Name name = PartialFile.Name.of(caller, request.key());
        return runner.run(
                caller,
                request.path(),
                FileRunner.Effect.CHANGES,
                pulse,
                root -> PartialFile.open(root, settings, request, name),
                partial -> {
                    try (partial) {
                        String sha256 = arriving.into(partial, pulse);
                        // Not sooner: what has come until a cut, or the daemon's end, may be gone on with.
                        return idempotency.once(
                                caller,
                                request.key(),
                                request.withoutStream(),
                                FileWritten.class,
                                () -> finish(partial, request, sha256));
                    }
                });
    }

    private FileWritten finish(PartialFile partial, FileRequest.Upload request, String sha256) {
        try {
            return settings.view().call(_ -> partial.finish(replacing, sha256));
        } catch (IOException e) {
            throw FileTrouble.ofChange(e, request.path(), settings.absolute(request.path()), settings.view());
        }
    }

    public FilePartial partial(Caller caller, FileRequest.Partial request) {
        PartialFile.Name name = PartialFile.Name.of(caller, request.key());
        return runner.run(
                caller,
                request.path(),
                FileRunner.Effect.NONE,
                root -> new FilePartial(PartialFile.size(root, settings.absolute(request.path()), name)));
    }
}
