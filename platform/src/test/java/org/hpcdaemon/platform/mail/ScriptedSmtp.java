package org.hpcdaemon.platform.mail;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A mail server with scripted answers; a command without an answer hangs. */
public final class ScriptedSmtp implements AutoCloseable {
    public static final String HANGS = "";

    private static final Map<String, String> USUAL = Map.of(
            "", "220 scripted",
            "EHLO", "250-scripted\r\n250 8BITMIME",
            "MAIL", "250 fine",
            "RCPT", "250 fine",
            "DATA", "354 go on",
            ".", "250 taken",
            "RSET", "250 fine",
            "QUIT", "221 bye");

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Map<String, String> answers = new ConcurrentHashMap<>(USUAL);
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<Closeable> open = new CopyOnWriteArrayList<>();

    /** Starts one that takes every mail. */
    public ScriptedSmtp() throws IOException {
        open.add(server);
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** From now on answers a command with that; the command before the greeting is empty. */
    public ScriptedSmtp answers(String command, String line) {
        answers.put(command, line);
        return this;
    }

    /** Answers as usual again. */
    public void recovers() {
        answers.putAll(USUAL);
    }

    /** Every line that clients sent. */
    public List<String> heard() {
        return List.copyOf(heard);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket client) {
        try (client;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
            say(client, "");
            boolean data = false;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                heard.add(line);
                String command = line.split("[ :]", 2)[0];
                if (!data || line.equals(".")) {
                    say(client, command);
                }
                data = command.equals("DATA") || (data && !line.equals("."));
            }
        } catch (IOException e) {
            // The client has gone, or the test is over.
        }
    }

    private void say(Socket client, String command) throws IOException {
        String answer = answers.getOrDefault(command, "502 what?");
        if (!answer.equals(HANGS)) {
            OutputStream out = client.getOutputStream();
            out.write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        for (Closeable each : open) {
            each.close();
        }
    }
}
