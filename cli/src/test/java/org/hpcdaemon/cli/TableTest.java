package org.hpcdaemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TableTest {
    private final Table table = new Table("no jobs yet; submit one", "JOB", "NAME", "STATE");
    private final StringBuilder out = new StringBuilder();
    private final StringBuilder err = new StringBuilder();

    @Test
    void theRowsStandBelowTheNamesOfTheirColumnsAndMoveNoCursor() {
        table.print(out, err, List.of(List.of("1", "a\u001b[31mb", "ok"), List.of("2345", "-", "failed")));

        assertThat(out.toString().lines())
                .containsExactly("JOB   NAME        STATE", "1     a\\x1b[31mb  ok", "2345  -           failed");
        assertThat(err).isEmpty();
    }

    @Test
    void thatThereAreNoneIsSaidBesideTheOutput() {
        table.print(out, err, List.of());

        assertThat(out).isEmpty();
        assertThat(err.toString()).isEqualToIgnoringNewLines("no jobs yet; submit one");
    }
}
