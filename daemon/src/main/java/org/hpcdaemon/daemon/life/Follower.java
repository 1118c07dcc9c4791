package org.hpcdaemon.daemon.life;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** Copies a log as it grows, through its rotations. */
public final class Follower {
    /** How often to look: soon enough for a person, and also true on NFS, where nothing tells of changes. */
    public static final Duration POLL_INTERVAL = Duration.ofMillis(250);

    private final LogFile log;
    private final OutputStream out;
    private long position;

    public Follower(LogFile log, OutputStream out) {
        this.log = log;
        this.out = out;
    }

    /** Copies what is new; a log that became shorter is new from its start. */
    public void step() throws IOException {
        try (FileChannel channel = FileChannel.open(log.path(), StandardOpenOption.READ)) {
            if (channel.size() < position) {
                position = 0;
            }
            ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
            while (channel.read(buffer.clear(), position) > 0) {
                out.write(buffer.array(), 0, buffer.position());
                position += buffer.position();
            }
            out.flush();
        } catch (NoSuchFileException _) {
            position = 0; // not started yet
        }
    }
}
