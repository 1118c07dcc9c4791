package org.hpcdaemon.session.shell;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A mark in a shell's output, put there by our shellrc: an OSC 133 sequence that terminals do not show. */
sealed interface Marker {
    /** The prompt comes. */
    record Prompt() implements Marker {}

    /** A line that was typed begins to run. Only shells in jobs say so. */
    record Typed() implements Marker {}

    /** The output of that run begins. */
    record Begin(int run) implements Marker {}

    /** The output of that run may end here: if the run's record has this token. */
    record End(int run, String token) implements Marker {}

    /** What a shell with that nonce says. Anything else is a program's own output. */
    final class Parser {
        private final Pattern prompt;
        private final Pattern typed;
        private final Pattern begin;
        private final Pattern end;

        Parser(String nonce) {
            prompt = Pattern.compile("\033]133;A;hpc=" + nonce + "\007");
            typed = Pattern.compile("\033]133;C;hpc=" + nonce + "\007");
            begin = Pattern.compile("\033]133;C;hpc=" + nonce + ";run=(\\d{1,9})\007");
            end = Pattern.compile("\033]133;D;\\d{1,3};hpc=" + nonce + ";run=(\\d{1,9});end=([0-9.,-]{1,100})\007");
        }

        Optional<Marker> parse(String sequence) {
            if (prompt.matcher(sequence).matches()) {
                return Optional.of(new Prompt());
            }
            if (typed.matcher(sequence).matches()) {
                return Optional.of(new Typed());
            }
            Matcher begins = begin.matcher(sequence);
            if (begins.matches()) {
                return Optional.of(new Begin(Integer.parseInt(begins.group(1))));
            }
            Matcher ends = end.matcher(sequence);
            if (ends.matches()) {
                return Optional.of(new End(Integer.parseInt(ends.group(1)), ends.group(2)));
            }
            return Optional.empty();
        }
    }
}
