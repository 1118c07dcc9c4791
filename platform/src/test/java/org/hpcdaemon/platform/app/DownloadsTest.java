package org.hpcdaemon.platform.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.hpcdaemon.platform.download.DownloadFolder;
import org.hpcdaemon.protocol.error.HpcException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What anyone may download: what the list in the host's folder names, and nothing else of that machine. */
final class DownloadsTest {
    private static final String ARCHIVE = "hpc-daemon-client-1.0-linux-x64.tar.gz";

    @TempDir
    Path folder;

    private Path downloads;
    private byte[] archive;
    private TestPlatform platform;

    @BeforeEach
    void start() throws Exception {
        downloads = Files.createDirectory(folder.resolve("downloads"));
        archive = new byte[300_001];
        new Random(1).nextBytes(archive);
        Files.write(downloads.resolve(ARCHIVE), archive);
        Files.writeString(downloads.resolve("SHA256SUMS"), "0".repeat(64) + "  " + ARCHIVE + "\n");
        Files.writeString(downloads.resolve("install.sh"), "#!/bin/sh\nplatform=''\necho $platform\n");
        platform = new TestPlatform(folder.resolve("home"), new DownloadFolder(downloads));
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void the_script_knows_the_platform_that_it_came_from() throws Exception {
        HttpResponse<String> script = platform.get("/install.sh", "");

        assertThat(script.statusCode()).isEqualTo(200);
        assertThat(script.body()).contains("\nplatform='" + platform.server.uri() + "'\n");
        new Described(platform.get("/hpc/openapi.json", "").body()).check("GET", "/install.sh", script);
    }

    @Test
    void an_archive_arrives_whole_and_as_it_is_described() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> file = http.send(
                    HttpRequest.newBuilder(platform.uri("/downloads/" + ARCHIVE))
                            .build(),
                    BodyHandlers.ofByteArray());

            assertThat(file.body()).isEqualTo(archive);
            assertThat(file.headers().firstValue("Content-Length")).contains("300001");
            new Described(platform.get("/hpc/openapi.json", "").body()).check("GET", "/downloads/x", file);
        }
        assertThat(platform.get("/downloads/SHA256SUMS", "").body()).endsWith("  " + ARCHIVE + "\n");
    }

    @Test
    void what_the_list_does_not_name_is_not_there() throws Exception {
        Files.writeString(downloads.resolve("notes.txt"), "secret");
        Files.writeString(folder.resolve("outside"), "secret");
        Files.writeString(downloads.resolve(".hidden"), "secret");
        Files.createSymbolicLink(downloads.resolve("link"), folder.resolve("outside"));
        Files.createDirectory(downloads.resolve("directory"));
        Files.writeString(
                downloads.resolve("SHA256SUMS"),
                List.of(ARCHIVE, "link", "directory", ".hidden", "../outside", "missing").stream()
                        .map(name -> "0".repeat(64) + "  " + name + "\n")
                        .reduce("", String::concat));

        for (String name : List.of(
                "notes.txt",
                "link",
                "directory",
                ".hidden",
                "missing",
                "%2e%2e%2foutside",
                "..%2foutside",
                "%2e%2e/outside",
                "x".repeat(300),
                "a%00b",
                "")) {
            String answer = raw("/downloads/" + name);
            assertThat(answer).as(name).matches("(?s)HTTP/1.1 4\\d\\d .*").doesNotContain("secret");
        }
        assertThat(raw("/downloads/..")).as("the front page").doesNotContain("secret");
        assertThat(raw("/downloads/../../outside")).matches("(?s)HTTP/1.1 4\\d\\d .*");
    }

    @Test
    void new_archives_are_served_while_the_platform_runs() throws Exception {
        Files.writeString(downloads.resolve("hpc-daemon-client-2.0-linux-x64.tar.gz"), "new");
        assertThat(platform.get("/downloads/hpc-daemon-client-2.0-linux-x64.tar.gz", "")
                        .statusCode())
                .isEqualTo(404);
        Files.writeString(
                downloads.resolve("SHA256SUMS"), "0".repeat(64) + "  hpc-daemon-client-2.0-linux-x64.tar.gz\n");

        assertThat(platform.get("/downloads/hpc-daemon-client-2.0-linux-x64.tar.gz", "")
                        .body())
                .isEqualTo("new");
        assertThat(platform.get("/downloads/" + ARCHIVE, "").statusCode()).isEqualTo(404);
    }

    @Test
    void a_folder_with_nothing_to_serve_is_refused_and_no_folder_is_said(@TempDir Path other) throws Exception {
        assertThatThrownBy(() -> new DownloadFolder(other))
                .isInstanceOf(HpcException.class)
                .hasMessageContaining("SHA256SUMS")
                .hasMessageContaining("./release");
        try (TestPlatform without = new TestPlatform(other.resolve("home"))) {
            HttpResponse<String> answer = without.get("/install.sh", "");
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("--downloads");
        }
    }

    /** A request as it is written, which clients would tidy up. */
    private String raw(String path) throws IOException {
        try (Socket socket = platform.rawConnection()) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
