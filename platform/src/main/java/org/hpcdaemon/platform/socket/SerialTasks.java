package org.hpcdaemon.platform.socket;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Runs one connection's blocking work in order, one at a time, elsewhere. Thread-safe. */
final class SerialTasks {
    /** Requests of one daemon that wait for the database; then its connection is not read until one is done. */
    static final int WAITING = 16;

    private final Executor executor;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean running;
    private @Nullable Runnable whenRoom;

    SerialTasks(Executor executor) {
        this.executor = executor;
    }

    /** Takes a task; runs {@code room} when it may be called again: at once, or when a task is done. */
    void add(Runnable task, Runnable room) {
        boolean start;
        boolean full;
        synchronized (this) {
            waiting.add(task);
            start = !running;
            running = true;
            full = waiting.size() >= WAITING;
            if (full) {
                whenRoom = room;
            }
        }
        if (start) {
            executor.execute(this::run);
        }
        if (!full) {
            room.run();
        }
    }

    private void run() {
        for (Runnable task = next(); task != null; task = next()) {
            task.run();
            Runnable room = takeRoom();
            if (room != null) {
                room.run();
            }
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable next = waiting.poll();
        if (next == null) {
            running = false;
        }
        return next;
    }

    private synchronized @Nullable Runnable takeRoom() {
        Runnable room = whenRoom;
        whenRoom = null;
        return room;
    }
}
