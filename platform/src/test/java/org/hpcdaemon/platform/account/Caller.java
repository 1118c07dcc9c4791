package org.hpcdaemon.platform.account;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.hpcdaemon.protocol.rpc.Json;

/** One HTTP connection from an address of its own: all of 127.0.0.0/8 is this machine's. Says exactly what it is told. */
public final class Caller implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    /** An answer; {@code headers} by lower-case name, without the date. */
    public record Answer(int status, Map<String, String> headers, String body) {
        public <T> T as(Class<T> type) {
            return Json.read(body, type);
        }

        /** The part of an error that people read. */
        public String message() {
            return as(Refusal.class).detail().message();
        }
    }

    record Refusal(Detail detail) {
        record Detail(String error_code, String message) {}
    }

    private final Socket socket;
    private final InputStream in;

    private Caller(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Connects from a loopback address. */
    public static Caller from(String source, URI platform) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(source), 0));
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), platform.getPort()));
            return new Caller(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Posts JSON; {@code headers} are whole lines, such as {@code X-Forwarded-For: 192.0.2.1}. */
    public Answer post(String path, String json, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Content-Type: application/json");
        return call("POST", path, json, all);
    }

    public Answer call(String method, String path, String body, List<String> headers) throws IOException {
        StringBuilder request = new StringBuilder()
                .append(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: platform\r\nContent-Length: ")
                .append(body.getBytes(StandardCharsets.UTF_8).length)
                .append("\r\n");
        headers.forEach(header -> request.append(header).append("\r\n"));
        request.append("\r\n").append(body);
        socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
        return answer();
    }

    private Answer answer() throws IOException {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            String[] parts = line.split(": ?", 2);
            headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
        }
        headers.remove("date");
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Answer(status, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the platform closed the connection");
            }
            line.write(c);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
