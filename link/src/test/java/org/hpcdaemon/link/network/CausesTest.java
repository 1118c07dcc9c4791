package org.hpcdaemon.link.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

final class CausesTest {
    @Test
    void aTimeOutIsNoRefusalHoweverItIsWrapped() {
        HttpConnectTimeoutException ofTheClient = new HttpConnectTimeoutException("HTTP connect timed out");
        ofTheClient.initCause(new ConnectException("HTTP connect timed out"));
        assertThat(Causes.describe(ofTheClient)).startsWith("no answer in time");
        assertThat(Causes.describe(new IOException(new ConnectException("Connection timed out"))))
                .startsWith("no answer in time");
        assertThat(Causes.describe(new ConnectException("Network is unreachable")))
                .isEqualTo("Network is unreachable");
    }

    @Test
    void aRefusalIsSaidToBeOne() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + free + "/"))
                    .build();
            Throwable refused = catchThrowable(() -> http.send(request, HttpResponse.BodyHandlers.discarding()));
            assertThat(Causes.describe(refused)).startsWith("connection refused");
        }
    }
}
