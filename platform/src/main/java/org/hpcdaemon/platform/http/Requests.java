package org.hpcdaemon.platform.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/** Reads requests. */
final class Requests {
    /**
     * Of a body that is too large, read and dropped before the answer: closing on a client that still writes resets
     * the connection, and it may never see the answer (RFC 9112 section 9.6). Larger ones are not worth the reading.
     */
    private static final int DROPPED_BYTES = 2 << 20;

    /** For the whole body: 1 MiB passes in it on any line worth using. */
    private static final Duration BODY_TIME = Duration.ofSeconds(30);

    private static final String BEARER = "Bearer ";

    private Requests() {}

    /** The secret of {@code Authorization: Bearer SECRET}; the scheme's case does not matter (RFC 9110 11.1). */
    static Optional<String> bearer(Request request) {
        String header = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.empty();
        }
        return Optional.of(header.substring(BEARER.length()).strip());
    }

    static Map<String, String> query(Request request) {
        Map<String, String> values = new HashMap<>();
        try {
            for (Fields.Field field : Request.extractQueryParameters(request)) {
                values.put(field.getName(), field.getValue());
            }
        } catch (RuntimeException e) {
            throw new HpcException(ErrorCode.INVALID_REQUEST, "the query is not percent-encoded UTF-8", e);
        }
        return values;
    }

    static boolean isJson(Request request) {
        @Nullable String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        return type != null
                && type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(Responses.JSON);
    }

    /** The whole body. Each read ends by the connection's idle timeout, all together by {@link #BODY_TIME}. */
    static byte[] body(Request request, int most) throws IOException {
        if (request.getLength() > DROPPED_BYTES) {
            throw tooLarge(most);
        }
        long deadline = System.nanoTime() + BODY_TIME.toNanos();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] piece = new byte[8192];
        try (InputStream in = Content.Source.asInputStream(request)) {
            int total = 0;
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                total += read;
                if (total > DROPPED_BYTES) {
                    throw tooLarge(most);
                }
                if (total <= most) {
                    bytes.write(piece, 0, read);
                }
                if (System.nanoTime() > deadline) {
                    throw new LateBodyException(null);
                }
            }
            if (total > most) {
                throw tooLarge(most);
            }
        } catch (IOException e) {
            throw e.getCause() instanceof TimeoutException ? new LateBodyException(e) : e;
        }
        return bytes.toByteArray();
    }

    /**
     * Who sent it: behind a proxy the last address of X-Forwarded-For, since the proxy itself added only that one. Some
     * proxies lengthen the header that came, some add another: it is the last of the last.
     */
    static String remoteAddress(Request request, boolean behindProxy) {
        if (behindProxy) {
            List<String> forwarded = request.getHeaders().getValuesList("X-Forwarded-For");
            if (!forwarded.isEmpty()) {
                String last = forwarded.getLast();
                return last.substring(last.lastIndexOf(',') + 1).strip();
            }
        }
        return Request.getRemoteAddr(request);
    }

    private static HpcException tooLarge(int most) {
        return new HpcException(ErrorCode.TOO_LARGE, "a body here has at most " + most + " bytes");
    }
}
