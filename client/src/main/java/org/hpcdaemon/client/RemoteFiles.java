package org.hpcdaemon.client;

import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.client.session.Session;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.id.RandomIds;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.file.FileContent;
import org.hpcdaemon.protocol.message.file.FileEdited;
import org.hpcdaemon.protocol.message.file.FileInfo;
import org.hpcdaemon.protocol.message.file.FileList;
import org.hpcdaemon.protocol.message.file.FileMatches;
import org.hpcdaemon.protocol.message.file.FilePartial;
import org.hpcdaemon.protocol.message.file.FileRemoved;
import org.hpcdaemon.protocol.message.file.FileType;
import org.hpcdaemon.protocol.message.file.FileWritten;
import org.hpcdaemon.protocol.message.file.SearchContent;
import org.jspecify.annotations.Nullable;

/**
 * The files on the daemon's machine, within the limits of this agent's commands. A relative path begins in the daemon's working
 * directory, one with {@code ~/} in the home of its user. All methods throw {@link HpcException}: of {@code NOT_FOUND} if there is no
 * such file, of {@code METHOD_NOT_FOUND} if the daemon is older than these calls. Thread-safe.
 */
public final class RemoteFiles {
    private final Session session;
    private final RandomIds ids;

    RemoteFiles(Session session, RandomIds ids) {
        this.session = session;
        this.ids = ids;
    }

    /** What is there; of a link, the link itself. */
    public FileInfo stat(String path) {
        return session.call(new FileRequest.Stat(FilePath.of(path), false), FileInfo.class);
    }

    /** What is there; of a link, what it leads to. */
    public FileInfo target(String path) {
        return session.call(new FileRequest.Stat(FilePath.of(path), true), FileInfo.class);
    }

    /** The names in a directory, sorted. They are held in memory as a whole: {@link #page} takes them piece by piece. */
    public List<FileInfo> list(String path) {
        List<FileInfo> all = new ArrayList<>();
        FileList page = page(new FileRequest.List(FilePath.of(path)));
        all.addAll(page.files());
        while (page.more()) {
            page = page(new FileRequest.List(
                    FilePath.of(path), null, null, all.getLast().path()));
            all.addAll(page.files());
        }
        return all;
    }

    /** One page of what is in a directory. */
    public FileList page(FileRequest.List request) {
        return session.call(request, FileList.class);
    }

    /** The first lines of a text, or the first bytes of another file. */
    public FileContent read(String path) {
        return read(FileRequest.Read.text(FilePath.of(path)));
    }

    /**
     * Lines of a text.
     *
     * @param line the first, from 1; negative: counted from the end
     * @param lines null: as many as an answer holds
     */
    public FileContent readLines(String path, long line, @Nullable Integer lines) {
        return read(new FileRequest.Read(FilePath.of(path), line, lines, null, null));
    }

    /** Bytes from an offset on. */
    public FileContent readBytes(String path, long from, int most) {
        return read(FileRequest.Read.bytes(FilePath.of(path), from, most));
    }

    /** A piece of a file. */
    public FileContent read(FileRequest.Read request) {
        return session.call(request, FileContent.class);
    }

    /** Files in a directory and beneath it whose names match a glob, such as {@code *.py} or {@code src/**}: the first page of them. */
    public FileMatches find(String path, String glob) {
        return search(FileRequest.Search.all(FilePath.of(path)).withGlobs(List.of(glob)));
    }

    /** Lines that hold a text, in the files of a directory and beneath it: the first page of them. */
    public FileMatches search(String path, String text) {
        return search(FileRequest.Search.all(FilePath.of(path)).withContent(SearchContent.ofText(text)));
    }

    /** Searches, up to the request's bounds. To go on behind an answer that stopped, ask again {@code from} its {@code next}. */
    public FileMatches search(FileRequest.Search request) {
        return session.call(request, FileMatches.class);
    }

    /** Makes a file, or gives one another content, whole and in one step. */
    public FileWritten write(String path, String text) {
        return write(FileRequest.Write.of(ids.key(), FilePath.of(path), text));
    }

    /** Writes a file under the request's conditions. Throws {@code CONFLICT} if one is not met: nothing was changed then. */
    public FileWritten write(FileRequest.Write request) {
        return session.call(request, FileWritten.class);
    }

    /** Replaces a text that is in the file once. Throws {@code CONFLICT} otherwise, with where it is, or what is similar. */
    public FileEdited edit(String path, String old, String text) {
        return edit(new FileRequest.Edit(
                ids.key(), FilePath.of(path), List.of(new FileRequest.Replacement(old, text, false)), null));
    }

    /** Makes several edits, or none. */
    public FileEdited edit(FileRequest.Edit request) {
        return session.call(request, FileEdited.class);
    }

    /** Makes a directory. Throws {@code CONFLICT} if its name is taken, {@code NOT_FOUND} if one on the way is not there. */
    public FileInfo makeDirectory(String path) {
        return session.call(new FileRequest.MakeDirectory(ids.key(), FilePath.of(path), false, null), FileInfo.class);
    }

    /** Makes a directory, with those on the way to it; one that is there is left as it is. */
    public FileInfo makeDirectories(String path) {
        return session.call(new FileRequest.MakeDirectory(ids.key(), FilePath.of(path), true, null), FileInfo.class);
    }

    /** Renames a file or directory. Throws {@code CONFLICT} if the new name is taken. */
    public FileInfo move(String path, String to) {
        return session.call(new FileRequest.Move(ids.key(), FilePath.of(path), FilePath.of(to), false), FileInfo.class);
    }

    /** Removes a file or an empty directory. */
    public FileRemoved remove(String path) {
        return session.call(new FileRequest.Remove(ids.key(), FilePath.of(path), false), FileRemoved.class);
    }

    /** Removes a directory with all that is in it. */
    public FileRemoved removeTree(String path) {
        return session.call(new FileRequest.Remove(ids.key(), FilePath.of(path), true), FileRemoved.class);
    }

    /** Whether there is a directory of that name, or a link to one. */
    public boolean isDirectory(String path) {
        try {
            return target(path).type() == FileType.DIRECTORY;
        } catch (HpcException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Receives a file of any size.
     *
     * @param from the first byte that is wanted
     */
    public RemoteDownload download(String path, long from) {
        return new RemoteDownload(session, FilePath.of(path), from);
    }

    /** Sends a file of any size, whatever was there. */
    public RemoteUpload upload(String path) {
        return upload(FileRequest.Upload.of(ids.key(), FilePath.of(path)), false);
    }

    /**
     * Sends a file of any size.
     *
     * @param request its stream is set here
     * @param goOn whether to go on behind what an earlier attempt with the same key has left
     */
    public RemoteUpload upload(FileRequest.Upload request, boolean goOn) {
        long from = goOn
                ? session.call(new FileRequest.Partial(request.key(), request.path()), FilePartial.class)
                        .size()
                : 0;
        return new RemoteUpload(session, request, from);
    }
}
