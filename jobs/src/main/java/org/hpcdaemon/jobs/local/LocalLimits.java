package org.hpcdaemon.jobs.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What local jobs may take of the machine.
 *
 * @param cpus that running jobs may ask for together; more of them wait in line
 * @param memoryMb that the machine has, MiB
 * @param gpus that the machine has; jobs share them, nothing keeps one from another's
 * @param niceness of jobs, 0 to 19
 * @param grace between TERM and KILL
 */
public record LocalLimits(int cpus, long memoryMb, int gpus, int niceness, Duration grace) {
    private static final Pattern MEMORY = Pattern.compile("MemTotal:\\s+(\\d{1,15}) kB");

    /** One job for each core, a little politer than a person's own programs, since login nodes are shared. */
    public static LocalLimits of(Runtime machine) {
        return new LocalLimits(
                machine.availableProcessors(), machineMemoryMb(), nvidiaDevices(), 10, Duration.ofSeconds(10));
    }

    /** Where it cannot be known, nothing is refused for it. */
    private static long machineMemoryMb() {
        try {
            Matcher total = MEMORY.matcher(Files.readString(Path.of("/proc/meminfo")));
            return total.find() ? Long.parseLong(total.group(1)) >> 10 : Long.MAX_VALUE;
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    private static int nvidiaDevices() {
        try (Stream<Path> devices = Files.list(Path.of("/dev"))) {
            return (int)
                    devices.filter(device -> device.getFileName().toString().matches("nvidia\\d+"))
                            .count();
        } catch (IOException e) {
            return 0;
        }
    }
}
