package org.hpcdaemon.agent.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hpcdaemon.testkit.Installed;
import org.junit.jupiter.api.Test;

class SftpServerTest {
    private static boolean makesBoxes(List<String> bwrap) throws Exception {
        return new ProcessBuilder(
                                Stream.concat(bwrap.stream(), Stream.of("true")).toList())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    @Test
    void aMachineWithoutOneIsToldOfTheOtherWays() throws Exception {
        assumeTrue(Installed.has("bwrap"), Installed.missing("bwrap"));
        List<String> command = new ArrayList<>(List.of("bwrap", "--ro-bind", "/", "/", "--dev", "/dev"));
        assumeTrue(makesBoxes(command), "bubblewrap makes no boxes on this machine");
        for (String folder : List.of("/usr/lib/openssh", "/usr/libexec/openssh", "/usr/lib/ssh")) {
            if (Files.isDirectory(Path.of(folder))) {
                command.addAll(List.of("--tmpfs", folder));
            }
        }
        command.addAll(RemoteShell.sftpServer());

        Process process = new ProcessBuilder(command).start();
        process.getOutputStream().close();

        assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("hpc: the machine has no sftp-server, which comes with OpenSSH's server;"
                        + " copy by hpc cp or rsync -e 'hpc rsh'\n");
        assertThat(process.waitFor()).isEqualTo(127);
    }
}
