package org.hpcdaemon.testkit.slurm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What accounting needs: the settings of slurmdbd(8), and a MariaDB that only its socket in this folder leads to.
 *
 * @param data of the database, in memory where that is possible: what it writes to a disk it waits for
 * @param port of slurmdbd, on loopback alone
 */
record AccountingFiles(Path folder, Path data, int port) {
    private static final Path IN_MEMORY = Path.of("/dev/shm");

    static AccountingFiles create(Path folder, String host, Path mungeSocket, int port) throws IOException {
        Path place = Files.isWritable(IN_MEMORY) ? IN_MEMORY : folder;
        AccountingFiles files =
                new AccountingFiles(folder, Files.createTempDirectory(place, "slurm-test-accounts"), port);
        Files.write(
                files.databaseConf(),
                List.of(
                        "[mariadbd]",
                        "user=root",
                        "datadir=" + files.data,
                        "tmpdir=" + folder, // each that starts removes the temporary tables of all others in it
                        "socket=" + files.databaseSocket(),
                        "pid-file=" + folder.resolve("mariadbd.pid"),
                        "skip-networking",
                        "skip-log-bin",
                        "performance-schema=0",
                        "innodb-buffer-pool-size=16M",
                        "innodb-flush-log-at-trx-commit=0",
                        "init-file=" + files.databaseStart()));
        // slurmdbd makes it itself if its first connection says that there is none; with Debian 13's libmariadb
        // (3.4.10) no query works on the second.
        Files.writeString(files.databaseStart(), "CREATE DATABASE IF NOT EXISTS slurm_acct_db;\n");
        Path settings = folder.resolve("slurmdbd.conf"); // found there, as it is beside slurm.conf
        Files.write(
                settings,
                List.of(
                        "AuthType=auth/munge",
                        "AuthInfo=socket=" + mungeSocket,
                        "DbdHost=" + host,
                        "DbdAddr=127.0.0.1",
                        "DbdPort=" + port,
                        "CommunicationParameters=NoInAddrAny",
                        "SlurmUser=root",
                        "PidFile=" + folder.resolve("slurmdbd.pid"),
                        "StorageType=accounting_storage/mysql",
                        "StorageHost=localhost", // by the socket
                        "StorageUser=root"),
                StandardCharsets.UTF_8);
        settings.toFile().setReadable(false, false); // slurmdbd starts with no other
        settings.toFile().setReadable(true, true);
        return files;
    }

    Path databaseConf() {
        return folder.resolve("mariadb.cnf");
    }

    private Path databaseStart() {
        return folder.resolve("mariadb.sql");
    }

    Path databaseSocket() {
        return folder.resolve("mariadb.socket");
    }

    /** Lines of slurm.conf(5). What jobs use is looked at every second, so that a short one is seen at all. */
    List<String> lines(Path mungeSocket) {
        return List.of(
                "AccountingStorageType=accounting_storage/slurmdbd",
                "AccountingStorageHost=127.0.0.1",
                "AccountingStoragePort=" + port,
                "AccountingStoragePass=" + mungeSocket,
                "AccountingStorageEnforce=associations,limits,qos",
                "JobAcctGatherType=jobacct_gather/linux",
                "JobAcctGatherFrequency=task=1");
    }
}
