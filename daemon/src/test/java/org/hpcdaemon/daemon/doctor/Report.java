package org.hpcdaemon.daemon.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The checks that were made, in their order. */
final class Report implements Consumer<Check> {
    private final List<Check> all = new ArrayList<>();

    @Override
    public void accept(Check check) {
        all.add(check);
    }

    List<Check> all() {
        return List.copyOf(all);
    }

    List<String> names() {
        return all.stream().map(Check::name).toList();
    }

    Check of(String name) {
        return all.stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no check " + name + " in " + all));
    }
}
