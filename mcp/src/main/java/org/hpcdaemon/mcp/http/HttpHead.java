package org.hpcdaemon.mcp.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The head of a request to the endpoint.
 *
 * @param method as {@code POST}; others are refused
 * @param headers by any writing of their names
 */
public record HttpHead(String method, Map<String, List<String>> headers) {
    public HttpHead {
        headers = headers.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        header -> header.getKey().toLowerCase(Locale.ROOT),
                        header -> List.copyOf(header.getValue()),
                        (one, two) -> Stream.concat(one.stream(), two.stream()).toList()));
    }

    /** The header's value without white space around it; several are one list, as RFC 9110 says. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)))
                .map(values -> String.join(", ", values).strip());
    }
}
