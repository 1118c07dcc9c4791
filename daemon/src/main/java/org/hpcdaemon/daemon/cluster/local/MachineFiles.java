package org.hpcdaemon.daemon.cluster.local;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hpcdaemon.protocol.message.machine.ClusterInfo.Machine;

/** What {@code /proc/meminfo} and {@code /proc/loadavg} say (proc(5)). */
final class MachineFiles {
    private MachineFiles() {}

    static Machine machine(int cpus, String meminfo, String loadavg) {
        return new Machine(cpus, mb(meminfo, "MemTotal"), mb(meminfo, "MemAvailable"), load(loadavg));
    }

    private static long mb(String meminfo, String name) {
        Matcher line = Pattern.compile("(?m)^" + name + ":\\s+(\\d{1,15}) kB").matcher(meminfo);
        return line.find() ? Long.parseLong(line.group(1)) >> 10 : 0;
    }

    private static double load(String loadavg) {
        String first = loadavg.split(" ", 2)[0];
        return first.matches("\\d{1,6}\\.\\d+") ? Double.parseDouble(first) : 0;
    }
}
