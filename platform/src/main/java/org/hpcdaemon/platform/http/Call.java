package org.hpcdaemon.platform.http;

import java.util.Map;
import org.hpcdaemon.platform.identity.Identity;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.rpc.Json;
import org.jspecify.annotations.Nullable;

/**
 * One request, after its caller was admitted.
 *
 * @param identity absent on routes for anyone
 * @param path the parts of the path that the route's pattern names
 * @param query the parameters, the last of each name
 * @param body the JSON; empty where the method has none
 * @param subject what the audit log is told of it
 */
public record Call(
        @Nullable Identity identity,
        Map<String, String> path,
        Map<String, String> query,
        String body,
        String remoteAddress,
        Subject subject) {

    public Identity caller() {
        if (identity == null) {
            throw new HpcException(ErrorCode.UNAUTHORIZED, "present a key: Authorization: Bearer KEY");
        }
        return identity;
    }

    public String path(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalStateException("the route's pattern has no {" + name + "}");
        }
        return value;
    }

    <T> T body(Class<T> type) {
        return Json.read(body, type);
    }

    /** A whole number of the query. */
    long number(String name, long min, long max, long absent) {
        String text = query.get(name);
        if (text == null) {
            return absent;
        }
        try {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below, with what would fit.
        }
        throw HpcException.invalid("parameter \"" + name + "\" is a whole number from " + min + " to " + max);
    }
}
