package org.hpcdaemon.protocol.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.hpcdaemon.protocol.message.Notice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An acknowledgement is the same whichever code writes and reads it. */
final class AckTextTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 262144",
        "2147483647, 999999999999999999",
        "7, 1000000000000000000",
        "7, 9223372036854775807"
    })
    void itIsWrittenAndReadAsTheLibraryDoes(int stream, long offset) {
        Notice.StreamAck ack = new Notice.StreamAck(stream, offset);
        String text = Rpc.notification(ack);

        assertThat(Json.tree(text).path("params")).isEqualTo(Json.tree(Json.write(ack)));
        assertThat(Rpc.decode(text)).isEqualTo(new RpcMessage.Notification(ack));
        assertThat(Rpc.decode(text.replace(",", " , "))).isEqualTo(new RpcMessage.Notification(ack));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1,\"offset\":",
                ",\"offset\":2",
                "1,\"offset\":-2",
                "1,\"offset\":02",
                "1,\"offset\":2.5",
                "1,\"offset\":\"2\"",
                "01,\"offset\":2",
                "1,\"offset\":2,\"offset\":3",
                "1,\"offset\":9223372036854775808"
            })
    void whatTheLibraryRefusesIsRefused(String params) {
        String text = "{\"jsonrpc\":\"2.0\",\"method\":\"stream.ack\",\"params\":{\"stream\":" + params + "}}";

        assertThat(AckText.read(text)).isNull();
        assertThatThrownBy(() -> Rpc.decode(text)).isInstanceOf(RpcException.class);
    }

    @Test
    void anotherFieldIsIgnoredAsTheLibraryDoes() {
        String text =
                "{\"jsonrpc\":\"2.0\",\"method\":\"stream.ack\",\"params\":{\"stream\":1,\"offset\":2,\"more\":{\"a\":{}}}}";

        assertThat(Rpc.decode(text)).isEqualTo(new RpcMessage.Notification(new Notice.StreamAck(1, 2)));
    }
}
