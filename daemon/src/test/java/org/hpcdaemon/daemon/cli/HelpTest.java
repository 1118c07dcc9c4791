package org.hpcdaemon.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import org.hpcdaemon.daemon.cli.shared.Context;
import org.hpcdaemon.daemon.config.Home;
import org.hpcdaemon.testkit.HelpPages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HelpTest {
    @TempDir
    private Path home;

    @Test
    void everyVerbHasExamplesThatCanBePasted() {
        assertThat(HelpPages.faults(
                        Main.commandLine(new Context(new Home(home), InstantSource.system(), System.out, System.err))))
                .isEmpty();
    }
}
