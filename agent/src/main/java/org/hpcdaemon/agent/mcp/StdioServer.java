package org.hpcdaemon.agent.mcp;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import org.hpcdaemon.mcp.McpServer;
import org.hpcdaemon.mcp.stdio.StdioSession;

/** A conversation over two streams: a thread for each request, whole lines out. */
public final class StdioServer {
    private final McpServer server;
    private final InputStream in;
    private final PrintStream out;
    private final ReentrantLock writing = new ReentrantLock();

    public StdioServer(McpServer server, InputStream in, PrintStream out) {
        this.server = server;
        this.in = in;
        this.out = out;
    }

    /** Answers until the input ends; what still waits then is given up, and what it began goes on. */
    public void run() throws IOException {
        StdioSession session = new StdioSession(server, this::write);
        Lines lines = new Lines(in);
        try {
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                session.accept(line)
                        .ifPresent(work -> Thread.ofVirtual().name("mcp-call").start(work));
            }
        } finally {
            session.end();
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
