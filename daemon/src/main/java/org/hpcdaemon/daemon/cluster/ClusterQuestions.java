package org.hpcdaemon.daemon.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.linux.process.ProgramRunner;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.jspecify.annotations.Nullable;

/** What a scheduler's own commands are asked for one {@code hpc info}; what one of them does not say is noted. Used by one thread. */
public final class ClusterQuestions {
    private final ProgramRunner programs;
    private final List<String> unknown = new ArrayList<>();

    public ClusterQuestions(ProgramRunner programs) {
        this.programs = programs;
    }

    /**
     * What the first command prints.
     *
     * @param what it is asked for, in the words of the note
     * @throws HpcException {@code scheduler_unavailable} if it fails: the server is away, and each further question would wait for it in vain
     */
    public String first(String what, String... argv) throws InterruptedException {
        String text = ask(what, argv);
        if (text == null) {
            throw new HpcException(ErrorCode.SCHEDULER_UNAVAILABLE, unknown.getFirst() + "; ask again later");
        }
        return text;
    }

    /** What a command prints; absent if it fails, which is then noted. */
    public @Nullable String ask(String what, String... argv) throws InterruptedException {
        try {
            ProgramRunner.Answer answer = programs.ask(List.of(argv));
            if (answer.exitCode() == 0) {
                return answer.out();
            }
            String words = answer.err().lines().findFirst().orElse("no reason given");
            unknown.add(what + ": " + argv[0] + " exited with " + answer.exitCode() + ": " + words);
        } catch (IOException e) {
            unknown.add(what + ": " + e.getMessage());
        }
        return null;
    }

    /** Notes of what is not known, and why. */
    public List<String> unknown() {
        return List.copyOf(unknown);
    }
}
