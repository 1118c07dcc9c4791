package org.hpcdaemon.daemon.policy;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a job, or each element of an array, asks for; absent: the request does not tell.
 *
 * @param time seconds
 * @param memory mebibytes on each node
 */
public record Resources(
        @Nullable Long gpus,
        @Nullable Long nodes,
        @Nullable Long time,
        @Nullable Long memory) {

    /** What can be bounded. */
    public enum Resource {
        GPUS,
        NODES,
        TIME,
        MEMORY;

        /** As files write it in a request. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Nullable
    Long of(Resource resource) {
        return switch (resource) {
            case GPUS -> gpus;
            case NODES -> nodes;
            case TIME -> time;
            case MEMORY -> memory;
        };
    }
}
