package org.hpcdaemon.e2e.console;

import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.hpcdaemon.testkit.Certificates;

/** nginx with the {@code server} block of docs/hosting.md, but for addresses and files. */
record Nginx(Process process, String url) implements AutoCloseable {

    /** Starts one that speaks TLS before a platform on loopback. */
    static Nginx before(int platform, Path folder) throws Exception {
        Certificates.Identity identity =
                Certificates.in(Files.createDirectories(folder)).forHost("127.0.0.1");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String server = block().replace("listen 443 ssl;", "listen 127.0.0.1:" + port + " ssl;")
                .replace("/etc/ssl/hpc/chain.pem", identity.certificate().toString())
                .replace("/etc/ssl/hpc/key.pem", identity.key().toString())
                .replace("http://127.0.0.1:7700", "http://127.0.0.1:" + platform);
        String paths = List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi").stream()
                .map(kind -> kind + "_temp_path " + folder.resolve(kind) + ";\n")
                .collect(Collectors.joining());
        Path configuration = Files.writeString(
                folder.resolve("nginx.conf"),
                "daemon off;\npid " + folder.resolve("pid") + ";\nevents {}\nhttp {\naccess_log off;\n" + paths + server
                        + "}\n");
        Process process = new ProcessBuilder("/usr/sbin/nginx", "-e", "stderr", "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        await().ignoreException(IOException.class).until(() -> {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            return true;
        });
        return new Nginx(process, "https://127.0.0.1:" + port);
    }

    private static String block() throws IOException {
        String page = Files.readString(Path.of("../docs/hosting.md"));
        int begin = page.indexOf("    server {");
        return page.substring(begin, page.indexOf("\n    }\n", begin) + 7);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
