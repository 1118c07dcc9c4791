package org.hpcdaemon.linux.system;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.hpcdaemon.linux.call.Errno;
import org.hpcdaemon.linux.call.MemoryFile;
import org.hpcdaemon.linux.call.Native;
import org.hpcdaemon.linux.call.OpenFlags;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Starts children with posix_spawn(3), each leader of its own session by {@code setsid} of util-linux, which
 * execs in place so that the pid is the program's. A child has exactly the environment given, default signals,
 * and no descriptor but its own three and what it is handed.
 */
public final class Spawner {
    private static final MethodHandle SPAWN = Native.required(
            "posix_spawn",
            Libc.pointer(),
            Libc.pointer(),
            Libc.pointer(),
            Libc.pointer(),
            Libc.pointer(),
            Libc.pointer());
    // glibc 2.29 and later, musl. Before, /bin/sh changes the directory: there it is bash, which passes on
    // exported functions ("module" of Environment Modules) that a dash would drop.
    private static final Optional<MethodHandle> CHDIR =
            Native.plain("posix_spawn_file_actions_addchdir_np", Libc.pointer(), Libc.pointer());

    /**
     * What to run. The directory and the program were found to be there, by {@link FileAccess}.
     *
     * @param handed what it can read from descriptor 3; absent: it has none
     * @param origin which thread spawns it
     */
    public record Command(
            List<String> argv,
            Map<String, String> environment,
            String cwd,
            @Nullable Bytes handed,
            Origin origin) {
        public Command {
            argv = List.copyOf(argv);
            environment = Map.copyOf(environment);
        }

        public Command(List<String> argv, Map<String, String> environment, String cwd) {
            this(argv, environment, cwd, null, Origin.HERE);
        }
    }

    /** The thread that spawns, whose restrictions a child inherits. */
    public interface Origin {
        /** The caller's own thread. */
        Origin HERE = IntSupplier::getAsInt;

        /** Runs it and returns what it does. Throws if the thread cannot be what it should be: nothing was spawned. */
        int spawn(IntSupplier spawn) throws IOException;

        /**
         * Which of these processes come from what it spawned, by what no process can change of itself; none where the kernel
         * does not tell.
         */
        default Set<Integer> family(Set<Integer> pids) {
            return Set.of();
        }

        /** Lets go of what it needs to tell; it will not be asked again. */
        default void close() {}
    }

    /** A child on pipes; without {@code stdin} it reads /dev/null. */
    public record Piped(Child child, @Nullable Fd stdin, Fd stdout, Fd stderr) {}

    /** After the three that every process has. */
    private static final int FIRST_OTHER = 3;

    private Spawner() {}

    /** Starts it with the terminal as its controlling one and its three descriptors. */
    public static Child onTerminal(Command command, Pty pty) throws IOException {
        try (Arena arena = Arena.ofShared(); // the thread that spawns may be another
                SpawnActions actions = new SpawnActions(arena)) {
            actions.open(0, pty.slave(), OpenFlags.O_RDWR);
            actions.dup(0, 1);
            actions.dup(0, 2);
            return spawn(arena, actions, command, List.of(setsid(), "-c"));
        }
    }

    /** Starts it on pipes; reads and writes are the caller's, on platform threads. */
    public static Piped onPipes(Command command, boolean stdin) throws IOException {
        List<Integer> childEnds = new ArrayList<>();
        List<Fd> ours = new ArrayList<>();
        try (Arena arena = Arena.ofShared(); // the thread that spawns may be another
                SpawnActions actions = new SpawnActions(arena)) {
            if (stdin) {
                Pipe in = Pipe.open(arena, childEnds, ours, false);
                actions.dup(in.child(), 0);
            } else {
                actions.open(0, "/dev/null", OpenFlags.O_RDWR);
            }
            Pipe out = Pipe.open(arena, childEnds, ours, true);
            Pipe err = Pipe.open(arena, childEnds, ours, true);
            actions.dup(out.child(), 1);
            actions.dup(err.child(), 2);
            Child child = spawn(arena, actions, command, List.of(setsid()));
            return new Piped(child, stdin ? ours.getFirst() : null, out.ours(), err.ours());
        } catch (IOException e) {
            ours.forEach(Fd::close);
            throw e;
        } finally {
            childEnds.forEach(Libc::close);
        }
    }

    /** Starts it with nothing to read and a file for both outputs, made anew, to go on when this process has ended. */
    public static Child detached(Command command, Path output) throws IOException {
        Files.write(output, new byte[0]);
        try (Arena arena = Arena.ofShared(); // the thread that spawns may be another
                SpawnActions actions = new SpawnActions(arena)) {
            actions.open(0, "/dev/null", OpenFlags.O_RDWR);
            actions.open(1, output.toString(), OpenFlags.O_RDWR);
            actions.dup(1, 2);
            return spawn(arena, actions, command, List.of(setsid()));
        }
    }

    private record Pipe(int child, Fd ours) {
        static Pipe open(Arena arena, List<Integer> childEnds, List<Fd> ours, boolean childWrites) throws IOException {
            MemorySegment two = arena.allocate(JAVA_INT, 2);
            int result = Libc.pipe2(two, OpenFlags.O_CLOEXEC);
            if (result < 0) {
                throw new SpawnException(-result, "no descriptor left for a pipe");
            }
            int child = two.getAtIndex(JAVA_INT, childWrites ? 1 : 0);
            childEnds.add(child);
            Fd own = Fd.own(two.getAtIndex(JAVA_INT, childWrites ? 0 : 1));
            ours.add(own);
            return new Pipe(child, own);
        }
    }

    private static Child spawn(Arena arena, SpawnActions actions, Command command, List<String> leader)
            throws IOException {
        List<String> argv = new ArrayList<>();
        if (CHDIR.isPresent()) {
            actions.changeDirectory(CHDIR.get(), command.cwd());
        } else {
            argv.addAll(List.of("/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", command.cwd()));
        }
        argv.addAll(leader);
        argv.addAll(command.argv());
        Bytes handed = command.handed();
        if (handed == null) {
            actions.closeOthers(FIRST_OTHER);
            return spawn(arena, actions, argv, command);
        }
        int memory = MemoryFile.create(handed);
        if (memory < 0) {
            throw new SpawnException(-memory, "no memory or descriptor left for what the command is to read");
        }
        try {
            actions.dup(memory, FIRST_OTHER);
            actions.closeOthers(FIRST_OTHER + 1);
            return spawn(arena, actions, argv, command);
        } finally {
            Libc.close(memory);
        }
    }

    private static Child spawn(Arena arena, SpawnActions actions, List<String> argv, Command command)
            throws IOException {
        MemorySegment pid = arena.allocate(JAVA_INT);
        MemorySegment program = arena.allocateFrom(argv.getFirst());
        MemorySegment arguments = texts(arena, argv.stream());
        MemorySegment environment = texts(
                arena, command.environment().entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()));
        int failed = command.origin()
                .spawn(() -> call(pid, program, actions.actions(), actions.attributes(), arguments, environment));
        if (failed != 0) {
            throw new SpawnException(failed, "the command could not be started");
        }
        return new Child(pid.get(JAVA_INT, 0));
    }

    private static int call(
            MemorySegment pid,
            MemorySegment program,
            MemorySegment actions,
            MemorySegment attributes,
            MemorySegment arguments,
            MemorySegment environment) {
        try {
            return (int) SPAWN.invokeExact(pid, program, actions, attributes, arguments, environment);
        } catch (Throwable e) {
            throw Native.unexpected(e);
        }
    }

    private static MemorySegment texts(Arena arena, Stream<String> words) {
        return Native.texts(
                arena, words.map(word -> word.getBytes(StandardCharsets.UTF_8)).toList());
    }

    private static String setsid() throws IOException {
        return Stream.of("/usr/bin/setsid", "/bin/setsid", "/usr/local/bin/setsid")
                .filter(FileAccess::isExecutable)
                .findFirst()
                .orElseThrow(
                        () -> new SpawnException(Errno.ENOENT, "the program setsid is missing; install util-linux"));
    }
}
