package org.hpcdaemon.daemon.cluster.local;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hpcdaemon.protocol.message.machine.ClusterInfo.Gpu;

/** Lines of {@code nvidia-smi} in its CSV form: name, utilisation in percent, memory in use and in all in MiB. */
final class NvidiaSmi {
    static final List<String> COMMAND = List.of(
            "nvidia-smi", "--query-gpu=name,utilization.gpu,memory.used,memory.total", "--format=csv,noheader,nounits");

    /** The driver itself keeps some memory of an unused GPU: hundreds of MiB where it is initialised for good. */
    private static final double USED = 0.05;

    private NvidiaSmi() {}

    static List<Gpu> gpus(String text) {
        Map<String, Integer> totals = new TreeMap<>();
        Map<String, Integer> free = new TreeMap<>();
        for (String line : text.lines().toList()) {
            String[] fields = line.split("\\s*,\\s*", -1);
            if (fields.length == 4) {
                totals.merge(fields[0], 1, Integer::sum);
                free.merge(fields[0], free(fields) ? 1 : 0, Integer::sum);
            }
        }
        return totals.entrySet().stream()
                .map(type -> new Gpu(type.getKey(), type.getValue(), free.getOrDefault(type.getKey(), 0)))
                .toList();
    }

    /** One that does not say how busy it is ({@code [N/A]}) is not called free. */
    private static boolean free(String[] fields) {
        try {
            return Double.parseDouble(fields[1].strip()) == 0
                    && Double.parseDouble(fields[2].strip()) < USED * Double.parseDouble(fields[3].strip());
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
