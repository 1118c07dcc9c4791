package org.hpcdaemon.protocol.message.machine;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hpcdaemon.protocol.message.value.Checks;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code cluster.info}: where jobs may run, with what limits, and what is free. What could not be found
 * out is absent or empty, and {@code unknown} says so.
 *
 * @param scheduler that jobs are given to: {@code local}, {@code slurm} or {@code gridengine}
 * @param at when it was asked; answers are kept for a while
 * @param defaultPartition of a job that names none
 * @param nodes how many are in which state, each node counted once
 * @param gpus by type, each counted once
 * @param accounts of this user, on which jobs may run
 * @param qos that those accounts name
 * @param machine absent where a scheduler looks after many
 * @param unknown what could not be asked and why, for people
 */
public record ClusterInfo(
        String scheduler,
        Instant at,
        @Nullable String defaultPartition,
        List<Partition> partitions,
        Map<String, Integer> nodes,
        List<Gpu> gpus,
        List<Account> accounts,
        List<Qos> qos,
        @Nullable Queue queue,
        @Nullable Machine machine,
        List<String> unknown) {
    public ClusterInfo {
        Checks.required("scheduler", scheduler);
        Checks.required("at", at);
        partitions = copy(partitions);
        nodes = sorted(nodes);
        gpus = copy(gpus);
        accounts = copy(accounts);
        qos = copy(qos);
        unknown = copy(unknown);
    }

    /**
     * A partition (a queue) of the scheduler.
     *
     * @param up whether it starts jobs
     * @param timeLimitSeconds the most a job may ask for; absent: no limit
     * @param defaultTimeSeconds of a job that asks for none; absent: the limit
     * @param maxNodes of a job; absent: no limit
     * @param maxMemoryMb of a job on each node; absent: no limit
     * @param accounts that may use it; empty: all
     * @param qos that may be used in it; empty: all
     * @param nodes how many are in which state
     * @param cpus of all nodes
     * @param freeCpus of those nodes that take jobs
     * @param memoryMb of its largest node
     */
    public record Partition(
            String name,
            boolean up,
            @Nullable Long timeLimitSeconds,
            @Nullable Long defaultTimeSeconds,
            @Nullable Integer maxNodes,
            @Nullable Long maxMemoryMb,
            List<String> accounts,
            List<String> qos,
            Map<String, Integer> nodes,
            int cpus,
            int freeCpus,
            long memoryMb,
            List<Gpu> gpus) {
        public Partition {
            Checks.required("name", name);
            accounts = copy(accounts);
            qos = copy(qos);
            nodes = sorted(nodes);
            gpus = copy(gpus);
        }
    }

    /**
     * GPUs of one type.
     *
     * @param type as the scheduler names it; {@code gpu} if it gives no name
     * @param free on nodes that take jobs
     */
    public record Gpu(String type, int total, int free) {
        public Gpu {
            Checks.required("type", type);
        }
    }

    /**
     * An account that jobs of this user may run on.
     *
     * @param partition the only one where this holds; absent: all
     * @param usual whether a job that names none runs on it
     * @param limits in the scheduler's own words, such as {@code MaxJobs: 10}
     */
    public record Account(
            String name,
            @Nullable String partition,
            boolean usual,
            List<String> qos,
            @Nullable String defaultQos,
            Map<String, String> limits) {
        public Account {
            Checks.required("name", name);
            qos = copy(qos);
            limits = sorted(limits);
        }
    }

    /**
     * A quality of service.
     *
     * @param limits in the scheduler's own words
     */
    public record Qos(String name, Map<String, String> limits) {
        public Qos {
            Checks.required("name", name);
            limits = sorted(limits);
        }
    }

    /**
     * How long the queue is; an array that waits may count as one.
     *
     * @param mine of both, this user's
     */
    public record Queue(int running, int waiting, int mine) {}

    /**
     * One machine.
     *
     * @param freeMemoryMb what a new program could get
     * @param load of the last minute: how many processors were wanted on average
     */
    public record Machine(int cpus, long memoryMb, long freeMemoryMb, double load) {}

    private static <T> List<T> copy(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    private static <V> Map<String, V> sorted(@Nullable Map<String, V> map) {
        return map == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(map));
    }
}
