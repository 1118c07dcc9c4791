package org.hpcdaemon.protocol.message;

import java.nio.charset.StandardCharsets;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.file.SearchContent;
import org.hpcdaemon.protocol.message.file.SearchPosition;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.protocol.message.value.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Files on the machine, within the limits of the agent's commands. A path that does not begin with {@code /} begins in the daemon's
 * working directory, one that begins with {@code ~/} in the home of its user.
 */
public sealed interface FileRequest extends Request {
    /** Of {@code file.list}: what a person looks through. */
    int DEFAULT_LIMIT = 200;

    /** Of {@code file.read}: what a model reads at a time. */
    int DEFAULT_LINES = 2000;

    /** Of {@code file.search}: what a person or model looks through. */
    int DEFAULT_MATCHES = 100;

    /** Of {@code file.search}: long enough for a source tree, short enough to wait for. */
    int DEFAULT_SEARCH_MS = 10_000;

    /** What is asked about first of all; for messages. */
    FilePath path();

    /** One that changes something, and does so once for its key. */
    sealed interface Change extends FileRequest permits Write, Edit, MakeDirectory, Move, Remove, Upload {
        IdempotencyKey key();
    }

    /**
     * {@code file.stat}. Answer: {@code FileInfo}.
     *
     * @param follow whether a link is followed; absent: it is told of the link itself
     */
    record Stat(FilePath path, boolean follow) implements FileRequest {
        public Stat {
            Checks.required("path", path);
        }
    }

    /**
     * {@code file.list}: what is in a directory. Answer: {@code FileList}.
     *
     * @param depth how many levels; absent: 1, the names in the directory alone
     * @param limit 1 to 1000; absent: {@link #DEFAULT_LIMIT}
     * @param after the last path of an answer that had more
     */
    record List(
            FilePath path,
            @Nullable Integer depth,
            @Nullable Integer limit,
            @Nullable FilePath after) implements FileRequest {
        public List {
            Checks.required("path", path);
            Checks.range("depth", depth, 1, Limits.FILE_DEPTH);
            Checks.range("limit", limit, 1, 1000);
        }

        /** The names in it, from the first on. */
        public List(FilePath path) {
            this(path, null, null, null);
        }
    }

    /**
     * {@code file.read}: a piece of a file, lines as text or bytes. Answer: {@code FileContent}.
     *
     * @param line the first line wanted, from 1; a negative one counts from the end: -20 are the last 20
     * @param lines how many; absent: {@link #DEFAULT_LINES}, or what an answer holds
     * @param from the first byte wanted; with it or {@code maxBytes} the answer has bytes
     * @param maxBytes absent: {@link Limits#FILE_DATA_BYTES}
     */
    record Read(
            FilePath path,
            @Nullable Long line,
            @Nullable Integer lines,
            @Nullable Long from,
            @Nullable Integer maxBytes)
            implements FileRequest {
        public Read {
            Checks.required("path", path);
            Checks.range("lines", lines, 1, 1_000_000);
            Checks.range("from", from, 0, Long.MAX_VALUE);
            Checks.range("maxBytes", maxBytes, 1, Limits.FILE_DATA_BYTES);
            if (line != null && line == 0) {
                throw HpcException.invalid("field \"line\" is 0; lines are counted from 1, or from the end by -1");
            }
            if ((line != null || lines != null) && (from != null || maxBytes != null)) {
                throw HpcException.invalid("give either \"line\" and \"lines\" or \"from\" and \"maxBytes\"");
            }
        }

        /** The first lines. */
        public static Read text(FilePath path) {
            return new Read(path, null, null, null, null);
        }

        /** Bytes from an offset on. */
        public static Read bytes(FilePath path, long from, int maxBytes) {
            return new Read(path, null, null, from, maxBytes);
        }

        /** Whether bytes are asked for. */
        public boolean ofBytes() {
            return from != null || maxBytes != null;
        }
    }

    /**
     * {@code file.search}: finds files by their names, or lines by a text in them, in a directory and beneath it. Links are not followed;
     * FIFOs, sockets and devices are not opened. Answer: {@code FileMatches}.
     *
     * @param path a directory, or one file
     * @param globs which files: {@code *.py} by the name, {@code src/**} by the path from {@code path}, {@code !build} leaves out what it
     *     matches and all beneath; {@code ?}, {@code [a-z]} and <code>{a,b}</code> too; absent: all
     * @param gitignore leaves out what the {@code .gitignore} files there and above name, and {@code .git}
     * @param content absent: the files themselves are found, directories and links too
     * @param limit matches, 1 to 1000; absent: {@link #DEFAULT_MATCHES}
     * @param maxMs after which it answers with what it has, 1 to 20,000; absent: {@link #DEFAULT_SEARCH_MS}
     * @param after where an answer that stopped says to go on: its {@code next}
     */
    record Search(
            FilePath path,
            java.util.List<String> globs,
            boolean gitignore,
            @Nullable SearchContent content,
            @Nullable Integer limit,
            @Nullable Integer maxMs,
            @Nullable SearchPosition after)
            implements FileRequest {
        public Search {
            Checks.required("path", path);
            globs = Checks.list("globs", globs);
            Checks.range("limit", limit, 1, 1000);
            Checks.range("maxMs", maxMs, 1, Limits.FILE_SEARCH_MS);
            if (globs.size() > Limits.FILE_GLOBS
                    || globs.stream().anyMatch(glob -> glob.length() > FilePath.MAX_BYTES)) {
                throw HpcException.invalid("field \"globs\" has at most " + Limits.FILE_GLOBS + " entries of at most "
                        + FilePath.MAX_BYTES + " characters");
            }
        }

        /** All files in a directory and beneath it. */
        public static Search all(FilePath path) {
            return new Search(path, java.util.List.of(), false, null, null, null, null);
        }

        /** Those of these globs. */
        public Search withGlobs(java.util.List<String> patterns) {
            return new Search(path, patterns, gitignore, content, limit, maxMs, after);
        }

        /** Lines that hold something. */
        public Search withContent(SearchContent wanted) {
            return new Search(path, globs, gitignore, wanted, limit, maxMs, after);
        }

        /** Without what {@code .gitignore} files name. */
        public Search withGitignore(boolean followed) {
            return new Search(path, globs, followed, content, limit, maxMs, after);
        }

        /** At most so many matches. */
        public Search withLimit(@Nullable Integer matches) {
            return new Search(path, globs, gitignore, content, matches, maxMs, after);
        }

        /** For at most so many milliseconds. */
        public Search withMaxMs(@Nullable Integer milliseconds) {
            return new Search(path, globs, gitignore, content, limit, milliseconds, after);
        }

        /** From where an earlier answer stopped. */
        public Search from(@Nullable SearchPosition position) {
            return new Search(path, globs, gitignore, content, limit, maxMs, position);
        }
    }

    /**
     * {@code file.write}: makes a file, or gives one another content, whole and in one step: who reads it meanwhile has the old or the
     * new. Answer: {@code FileWritten}.
     *
     * @param text as UTF-8; this or {@code data}
     * @param data base64 in JSON
     * @param mode permission bits in octal; absent: those of the file that was there, or what the daemon's umask leaves of 0666
     * @param parents whether directories on the way are made
     * @param ifAbsent only if nothing has that name
     * @param ifSha256 only if the file that is there has this content, as {@code file.read} tells it
     */
    record Write(
            IdempotencyKey key,
            FilePath path,
            @Nullable String text,
            @Nullable Bytes data,
            @Nullable String mode,
            boolean parents,
            boolean ifAbsent,
            @Nullable String ifSha256)
            implements Change {
        public Write {
            Checks.required("key", key);
            Checks.required("path", path);
            Checks.text("text", text, Limits.FILE_DATA_BYTES);
            Checks.atMost("data", data == null ? 0 : data.length(), Limits.FILE_DATA_BYTES);
            checkMode(mode);
            checkSha256(ifSha256);
            if ((text == null) == (data == null)) {
                throw HpcException.invalid("give either \"text\" or \"data\"");
            }
            if (ifAbsent && ifSha256 != null) {
                throw HpcException.invalid("give either \"ifAbsent\" or \"ifSha256\"");
            }
        }

        /** Text, whatever was there. */
        public static Write of(IdempotencyKey key, FilePath path, String text) {
            return new Write(key, path, text, null, null, false, false, null);
        }

        /** The bytes that the file is to have. */
        public byte[] content() {
            return data == null ? String.valueOf(text).getBytes(StandardCharsets.UTF_8) : data.toArray();
        }
    }

    /**
     * {@code file.edit}: replaces pieces of a text, all or none of them, one after the other. Answer: {@code FileEdited}.
     *
     * @param ifSha256 only if the file has this content, as {@code file.read} tells it
     */
    record Edit(
            IdempotencyKey key,
            FilePath path,
            java.util.List<Replacement> edits,
            @Nullable String ifSha256) implements Change {
        public Edit {
            Checks.required("key", key);
            Checks.required("path", path);
            edits = java.util.List.copyOf(Checks.required("edits", edits));
            checkSha256(ifSha256);
            if (edits.isEmpty() || edits.size() > 1000) {
                throw HpcException.invalid("field \"edits\" has 1 to 1000 entries");
            }
        }
    }

    /**
     * One edit.
     *
     * @param old exactly as it is in the file, line ends and spaces too
     * @param text what comes in its place; empty: nothing
     * @param all replaces it wherever it is; else it must be there once
     */
    record Replacement(String old, String text, boolean all) {
        public Replacement {
            Checks.required("old", old);
            Checks.required("text", text);
            Checks.text("old", old, Limits.FILE_DATA_BYTES);
            Checks.text("text", text, Limits.FILE_DATA_BYTES);
            if (old.isEmpty()) {
                throw HpcException.invalid("field \"old\" is empty; to make a file, use file.write");
            }
        }
    }

    /**
     * {@code file.mkdir}. Answer: {@code FileInfo} of the directory.
     *
     * @param parents makes those on the way too, and is content with one that is there
     * @param mode permission bits in octal; absent: what the daemon's umask leaves of 0777
     */
    record MakeDirectory(
            IdempotencyKey key,
            FilePath path,
            boolean parents,
            @Nullable String mode) implements Change {
        public MakeDirectory {
            Checks.required("key", key);
            Checks.required("path", path);
            checkMode(mode);
        }
    }

    /**
     * {@code file.move}: renames within a file system, a link itself too. Answer: {@code FileInfo} of the new name.
     *
     * @param to the new name; a directory of that name is not moved into
     * @param replace whether a file of that name is replaced
     */
    record Move(IdempotencyKey key, FilePath path, FilePath to, boolean replace) implements Change {
        public Move {
            Checks.required("key", key);
            Checks.required("path", path);
            Checks.required("to", to);
        }
    }

    /**
     * {@code file.remove}: removes a file, a link itself, or a directory. Answer: {@code FileRemoved}.
     *
     * @param recursive with all that is in the directory; else it must be empty
     */
    record Remove(IdempotencyKey key, FilePath path, boolean recursive) implements Change {
        public Remove {
            Checks.required("key", key);
            Checks.required("path", path);
        }
    }

    /**
     * {@code file.download}: sends a file on a stream. Answer, when all of it was taken: {@code FileSent}.
     *
     * @param stream as the agent chooses it; its offsets are those of the file
     * @param from the first offset that the agent does not have yet; 0 at first
     */
    record Download(FilePath path, int stream, long from) implements FileRequest {
        public Download {
            Checks.required("path", path);
            Checks.range("from", from, 0, Long.MAX_VALUE);
        }
    }

    /**
     * {@code file.upload}: takes a file from a stream, and gives it its name when the stream ends. Answer then: {@code FileWritten}. What
     * came is kept under a temporary name for 24 h; asked for again with the same key, {@code stream.ack} says where to go on.
     *
     * @param stream as the agent chooses it; its offsets are those of the file
     * @param mode permission bits in octal; absent: those of the file that was there, or what the daemon's umask leaves of 0666
     * @param parents whether directories on the way are made
     * @param ifAbsent only if nothing has that name at the end
     * @param ifSha256 only if the file that is there at the end has this content
     */
    record Upload(
            IdempotencyKey key,
            FilePath path,
            int stream,
            @Nullable String mode,
            boolean parents,
            boolean ifAbsent,
            @Nullable String ifSha256)
            implements Change {
        public Upload {
            Checks.required("key", key);
            Checks.required("path", path);
            checkMode(mode);
            checkSha256(ifSha256);
        }

        /** A file, whatever was there. */
        public static Upload of(IdempotencyKey key, FilePath path) {
            return new Upload(key, path, 0, null, false, false, null);
        }

        /** The same, with these permission bits. */
        public Upload withMode(@Nullable String bits) {
            return new Upload(key, path, stream, bits, parents, ifAbsent, ifSha256);
        }

        /** The same from that stream. */
        public Upload withStream(int number) {
            return new Upload(key, path, number, mode, parents, ifAbsent, ifSha256);
        }

        /** The same file wherever its bytes come from: two requests that are equal without streams are the same one. */
        public Upload withoutStream() {
            return withStream(0);
        }
    }

    /** {@code file.partial}: how much there is of an upload of the agent's with that key. Answer: {@code FilePartial}. */
    record Partial(IdempotencyKey key, FilePath path) implements FileRequest {
        public Partial {
            Checks.required("key", key);
            Checks.required("path", path);
        }
    }

    private static void checkMode(@Nullable String mode) {
        if (mode != null && !mode.matches("[0-7]{3,4}")) {
            throw HpcException.invalid("field \"mode\" is three or four octal digits, such as 0644");
        }
    }

    private static void checkSha256(@Nullable String sha256) {
        if (sha256 != null && !sha256.matches("[0-9a-f]{64}")) {
            throw HpcException.invalid("field \"ifSha256\" is a SHA-256 in 64 lower-case hexadecimal digits");
        }
    }
}
