package org.hpcdaemon.session.file.search;

import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.protocol.error.HpcException;

/**
 * The patterns of a request.
 *
 * @param wanted none: everything is
 * @param left out, with all that is beneath
 */
record Globs(List<Glob> wanted, List<Glob> left) {
    /** What braces may stand for together: a person's list of suffixes, not a product of lists. */
    private static final int MAX_ALTERNATIVES = 256;

    Globs {
        wanted = List.copyOf(wanted);
        left = List.copyOf(left);
    }

    static Globs of(List<String> texts) {
        List<Glob> wanted = new ArrayList<>();
        List<Glob> left = new ArrayList<>();
        for (String text : texts) {
            boolean negated = text.startsWith("!");
            for (String each : alternatives(negated ? text.substring(1) : text)) {
                if (each.isEmpty() || each.equals("/")) {
                    throw HpcException.invalid("a glob is empty; write one such as *.py, src/** or !build");
                }
                (negated ? left : wanted).add(Glob.of(each));
            }
        }
        return new Globs(wanted, left);
    }

    /** What {@code {a,b}} stands for, each written out. */
    private static List<String> alternatives(String glob) {
        List<String> open = new ArrayList<>(List.of(glob));
        List<String> done = new ArrayList<>();
        while (!open.isEmpty()) {
            String text = open.removeLast();
            int begin = text.indexOf('{');
            int end = begin < 0 ? -1 : text.indexOf('}', begin);
            if (end < 0) {
                done.add(text);
                continue;
            }
            int inner = text.lastIndexOf('{', end);
            for (String each : text.substring(inner + 1, end).split(",", -1)) {
                open.add(text.substring(0, inner) + each + text.substring(end + 1));
            }
            if (open.size() + done.size() > MAX_ALTERNATIVES) {
                throw HpcException.invalid("the braces of glob " + glob + " stand for more than " + MAX_ALTERNATIVES
                        + " patterns; write fewer");
            }
        }
        return done;
    }

    boolean wants(List<String> path, boolean directory) {
        return wanted.isEmpty() || wanted.stream().anyMatch(glob -> glob.matches(path, directory));
    }

    boolean leavesOut(List<String> path, boolean directory) {
        return left.stream().anyMatch(glob -> glob.matches(path, directory));
    }
}
