package org.hpcdaemon.daemon.cluster.slurm;

import java.time.InstantSource;
import java.util.List;
import org.hpcdaemon.daemon.cluster.ClusterQuestions;
import org.hpcdaemon.daemon.cluster.ClusterSource;
import org.hpcdaemon.linux.process.ProgramRunner;
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
        ClusterQuestions questions = new ClusterQuestions(programs);
        String nodeText = questions.first("nodes", "scontrol", "--oneliner", "--details", "show", "node");
        Nodes nodes = new Nodes(Node.all(nodeText));
        Partitions partitions = Partitions.of(
                orNothing(questions.ask("partitions", "scontrol", "--oneliner", "show", "partition")), nodes);
        String queue = questions.ask("queue", "squeue", "--noheader", QueueText.FORMAT);
        List<Account> accounts = SacctmgrRows.accounts(orNothing(questions.ask(
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
                : orNothing(questions.ask(
                        "qos", "sacctmgr", "--noheader", "--parsable2", "show", "qos", SacctmgrRows.QOS_FORMAT));
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
                questions.unknown());
    }

    private static String orNothing(@Nullable String text) {
        return text == null ? "" : text;
    }
}
