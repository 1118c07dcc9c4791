package org.hpcdaemon.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No write-ahead log where other machines may have the file. */
final class JournalTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "nfs",
                "nfs4",
                "cifs",
                "smb3",
                "smbfs",
                "lustre",
                "gpfs",
                "beegfs",
                "fuse",
                "fuse.sshfs",
                "fuse.glusterfs",
                "afs",
                "ceph",
                "panfs",
                "wekafs",
                "9p"
            })
    void whatOtherMachinesMayHaveIsANetworkFileSystem(String type) {
        assertThat(FileSystems.isNetwork(type)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay", "fuseblk", "unknown"})
    void whatThisMachineAloneHasIsNone(String type) {
        assertThat(FileSystems.isNetwork(type)).isFalse();
    }

    @Test
    void aFolderThatIsNotThereYetIsWhereItsParentIs() {
        assertThat(FileSystems.typeOf(Path.of("/proc/self/a/b"))).isEqualTo("proc");
        assertThat(Journal.onOneMachine(Path.of("/proc/self"))).isEqualTo(Journal.WAL);
    }
}
