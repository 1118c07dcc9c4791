package org.hpcdaemon.session.file.change;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.hpcdaemon.linux.descriptor.FileStatus;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.value.Bytes;

/** One change of a file at a time, from the look at what is there to its replacement. Who waits waits for that file alone. */
final class NameLocks {
    /** A change holds it for a look and a rename; one whose file system hangs keeps it. */
    private static final long WAIT_SECONDS = 20;

    private final Map<Name, Entry> entries = new HashMap<>();

    private record Name(FileStatus.FileIdentity directory, Bytes name) {}

    private static final class Entry {
        private final ReentrantLock lock = new ReentrantLock();
        private int users;
    }

    /** Closed by the thread that got it. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    Held hold(FileStatus.FileIdentity directory, Bytes name) {
        Name key = new Name(directory, name);
        Entry entry;
        synchronized (entries) {
            entry = entries.computeIfAbsent(key, _ -> new Entry());
            entry.users++;
        }
        boolean locked = false;
        try {
            locked = entry.lock.tryLock(WAIT_SECONDS, TimeUnit.SECONDS);
            if (!locked) {
                throw new HpcException(
                        ErrorCode.BUSY, "another change of this file does not end; look whether its file system hangs");
            }
            return () -> {
                entry.lock.unlock();
                leave(key, entry);
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HpcException(ErrorCode.INTERNAL, "the daemon stopped meanwhile", e);
        } finally {
            if (!locked) {
                leave(key, entry);
            }
        }
    }

    private void leave(Name key, Entry entry) {
        synchronized (entries) {
            entry.users--;
            if (entry.users == 0) {
                entries.remove(key);
            }
        }
    }
}
