package org.hpcdaemon.platform.http.route;

import java.util.List;

/** A parameter of a query, and what it may be. */
public sealed interface Parameter {
    String name();

    /** For its reader, in a few words. */
    String what();

    record Whole(String name, String what, long min, long max) implements Parameter {}

    /** {@code true} or {@code false}. */
    record Flag(String name, String what) implements Parameter {}

    record OneOf(String name, String what, List<String> values) implements Parameter {}

    record Text(String name, String what) implements Parameter {}
}
