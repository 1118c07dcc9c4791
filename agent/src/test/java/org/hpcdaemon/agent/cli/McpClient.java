package org.hpcdaemon.agent.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hpcdaemon.agent.Settings;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.protocol.rpc.Json;
import tools.jackson.databind.JsonNode;

/** A client of {@code hpc mcp} in this process, which speaks the current revision. */
final class McpClient implements AutoCloseable {
    private static final String VERSION = "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"";

    private final OutputStream toServer;
    private final BlockingQueue<JsonNode> replies = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();

    /** Notifications that came. */
    final List<JsonNode> notifications = new CopyOnWriteArrayList<>();

    private final boolean withTasks;
    private int ids;

    McpClient(Map<String, String> environment, boolean withTasks) throws IOException {
        this.withTasks = withTasks;
        // Of the system, since those of java.io end with the thread that wrote last.
        Pipe input = Pipe.open();
        Pipe output = Pipe.open();
        toServer = Channels.newOutputStream(input.sink());
        InputStream fromServer = Channels.newInputStream(output.source());
        Context context = new Context(
                new Settings(environment),
                Channels.newInputStream(input.source()),
                new PrintStream(Channels.newOutputStream(output.sink()), false, StandardCharsets.UTF_8),
                System.err);
        Thread.ofPlatform().daemon().start(() -> {
            ended.complete(Main.commandLine(context, "mcp").execute("mcp"));
            context.out().close();
        });
        Thread.ofPlatform().daemon().start(() -> read(fromServer));
    }

    private void read(InputStream from) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode message = Json.tree(line);
                if (message.has("method")) {
                    notifications.add(message);
                } else {
                    replies.add(message);
                }
            }
        } catch (IOException _) {
            // The server's thread has ended.
        }
    }

    void send(String line) {
        try {
            toServer.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            toServer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a request, and does not wait. Returns its id. */
    int request(String method, String params) {
        int id = ++ids;
        String capabilities = withTasks ? "{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}" : "{}";
        String meta = "\"_meta\":{" + VERSION + ",\"io.modelcontextprotocol/clientCapabilities\":" + capabilities
                + ",\"progressToken\":" + id + "}";
        send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{" + params
                + (params.isEmpty() ? "" : ",") + meta + "}}");
        return id;
    }

    /** The next reply. */
    JsonNode reply() {
        try {
            JsonNode reply = replies.poll(World.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (reply == null) {
                throw new AssertionError("no reply");
            }
            return reply;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    boolean hasReply() {
        return !replies.isEmpty();
    }

    JsonNode ask(String method, String params) {
        var _ = request(method, params);
        return reply().path("result");
    }

    /** Calls a tool. */
    JsonNode call(String tool, String arguments) {
        return ask("tools/call", parameters(tool, arguments));
    }

    static String parameters(String tool, String arguments) {
        return "\"name\":\"" + tool + "\",\"arguments\":{" + arguments + "}";
    }

    /** The same, and its text. */
    String text(String tool, String arguments) {
        return text(call(tool, arguments));
    }

    static String text(JsonNode result) {
        return result.path("content").path(0).path("text").asString("");
    }

    /** Ends the input; the exit code that follows. */
    int end() throws IOException {
        toServer.close();
        return ended.orTimeout(World.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Override
    public void close() throws IOException {
        toServer.close();
    }
}
