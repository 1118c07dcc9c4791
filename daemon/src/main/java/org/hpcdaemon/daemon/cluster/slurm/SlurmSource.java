package org.hpcdaemon.daemon.cluster.slurm;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.daemon.cluster.ClusterSource;
import org.hpcdaemon.linux.process.ProgramRunner;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.machine.ClusterInfo;
import org.hpcdaemon.protocol.message.machine.ClusterInfo.Account;
import org.jspecify.annotations.Nullable;

/** Asks SLURM's own commands, each once: scontrol for nodes and partitions, squeue, sacctmgr for accounts and qos. */
public final class SlurmSource implements ClusterSource {
    private final ProgramRunner programs;
    private final String user;
    private final InstantSource clock;

    /** @param user whose accounts and jobs are of interest */
    public SlurmSource(ProgramRunner programs, String user, InstantSource clock) {
        this.programs = programs;
        this.user = user;
        this.clock = clock;
    }

    @Override
    public ClusterInfo ask() throws InterruptedException {
        List<String> unknown = new ArrayList<>();
        String nodeText = said(unknown, "nodes", "scontrol", "--oneliner", "--details", "show", "node");
        if (nodeText == null) {
            // slurmctld is away, and each further question would wait for it in vain.
            throw new HpcException(ErrorCode.SCHEDULER_UNAVAILABLE, unknown.getFirst() + "; ask again later");
        }
        Nodes nodes = new Nodes(Node.all(nodeText));
        Partitions partitions = Partitions.of(
                orNothing(said(unknown, "partitions", "scontrol", "--oneliner", "show", "partition")), nodes);
        String queue = said(unknown, "queue", "squeue", "--noheader", QueueText.FORMAT);
        List<Account> accounts = SacctmgrRows.accounts(orNothing(said(
                unknown,
                "accounts",
                "sacctmgr",
                "--noheader",
                "--parsable2",
                "show",
                "user",
                user,
                "withassoc",
                SacctmgrRows.ACCOUNT_FORMAT)));
        List<String> wanted = accounts.stream()
                .flatMap(account -> account.qos().stream())
                .distinct()
                .toList();
        String qos = wanted.isEmpty()
                ? ""
                : orNothing(said(
                        unknown,
                        "qos",
                        "sacctmgr",
                        "--noheader",
                        "--parsable2",
                        "show",
                        "qos",
                        SacctmgrRows.QOS_FORMAT));
        return new ClusterInfo(
                "slurm",
                clock.instant(),
                partitions.usual(),
                partitions.all(),
                nodes.byState(),
                nodes.gpus(),
                accounts,
                SacctmgrRows.qos(qos, wanted),
                queue == null ? null : QueueText.of(queue, user),
                null,
                unknown);
    }

    /** What a command printed; absent if it failed, which is then noted. */
    private @Nullable String said(List<String> unknown, String what, String... argv) throws InterruptedException {
        try {
            ProgramRunner.Answer answer = programs.ask(List.of(argv));
            if (answer.exitCode() == 0) {
                return answer.out();
            }
            String words = answer.err().lines().findFirst().orElse("no reason given");
            unknown.add(what + ": " + argv[0] + " exited with " + answer.exitCode() + ": " + words);
        } catch (IOException e) {
            unknown.add(what + ": " + e.getMessage());
        }
        return null;
    }

    private static String orNothing(@Nullable String text) {
        return text == null ? "" : text;
    }
}
