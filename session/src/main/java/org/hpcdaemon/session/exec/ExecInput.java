package org.hpcdaemon.session.exec;

import org.hpcdaemon.linux.system.Fd;
import org.hpcdaemon.linux.system.FdWriter;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.session.stream.InputReceiver;
import org.jspecify.annotations.Nullable;

/** A command's standard input: nothing, some bytes, or a stream that may come before the command has started. */
final class ExecInput {
    private final InputReceiver receiver = new InputReceiver(new Pipe());
    private boolean opened;
    private boolean closed;
    private @Nullable FdWriter writer;

    private final class Pipe implements InputReceiver.Sink {
        @Override
        public boolean write(byte[] bytes) throws InterruptedException {
            FdWriter open = awaitOpen();
            return open != null && open.write(bytes);
        }

        @Override
        public void end() {
            close();
        }
    }

    InputReceiver receiver() {
        return receiver;
    }

    /** The command runs; without a pipe it reads /dev/null, and what comes is taken and forgotten. */
    synchronized void open(@Nullable Fd pipe, @Nullable Bytes whole) {
        opened = true;
        if (pipe != null) {
            FdWriter created = new FdWriter(pipe, "exec-stdin");
            writer = created;
            if (closed) {
                created.close();
            } else if (whole != null) {
                Thread.ofVirtual().name("stdin").start(() -> writeWhole(created, whole));
            }
        }
        notifyAll();
    }

    private synchronized @Nullable FdWriter awaitOpen() throws InterruptedException {
        while (!opened && !closed) {
            wait();
        }
        return writer;
    }

    private static void writeWhole(FdWriter writer, Bytes whole) {
        try (writer) {
            boolean _ = writer.write(whole.toArray());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Its end: the agent's last byte was written, or the command has ended and does not read. */
    synchronized void close() {
        closed = true;
        if (writer != null) {
            writer.close();
        }
        notifyAll();
    }
}
