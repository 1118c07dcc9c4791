package org.hpcdaemon.platform.metrics;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Metrics as text, in Prometheus' exposition format 0.0.4. Names are given without the prefix; they end in their unit,
 * and those of counters in {@code _total}. Not thread-safe.
 */
public final class MetricsText {
    /** The format's media type. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final String PREFIX = "hpc_platform_";

    private final StringBuilder text = new StringBuilder();

    /** What goes up and down. */
    public MetricsText gauge(String name, String help, long value) {
        head(name, help, "gauge");
        return sample(name, "", value);
    }

    /** What only goes up while the platform runs. */
    public MetricsText counter(String name, String help, long value) {
        head(counted(name), help, "counter");
        return sample(name, "", value);
    }

    /** The same, apart by the values of a label. */
    public MetricsText counter(String name, String help, String label, Map<String, Long> values) {
        head(counted(name), help, "counter");
        SortedMap<String, Long> sorted = new TreeMap<>(values);
        sorted.forEach((value, count) -> sample(name, labelled(label, value), count));
        return this;
    }

    /** A text about the platform, as the label of a gauge that is always 1. */
    public MetricsText info(String name, String help, String label, String value) {
        head(name, help, "gauge");
        return sample(name, labelled(label, value), 1);
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private void head(String name, String help, String type) {
        text.append("# HELP ")
                .append(PREFIX)
                .append(name)
                .append(' ')
                .append(escaped(help))
                .append('\n');
        text.append("# TYPE ")
                .append(PREFIX)
                .append(name)
                .append(' ')
                .append(type)
                .append('\n');
    }

    private MetricsText sample(String name, String labels, long value) {
        text.append(PREFIX)
                .append(name)
                .append(labels)
                .append(' ')
                .append(value)
                .append('\n');
        return this;
    }

    private static String counted(String name) {
        if (!name.endsWith("_total")) {
            throw new IllegalArgumentException("the name of a counter ends in _total: " + name);
        }
        return name;
    }

    private static String labelled(String label, String value) {
        return "{" + label + "=\"" + escaped(value).replace("\"", "\\\"") + "\"}";
    }

    private static String escaped(String words) {
        return words.replace("\\", "\\\\").replace("\n", "\\n");
    }
}
