package org.hpcdaemon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.hpcdaemon.client.DaemonSession;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.Outcome;
import org.hpcdaemon.e2e.world.Program;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.ForwardRequest;
import org.hpcdaemon.testkit.Patience;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code hpc forward} to a server that a job started, as Jupyter is, wherever the job runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ForwardContract {
    private static final int PARALLEL = 50;
    private static final int LARGE = 20_000_000;

    /** Answers with the path, or with so many bytes as the path says; speaks enough of RFC 6455 to send a text back. */
    private static final String SERVER = """
            import base64, hashlib, http.server, struct, sys
            class Handler(http.server.BaseHTTPRequestHandler):
                protocol_version = 'HTTP/1.1'
                def log_message(self, *_): pass
                def do_GET(self):
                    if self.headers.get('Upgrade') == 'websocket':
                        return self.web_socket()
                    name = self.path[1:]
                    body = b'x' * int(name) if name.isdigit() else name.encode()
                    self.send_response(200)
                    self.send_header('Content-Length', str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                def web_socket(self):
                    key = self.headers['Sec-WebSocket-Key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
                    self.send_response(101)
                    self.send_header('Upgrade', 'websocket')
                    self.send_header('Connection', 'Upgrade')
                    self.send_header('Sec-WebSocket-Accept', base64.b64encode(hashlib.sha1(key.encode()).digest()).decode())
                    self.end_headers()
                    head = self.rfile.read(6)
                    mask = head[2:6]
                    text = bytes(b ^ mask[i % 4] for i, b in enumerate(self.rfile.read(head[1] & 127)))
                    self.wfile.write(b'\\x81' + bytes([len(text)]) + text)
                    self.rfile.read(6)
                    self.wfile.write(b'\\x88\\x00')
                    self.close_connection = True
            server = http.server.ThreadingHTTPServer((sys.argv[1], int(sys.argv[2])), Handler)
            server.serve_forever()
            """;

    private World world;
    private Daemon box;
    private String key;
    private String other;
    private String job;
    private int remote;
    private int local;

    /** Where the job's server listens, as the node knows it. */
    abstract String address();

    /** What the node is called; null: the daemon's own machine. */
    abstract @Nullable String node();

    /** The daemon whose jobs run there. */
    abstract Daemon box(World started, Path folder) throws IOException;

    /** Options of {@code hpc job submit} for a job that runs there. */
    abstract List<String> options();

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        Path python = Path.of("/usr/bin/python3");
        assumeTrue(Files.isExecutable(python), "no " + python + " here");
        world = World.start(getClass(), folder);
        box = box(world, folder);
        key = world.platform().agentKey(World.ADA, "agent");
        other = world.platform().agentKey(World.ADA, "other");
        remote = freePort();
        Files.writeString(box.work().resolve("server.py"), SERVER);
        List<String> submit = new ArrayList<>(List.of("job", "submit", "box"));
        submit.addAll(options());
        submit.addAll(List.of("--", python.toString(), "server.py", address(), Integer.toString(remote)));
        Outcome<String> submitted = world.hpc(key, submit.toArray(String[]::new));
        job = submitted.out().strip();
        assertThat(job).as(submitted.err()).isNotEmpty();
        Patience.await().until(() -> isListening(remote));
        // The job is seen running a moment later than its server.
        Patience.await()
                .until(() -> world.hpc(key, "job", "status", "box", job).out().contains("RUNNING"));
        local = forwarded("0:" + remote, "--job", job);
    }

    @AfterAll
    void stop() throws IOException {
        if (world != null) {
            world.close();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private boolean isListening(int port) {
        try (Socket _ = new Socket(address(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** The port here. */
    private int forwarded(String... arguments) {
        String[] words = new String[arguments.length + 2];
        words[0] = "forward";
        words[1] = "box";
        System.arraycopy(arguments, 0, words, 2, arguments.length);
        Program program = world.hpcInBackground(key, words);
        Pattern line = Pattern.compile("127\\.0\\.0\\.1:(\\d+) leads to ");
        Patience.await().until(() -> line.matcher(program.output()).find() || !program.isAlive());
        Matcher found = line.matcher(program.output());
        assertThat(found.find()).as(program.output()).isTrue();
        return Integer.parseInt(found.group(1));
    }

    private HttpRequest get(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + local + "/" + path))
                .build();
    }

    @Test
    void manyRequestsAtATimeAreAnswered() {
        try (HttpClient client = HttpClient.newHttpClient()) {
            List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, PARALLEL)
                    .mapToObj(each -> client.sendAsync(get("page-" + each), HttpResponse.BodyHandlers.ofString()))
                    .toList();

            assertThat(answers.stream().map(each -> each.join().body()))
                    .containsExactlyElementsOf(IntStream.range(0, PARALLEL)
                            .mapToObj(each -> "page-" + each)
                            .toList());
        }
    }

    @Test
    void aLargeAnswerIsWhole() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(client.send(get(Integer.toString(LARGE)), HttpResponse.BodyHandlers.ofByteArray())
                            .body())
                    .hasSize(LARGE);
        }
    }

    @Test
    void readersThatStallHoldUpNobodyElse() throws Exception {
        int stalled = 20;
        Socket[] sockets = new Socket[stalled];
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int i = 0; i < stalled; i++) {
                sockets[i] = new Socket(InetAddress.getLoopbackAddress(), local);
                sockets[i]
                        .getOutputStream()
                        .write(("GET /" + LARGE + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                // The first bytes are here, and nothing reads the rest.
                assertThat(sockets[i].getInputStream().read()).isEqualTo('H');
            }

            assertThat(client.send(get("1000000"), HttpResponse.BodyHandlers.ofByteArray())
                            .body())
                    .hasSize(1_000_000);
            InputStream first = sockets[0].getInputStream();
            long count = 1;
            byte[] block = new byte[1 << 16];
            while (count < LARGE) {
                count += first.read(block);
            }
        } finally {
            for (Socket socket : sockets) {
                if (socket != null) {
                    socket.close();
                }
            }
        }
    }

    @Test
    void aWebSocketIsOpenedAndAnswered() {
        CompletableFuture<String> heard = new CompletableFuture<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            WebSocket socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + local + "/"), new WebSocket.Listener() {
                        @Override
                        public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                            heard.complete(text.toString());
                            return WebSocket.Listener.super.onText(from, text, last);
                        }
                    })
                    .join();
            socket.sendText("kernel", true).join();

            assertThat(heard.join()).isEqualTo("kernel");
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        }
    }

    @Test
    void anotherAgentsJobAndPortAreAsIfTheyWereNotThere() throws IOException {
        Outcome<String> ofJob = world.hpc(other, "forward", "box", "0:" + remote, "--job", job);
        assertThat(ofJob.exitCode()).as(ofJob.err()).isEqualTo(1);
        assertThat(ofJob.err()).contains("no job " + job);

        try (var session = world.client(other).connect(box.id())) {
            assertThat(refusal(session, open(remote)))
                    .startsWith("NOT_FOUND ")
                    .isEqualTo(refusal(session, open(freePort())).replaceAll("(?<=port )\\d+", "" + remote));
        }
        assertThat(world.hpc(key, "forward", "box", "0:elsewhere.example:80").err())
                .contains("no job of yours runs on a host elsewhere.example");
    }

    private ForwardRequest.Open open(int port) {
        ForwardRequest.Open open = ForwardRequest.Open.of(port);
        String node = node();
        return node == null ? open : open.withHost(node);
    }

    private static String refusal(DaemonSession session, ForwardRequest.Open request) {
        try (var _ = session.connectTo(request)) {
            throw new AssertionError("it was connected");
        } catch (HpcException e) {
            return e.code() + " " + e.reason();
        }
    }
}
