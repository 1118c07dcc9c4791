package org.hpcdaemon.session.file.transfer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.hpcdaemon.linux.descriptor.FileHandle;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.file.FilePath;
import org.hpcdaemon.protocol.id.AgentId;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.id.UserId;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.sandbox.Guard;
import org.hpcdaemon.session.file.call.CallPulse;
import org.hpcdaemon.session.file.call.FileSettings;
import org.hpcdaemon.session.route.Caller;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of an upload that was interrupted. */
final class PartialFileTest {
    @TempDir
    Path work;

    @Test
    void whatWasLeftAndIsCutMeanwhileEndsTheAttempt() throws Exception {
        FileRequest.Upload request = FileRequest.Upload.of(new IdempotencyKey("k1"), FilePath.of("data"));
        Caller caller = new Caller(new UserId("u_12345678"), new AgentId("a_12345678"));
        PartialFile.Name name = PartialFile.Name.of(caller, request.key());
        FileSettings settings =
                new FileSettings(Guard.OFF.files(), work.toString(), work.toString(), Duration.ofMinutes(2));
        try (FileHandle root = FileHandle.directory("/")) {
            try (PartialFile first = PartialFile.open(root, settings, request, name)) {
                first.append(new byte[100], 100);
            }
            try (PartialFile second = PartialFile.open(root, settings, request, name)) {
                Files.write(work.resolve(name.text()), new byte[40]);

                assertThatThrownBy(() -> second.digest(new CallPulse()))
                        .isInstanceOf(HpcException.class)
                        .hasMessageContaining("was cut meanwhile; ask again with the same key");
            }
        }
    }
}
