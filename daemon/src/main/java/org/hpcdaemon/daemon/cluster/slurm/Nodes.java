package org.hpcdaemon.daemon.cluster.slurm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hpcdaemon.protocol.message.machine.ClusterInfo.Gpu;

/** Sums over nodes. */
record Nodes(List<Node> all) {
    Nodes in(String partition) {
        return new Nodes(all.stream()
                .filter(node -> node.partitions().contains(partition))
                .toList());
    }

    Map<String, Integer> byState() {
        Map<String, Integer> counts = new TreeMap<>();
        all.forEach(node -> counts.merge(node.state(), 1, Integer::sum));
        return counts;
    }

    int cpus() {
        return all.stream().mapToInt(Node::cpus).sum();
    }

    int freeCpus() {
        return all.stream()
                .filter(Node::working)
                .mapToInt(node -> Math.max(0, node.cpus() - node.cpusInUse()))
                .sum();
    }

    long largestMemoryMb() {
        return all.stream().mapToLong(Node::memoryMb).max().orElse(0);
    }

    List<Gpu> gpus() {
        Map<String, Integer> totals = new TreeMap<>();
        Map<String, Integer> free = new TreeMap<>();
        for (Node node : all) {
            node.gpus().forEach((type, count) -> {
                totals.merge(type, count, Integer::sum);
                free.merge(type, node.working() ? Math.max(0, count - inUse(node, type)) : 0, Integer::sum);
            });
        }
        List<Gpu> gpus = new ArrayList<>();
        totals.forEach((type, total) -> gpus.add(new Gpu(type, total, free.getOrDefault(type, 0))));
        return gpus;
    }

    /** Where a node has one type only, what is used without a type is of that. */
    private static int inUse(Node node, String type) {
        int untyped = node.gpus().size() == 1 && !type.equals(Gres.UNTYPED)
                ? node.gpusInUse().getOrDefault(Gres.UNTYPED, 0)
                : 0;
        return node.gpusInUse().getOrDefault(type, 0) + untyped;
    }
}
