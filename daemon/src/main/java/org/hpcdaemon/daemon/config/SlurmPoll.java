package org.hpcdaemon.daemon.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/**
 * How often SLURM may be asked about all jobs: as the user wants it, and never more often than the administrator of the
 * machine does, whose word is in a file for all of its users.
 */
public final class SlurmPoll {
    /** A properties file that may have {@code slurm-poll-seconds}; users cannot write there. */
    public static final Path ADMINISTRATORS = Path.of("/etc/hpc-daemon/site.properties");

    /** What most clusters bear from every user: the default of {@code watch squeue} is five times as often. */
    private static final int DEFAULT_SECONDS = 10;

    private static final int MAX_SECONDS = 3600; // of a job's end without a record, an agent hears an hour late

    private SlurmPoll() {}

    /**
     * The least time between two questions.
     *
     * @param variable of this start's environment; absent: what setup stored
     * @param stored by setup; absent: the default
     * @param administrators their file; it need not exist
     */
    public static Duration every(@Nullable String variable, @Nullable Integer stored, Path administrators) {
        int wanted = variable != null
                ? seconds(variable, Setting.SLURM_POLL_SECONDS.variable())
                : stored == null ? DEFAULT_SECONDS : stored;
        return Duration.ofSeconds(Math.max(wanted, least(administrators)));
    }

    /** A value from a file or variable. Throws {@link HpcException} that names the place. */
    public static int seconds(String written, String where) {
        if (written.matches("[1-9]\\d{0,3}") && Integer.parseInt(written) <= MAX_SECONDS) {
            return Integer.parseInt(written);
        }
        throw HpcException.invalid(
                where + " is \"" + written + "\"; it is a number of seconds from 1 to " + MAX_SECONDS);
    }

    private static int least(Path administrators) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(administrators)) {
            properties.load(reader);
        } catch (NoSuchFileException _) {
            return 1;
        } catch (IOException | IllegalArgumentException e) {
            throw HpcException.invalid("cannot read " + administrators + ", which an administrator of this machine"
                    + " keeps; ask them to fix it: " + e.getMessage());
        }
        String key = Setting.SLURM_POLL_SECONDS.key();
        String least = properties.getProperty(key);
        return least == null ? 1 : seconds(least.strip(), key + " in " + administrators);
    }
}
