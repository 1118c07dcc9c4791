package org.hpcdaemon.client.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.hpcdaemon.protocol.frame.StreamFrame;
import org.junit.jupiter.api.Test;

class StreamsTest {
    private final Streams streams = new Streams(() -> null);

    @Test
    void aStreamThatTheDaemonGivesUpFailsItsReaderAfterWhatCame() throws Exception {
        ReceiveStream output = streams.receive(3);
        streams.frame(new StreamFrame(3, 0, ByteBuffer.wrap(new byte[] {'a'})).encode());
        streams.failed(3, "its output is not kept any more");
        assertThat(output.read()).isEqualTo('a');
        assertThatThrownBy(output::read)
                .isInstanceOf(StreamFailedException.class)
                .hasMessage("its output is not kept any more");
    }
}
