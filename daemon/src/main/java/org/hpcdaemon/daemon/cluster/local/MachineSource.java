package org.hpcdaemon.daemon.cluster.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.hpcdaemon.daemon.cluster.ClusterSource;
import org.hpcdaemon.linux.process.ProgramRunner;
import org.hpcdaemon.protocol.message.machine.ClusterInfo;
import org.hpcdaemon.protocol.message.machine.ClusterInfo.Gpu;
import org.hpcdaemon.protocol.message.machine.ClusterInfo.Queue;

/** Looks at this machine: processors, memory, load, and GPUs if nvidia-smi is there. */
public final class MachineSource implements ClusterSource {
    private final int cpus;
    private final Supplier<Queue> queue;
    private final ProgramRunner programs;
    private final InstantSource clock;

    /**
     * @param cpus that jobs may use together
     * @param queue of this daemon's own jobs
     */
    public MachineSource(int cpus, Supplier<Queue> queue, ProgramRunner programs, InstantSource clock) {
        this.cpus = cpus;
        this.queue = queue;
        this.programs = programs;
        this.clock = clock;
    }

    @Override
    public ClusterInfo ask() throws InterruptedException {
        List<String> unknown = new ArrayList<>();
        return new ClusterInfo(
                "local",
                clock.instant(),
                null,
                List.of(),
                Map.of("up", 1),
                gpus(unknown),
                List.of(),
                List.of(),
                queue.get(),
                MachineFiles.machine(cpus, text("/proc/meminfo"), text("/proc/loadavg")),
                unknown);
    }

    private List<Gpu> gpus(List<String> unknown) throws InterruptedException {
        if (!Files.exists(Path.of("/dev/nvidiactl"))) {
            return List.of();
        }
        try {
            ProgramRunner.Answer answer = programs.ask(NvidiaSmi.COMMAND);
            if (answer.exitCode() == 0) {
                return NvidiaSmi.gpus(answer.out());
            }
            unknown.add("gpus: nvidia-smi exited with " + answer.exitCode());
        } catch (IOException e) {
            unknown.add("gpus: " + e.getMessage());
        }
        return List.of();
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            return ""; // not Linux as we know it: what it would say is 0
        }
    }
}
