package org.hpcdaemon.e2e.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.hpcdaemon.protocol.rpc.Json;
import tools.jackson.databind.JsonNode;

/** A client of {@code POST /mcp}, of the current revision and with tasks. */
public final class McpOverHttp {
    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Supplier<String> url;
    private final String key;

    /** @param url of the platform, which may have another after a restart */
    public McpOverHttp(Supplier<String> url, String key) {
        this.url = url;
        this.key = key;
    }

    /** Calls a tool, and answers its result. */
    public JsonNode call(String tool, String arguments) {
        return send("tools/call", tool, "\"name\":\"" + tool + "\",\"arguments\":{" + arguments + "}");
    }

    /** How a task is. */
    public JsonNode task(String id) {
        return send("tasks/get", id, "\"taskId\":\"" + id + "\"");
    }

    /** What the model reads of a result. */
    public String text(String tool, String arguments) {
        return McpProcess.text(call(tool, arguments));
    }

    private JsonNode send(String method, String name, String params) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url.get() + "/mcp"))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", method)
                .header("Mcp-Name", name)
                .POST(BodyPublishers.ofString(body(method, params, "")))
                .build();
        try {
            JsonNode answer =
                    Json.tree(http.send(request, BodyHandlers.ofString()).body());
            return answer.has("result") ? answer.path("result") : answer.path("error");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * The bytes of a request that calls a tool, as they go over a connection of its own.
     *
     * @param meta further fields of {@code _meta}
     */
    public byte[] bytes(String tool, String arguments, String meta) {
        String body = body("tools/call", "\"name\":\"" + tool + "\",\"arguments\":{" + arguments + "}", meta);
        return ("POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key
                        + "\r\nContent-Type: application/json\r\nMCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: "
                        + tool + "\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String body(String method, String params, String meta) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params + "," + META
                + (meta.isEmpty() ? "" : "," + meta) + "}}}";
    }
}
