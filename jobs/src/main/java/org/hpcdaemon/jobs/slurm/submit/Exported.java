package org.hpcdaemon.jobs.slurm.submit;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.hpcdaemon.protocol.error.HpcException;

/** What --export of sbatch(1) says of a job's environment: ALL, with or without variables of its own, or NONE. */
public final class Exported {
    private static final String OPTION = "--export=";
    private static final String NONE = "NONE";

    /** What a login gives; SLURM has a node ask for it, here it is as the daemon has it. */
    private static final Set<String> OF_A_LOGIN = Set.of("HOME", "USER", "LOGNAME", "SHELL", "PATH", "LANG", "TZ");

    private Exported() {}

    static boolean isSaid(String word) {
        return word.startsWith(OPTION);
    }

    /** The variables that it sets. Throws for what a job from here cannot have. */
    static Map<String, String> variables(Option option) {
        String value = String.valueOf(option.value());
        Map<String, String> variables = new TreeMap<>();
        if (value.equals(NONE)) {
            return variables;
        }
        for (String each : value.split(",", -1)) {
            int equals = each.indexOf('=');
            if (equals > 0 && each.substring(0, equals).matches("[A-Za-z_][A-Za-z0-9_]*")) {
                variables.put(each.substring(0, equals), each.substring(equals + 1));
            } else if (!each.equals("ALL")) {
                throw refused(option);
            }
        }
        if (!value.startsWith("ALL")) {
            throw refused(option);
        }
        return variables;
    }

    private static HpcException refused(Option option) {
        return HpcException.invalid(option.where() + " has --export=" + option.value()
                + "; jobs from here have ALL, ALL,NAME=VALUE or NONE: give variables in the field \"env\"");
    }

    /** What the job's environment begins with, out of what the daemon's commands have. */
    public static Map<String, String> base(List<String> options, Map<String, String> all) {
        if (!options.contains(OPTION + NONE)) {
            return all;
        }
        Map<String, String> login = new TreeMap<>(all);
        login.keySet().retainAll(OF_A_LOGIN);
        return login;
    }
}
