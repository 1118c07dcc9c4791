package org.hpcdaemon.protocol.message.job;

import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.value.Checks;
import org.jspecify.annotations.Nullable;

/**
 * What a job took, of the time and of what was set aside for it.
 *
 * @param runMs wall-clock milliseconds of its last attempt; of an array from the first start to the last end
 * @param cpuEfficiency processor time over run time times processors: 1 is full use, more is a burst; absent if unknown
 * @param memoryEfficiency the most memory in use at a time over what was asked for; absent if unknown
 */
public record JobUsage(
        long runMs,
        @Nullable Double cpuEfficiency,
        @Nullable Double memoryEfficiency) {
    public JobUsage {
        Checks.range("runMs", runMs, 0, Long.MAX_VALUE);
        fraction("cpuEfficiency", cpuEfficiency);
        fraction("memoryEfficiency", memoryEfficiency);
    }

    private static void fraction(String field, @Nullable Double value) {
        if (value != null && !(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw HpcException.invalid("field \"" + field + "\" is " + value + "; it must be 0 or more");
        }
    }
}
