package org.hpcdaemon.e2e.world;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.protocol.rpc.Json;
import tools.jackson.databind.JsonNode;

/** {@code hpc mcp} as an agent's program starts it, and the messages of both. */
public final class McpProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String MODERN = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}}";

    private final Process process;
    private final OutputStream input;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private int ids;

    McpProcess(ProcessBuilder builder, Path log) {
        try {
            process = builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        input = process.getOutputStream();
        // Of the system: to read a pipe holds a virtual thread's carrier.
        Thread.ofPlatform().daemon().start(this::read);
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            reader.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException _) {
            // It was killed.
        }
    }

    /** Sends a line. */
    public void send(String line) {
        try {
            input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next line, which is a message: nothing else is ever printed. */
    public JsonNode next() {
        try {
            String line = lines.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("hpc mcp said nothing");
            }
            JsonNode message = Json.tree(line);
            if (!message.path("jsonrpc").asString("").equals("2.0")) {
                throw new AssertionError("not a message: " + line);
            }
            return message;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whether there is a line that was not read. */
    public boolean hasNext() {
        return !lines.isEmpty();
    }

    /** Sends a request of the current revision, by a client that can wait for tasks. */
    public void request(String method, String params) {
        send("{\"jsonrpc\":\"2.0\",\"id\":" + ++ids + ",\"method\":\"" + method + "\",\"params\":{" + params
                + (params.isEmpty() ? "" : ",") + MODERN + "}}");
    }

    /** The same, and the result. */
    public JsonNode ask(String method, String params) {
        request(method, params);
        return next().path("result");
    }

    /** Calls a tool. */
    public void begin(String tool, String arguments) {
        request("tools/call", "\"name\":\"" + tool + "\",\"arguments\":{" + arguments + "}");
    }

    /** The same, and the result. */
    public JsonNode call(String tool, String arguments) {
        begin(tool, arguments);
        return next().path("result");
    }

    /** What the model reads of a result. */
    public static String text(JsonNode result) {
        return result.path("content").path(0).path("text").asString("");
    }

    /** The processor time that it has used so far, with the launcher that became it. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Ends its input; the exit code that follows. */
    public int end() {
        try {
            input.close();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("hpc mcp goes on without input");
            }
            return process.exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** {@code kill -9}. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    static Path log(Path logs) {
        try {
            return Files.createDirectories(logs).resolve("mcp.log");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
