package org.hpcdaemon.session.file.change;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.hpcdaemon.linux.call.Errno;
import org.hpcdaemon.linux.descriptor.FileFailure;
import org.hpcdaemon.linux.descriptor.FileHandle;
import org.hpcdaemon.linux.descriptor.FileKind;
import org.hpcdaemon.linux.descriptor.FilePlace;
import org.hpcdaemon.linux.descriptor.FilePlaces;
import org.hpcdaemon.linux.descriptor.FileStatus;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.Sha256;
import org.hpcdaemon.protocol.Utf8;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.file.FileEdited;
import org.hpcdaemon.protocol.message.file.FileInfo;
import org.hpcdaemon.protocol.message.file.FileRemoved;
import org.hpcdaemon.protocol.message.file.FileWritten;
import org.hpcdaemon.sandbox.FileView;
import org.hpcdaemon.session.file.call.CallPulse;
import org.hpcdaemon.session.file.call.FileFacts;
import org.hpcdaemon.session.file.call.FileRunner;
import org.hpcdaemon.session.file.call.FileSettings;
import org.hpcdaemon.session.file.call.FileTrouble;
import org.hpcdaemon.session.idempotency.Idempotency;
import org.hpcdaemon.session.route.Caller;

/** {@code file.*} with an effect, each once for its key. Thread-safe. */
public final class FileChanges {
    private final FileSettings settings;
    private final FileRunner runner;
    private final Idempotency idempotency;
    private final Replacing replacing;
    private final Parents parents;

    public FileChanges(FileSettings settings, FileRunner runner, Idempotency idempotency, Replacing replacing) {
        this.settings = settings;
        this.runner = runner;
        this.idempotency = idempotency;
        this.replacing = replacing;
        this.parents = new Parents(settings.view());
    }

    public FileWritten write(Caller caller, FileRequest.Write request) {
        return once(caller, request, FileWritten.class, root -> {
            if (request.parents()) {
                parents.make(root, settings.absolute(request.path()));
            }
            byte[] content = request.content();
            try (FilePlace place = find(root, request.path(), true)) {
                int mode = replacing.replace(
                        request.path(),
                        place,
                        content,
                        FileFacts.bits(request.mode()),
                        Replacing.Condition.of(request.ifAbsent(), request.ifSha256()));
                return new FileWritten(
                        FilePath.of(place.path().bytes()),
                        content.length,
                        Sha256.hex(content),
                        FileFacts.mode(mode),
                        place.status() == null);
            }
        });
    }

    public FileEdited edit(Caller caller, FileRequest.Edit request) {
        return once(caller, request, FileEdited.class, root -> {
            try (FilePlace place = find(root, request.path(), true)) {
                byte[] before = content(request.path(), place);
                String sha256 = Sha256.hex(before);
                if (request.ifSha256() != null) {
                    new Replacing.Condition.Content(request.ifSha256()).check(request.path(), sha256);
                }
                TextEdits.Edited edited =
                        TextEdits.apply(request.path(), text(request.path(), before), request.edits());
                byte[] after = edited.text().getBytes(StandardCharsets.UTF_8);
                int _ = replacing.replace(request.path(), place, after, null, new Replacing.Condition.Content(sha256));
                return new FileEdited(
                        FilePath.of(place.path().bytes()), after.length, Sha256.hex(after), edited.changes());
            }
        });
    }

    private static byte[] content(FilePath named, FilePlace place) throws IOException {
        FileStatus status = place.known();
        if (status.kind() != FileKind.FILE) {
            throw FileTrouble.notAFile(named, status.kind());
        }
        if (status.size() > Limits.FILE_EDIT_BYTES) {
            throw new HpcException(
                    ErrorCode.TOO_LARGE,
                    named + " has " + status.size() + " bytes; file.edit takes up to " + Limits.FILE_EDIT_BYTES
                            + ": edit it by a command, such as sed -i");
        }
        try (FileHandle file = place.file().reading()) {
            byte[] content = new byte[(int) status.size()];
            int count = file.read(content, 0, content.length, 0);
            return count == content.length ? content : Arrays.copyOf(content, count);
        }
    }

    private static String text(FilePath named, byte[] content) {
        return Utf8.text(content)
                .orElseThrow(() ->
                        HpcException.invalid(named + " is invalid UTF-8, so it has no text to edit; use file.write"));
    }

    public FileInfo makeDirectory(Caller caller, FileRequest.MakeDirectory request) {
        return once(caller, request, FileInfo.class, root -> {
            if (request.parents()) {
                parents.make(root, settings.absolute(request.path()));
            }
            try (FilePlace place = find(root, request.path(), true)) {
                FileStatus there = place.status();
                if (there == null) {
                    Parents.make(place, FileFacts.bits(request.mode()));
                } else if (!request.parents() || !there.isDirectory()) {
                    throw FileFailure.of(Errno.EEXIST);
                }
            }
            return info(root, request.path());
        });
    }

    public FileInfo move(Caller caller, FileRequest.Move request) {
        return once(caller, request, FileInfo.class, root -> {
            try (FilePlace from = find(root, request.path(), false);
                    FilePlace to = find(root, request.to(), false)) {
                FileStatus _ = from.known();
                FilePlace.Entry old = from.entry();
                FilePlace.Entry next = to.entry();
                byte[] name = next.name().toArray();
                if (request.replace()) {
                    old.directory().rename(old.name().toArray(), next.directory(), name);
                } else if (to.status() != null) {
                    throw new HpcException(
                            ErrorCode.CONFLICT,
                            request.to() + " exists already; say \"replace\", or take another name");
                } else {
                    old.directory().renameToFree(old.name().toArray(), next.directory(), name);
                }
            }
            return info(root, request.to());
        });
    }

    public FileRemoved remove(Caller caller, FileRequest.Remove request) {
        CallPulse pulse = new CallPulse();
        return once(caller, request, FileRemoved.class, pulse, root -> {
            try (FilePlace place = find(root, request.path(), false)) {
                FileStatus _ = place.known();
                FilePlace.Entry entry = place.entry();
                long count = new Removal(pulse::beat)
                        .remove(entry.directory(), entry.name().toArray(), request.recursive());
                return new FileRemoved(FilePath.of(place.path().bytes()), count);
            }
        });
    }

    private FilePlace find(FileHandle root, FilePath named, boolean follow) throws IOException {
        FilePlace place = FilePlaces.find(root, settings.absolute(named).bytes(), follow);
        try {
            settings.view().checkChange(place.path());
            return place;
        } catch (HpcException e) {
            place.close();
            throw e;
        }
    }

    private FileInfo info(FileHandle root, FilePath named) throws IOException {
        try (FilePlace place = FilePlaces.find(root, settings.absolute(named).bytes(), false)) {
            return FileFacts.of(FilePath.of(place.path().bytes()), place.known(), place.file()::target);
        }
    }

    private <T> T once(Caller caller, FileRequest.Change request, Class<T> answer, FileView.Work<T> work) {
        return once(caller, request, answer, new CallPulse(), work);
    }

    private <T> T once(
            Caller caller, FileRequest.Change request, Class<T> answer, CallPulse pulse, FileView.Work<T> work) {
        return idempotency.once(
                caller,
                request.key(),
                request,
                answer,
                () -> runner.run(caller, request.path(), FileRunner.Effect.CHANGES, pulse, work));
    }
}
