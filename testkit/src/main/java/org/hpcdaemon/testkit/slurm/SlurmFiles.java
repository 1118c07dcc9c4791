package org.hpcdaemon.testkit.slurm;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The files of a test's SLURM, all in one folder: settings, state, logs, and munge's key and socket. Any user finds the
 * settings and the socket, as on a cluster; the key is its owner's alone.
 */
record SlurmFiles(Path folder, @Nullable AccountingFiles accounting) {
    private static final String MUNGE_SOCKET = "munge.socket";

    /** In /tmp, since the path of a socket has at most 107 bytes. */
    static SlurmFiles create(SlurmVariant variant) throws IOException {
        Path folder = Files.createTempDirectory(Path.of("/tmp"), "slurm-test");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        SlurmFiles files = new SlurmFiles(
                folder,
                variant.accounting()
                        ? AccountingFiles.create(folder, host(), folder.resolve(MUNGE_SOCKET), freePort())
                        : null);
        byte[] key = new byte[128];
        new SecureRandom().nextBytes(key);
        Files.write(files.mungeKey(), key);
        files.mungeKey().toFile().setReadable(false, false);
        files.mungeKey().toFile().setReadable(true, true);
        Files.createDirectory(files.folder.resolve("state"));
        Files.createDirectory(files.folder.resolve("spool"));
        Files.write(files.conf(), files.lines(variant), StandardCharsets.UTF_8);
        if (variant.equipped()) {
            Files.write(
                    files.folder.resolve("gres.conf"), List.of("Name=gpu Type=fake Count=2 File=/dev/null,/dev/zero"));
        }
        if (variant.limitsMemory()) {
            Files.write(
                    files.folder.resolve("cgroup.conf"),
                    List.of(
                            "CgroupPlugin=cgroup/v1",
                            "CgroupMountpoint=/sys/fs/cgroup",
                            "ConstrainRAMSpace=yes",
                            "ConstrainSwapSpace=yes"));
        } else if (cgroupsAreInitializedAlways()) {
            Files.write(files.folder.resolve("cgroup.conf"), List.of("CgroupPlugin=disabled"));
        }
        return files;
    }

    /** From 23.11 on slurmd ends where no cgroup file system is mounted, in a container for one, also if nothing is asked of it. */
    private static boolean cgroupsAreInitializedAlways() throws IOException {
        Process version = new ProcessBuilder("slurmd", "-V").start(); // "slurm 23.11.4"
        String said = new String(version.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        String[] release = said.substring(said.lastIndexOf(' ') + 1).split("\\.", -1);
        return Integer.parseInt(release[0]) * 100 + Integer.parseInt(release[1]) >= 2311;
    }

    Path conf() {
        return folder.resolve("slurm.conf");
    }

    Path mungeKey() {
        return folder.resolve("munge.key");
    }

    Path mungeSocket() {
        return folder.resolve(MUNGE_SOCKET);
    }

    private List<String> lines(SlurmVariant variant) throws IOException {
        String host = host();
        List<String> lines = new ArrayList<>(List.of(
                "ClusterName=test",
                "SlurmctldHost=" + host + "(127.0.0.1)",
                "SlurmctldPort=" + freePort(),
                "SlurmdPort=" + freePort(),
                "CommunicationParameters=NoCtldInAddrAny,NoInAddrAny",
                "SlurmUser=root",
                "AuthType=auth/munge",
                "AuthInfo=socket=" + mungeSocket(),
                "StateSaveLocation=" + folder.resolve("state"),
                "SlurmdSpoolDir=" + folder.resolve("spool"),
                "SlurmctldPidFile=" + folder.resolve("slurmctld.pid"),
                "SlurmdPidFile=" + folder.resolve("slurmd.pid"),
                "ProctrackType=proctrack/linuxproc",
                "TaskPlugin=" + (variant.limitsMemory() ? "task/cgroup" : "task/none"),
                "SelectType=select/cons_tres",
                "SelectTypeParameters=" + (variant.limitsMemory() ? "CR_Core_Memory" : "CR_Core"),
                "MpiDefault=none",
                "ReturnToService=2",
                "SlurmdTimeout=5", // a dead node is noticed within some 10 s
                "SchedulerParameters=batch_sched_delay=0,sched_interval=1"));
        lines.addAll(
                accounting == null
                        ? List.of(
                                "AccountingStorageType=accounting_storage/none",
                                "JobAcctGatherType=jobacct_gather/none")
                        : accounting.lines(mungeSocket()));
        lines.addAll(variant.settings());
        lines.add("NodeName=" + host + " NodeAddr=127.0.0.1 CPUs=2 RealMemory=1000"
                + (variant.equipped() ? " Gres=gpu:fake:2 Feature=fast" : ""));
        lines.addAll(variant.partitions());
        return lines;
    }

    private static String host() throws IOException {
        return InetAddress.getLocalHost().getHostName().replaceAll("\\..*", "");
    }

    /** Below those that the kernel gives to whoever asks for any: nobody takes one before SLURM does. */
    private static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 32_000);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (BindException e) {
                // taken: another
            }
        }
    }
}
