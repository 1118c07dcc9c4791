package org.hpcdaemon.session.file.search;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.linux.call.Errno;
import org.hpcdaemon.linux.descriptor.DirectoryEntry;
import org.hpcdaemon.linux.descriptor.FileFailure;
import org.hpcdaemon.linux.descriptor.FileHandle;
import org.hpcdaemon.linux.descriptor.FileKind;
import org.hpcdaemon.linux.descriptor.FileStatus;
import org.hpcdaemon.linux.descriptor.WalkedPath;
import org.hpcdaemon.protocol.Limits;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.message.file.FileMatches;
import org.hpcdaemon.protocol.message.file.SearchPosition;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.session.file.call.FileFacts;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a directory and what is beneath it, in the order of the names' bytes, from descriptor to descriptor; no link is followed.
 * Used by one thread.
 */
final class TreeSearch {
    private static final Bytes GIT = Bytes.utf8(".git");

    /** Names of all levels that are held at a time, some 100 bytes each. A larger directory is read again for each part of it. */
    private static final int MAX_HELD = 32 << 10;

    /** Of one directory, however many names those above it hold. */
    private static final int MIN_HELD = 256;

    private final Globs globs;
    private final boolean gitignore;
    private final @Nullable ContentSearch content;
    private final Findings findings;
    private final Deadline deadline;
    private final List<String> names = new ArrayList<>(); // of where the search is, from the root on
    private final int top;
    private int held;

    /**
     * Begins nothing yet.
     *
     * @param path of the directory
     * @param content null: files are found by their names
     */
    TreeSearch(
            WalkedPath path,
            Globs globs,
            boolean gitignore,
            @Nullable ContentSearch content,
            Findings findings,
            Deadline deadline) {
        this.globs = globs;
        this.gitignore = gitignore;
        this.content = content;
        this.findings = findings;
        this.deadline = deadline;
        path.names().forEach(name -> names.add(text(name)));
        this.top = names.size();
    }

    private static String text(Bytes name) {
        return new String(name.toArray(), StandardCharsets.UTF_8);
    }

    /** Searches it, from where an earlier search stopped. */
    void directory(FileHandle directory, @Nullable SearchPosition after) throws IOException {
        IgnoreRules rules = gitignore ? IgnoreRules.above(directory, names.size()) : IgnoreRules.NONE;
        walk(directory, null, rules, Remaining.of(after));
    }

    /** What an earlier search has left of a directory: from a name on; no names: all of it. */
    private record Remaining(List<Bytes> names, @Nullable Long line) {
        private static final Remaining ALL = new Remaining(List.of(), null);

        static Remaining of(@Nullable SearchPosition after) {
            return after == null
                    ? ALL
                    : new Remaining(WalkedPath.of(after.path().bytes()).names(), after.line());
        }

        @Nullable
        Bytes first() {
            return names.isEmpty() ? null : names.getFirst();
        }

        /** Whether a part of the lines of a file is left. */
        boolean isWithinFile() {
            return names.isEmpty() && line != null;
        }

        Remaining beneath() {
            return new Remaining(names.subList(1, names.size()), line);
        }
    }

    private void walk(FileHandle directory, @Nullable FilePath prefix, IgnoreRules above, Remaining remaining)
            throws IOException {
        IgnoreRules rules = gitignore ? above.with(directory, names.size()) : above;
        Bytes from = remaining.first();
        @Nullable
        Remaining left = remaining; // of the entry of that name; null: nothing, since it was in the part before
        while (true) {
            int room = Math.max(MIN_HELD, (MAX_HELD - held) / 2);
            List<DirectoryEntry> part = part(directory, from, room);
            held += part.size();
            try {
                for (DirectoryEntry entry : part) {
                    FilePath name = FilePath.of(entry.name().toArray());
                    FilePath path = prefix == null ? name : prefix.resolve(name);
                    if (from == null || !entry.name().equals(from)) {
                        visit(directory, entry, path, rules, null);
                    } else if (left != null) {
                        visit(directory, entry, path, rules, left.beneath());
                    }
                }
            } finally {
                held -= part.size();
            }
            if (part.size() < room) {
                return;
            }
            from = part.getLast().name();
            left = null;
        }
    }

    private static List<DirectoryEntry> part(FileHandle directory, @Nullable Bytes from, int most) throws IOException {
        try (FileHandle open = directory.reading()) {
            return open.names().first(from, most);
        }
    }

    /** @param remaining what an earlier search has left of it; null: it did not come so far */
    private void visit(
            FileHandle directory, DirectoryEntry entry, FilePath path, IgnoreRules rules, @Nullable Remaining remaining)
            throws IOException {
        findings.touch(path);
        names.add(text(entry.name()));
        try {
            FileKind kind = entry.kind() == FileKind.OTHER
                    ? directory.status(entry.name().toArray()).kind()
                    : entry.kind();
            boolean isDirectory = kind == FileKind.DIRECTORY;
            boolean isLeftOut = isLeftOut(entry.name(), isDirectory, rules);
            if (remaining == null || remaining.isWithinFile()) {
                if (!isLeftOut && globs.wants(names.subList(top, names.size()), isDirectory)) {
                    one(directory, entry.name(), kind, path, remaining == null ? null : remaining.line());
                }
                findings.reach(path, null);
                deadline.check();
            }
            if (isDirectory && !isLeftOut) {
                descend(directory, entry.name(), path, rules, remaining == null ? Remaining.ALL : remaining);
            }
        } catch (FileFailure failure) {
            skip(failure, path);
        } finally {
            names.removeLast();
        }
    }

    private boolean isLeftOut(Bytes name, boolean directory, IgnoreRules rules) {
        return globs.leavesOut(names.subList(top, names.size()), directory)
                || (gitignore && (name.equals(GIT) || rules.ignores(names, directory)));
    }

    /**
     * Searches what has a name. A file that claims to be empty is not opened: so do those of the kernel, which may wait.
     *
     * @param kind as the directory says; what it is by now is looked at before it is opened
     * @param after the last line that was searched earlier; null: none
     */
    void one(FileHandle directory, Bytes name, FileKind kind, FilePath path, @Nullable Long after) throws IOException {
        findings.touch(path);
        if (content == null) {
            findings.countSearched();
            findings.add(new FileMatches.Match(path, FileFacts.type(kind), null, null, null, null));
            return;
        }
        if (kind != FileKind.FILE) {
            return;
        }
        try (FileHandle found = directory.child(name.toArray())) {
            FileStatus status = found.status();
            if (status.kind() != FileKind.FILE) {
                return;
            }
            findings.countSearched();
            if (status.size() > 0) {
                try (FileHandle file = found.reading()) {
                    content.search(file, status.size(), path, after == null ? 0 : after);
                }
            }
        }
    }

    private void descend(FileHandle directory, Bytes name, FilePath path, IgnoreRules rules, Remaining remaining)
            throws IOException {
        if (names.size() - top >= Limits.FILE_DEPTH) {
            findings.addUnreadable(path);
            return;
        }
        try (FileHandle child = directory.childDirectory(name.toArray())) {
            walk(child, path, rules, remaining);
        }
    }

    private void skip(FileFailure failure, FilePath path) throws FileFailure {
        switch (failure.number()) {
            case Errno.EMFILE -> throw failure;
            case Errno.ENOENT, Errno.ENOTDIR -> {} // removed or replaced meanwhile
            default -> findings.addUnreadable(path);
        }
    }
}
