package org.hpcdaemon.jobs.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hpcdaemon.jobs.model.TaskKey;
import org.hpcdaemon.protocol.id.JobId;
import org.hpcdaemon.protocol.id.RandomIds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NewsFolderTest {
    @TempDir
    private Path folder;

    @Test
    void newsIsTakenOnceAndThatOfAnotherDaemonsJobsStays() throws IOException {
        JobId ours = RandomIds.secure().job();
        JobId others = RandomIds.secure().job();
        NewsFolder news = new NewsFolder(folder);
        for (String name : new String[] {ours.value(), ours + ".7", others.value(), "no task"}) {
            Files.createFile(folder.resolve(name));
        }

        assertThat(news.take(ours::equals))
                .containsExactlyInAnyOrder(new TaskKey(ours, TaskKey.PLAIN), new TaskKey(ours, 7));
        assertThat(news.take(ours::equals)).isEmpty();
        assertThat(news.take(others::equals)).containsExactly(new TaskKey(others, TaskKey.PLAIN));
    }
}
