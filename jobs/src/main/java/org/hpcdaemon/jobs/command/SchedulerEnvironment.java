package org.hpcdaemon.jobs.command;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.hpcdaemon.linux.process.Programs;

/**
 * What of the environment the daemon was started in matters to a scheduler.
 *
 * @param commandsNeed what its commands get of it
 * @param always what they get besides
 * @param notForJobs names of what jobs do not get
 */
public record SchedulerEnvironment(List<String> commandsNeed, Map<String, String> always, Pattern notForJobs) {
    public SchedulerEnvironment {
        commandsNeed = List.copyOf(commandsNeed);
        always = Map.copyOf(always);
    }

    /** For the scheduler's commands. */
    public Map<String, String> commands(Map<String, String> own) {
        Map<String, String> kept = new HashMap<>();
        kept.put("PATH", Programs.DEFAULT_PATH);
        for (String name : commandsNeed) {
            if (own.containsKey(name)) {
                kept.put(name, own.get(name));
            }
        }
        kept.putAll(always);
        return kept;
    }

    /** For jobs: what a command run by this daemon would have, without what belongs to another job. */
    public Map<String, String> jobs(Map<String, String> own) {
        Map<String, String> kept = new HashMap<>(own);
        kept.keySet().removeIf(name -> notForJobs.matcher(name).matches());
        return kept;
    }
}
