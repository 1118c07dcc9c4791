package org.hpcdaemon.platform.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.hpcdaemon.platform.http.route.AnswerStream;
import org.hpcdaemon.platform.http.route.HttpCall;
import org.hpcdaemon.protocol.Sha256;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/** The console's files, which {@code console/build} made, from memory: some hundred kilobytes. Thread-safe. */
public final class ConsoleFiles {
    private static final String PAGE = "index.html";

    /** Names all others, one on a line. */
    private static final String LIST = "files.txt";

    /** Only what this platform serves, no script or style in the page itself, and no frame around it. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");

    private record File(String type, String tag, ByteBuffer whole, ByteBuffer compressed) {}

    private final Map<String, File> files = new HashMap<>();

    /** Reads them all. */
    public ConsoleFiles() {
        new String(resource(LIST), StandardCharsets.US_ASCII).lines().forEach(name -> files.put(name, file(name)));
    }

    /** The page, which is asked for at each visit. */
    public void page(HttpCall call, AnswerStream out) throws InterruptedException {
        answer(call, out, files.get(PAGE), "no-cache");
    }

    /** What it is made of: another content has another name, so browsers need not ask again. */
    public void file(HttpCall call, AnswerStream out) throws InterruptedException {
        answer(call, out, files.get(call.path("file")), "public, max-age=31536000, immutable");
    }

    private static void answer(HttpCall call, AnswerStream out, @Nullable File file, String caching)
            throws InterruptedException {
        if (file == null) {
            throw new HpcException(ErrorCode.NOT_FOUND, "no such file of the console; reload the page");
        }
        Map<String, String> headers = new HashMap<>(Map.of(
                "Cache-Control", caching,
                "ETag", file.tag(),
                "Vary", "Accept-Encoding",
                "Content-Security-Policy", POLICY,
                "X-Frame-Options", "DENY",
                "Cross-Origin-Opener-Policy", "same-origin",
                "Cross-Origin-Resource-Policy", "same-origin"));
        if (call.header("If-None-Match")
                .filter(tags -> tags.contains(file.tag()))
                .isPresent()) {
            out.begin(304, headers);
            return;
        }
        boolean compressed = call.header("Accept-Encoding")
                .filter(codings -> List.of(codings.split("\\s*,\\s*")).contains("gzip"))
                .isPresent();
        ByteBuffer bytes = (compressed ? file.compressed() : file.whole()).duplicate();
        headers.put("Content-Type", file.type());
        headers.put("Content-Length", Integer.toString(bytes.remaining()));
        if (compressed) {
            headers.put("Content-Encoding", "gzip");
        }
        out.begin(200, headers);
        out.write(bytes);
    }

    private static File file(String name) {
        byte[] bytes = resource(name);
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) {
            throw new IllegalStateException("the console has a file of an unknown type: " + name);
        }
        return new File(
                type, "\"" + Sha256.hex(bytes).substring(0, 32) + "\"", ByteBuffer.wrap(bytes), compressed(bytes));
    }

    private static ByteBuffer compressed(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ByteBuffer.wrap(out.toByteArray());
    }

    private static byte[] resource(String name) {
        try (var in = ConsoleFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the console's file " + name + " is missing: console/build makes them");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
