package org.hpcdaemon.platform.http.route;

/** What a route reads besides its path and query. */
public sealed interface Body {
    /** The largest, in bytes. */
    int most();

    /** Whatever comes with the request stays unread. */
    record None() implements Body {
        @Override
        public int most() {
            return 0;
        }
    }

    /**
     * A JSON object.
     *
     * @param strict fields that it does not have are refused by name, since to drop one would change what is done
     */
    record Json(Class<?> type, int most, boolean strict) implements Body {}

    /** Bytes as they are. */
    record Raw(int most) implements Body {}
}
