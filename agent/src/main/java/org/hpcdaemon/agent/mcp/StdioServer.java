package org.hpcdaemon.agent.mcp;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.hpcdaemon.mcp.McpServer;
import org.hpcdaemon.mcp.stdio.StdioSession;

/** A conversation over two streams: a thread for each request, whole lines out. */
public final class StdioServer {
    /** A list of tools, for who pipes a request in; a client that has gone reads nothing more. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final McpServer server;
    private final InputStream in;
    private final PrintStream out;
    private final ReentrantLock writing = new ReentrantLock();
    private final Set<Thread> calls = ConcurrentHashMap.newKeySet();

    public StdioServer(McpServer server, InputStream in, PrintStream out) {
        this.server = server;
        this.in = in;
        this.out = out;
    }

    /**
     * Answers until the input ends. What was asked just before is still answered if that takes no time; what waits longer is given
     * up, and what it began goes on.
     */
    public void run() throws IOException {
        StdioSession session = new StdioSession(server, this::write);
        MessageLines lines = new MessageLines(in);
        try {
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                session.accept(line).ifPresent(this::start);
            }
            awaitLastWords();
        } finally {
            session.end();
        }
    }

    private void start(Runnable work) {
        Thread call = Thread.ofVirtual().name("mcp-call").unstarted(() -> {
            try {
                work.run();
            } finally {
                calls.remove(Thread.currentThread());
            }
        });
        calls.add(call);
        call.start();
    }

    private void awaitLastWords() {
        long deadline = System.nanoTime() + LAST_WORDS.toNanos();
        try {
            for (Thread call : calls) {
                call.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        writing.lock();
        try {
            out.write(bytes, 0, bytes.length);
            out.flush();
        } finally {
            writing.unlock();
        }
    }
}
