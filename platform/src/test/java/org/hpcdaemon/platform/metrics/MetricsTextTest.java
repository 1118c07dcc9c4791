package org.hpcdaemon.platform.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The form is that of Prometheus' "Exposition formats". */
final class MetricsTextTest {
    @Test
    void each_metric_is_told_with_its_help_and_type() {
        MetricsText text = new MetricsText()
                .gauge("connections", "Open ones.", 3)
                .counter("refusals_total", "Refused.", 1L << 40)
                .counter("relayed_bytes_total", "Passed on.", "to", Map.of("daemons", 2L, "agents", 1L));

        assertThat(text).hasToString("""
                # HELP hpc_platform_connections Open ones.
                # TYPE hpc_platform_connections gauge
                hpc_platform_connections 3
                # HELP hpc_platform_refusals_total Refused.
                # TYPE hpc_platform_refusals_total counter
                hpc_platform_refusals_total 1099511627776
                # HELP hpc_platform_relayed_bytes_total Passed on.
                # TYPE hpc_platform_relayed_bytes_total counter
                hpc_platform_relayed_bytes_total{to="agents"} 1
                hpc_platform_relayed_bytes_total{to="daemons"} 2
                """);
    }

    @Test
    void what_would_end_a_line_or_a_label_is_escaped() {
        assertThat(new MetricsText().info("info", "a\\b\nc", "version", "1\"2\\3\n4"))
                .hasToString("""
                        # HELP hpc_platform_info a\\\\b\\nc
                        # TYPE hpc_platform_info gauge
                        hpc_platform_info{version="1\\"2\\\\3\\n4"} 1
                        """);
    }

    @Test
    void a_counter_is_named_as_one() {
        assertThatThrownBy(() -> new MetricsText().counter("refusals", "Refused.", 1))
                .hasMessageContaining("_total");
    }
}
