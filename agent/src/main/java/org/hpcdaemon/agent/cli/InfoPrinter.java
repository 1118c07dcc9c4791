package org.hpcdaemon.agent.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hpcdaemon.agent.cli.shared.Times;
import org.hpcdaemon.cli.Table;
import org.hpcdaemon.cli.Text;
import org.hpcdaemon.protocol.message.machine.ClusterInfo;
import org.jspecify.annotations.Nullable;

/** A cluster, for people. */
final class InfoPrinter {
    private static final Table PARTITIONS =
            new Table("no partitions", "PARTITION", "STATE", "TIME LIMIT", "FREE CPUS", "MEM (MiB)", "GPUS", "NODES");

    private final PrintStream out;

    InfoPrinter(PrintStream out) {
        this.out = out;
    }

    /** @param recorded whether what shells and commands print is recorded there */
    void print(ClusterInfo info, boolean recorded) {
        if (recorded) {
            line("recorded", "yes: what shells and commands print is kept for the account owner");
        }
        line("scheduler", info.scheduler() + ", asked at " + Times.second(info.at()));
        ClusterInfo.Queue queue = info.queue();
        if (queue != null) {
            line(
                    "queue",
                    queue.running() + " running, " + queue.waiting() + " waiting, " + queue.mine() + " of them yours");
        }
        ClusterInfo.Machine machine = info.machine();
        if (machine != null) {
            line(
                    "machine",
                    machine.cpus() + " cpus, load " + machine.load() + ", " + machine.freeMemoryMb() + " of "
                            + machine.memoryMb() + " MiB free");
        }
        line("nodes", counts(info.nodes()));
        line("gpus", gpus(info.gpus()));
        if (!info.partitions().isEmpty()) {
            PARTITIONS.print(
                    out,
                    out,
                    info.partitions().stream().map(each -> row(info, each)).toList());
        }
        for (ClusterInfo.Account each : info.accounts()) {
            line(
                    "account",
                    each.name() + (each.usual() ? "*" : "")
                            + (each.partition() == null ? "" : " in " + each.partition())
                            + ", qos " + (each.qos().isEmpty() ? "-" : String.join(",", each.qos()))
                            + limits(each.limits()));
        }
        info.qos().forEach(each -> line("qos", each.name() + limits(each.limits())));
        info.unknown().forEach(each -> line("not known", each));
    }

    private static List<String> row(ClusterInfo info, ClusterInfo.Partition partition) {
        return List.of(
                partition.name() + (partition.name().equals(info.defaultPartition()) ? "*" : ""),
                partition.up() ? "up" : "down",
                limit(partition.timeLimitSeconds()),
                partition.freeCpus() + " of " + partition.cpus(),
                String.valueOf(partition.memoryMb()),
                gpus(partition.gpus()),
                counts(partition.nodes()));
    }

    private void line(String name, String value) {
        out.println(name + ": " + Text.printable(value));
    }

    private static String counts(Map<String, Integer> states) {
        return states.isEmpty()
                ? "-"
                : states.entrySet().stream()
                        .map(state -> state.getValue() + " " + Text.printable(state.getKey()))
                        .collect(Collectors.joining(", "));
    }

    private static String gpus(List<ClusterInfo.Gpu> gpus) {
        return gpus.isEmpty()
                ? "-"
                : gpus.stream()
                        .map(gpu -> Text.printable(gpu.type()) + " " + gpu.free() + " of " + gpu.total() + " free")
                        .collect(Collectors.joining(", "));
    }

    private static String limits(Map<String, String> limits) {
        return limits.isEmpty()
                ? ""
                : limits.entrySet().stream()
                        .map(limit -> limit.getKey() + "=" + limit.getValue())
                        .collect(Collectors.joining(", ", " (", ")"));
    }

    private static String limit(@Nullable Long seconds) {
        return seconds == null ? "none" : Times.clock(Duration.ofSeconds(seconds));
    }
}
