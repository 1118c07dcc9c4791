package org.hpcdaemon.linux.descriptor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.hpcdaemon.linux.call.Errno;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Finds where paths lead, name by name and each from the directory before it, so that what is found stays what it is whatever is
 * renamed meanwhile. Absolute links start at the same root again.
 */
public final class FilePlaces {
    /** As the kernel's own bound (path_resolution(7)). */
    private static final int MAX_LINKS = 40;

    private FilePlaces() {}

    /**
     * Finds where an absolute path leads.
     *
     * @param follow whether a link in the last place is followed; a path that ends in a slash always is
     * @throws FileFailure if something on the way is missing or not a directory; it names that
     */
    public static FilePlace find(FileHandle root, byte[] path, boolean follow) throws FileFailure {
        try (Walk walk = new Walk(root, path, follow)) {
            return walk.toTheEnd();
        }
    }

    /** {@code .}, or nothing, as between two slashes. */
    static boolean isSame(byte[] name) {
        return name.length == 0 || (name.length == 1 && name[0] == '.');
    }

    /** {@code ..}. */
    static boolean isUp(byte[] name) {
        return name.length == 2 && name[0] == '.' && name[1] == '.';
    }

    private static final class Walk implements AutoCloseable {
        private final FileHandle root;
        private final Deque<byte[]> ahead;
        private final boolean follow;
        private @Nullable FileHandle at;
        private WalkedPath path = WalkedPath.ROOT;
        private int links;

        Walk(FileHandle root, byte[] path, boolean follow) throws FileFailure {
            this.root = root;
            this.ahead = new ArrayDeque<>(WalkedPath.names(path));
            this.follow = follow || (path.length > 0 && path[path.length - 1] == '/');
            this.at = root.again();
        }

        FilePlace toTheEnd() throws FileFailure {
            while (true) {
                byte[] name = ahead.poll();
                if (name == null) {
                    FileHandle here = taken();
                    return new FilePlace(null, null, here, here.status(), path);
                }
                if (isSame(name)) {
                    continue;
                }
                if (isUp(name)) {
                    move(here().parent(), path.parent());
                } else if (!isLast()) {
                    descend(name);
                } else {
                    FilePlace end = last(name);
                    if (end != null) {
                        return end;
                    }
                }
            }
        }

        private FileHandle here() {
            if (at == null) {
                throw new IllegalStateException("the walk is over");
            }
            return at;
        }

        private FileHandle taken() {
            FileHandle here = here();
            at = null;
            return here;
        }

        private void move(FileHandle to, WalkedPath where) {
            here().close();
            at = to;
            path = where;
        }

        /** What follows are at most slashes: with them a link is followed, and the end is a directory. */
        private boolean isLast() {
            return ahead.stream().allMatch(FilePlaces::isSame);
        }

        private void descend(byte[] name) throws FileFailure {
            try {
                move(here().childDirectory(name), path.child(name));
            } catch (FileFailure failure) {
                if (failure.number() != Errno.ENOTDIR) {
                    throw failure.onTheWay(path.child(name));
                }
                try (FileHandle child = here().child(name)) {
                    if (child.status().kind() != FileKind.LINK) {
                        throw failure.onTheWay(path.child(name));
                    }
                    follow(child.target(), name);
                }
            }
        }

        /** Null: it was a link, and the way goes on. */
        private @Nullable FilePlace last(byte[] name) throws FileFailure {
            FileHandle child;
            try {
                child = here().child(name);
            } catch (FileFailure failure) {
                if (failure.number() == Errno.ENOENT) {
                    ahead.clear();
                    return new FilePlace(taken(), Bytes.of(name), null, null, path.child(name));
                }
                throw failure;
            }
            try {
                FileStatus status = child.status();
                if (status.kind() == FileKind.LINK && follow) {
                    byte[] target = child.target();
                    child.close();
                    follow(target, name);
                    return null;
                }
                if (status.isDirectory()) {
                    FileHandle mounted = here().childDirectory(name);
                    child.close();
                    child = mounted;
                    status = child.status();
                }
                return new FilePlace(taken(), Bytes.of(name), child, status, path.child(name));
            } catch (FileFailure failure) {
                child.close();
                throw failure;
            }
        }

        private void follow(byte[] target, byte[] name) throws FileFailure {
            links++;
            if (links > MAX_LINKS) {
                throw FileFailure.of(Errno.ELOOP).onTheWay(path.child(name));
            }
            if (target.length > 0 && target[0] == '/') {
                move(root.again(), WalkedPath.ROOT);
            }
            List<byte[]> names = WalkedPath.names(target);
            for (int i = names.size() - 1; i >= 0; i--) {
                ahead.push(names.get(i));
            }
        }

        @Override
        public void close() {
            if (at != null) {
                at.close();
            }
        }
    }
}
