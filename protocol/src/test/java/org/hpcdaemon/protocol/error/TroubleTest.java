package org.hpcdaemon.protocol.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

final class TroubleTest {
    @Test
    void aFullDiskIsToldWithItsPathAndWhatToDo() {
        String words = "the disk or quota that holds /home/a/x is full: free some space";

        assertThat(Trouble.words(new FileSystemException("/home/a/x", null, "No space left on device")))
                .hasValue(words);
        assertThat(Trouble.words(
                        new UncheckedIOException(new FileSystemException("/home/a/x", null, "Disk quota exceeded"))))
                .hasValue(words);
        assertThat(Trouble.words(new UncheckedIOException(
                        "the log was not rotated", new IOException("No space left on device"))))
                .hasValue("the log was not rotated: the disk or quota is full: free some space");
    }

    @Test
    void whatIsWrongWithTheMachineHasWordsAndADefectHasNone() {
        assertThat(Trouble.words(new AccessDeniedException("/x"))).hasValue("you may not use /x");
        assertThat(Trouble.words(new IOException())).hasValue("IOException");
        assertThat(Trouble.words(new HpcException(ErrorCode.STORAGE, "no room")))
                .hasValue("no room");
        assertThat(Trouble.words(new HpcException(ErrorCode.INTERNAL, "a defect")))
                .isEmpty();
        assertThat(Trouble.words(new IllegalStateException("/x.db is full: free some space", new SQLException("13"))))
                .hasValue("/x.db is full: free some space");
        assertThat(Trouble.words(new IllegalStateException("a defect"))).isEmpty();
    }
}
