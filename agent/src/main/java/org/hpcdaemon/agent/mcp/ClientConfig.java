package org.hpcdaemon.agent.mcp;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.hpcdaemon.protocol.ShellWord;
import org.hpcdaemon.protocol.rpc.Json;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How each client is configured for {@code hpc mcp}: what to paste, and where. */
public enum ClientConfig {
    CLAUDE("run this") {
        @Override
        public String text(String launcher) {
            return "claude mcp add --scope user hpc -- " + ShellWord.of(launcher) + " mcp";
        }

        @Override
        public String httpText(URI endpoint) {
            return "claude mcp add --scope user --transport http hpc " + ShellWord.of(endpoint.toString())
                    + " --header " + BEARER;
        }
    },
    CODEX("put this into ~/.codex/config.toml") {
        @Override
        public String text(String launcher) {
            String variables = String.join("\", \"", VARIABLES);
            return """
                    [mcp_servers.hpc]
                    command = %s
                    args = ["mcp"]
                    # Codex passes on no variables but these.
                    env_vars = ["%s"]
                    # Under the 300 s of Codex; no call of hpc waits for longer than 50 s.
                    tool_timeout_sec = 120
                    # codex exec cannot ask, and without this line refuses tools that change something.
                    default_tools_approval_mode = "approve\"""".formatted(Json.write(launcher), variables);
        }

        @Override
        public String httpText(URI endpoint) {
            return """
                    [mcp_servers.hpc]
                    url = %s
                    bearer_token_env_var = "HPC_API_KEY"
                    # Under the 300 s of Codex; no call of hpc waits for longer than 50 s.
                    tool_timeout_sec = 120
                    # codex exec asks nobody, and without this line refuses what changes something.
                    default_tools_approval_mode = "approve\"""".formatted(Json.write(endpoint.toString()));
        }
    },
    GEMINI("run this") {
        @Override
        public String text(String launcher) {
            return "gemini mcp add --scope user hpc " + ShellWord.of(launcher) + " mcp";
        }

        @Override
        public String httpText(URI endpoint) {
            return "gemini mcp add --scope user --transport http --header " + BEARER + " hpc "
                    + ShellWord.of(endpoint.toString());
        }
    },
    OPENCODE("put this into opencode.json, or ~/.config/opencode/opencode.json") {
        @Override
        public String text(String launcher) {
            ObjectNode server = JsonNodeFactory.instance.objectNode().put("type", "local");
            List.of(launcher, "mcp").forEach(server.putArray("command")::add);
            return config(server);
        }

        @Override
        public String httpText(URI endpoint) {
            ObjectNode server =
                    JsonNodeFactory.instance.objectNode().put("type", "remote").put("url", endpoint.toString());
            server.putObject("headers").put("Authorization", "Bearer {env:HPC_API_KEY}");
            return config(server);
        }

        private static String config(ObjectNode server) {
            ObjectNode config = JsonNodeFactory.instance.objectNode().put("$schema", "https://opencode.ai/config.json");
            // Of its own it gives up after 30 s, and a call of hpc may wait for 50.
            config.putObject("mcp").set("hpc", server.put("enabled", true).put("timeout", 60_000));
            return Json.pretty(config);
        }
    };

    /** The shell that is told to add it puts the key in. */
    private static final String BEARER = "\"Authorization: Bearer $HPC_API_KEY\"";

    private static final List<String> VARIABLES = List.of(
            "HPC_URL",
            "HPC_API_KEY",
            "HPC_HOME",
            "HPC_CA_FILE",
            "HTTPS_PROXY",
            "https_proxy",
            "NO_PROXY",
            "no_proxy",
            "JAVA_HOME");

    private final String where;

    ClientConfig(String where) {
        this.where = where;
    }

    /** What to do with {@link #text}. */
    public String where() {
        return where;
    }

    /**
     * What to paste.
     *
     * @param launcher the absolute path of {@code hpc}: clients may have another PATH
     */
    public abstract String text(String launcher);

    /**
     * The same, to connect to the platform itself with the key that {@code HPC_API_KEY} holds.
     *
     * @param endpoint the platform's
     */
    public abstract String httpText(URI endpoint);

    /** As it is typed. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
