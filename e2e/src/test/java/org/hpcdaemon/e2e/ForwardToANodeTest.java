package org.hpcdaemon.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hpcdaemon.e2e.world.Daemon;
import org.hpcdaemon.e2e.world.Resident;
import org.hpcdaemon.e2e.world.World;
import org.hpcdaemon.testkit.slurm.SlurmCluster;
import org.hpcdaemon.testkit.slurm.SlurmVariant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/**
 * On a node of a real SLURM, whose name the daemon looks up, and where the server listens at an address that is not the daemon's. Needs
 * root.
 */
@Tag("slow")
final class ForwardToANodeTest extends ForwardContract {
    private static final String NODE = "n2";
    private static final String ADDRESS = "127.0.0.2";

    private @Nullable SlurmCluster slurm;

    @Override
    String address() {
        return ADDRESS;
    }

    @Override
    String node() {
        return NODE;
    }

    @Override
    List<String> options() {
        return List.of("--option=--nodelist=" + NODE);
    }

    @BeforeAll
    @Override
    void start(@TempDir Path folder) throws IOException {
        assumeTrue(SlurmCluster.missing().isEmpty(), SlurmCluster.missing());
        assumeTrue(canMount(), "the daemon can have no view of the files of its own here");
        super.start(folder);
    }

    private static boolean canMount() throws IOException {
        Process trial = new ProcessBuilder("unshare", "--mount", "mount", "--bind", "/etc/hosts", "/etc/hosts")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return trial.onExit().join().exitValue() == 0;
    }

    @Override
    Daemon box(World started, Path folder) throws IOException {
        SlurmCluster cluster = SlurmCluster.start(SlurmVariant.plain().withNodes(2));
        slurm = cluster;
        // As a cluster's name server tells it, in a view of the files that is the daemon's alone.
        Path hosts = Files.writeString(
                folder.resolve("hosts"), Files.readString(Path.of("/etc/hosts")) + "\n" + ADDRESS + " " + NODE + "\n");
        List<String> view = List.of(
                "unshare", "--mount", "sh", "-c", "mount --bind '" + hosts + "' /etc/hosts && exec \"$@\"", "sh");
        return started.box(
                new Resident(0, Files.createDirectories(folder.resolve("box")), true, view, List.of()),
                SlurmJobsTest.on(cluster));
    }

    @AfterAll
    void stopCluster() throws IOException {
        if (slurm != null) {
            slurm.close();
        }
    }
}
