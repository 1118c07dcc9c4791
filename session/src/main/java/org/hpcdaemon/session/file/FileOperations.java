package org.hpcdaemon.session.file;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.hpcdaemon.linux.descriptor.FileHandle;
import org.hpcdaemon.linux.descriptor.FileKind;
import org.hpcdaemon.linux.descriptor.FilePlace;
import org.hpcdaemon.linux.descriptor.FilePlaces;
import org.hpcdaemon.linux.descriptor.FileStatus;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.file.FileContent;
import org.hpcdaemon.protocol.message.file.FileEdited;
import org.hpcdaemon.protocol.message.file.FileInfo;
import org.hpcdaemon.protocol.message.file.FileList;
import org.hpcdaemon.protocol.message.file.FileMatches;
import org.hpcdaemon.protocol.message.file.FilePartial;
import org.hpcdaemon.protocol.message.file.FileRemoved;
import org.hpcdaemon.protocol.message.file.FileSent;
import org.hpcdaemon.protocol.message.file.FileWritten;
import org.hpcdaemon.session.file.call.FileFacts;
import org.hpcdaemon.session.file.call.FileRunner;
import org.hpcdaemon.session.file.call.FileSettings;
import org.hpcdaemon.session.file.call.FileTrouble;
import org.hpcdaemon.session.file.change.FileChanges;
import org.hpcdaemon.session.file.change.Replacing;
import org.hpcdaemon.session.file.search.FileSearches;
import org.hpcdaemon.session.file.transfer.FileTransfers;
import org.hpcdaemon.session.idempotency.Idempotency;
import org.hpcdaemon.session.route.Activity;
import org.hpcdaemon.session.route.AgentSlots;
import org.hpcdaemon.session.route.Caller;
import org.hpcdaemon.session.route.Route;

/** {@code file.*}. Thread-safe; each call waits for its file system. */
public final class FileOperations implements AutoCloseable {
    private final FileSettings settings;
    private final FileRunner runner;
    private final FileSearches searches;
    private final FileChanges changes;
    private final FileTransfers transfers;

    public FileOperations(FileSettings settings, Idempotency idempotency) {
        this.settings = settings;
        this.runner = new FileRunner(
                settings,
                new AgentSlots.Bounds(
                        "file calls under way",
                        "look with exec.run which file system hangs",
                        Limits.FILE_CALLS,
                        Limits.FILE_CALLS_PER_AGENT,
                        Limits.FILE_CALLS_RESERVED));
        this.searches = new FileSearches(settings);
        Replacing replacing = new Replacing();
        this.changes = new FileChanges(settings, runner, idempotency, replacing);
        this.transfers = new FileTransfers(settings, runner, idempotency, replacing);
    }

    /** Throws {@code NOT_FOUND}. */
    public FileInfo stat(Caller caller, FileRequest.Stat request) {
        return at(caller, request.path(), request.follow(), place -> {
            FileHandle file = place.file();
            return FileFacts.of(FilePath.of(place.path().bytes()), place.known(), file::target);
        });
    }

    /** Throws {@code INVALID_PARAMS} if it is no directory. */
    public FileList list(Caller caller, FileRequest.List request) {
        return at(caller, request.path(), true, place -> {
            FileStatus status = place.known();
            if (!status.isDirectory()) {
                throw HpcException.invalid(request.path() + " is not a directory; file.stat tells what it is");
            }
            return new Listing(request)
                    .of(place.file(), FilePath.of(place.path().bytes()), request.after());
        });
    }

    /** Throws {@code INVALID_PARAMS} if it is no regular file: nothing of it was opened then. */
    public FileContent read(Caller caller, FileRequest.Read request) {
        return at(caller, request.path(), true, place -> {
            FileStatus status = place.known();
            if (status.kind() != FileKind.FILE) {
                throw FileTrouble.notAFile(request.path(), status.kind());
            }
            try (FileHandle file = place.file().reading()) {
                return new Reading(file, FilePath.of(place.path().bytes()), status).answer(request);
            }
        });
    }

    /** Throws {@code INVALID_PARAMS} of a pattern that is none. */
    public FileMatches search(Caller caller, FileRequest.Search request) {
        return searches.search(caller, request);
    }

    /** Throws {@code CONFLICT} if the file is not as the request wants it to be. */
    public FileWritten write(Caller caller, FileRequest.Write request) {
        return changes.write(caller, request);
    }

    /** Throws {@code CONFLICT} if a text is not there, or more than once, or the file was changed meanwhile. */
    public FileEdited edit(Caller caller, FileRequest.Edit request) {
        return changes.edit(caller, request);
    }

    /** Throws {@code CONFLICT} if something has that name. */
    public FileInfo makeDirectory(Caller caller, FileRequest.MakeDirectory request) {
        return changes.makeDirectory(caller, request);
    }

    /** Throws {@code CONFLICT} if the new name is taken. */
    public FileInfo move(Caller caller, FileRequest.Move request) {
        return changes.move(caller, request);
    }

    /** Throws {@code CONFLICT} if a directory is not empty, and it is not to be removed with what is in it. */
    public FileRemoved remove(Caller caller, FileRequest.Remove request) {
        return changes.remove(caller, request);
    }

    /** Sends on the route's stream; returns when all was taken. */
    public FileSent download(Caller caller, Route route, FileRequest.Download request) {
        return transfers.download(caller, route, request);
    }

    /** Takes from the route's stream; returns when the file has its name. */
    public FileWritten upload(Caller caller, Route route, FileRequest.Upload request) {
        return transfers.upload(caller, route, request);
    }

    /** How much of an upload is there. */
    public FilePartial partial(Caller caller, FileRequest.Partial request) {
        return transfers.partial(caller, request);
    }

    /** The calls that are under way. */
    public List<Activity> underWay() {
        return Stream.concat(runner.underWay().stream(), searches.underWay().stream())
                .toList();
    }

    /** Ends an agent's calls, as far as the kernel lets go of them. Returns how many there were. */
    public int end(Caller caller) {
        return runner.end(caller) + searches.end(caller);
    }

    private interface AtPlace<T> {
        T look(FilePlace place) throws IOException;
    }

    private <T> T at(Caller caller, FilePath named, boolean follow, AtPlace<T> work) {
        byte[] path = settings.absolute(named).bytes();
        return runner.run(caller, named, FileRunner.Effect.NONE, root -> {
            try (FilePlace place = FilePlaces.find(root, path, follow)) {
                return work.look(place);
            }
        });
    }

    @Override
    public void close() {
        settings.view().close();
    }
}
