package org.hpcdaemon.tools.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.DaemonId;
import org.jspecify.annotations.Nullable;

/**
 * What a task waits for, which is its id, so that any process can answer for it: {@code login1/run_KEY}, or jobs,
 * {@code login1/j_1+j_2+box/j_3}, after {@code any:} if one is enough.
 */
public record TaskTarget(boolean any, List<Handle> all) {
    private static final String ANY = "any:";

    public TaskTarget {
        all = List.copyOf(all);
    }

    /** Empty for a text that is not an id of one of our tasks. */
    public static Optional<TaskTarget> of(String id) {
        boolean any = id.startsWith(ANY);
        List<Handle> all = new ArrayList<>();
        @Nullable DaemonId machine = null;
        try {
            for (String part : id.substring(any ? ANY.length() : 0).split("\\+", -1)) {
                Handle handle = Handle.of(part.contains("/") || machine == null ? part : machine + "/" + part);
                machine = handle.machine();
                all.add(handle);
            }
        } catch (HpcException _) {
            return Optional.empty();
        }
        boolean known = all.stream().allMatch(each -> each instanceof Handle.Job)
                || (all.size() == 1 && all.getFirst() instanceof Handle.Run);
        return known ? Optional.of(new TaskTarget(any, all)) : Optional.empty();
    }

    @Override
    public String toString() {
        @Nullable DaemonId[] before = {null};
        return (any ? ANY : "")
                + all.stream()
                        .map(each -> {
                            boolean same = each.machine().equals(before[0]);
                            before[0] = each.machine();
                            String text = each.toString();
                            return same ? text.substring(text.indexOf('/') + 1) : text;
                        })
                        .collect(Collectors.joining("+"));
    }
}
