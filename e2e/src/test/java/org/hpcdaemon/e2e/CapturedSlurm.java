package org.hpcdaemon.e2e;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.hpcdaemon.protocol.id.JobId;

/** SLURM's commands with an answer that was captured: for more jobs than one machine can give a real one. */
final class CapturedSlurm {
    private final Path folder;

    CapturedSlurm(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        program("sbatch", "[ \"$1\" = --version ] || echo 999");
        program("squeue", "date +%s%N >>" + folder + "/asked; cat " + folder + "/table");
        program("sacct", "exit 1");
        program("scontrol", "echo 'RequeueExit             = (null)'");
        program("sinfo", "exit 1");
        Files.createFile(folder.resolve("table"));
        Files.createFile(folder.resolve("asked"));
    }

    private void program(String name, String body) throws IOException {
        Path script = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + body + "\n");
        if (!script.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + script + " executable");
        }
    }

    Map<String, String> environment(Duration poll) {
        return Map.of(
                "PATH",
                folder + ":" + System.getenv("PATH"),
                "LOCAL_MODE",
                "0",
                "HPC_SLURM_POLL_SECONDS",
                Long.toString(poll.toSeconds()));
    }

    /** When squeue was asked. */
    List<Instant> questions() throws IOException {
        return Files.readAllLines(folder.resolve("asked")).stream()
                .filter(line -> line.length() == "1795565289000000000".length())
                .map(Long::parseLong)
                .map(nanos -> Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000))
                .toList();
    }

    /** What squeue 22.05 prints in the columns it is asked for, with all of these running but the first so many. */
    void answer(List<JobId> jobs, int completed) throws IOException {
        Path next = folder.resolve("table.new");
        try (BufferedWriter out = Files.newBufferedWriter(next)) {
            for (int i = 0; i < jobs.size(); i++) {
                boolean over = i < completed;
                out.write("%-20d%-80s%-20s%-16d%-16d%-24s%-24s%-64s%-64s%-100s\n"
                        .formatted(
                                i + 1000,
                                "N/A",
                                over ? "COMPLETED" : "RUNNING",
                                0,
                                0,
                                "2026-11-25T00:%02d:%02d".formatted(i / 60 % 60, i % 60),
                                over ? "2026-11-25T01:00:00" : "NONE",
                                "node" + i % 400,
                                "hpc-daemon/" + jobs.get(i),
                                "None"));
            }
        }
        Files.move(next, folder.resolve("table"), StandardCopyOption.ATOMIC_MOVE);
    }
}
