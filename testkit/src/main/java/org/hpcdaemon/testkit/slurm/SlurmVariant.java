package org.hpcdaemon.testkit.slurm;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a test's SLURM is like.
 *
 * @param settings further lines of slurm.conf(5)
 * @param partitions lines of slurm.conf(5), after the node
 * @param limitsMemory whether a job that uses more than it asked for is killed by its cgroup
 * @param equipped whether its node has two GPUs, of type {@code fake}, and the feature {@code fast}
 * @param accounting whether slurmdbd keeps accounts, and what jobs used, in a MariaDB
 * @param nodes how many; if more than one, they are called n1, n2 and so on, and each has a slurmd on this machine
 */
public record SlurmVariant(
        List<String> settings,
        List<String> partitions,
        boolean limitsMemory,
        boolean equipped,
        boolean accounting,
        int nodes) {
    public SlurmVariant {
        settings = List.copyOf(settings);
        partitions = List.copyOf(partitions);
    }

    /** One partition, jobs requeued if their node dies and they allow it, nothing accounted for. */
    public static SlurmVariant plain() {
        return new SlurmVariant(
                List.of(),
                List.of("PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE"),
                false,
                false,
                false,
                1);
    }

    /** Forgets a job 5 s after its end, the least there is. */
    public SlurmVariant forgetful() {
        return with("MinJobAge=5");
    }

    /** A partition {@code low} (the default) whose jobs give way to those of {@code high} and are requeued. */
    public SlurmVariant preempting() {
        SlurmVariant base = with("PreemptType=preempt/partition_prio").with("PreemptMode=REQUEUE");
        return new SlurmVariant(
                base.settings,
                List.of(
                        "PartitionName=low Nodes=ALL Default=YES PriorityTier=1",
                        "PartitionName=high Nodes=ALL PriorityTier=10"),
                limitsMemory,
                equipped,
                accounting,
                nodes);
    }

    /** Kills what uses more memory than it asked for. Only where {@link SlurmCluster#cannotLimitMemory} is empty. */
    public SlurmVariant limitingMemory() {
        return new SlurmVariant(settings, partitions, true, equipped, accounting, nodes);
    }

    /** With GPUs to ask for, which jobs get and do not use, and a feature. */
    public SlurmVariant withEquipment() {
        SlurmVariant base = with("GresTypes=gpu");
        return new SlurmVariant(base.settings, partitions, limitsMemory, true, accounting, nodes);
    }

    /** Accounts for its jobs, seen every second. Only where {@link SlurmCluster#cannotAccount} is empty. */
    public SlurmVariant withAccounting() {
        return new SlurmVariant(settings, partitions, limitsMemory, equipped, true, nodes);
    }

    /** With several nodes; {@code slurmd -N} must work, as with Debian's. */
    public SlurmVariant withNodes(int count) {
        return new SlurmVariant(settings, partitions, limitsMemory, equipped, accounting, count);
    }

    /** With a further line of slurm.conf(5). */
    public SlurmVariant with(String setting) {
        return new SlurmVariant(
                Stream.concat(settings.stream(), Stream.of(setting)).toList(),
                partitions,
                limitsMemory,
                equipped,
                accounting,
                nodes);
    }
}
