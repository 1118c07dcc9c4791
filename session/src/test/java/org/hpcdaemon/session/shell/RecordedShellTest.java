package org.hpcdaemon.session.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.ShellRequest;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.sandbox.Guard;
import org.hpcdaemon.session.record.RecorderRig;
import org.hpcdaemon.testkit.Cast;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real shells, and what is recorded of them. */
final class RecordedShellTest {
    @TempDir
    Path folder;

    private RecorderRig rig;
    private ShellHarness harness;

    @BeforeEach
    void start() throws Exception {
        rig = new RecorderRig(folder.resolve("rec"));
        harness = new ShellHarness(folder, "", Guard.OFF, rig.recorder);
    }

    @AfterEach
    void close() {
        harness.close();
        rig.close();
    }

    private void type(ShellId shell, String line) {
        harness.shells.write(
                ShellHarness.CALLER,
                new ShellRequest.Write(harness.key(), shell, Bytes.of(line.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void whatItPrintsIsRecordedWithItsSizesAndItsEnd() throws Exception {
        rig.recorder.start();
        ShellId shell = harness.open();
        harness.run(shell, "printf 'one \\303\\266 \\377\\n'; seq 3");
        harness.shells.resize(ShellHarness.CALLER, new ShellRequest.Resize(shell, 50, 132));
        harness.run(shell, "stty size </dev/tty");
        harness.shells.close(ShellHarness.CALLER, new ShellRequest.Close(shell));

        Cast cast = rig.ended();
        assertThat(cast.output()).contains("one ö \ufffd\r\n1\r\n2\r\n3\r\n", "50 132\r\n");
        assertThat(cast.sizes()).containsExactly("132x50");
        assertThat(cast.header().get("hpc").get("shell").asString()).isEqualTo(shell.value());
        assertThat(cast.header().get("hpc").get("agent").asString()).isEqualTo("a_12345678");
        assertThat(cast.markers()).singleElement().asString().startsWith("ended ");
    }

    private String soFar() throws Exception {
        return rig.all().isEmpty()
                ? ""
                : Files.readString(rig.recordings.path(rig.all().getFirst().recording()));
    }

    @Test
    void whatIsTypedWithoutEchoIsNotInIt() throws Exception {
        rig.recorder.start();
        ShellId shell = harness.open();
        type(shell, "echo se''en; read -rs secret; echo got ${#secret}\r");
        await().until(() -> soFar().contains("seen\\r\\n"));
        type(shell, "hunter-42\r");
        await().until(() -> soFar().contains("got 9"));
        harness.shells.close(ShellHarness.CALLER, new ShellRequest.Close(shell));

        assertThat(rig.ended().output()).doesNotContain("hunter-42");
    }

    @Test
    void itIsNotHeldUpByADiskThatHangs() throws Exception {
        ShellId shell = harness.open(); // nothing is written, since the recorder was not started
        assertThat(harness.run(shell, "head -c 20000000 /dev/zero | tr '\\0' x; echo; echo done")
                        .output()
                        .tail())
                .endsWith("done\n");
        harness.shells.close(ShellHarness.CALLER, new ShellRequest.Close(shell));
        assertThat(rig.folder).doesNotExist();
    }
}
