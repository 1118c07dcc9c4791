package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.McpOverHttp;
import org.hpcdaemon.e2e.world.McpProcess;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.Sha256;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The tools for files, by each of the two doors that programs of agents have. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class McpFilesTest {
    private Path folder;
    private World world;
    private Daemon box;
    private String key;

    @BeforeAll
    void start(@TempDir Path made) throws IOException {
        folder = made;
        world = World.start(McpFilesTest.class, folder);
        Path home = Files.createDirectories(folder.resolve("user"));
        Files.writeString(home.resolve(".netrc"), "password of somebody\n");
        box = world.box(Map.of("HOME", home.toString()));
        key = world.platform().agentKey(World.ADA, "agent");
    }

    @AfterAll
    void stop() throws IOException {
        world.close();
    }

    @Test
    void byTheProcessOfTheAgentsOwn() throws IOException {
        try (McpProcess mcp = world.mcp(key)) {
            filesAreMadeReadChangedFoundAndListed(
                    "process", (tool, arguments) -> McpProcess.text(mcp.call(tool, arguments)));
        }
    }

    @Test
    void byThePlatform() throws IOException {
        McpOverHttp mcp = new McpOverHttp(() -> world.platform().url(), key);
        filesAreMadeReadChangedFoundAndListed("http", mcp::text);
    }

    /** @param call the tool, its arguments, and what the model reads */
    private void filesAreMadeReadChangedFoundAndListed(String name, BinaryOperator<String> call) throws IOException {
        Path file = box.work().resolve(name + "/train.py");
        String first = Sha256.hex("lr = 0.1\nsteps = 10\n");

        assertThat(call.apply(
                        "write_file",
                        path(name + "/train.py") + ",\"content\":\"lr = 0.1\\nsteps = 10\\n\",\"parents\":true"))
                .contains(file.toString(), first);
        assertThat(call.apply("read_file", path(name + "/train.py")))
                .contains("lines 1–2", first)
                .endsWith("lr = 0.1\nsteps = 10\n");
        assertThat(call.apply(
                        "edit_file",
                        path(name + "/train.py") + ",\"old\":\"0.1\",\"new\":\"0.01\",\"if_sha256\":\"" + first + "\""))
                .contains("replaced 1 time, at line 1");
        assertThat(file).hasContent("lr = 0.01\nsteps = 10\n");
        assertThat(call.apply("search_files", path(name) + ",\"text\":\"steps\""))
                .contains("1 match · 1 files searched", "train.py\n2:steps = 10");
        assertThat(call.apply("read_file", path(name))).contains("directory · 1 names", "train.py · ");

        assertThat(call.apply(
                        "write_file", path(name + "/train.py") + ",\"content\":\"x\",\"if_sha256\":\"" + first + "\""))
                .startsWith("conflict: ");
        assertThat(call.apply("edit_file", path(name + "/train.py") + ",\"old\":\"lr = 0.2\",\"new\":\"x\""))
                .startsWith("conflict: ")
                .contains("lr = 0.01");
        assertThat(file).hasContent("lr = 0.01\nsteps = 10\n");
        assertThat(call.apply("write_file", path("/usr/lib/hpc-evil") + ",\"content\":\"x\""))
                .startsWith("not_allowed: ")
                .contains("/usr/lib/hpc-evil is outside the allowed directories");
        assertThat(Path.of("/usr/lib/hpc-evil")).doesNotExist();
        assertThat(call.apply("read_file", path(name + "/nothing"))).startsWith("not_found: ");
        hiddenFilesAreAbsent(call);
    }

    private void hiddenFilesAreAbsent(BinaryOperator<String> call) {
        try (DaemonSession session = world.client(key).connect(box.id())) {
            assumeTrue(
                    session.info().sandbox().equals("enforced"),
                    "nothing is hidden where the limits are not enforced: "
                            + session.info().sandbox());
        }
        assertThat(call.apply("read_file", path("~/.netrc"))).doesNotContain("password");
        assertThat(call.apply("search_files", path("~") + ",\"text\":\"password\""))
                .contains(" · 0 matches");
    }

    private static String path(String path) {
        return "\"path\":\"" + path + "\"";
    }
}
