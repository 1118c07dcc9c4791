package org.hpcdaemon.daemon.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From {@code /proc/self/mounts} of login nodes to what a path is on. */
final class MountsTest {
    private static final String LOGIN_NODE = """
            /dev/vda1 / ext4 rw,relatime 0 0
            tmpfs /tmp tmpfs rw,nosuid,nodev,noexec 0 0
            home:/export/home /home nfs4 rw,vers=4.2,local_lock=none 0 0
            old:/export /home/old nfs rw,vers=3,nolock,local_lock=all 0 0
            10.0.0.1@o2ib:/scratch /scratch lustre rw,flock 0 0
            10.0.0.1@o2ib:/work /work lustre rw,noflock 0 0
            ada@far: /mnt/far\\040away fuse.sshfs rw 0 0
            nonsense
            """;

    @ParameterizedTest
    @CsvSource({
        "/etc, ext4, false, true",
        "/tmp/x, tmpfs, false, true",
        "/home/ada/.hpc_daemon, nfs4, true, true",
        "/homes, ext4, false, true",
        "/home/old/bob, nfs, true, false",
        "/scratch/ada, lustre, true, true",
        "/work, lustre, true, false",
        "/mnt/far away/x, fuse.sshfs, true, true"
    })
    void aPathIsOnTheDeepestMount(Path path, String type, boolean shared, boolean locks) {
        Mounts.Mount mount = Mounts.parse(LOGIN_NODE).of(path).orElseThrow();
        assertThat(mount.type()).isEqualTo(type);
        assertThat(mount.isShared()).isEqualTo(shared);
        assertThat(mount.locksEverywhere()).isEqualTo(locks);
    }

    @Test
    void thisMachinesOwnAreRead() throws Exception {
        assertThat(Mounts.read().of(Path.of("/proc/self")))
                .map(Mounts.Mount::type)
                .contains("proc");
    }
}
