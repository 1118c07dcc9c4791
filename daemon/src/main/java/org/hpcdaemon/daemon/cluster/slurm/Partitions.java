package org.hpcdaemon.daemon.cluster.slurm;

import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.protocol.message.machine.ClusterInfo.Partition;
import org.jspecify.annotations.Nullable;

/** What {@code scontrol --oneliner show partition} says, and what the nodes add to it. */
record Partitions(List<Partition> all, @Nullable String usual) {

    static Partitions of(String text, Nodes nodes) {
        List<Partition> all = new ArrayList<>();
        String usual = null;
        for (String line : text.lines().toList()) {
            KeyValues values = new KeyValues(line);
            String name = values.text("PartitionName");
            if (name == null) {
                continue;
            }
            all.add(partition(name, values, nodes.in(name)));
            if ("YES".equals(values.text("Default"))) {
                usual = name;
            }
        }
        return new Partitions(all, usual);
    }

    private static Partition partition(String name, KeyValues values, Nodes nodes) {
        Long maxNodes = values.number("MaxNodes");
        return new Partition(
                name,
                "UP".equals(values.text("State")),
                SlurmDuration.seconds(values.text("MaxTime")),
                SlurmDuration.seconds(values.text("DefaultTime")),
                maxNodes == null ? null : Integer.valueOf(values.count("MaxNodes")),
                values.number("MaxMemPerNode"),
                values.list("AllowAccounts"),
                values.list("AllowQos"),
                nodes.byState(),
                nodes.cpus(),
                nodes.freeCpus(),
                nodes.largestMemoryMb(),
                nodes.gpus());
    }
}
