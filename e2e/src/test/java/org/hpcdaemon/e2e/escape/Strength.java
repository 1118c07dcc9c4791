package org.hpcdaemon.e2e.escape;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What keeps a daemon's agents in, how it comes to that here, and which attempts succeed all the same. */
enum Strength {
    BUBBLEWRAP("enforced", "by bubblewrap"),
    /** Where users may make no namespaces, but a bwrap that is set-uid does. */
    SET_UID_BUBBLEWRAP("enforced", "by bubblewrap, services of this machine on abstract Unix sockets can be reached"),
    /** Within which containers are allowed, from a user namespace of the agent's own. */
    BUBBLEWRAP_WITH_CONTAINERS("enforced", "containers can be run"),
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

    /** Whether the daemon's notes have it, and not that another took its place: "not by bubblewrap, since …". */
    boolean isSaid(String notes) {
        return notes.contains(note) && (note.isEmpty() || !notes.contains("not " + note));
    }

    /** Whether it is known, and said, that an attempt succeeds: so the attempts are shown to be good ones. */
    boolean leavesOpen(Escape escape) {
        return switch (this) {
            case BUBBLEWRAP, BUBBLEWRAP_WITH_CONTAINERS -> false;
            case SET_UID_BUBBLEWRAP -> escape == Escape.ASKING_OTHERS_BY_ABSTRACT_SOCKETS;
            case LANDLOCK ->
                Set.of(Escape.CHANGING_MODES, Escape.CHANGING_TIMES, Escape.CHANGING_ATTRIBUTES, Escape.NAMING_SECRETS)
                        .contains(escape);
            case ADVISORY, OFF -> true;
        };
    }

    /** What stands before the daemon's launcher on its command line. */
    List<String> before() {
        return switch (this) {
            case BUBBLEWRAP, BUBBLEWRAP_WITH_CONTAINERS, LANDLOCK, OFF -> List.of();
            case SET_UID_BUBBLEWRAP -> NO_NAMESPACES;
            case ADVISORY -> NO_LANDLOCK;
        };
    }

    /** The settings that it is set up with. */
    List<String> settings() {
        return switch (this) {
            case ADVISORY -> List.of("--if-unenforced", "advisory");
            case BUBBLEWRAP_WITH_CONTAINERS -> List.of("--allow-containers");
            case BUBBLEWRAP, SET_UID_BUBBLEWRAP, LANDLOCK, OFF -> List.of();
        };
    }

    /** What the agent puts before what makes its attempts. */
    String within() {
        return this == BUBBLEWRAP_WITH_CONTAINERS ? "unshare --user --map-root-user --mount " : "";
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
            if os.geteuid(): libc.prctl(38, 1, 0, 0, 0) # not otherwise: it would take their rights from set-uid programs
            libc.prctl(22, 2, ctypes.c_char_p(header))
            os.execvp(sys.argv[1], sys.argv[1:])
            """);

    /** As where user.max_user_namespaces is 0, of all the same users: only root can do that to another user. */
    private static final List<String> NO_NAMESPACES = List.of("/usr/bin/python3", "-c", """
            import ctypes, os, sys
            self = os.getpid()
            made, writer = os.pipe()
            child = os.fork()
            if child == 0: # from outside: within, a process could give a number only to itself
                os.close(writer)
                os.read(made, 1)
                for file in ("uid_map", "gid_map"): open("/proc/%d/%s" % (self, file), "w").write("0 0 4294967295")
                os._exit(0)
            assert ctypes.CDLL(None).unshare(0x10000000) == 0
            os.close(writer)
            assert os.waitpid(child, 0)[1] == 0
            open("/proc/sys/user/max_user_namespaces", "w").write("0")
            os.execvp(sys.argv[1], sys.argv[1:])
            """);

    /** Further variables of the daemon. */
    Map<String, String> environment(Path noBubblewrap, Path setUidBubblewrap) {
        return switch (this) {
            case BUBBLEWRAP, BUBBLEWRAP_WITH_CONTAINERS, OFF -> Map.of();
            case SET_UID_BUBBLEWRAP -> path(setUidBubblewrap);
            case LANDLOCK, ADVISORY -> path(noBubblewrap);
        };
    }

    private static Map<String, String> path(Path first) {
        return Map.of("PATH", first + ":/usr/bin:/bin");
    }
}
