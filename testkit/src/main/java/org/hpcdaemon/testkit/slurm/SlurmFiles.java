package org.hpcdaemon.testkit.slurm;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.hpcdaemon.testkit.FreePort;
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
                        ? AccountingFiles.create(folder, host(), folder.resolve(MUNGE_SOCKET), FreePort.find())
                        : null);
        byte[] key = new byte[128];
        new SecureRandom().nextBytes(key);
        Files.write(files.mungeKey(), key);
        files.mungeKey().toFile().setReadable(false, false);
        files.mungeKey().toFile().setReadable(true, true);
        Files.createDirectory(files.folder.resolve("state"));
        for (String node : nodes(variant)) {
            Files.createDirectory(files.folder.resolve("spool." + node));
        }
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
        } else {
            Optional<String> plugin = pluginThatNeedsNoCgroups();
            if (plugin.isPresent()) {
                Files.write(files.folder.resolve("cgroup.conf"), List.of("CgroupPlugin=" + plugin.get()));
            }
        }
        return files;
    }

    /**
     * A slurmd ends where no cgroup file system is mounted, in a container for one, also if nothing is asked of it: from 23.11 on unless the
     * plugin is disabled, and before unless it is that of version 1, which looks for its mounts when it limits a job. Empty: none is needed.
     */
    private static Optional<String> pluginThatNeedsNoCgroups() throws IOException {
        Process version = new ProcessBuilder("slurmd", "-V").start(); // "slurm 23.11.4"
        String said = new String(version.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        String[] release = said.substring(said.lastIndexOf(' ') + 1).split("\\.", -1);
        if (Integer.parseInt(release[0]) * 100 + Integer.parseInt(release[1]) >= 2311) {
            return Optional.of("disabled");
        }
        String[] mounted = new File("/sys/fs/cgroup").list();
        return mounted == null || mounted.length == 0 ? Optional.of("cgroup/v1") : Optional.empty();
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
        int port = FreePort.find();
        List<String> lines = new ArrayList<>(List.of(
                "ClusterName=test",
                "SlurmctldHost=" + host + "(127.0.0.1)",
                "SlurmctldPort=" + port,
                // Cgroups are named after host, user and job: those of two clusters on one machine must differ.
                "FirstJobId=" + port * 100,
                "CommunicationParameters=NoCtldInAddrAny,NoInAddrAny",
                "SlurmUser=root",
                "AuthType=auth/munge",
                "AuthInfo=socket=" + mungeSocket(),
                "StateSaveLocation=" + folder.resolve("state"),
                "SlurmdSpoolDir=" + folder.resolve("spool.%n"),
                "SlurmctldPidFile=" + folder.resolve("slurmctld.pid"),
                "SlurmdPidFile=" + folder.resolve("slurmd.%n.pid"),
                "ProctrackType=proctrack/linuxproc",
                "TaskPlugin=" + (variant.limitsMemory() ? "task/cgroup" : "task/none"),
                "SelectType=select/cons_tres",
                "SelectTypeParameters=" + (variant.limitsMemory() ? "CR_Core_Memory" : "CR_Core"),
                "MpiDefault=none",
                "ReturnToService=2",
                // A node of a busy machine, or of a controller that stood still, is not taken for dead.
                "SlurmdTimeout=120",
                "SchedulerParameters=batch_sched_delay=0,sched_interval=1"));
        lines.addAll(
                accounting == null
                        ? List.of(
                                "AccountingStorageType=accounting_storage/none",
                                "JobAcctGatherType=jobacct_gather/none")
                        : accounting.lines(mungeSocket()));
        lines.addAll(variant.settings());
        for (String node : nodes(variant)) {
            lines.add("NodeName=" + node + " NodeHostname=" + host + " NodeAddr=127.0.0.1 Port=" + FreePort.find()
                    + " CPUs=2 RealMemory=1000" + (variant.equipped() ? " Gres=gpu:fake:2 Feature=fast" : ""));
        }
        lines.addAll(variant.partitions());
        return lines;
    }

    static List<String> nodes(SlurmVariant variant) throws IOException {
        return variant.nodes() == 1
                ? List.of(host())
                : IntStream.rangeClosed(1, variant.nodes())
                        .mapToObj(number -> "n" + number)
                        .toList();
    }

    private static String host() throws IOException {
        return InetAddress.getLocalHost().getHostName().replaceAll("\\..*", "");
    }
}
