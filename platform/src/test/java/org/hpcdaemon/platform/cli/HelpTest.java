package org.hpcdaemon.platform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.hpcdaemon.testkit.HelpPages;
import org.junit.jupiter.api.Test;

final class HelpTest {
    @Test
    void everyVerbHasExamplesThatCanBePasted() {
        assertThat(HelpPages.faults(Main.commandLine(System.out, System.err))).isEmpty();
    }
}
