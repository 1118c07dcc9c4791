package org.hpcdaemon.platform.http.route;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One kind of answer of a route, besides errors, which are all alike.
 *
 * @param type a record written as JSON; null: see {@code media}
 * @param media of a body that is no JSON; null with a type, and where there is no body
 * @param headers that tell of the body
 */
public record Shape(
        int status, @Nullable Class<?> type, @Nullable String media, List<String> headers) {}
