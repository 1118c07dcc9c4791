package org.hpcdaemon.daemon.policy.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.hpcdaemon.daemon.policy.Policy;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.error.Trouble;
import org.jspecify.annotations.Nullable;

/**
 * The policy of a file that need not exist, read again when the file is another. One that is refused then, or gone, leaves the
 * earlier one in force, so that no moment of an editor's lets agents do more. Thread-safe.
 */
final class WatchedPolicy {
    private static final System.Logger LOG = System.getLogger(WatchedPolicy.class.getName());

    private final Path file;
    private final PolicyReader reader;
    private final AtomicReference<Seen> seen;

    /** By what a file that was changed differs; empty: there is none, or it cannot be looked at. */
    private record Stamp(Map<String, Object> attributes) {
        static final Stamp NONE = new Stamp(Map.of());

        /** It could not be read, and is tried again at the next look. */
        static final Stamp UNREAD = new Stamp(Map.of("unread", true));
    }

    private record Seen(Stamp stamp, @Nullable Policy policy) {}

    /** Throws {@link HpcException} if there is a file and it is refused. */
    WatchedPolicy(Path file, PolicyReader reader) {
        this.file = file;
        this.reader = reader;
        try {
            Stamp stamp = stamp();
            this.seen = new AtomicReference<>(new Seen(stamp, stamp.equals(Stamp.NONE) ? null : reader.read(file)));
        } catch (IOException e) {
            throw new HpcException(ErrorCode.STORAGE, "cannot read the policy " + file + ": " + Trouble.of(e), e);
        }
    }

    /** Costs one look at the file, and reads it only if it is another. */
    Optional<Policy> now() {
        Seen before = seen.get();
        Seen now = look(before);
        seen.compareAndSet(before, now);
        return Optional.ofNullable(now.policy());
    }

    /** As the last look found it; waits for nothing. */
    Optional<Policy> lastSeen() {
        return Optional.ofNullable(seen.get().policy());
    }

    private Seen look(Seen before) {
        Stamp stamp = Stamp.NONE;
        try {
            stamp = stamp();
            if (stamp.equals(before.stamp())) {
                return before;
            }
            if (stamp.equals(Stamp.NONE)) {
                return kept(before, stamp, "it is gone");
            }
            Policy policy = reader.read(file);
            LOG.log(System.Logger.Level.INFO, "the policy {0} is in force, with {1} rules", file, policy.size());
            return new Seen(stamp, policy);
        } catch (PolicyException e) {
            return kept(before, stamp, e.reason());
        } catch (IOException e) {
            return kept(before, Stamp.UNREAD, Trouble.of(e));
        }
    }

    private Seen kept(Seen before, Stamp stamp, String why) {
        if (!stamp.equals(before.stamp())) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the policy {0} was changed and is not taken over; what was in force before stays so: {1}",
                    file,
                    why);
        }
        return new Seen(stamp, before.policy());
    }

    private Stamp stamp() throws IOException {
        try {
            return new Stamp(Files.readAttributes(file, "unix:dev,ino,size,lastModifiedTime,ctime"));
        } catch (NoSuchFileException _) {
            return Stamp.NONE;
        }
    }
}
