package org.hpcdaemon.jobs.gridengine.submit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/** What options -l ask for together, by name; of one that is named twice, the later. Used by one thread. */
final class Resources {
    private static final String RUN_TIME = "h_rt";

    private final Map<String, String> values = new LinkedHashMap<>();

    void add(QsubOption option) {
        for (String each : option.value().split(",", -1)) {
            int equals = each.indexOf('=');
            String name = equals < 0 ? each : each.substring(0, equals);
            if (!name.matches("[A-Za-z_][\\w.-]*")) {
                throw HpcException.invalid(
                        option.said() + option.value() + ", which is no list of NAME=VALUE; write one");
            }
            values.put(name, equals < 0 ? "TRUE" : each.substring(equals + 1));
        }
    }

    /** Takes out the time limit, in seconds; absent if there is none. */
    @Nullable
    Long takeRunTime() {
        String text = values.get(RUN_TIME);
        if (text == null || !text.matches("\\d{1,9}|\\d{0,6}:\\d{0,2}:\\d{0,2}")) {
            return null; // such as INFINITY, which stays what it is
        }
        values.remove(RUN_TIME);
        long seconds = 0;
        for (String part : text.split(":", -1)) {
            seconds = seconds * 60 + (part.isEmpty() ? 0 : Long.parseLong(part));
        }
        return seconds == 0 ? null : seconds;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** As the value of one -l; empty if nothing is left. */
    String value() {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(","));
    }
}
