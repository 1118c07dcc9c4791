package org.hpcdaemon.sandbox;

import java.util.List;
import java.util.stream.Stream;

/** How far agents are kept within the allowed directories: what is in force, not what was asked for. */
public sealed interface Level {
    /** The guarantees that are lost, all of them. */
    String WITHOUT =
            "so agents can do what you can: change and read every file of yours, your keys too, act as you to the"
                    + " scheduler and elsewhere, and use the network";

    /**
     * The kernel keeps them.
     *
     * @param gaps what of the promises does not hold with this mechanism on this host
     */
    record Enforced(Mechanism mechanism, List<String> gaps, Containers containers) implements Level {
        public Enforced {
            gaps = List.copyOf(gaps);
        }

        /** Where containers were not asked for. */
        public Enforced(Mechanism mechanism, List<String> gaps) {
            this(mechanism, gaps, new Containers.NotAllowed());
        }
    }

    /**
     * Guard rails explain the limits and enforce nothing, as the user chose for a host that can do no better.
     *
     * @param reasons why it cannot, one for each way that was tried
     */
    record Advisory(List<String> reasons) implements Level {
        public Advisory {
            reasons = List.copyOf(reasons);
        }
    }

    /** Nothing may run, as the user chose for a host that can do no better. */
    record Refused(List<String> reasons) implements Level {
        public Refused {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * The user allowed every directory.
     *
     * @param lost what else the user asked for, which only comes with directories
     */
    record Off(List<String> lost) implements Level {
        public Off {
            lost = List.copyOf(lost);
        }
    }

    /** The same, where something that no mechanism on this host knows of opens a way around it; others promise nothing to open. */
    default Level withGap(String gap) {
        return switch (this) {
            case Enforced(Mechanism mechanism, List<String> gaps, Containers containers) ->
                new Enforced(
                        mechanism, Stream.concat(gaps.stream(), Stream.of(gap)).toList(), containers);
            case Advisory _, Refused _, Off _ -> this;
        };
    }

    /** Whether no machine could do better by what the user asked for. */
    default boolean isBest() {
        return switch (this) {
            case Enforced enforced -> enforced.mechanism() == Mechanism.BUBBLEWRAP;
            case Off _ -> true;
            case Advisory _, Refused _ -> false;
        };
    }

    /** Whether agents can run containers; where nothing runs at all, they are not allowed either. */
    default Containers containers() {
        return switch (this) {
            case Enforced(Mechanism _, List<String> _, Containers containers) -> containers;
            case Advisory _, Off _ -> new Containers.Unlimited();
            case Refused _ -> new Containers.NotAllowed();
        };
    }

    /** As the protocol names it. */
    default String word() {
        return switch (this) {
            case Enforced _ -> "enforced";
            case Advisory _ -> "advisory";
            case Refused _ -> "refused";
            case Off _ -> "off";
        };
    }

    /** What a user should know who relies on it: what enforces it and what that leaves open, or why it is not enforced. */
    default List<String> notes() {
        return switch (this) {
            case Enforced(Mechanism mechanism, List<String> gaps, Containers containers) ->
                Stream.of(
                                Stream.of("by " + mechanism),
                                gaps.stream(),
                                containers instanceof Containers.NotAllowed
                                        ? Stream.<String>empty()
                                        : Stream.of(containers.words()))
                        .flatMap(notes -> notes)
                        .toList();
            case Advisory(List<String> reasons) ->
                Stream.concat(reasons.stream(), Stream.of(WITHOUT)).toList();
            case Refused(List<String> reasons) -> reasons;
            case Off(List<String> lost) -> lost;
        };
    }
}
