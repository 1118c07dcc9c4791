package org.hpcdaemon.e2e.escape;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What keeps a daemon's agents in, how it comes to that here, and which attempts succeed all the same. */
enum Strength {
    BUBBLEWRAP("enforced", "by bubblewrap"),
    LANDLOCK("enforced", "by landlock"),
    ADVISORY("advisory", "Landlock is off in this kernel"),
    OFF("off", "");

    private final String word;
    private final String note;

    Strength(String word, String note) {
        this.word = word;
        this.note = note;
    }

    /** As the protocol names the level. */
    String word() {
        return word;
    }

    /** Among the daemon's notes on it; empty: there are none. */
    String note() {
        return note;
    }

    /** Whether it is known, and said, that an attempt succeeds: so the attempts are shown to be good ones. */
    boolean leavesOpen(Escape escape) {
        return switch (this) {
            case BUBBLEWRAP -> false;
            case LANDLOCK ->
                Set.of(Escape.CHANGING_MODES, Escape.CHANGING_TIMES, Escape.CHANGING_ATTRIBUTES, Escape.NAMING_SECRETS)
                        .contains(escape);
            case ADVISORY, OFF -> true;
        };
    }

    /** What stands before the daemon's launcher on its command line. */
    List<String> before() {
        return this == ADVISORY ? NO_LANDLOCK : List.of();
    }

    /** The settings that it is set up with. */
    List<String> settings() {
        return this == ADVISORY ? List.of("--if-unenforced", "advisory") : List.of();
    }

    boolean hasBubblewrap() {
        return this == BUBBLEWRAP || this == OFF;
    }

    boolean isLimited() {
        return this != OFF;
    }

    /** A kernel that says of landlock_create_ruleset(2) that there is none: a filter of system calls says so. */
    static final List<String> NO_LANDLOCK = List.of("/usr/bin/python3", "-c", """
            import ctypes, os, struct, sys
            program = b"".join(struct.pack("<HBBI", *line) for line in (
                (0x20, 0, 0, 0), (0x15, 0, 1, 444), (0x06, 0, 0, 0x00050026), (0x06, 0, 0, 0x7fff0000)))
            code = ctypes.create_string_buffer(program)
            header = struct.pack("<HxxxxxxQ", 4, ctypes.addressof(code))
            libc = ctypes.CDLL(None)
            libc.prctl(38, 1, 0, 0, 0)
            libc.prctl(22, 2, ctypes.c_char_p(header))
            os.execvp(sys.argv[1], sys.argv[1:])
            """);

    /** Further variables of the daemon. */
    Map<String, String> environment(Path noBubblewrap) {
        return hasBubblewrap() ? Map.of() : Map.of("PATH", noBubblewrap + ":/usr/bin:/bin");
    }
}
