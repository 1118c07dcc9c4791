package org.hpcdaemon.sandbox.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.hpcdaemon.linux.call.ProcessorFamily;
import org.hpcdaemon.linux.restrict.Kernel;
import org.hpcdaemon.linux.restrict.Restriction;
import org.hpcdaemon.linux.system.Spawner;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.sandbox.plan.Bounds;
import org.hpcdaemon.sandbox.plan.Devices;
import org.hpcdaemon.sandbox.plan.RealPath;
import org.jspecify.annotations.Nullable;

/**
 * A Landlock domain: what is in it may change what is beneath the allowed directories, and read the rest but what is
 * hidden. Landlock only ever allows, so everything beside what is hidden is allowed, name by name.
 */
public final class Domain {
    private static final Path ROOT = Path.of("/");
    // Past it, a folder beside a hidden one (such as /home, with ten thousand homes) is not read for one command.
    private static final int MAX_SIBLINGS = 2000;

    /** Not the terminals, which are all users' in one folder: a shell is given its own by name. */
    private static final List<String> DEVICES = List.of("null", "zero", "full", "random", "urandom", "tty", "shm");

    private final Bounds bounds;
    private final Bytes filter;
    private final int version;
    private final Supplier<List<Path>> alsoHidden;

    /** @param alsoHidden what else is hidden from a process that is spawned now; asked by the thread that spawns it */
    public Domain(Bounds bounds, ProcessorFamily machine, int version, Supplier<List<Path>> alsoHidden) {
        this.bounds = bounds;
        this.filter = Seccomp.ofADomain(machine, bounds.noNetwork());
        this.version = version;
        this.alsoHidden = alsoHidden;
    }

    /** Why it cannot be used, of a version older than {@link Rights#MIN_VERSION}. */
    public static String tooOld(int version) {
        return "Landlock " + (version == 0 ? "is off in this kernel" : "is too old in this kernel");
    }

    /** What of the promises it does not keep here. */
    public List<String> gaps() {
        List<String> gaps = new ArrayList<>(List.of(
                "modes, owners, times and attributes of your files outside can be changed",
                "names in hidden folders can be listed"));
        if (version < Rights.SCOPES) {
            gaps.add("your other processes can be signalled");
        }
        return gaps;
    }

    /** There is no /tmp to write to. */
    public String tmp(@Nullable String wanted) {
        return wanted != null && bounds.allowed().stream().anyMatch(Path.of(wanted)::startsWith)
                ? wanted
                : bounds.tmp().toString();
    }

    /**
     * Puts the calling thread into one that is about no file, so that it can mount: out of its reach are only processes and abstract
     * Unix sockets outside. Needs {@link Rights#SCOPES}.
     */
    public static void scope() throws IOException {
        apply(Kernel.landlockRules(0, Rights.EVERY_SCOPE));
    }

    /**
     * As {@link #scope}, for a thread in which a domain about files is to follow. In the kernel's eyes one that is about no file then
     * forbids to rename and link from one directory to another, in all of them: of all rights that one alone is denied by each domain
     * that does not name it (landlock(7), LANDLOCK_ACCESS_FS_REFER).
     */
    static void scopeAround() throws IOException {
        int rules = Kernel.landlockRules(Rights.REFER, Rights.EVERY_SCOPE);
        boolean _ = Kernel.allowBeneath(rules, ROOT, Rights.REFER);
        apply(rules);
    }

    private static void apply(int rules) throws IOException {
        try {
            Kernel.noNewPrivileges();
            Kernel.applyLandlock(rules);
        } finally {
            Kernel.close(rules);
        }
    }

    /** Spawns in it, and where the kernel lets it, tells what comes from there. */
    public Spawner.Origin origin(List<Path> readable, List<Path> writable) {
        // Asked here: a thread within a domain may not look into the processes that name what is to be hidden.
        List<Path> hidden = alsoHidden.get();
        Restriction.Steps steps = () -> restrict(readable, writable, hidden);
        return version < Rights.SCOPES ? new Restriction(steps) : new WatchedDomain(steps);
    }

    /** Its rules as of now, for many threads to enter it. */
    public Rules rules() throws IOException {
        return rules(List.of(), List.of(), alsoHidden.get());
    }

    /** The kernel's rules of this domain, to be closed. */
    public final class Rules implements AutoCloseable {
        private final int descriptor;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Rules(int descriptor) {
            this.descriptor = descriptor;
        }

        /** Puts the calling thread into the domain, for good. */
        public void restrict() throws IOException {
            Kernel.noNewPrivileges();
            Kernel.applyLandlock(descriptor);
            Kernel.noCapabilities();
            Kernel.filter(filter);
        }

        @Override
        public void close() {
            // After the first time the number may belong to another descriptor.
            if (closed.compareAndSet(false, true)) {
                Kernel.close(descriptor);
            }
        }
    }

    /** Puts the calling thread into it, for good, and hides no more than the bounds say. */
    public void restrict(List<Path> readable, List<Path> writable) throws IOException {
        restrict(readable, writable, List.of());
    }

    private void restrict(List<Path> readable, List<Path> writable, List<Path> further) throws IOException {
        try (Rules rules = rules(readable, writable, further)) {
            rules.restrict();
        }
    }

    /** As {@link #restrict(List, List)}; what lies in the folders of pipes can be written to besides, and none be made there. */
    public void restrictWithPipes(List<Path> readable, List<Path> writable, List<Path> pipes) throws IOException {
        try (Rules rules = rules(readable, writable, List.of())) {
            pipes.forEach(path -> allow(rules.descriptor, RealPath.of(path), Rights.READ | Rights.WRITE_FILE));
            rules.restrict();
        }
    }

    private Rules rules(List<Path> readable, List<Path> writable, List<Path> further) throws IOException {
        Rules made = new Rules(
                Kernel.landlockRules(Rights.READ | Rights.CHANGE, version < Rights.SCOPES ? 0 : Rights.EVERY_SCOPE));
        int rules = made.descriptor;
        try {
            Kernel.allowBeneath(rules, ROOT, Rights.READ_DIR);
            List<Path> hidden = new ArrayList<>(bounds.hidden());
            hidden.addAll(further);
            hidden.add(bounds.state());
            hidden.add(Path.of("/dev"));
            allowBeside(rules, ROOT, hidden.stream().map(RealPath::of).toList());
            readable.forEach(path -> allow(rules, RealPath.of(path), Rights.READ));
            // What is the daemon's own may be named by a link. Where an allowed folder has become one, an agent may
            // have made it.
            Stream.of(
                            bounds.allowed().stream()
                                    .filter(path -> RealPath.of(path).equals(path)),
                            writable.stream().map(RealPath::of),
                            Stream.of(RealPath.of(bounds.tmp())))
                    .flatMap(paths -> paths)
                    .forEach(path -> allow(rules, path, Rights.READ | Rights.CHANGE));
            devices().forEach(path -> allow(rules, path, Rights.READ | Rights.CHANGE));
            return made;
        } catch (IOException | RuntimeException e) {
            made.close();
            throw e;
        }
    }

    private static void allowBeside(int rules, Path folder, List<Path> hidden) throws IOException {
        int count = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (hidden.stream().anyMatch(path -> isNamed(entry, path))) {
                    continue;
                }
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
                        && hidden.stream().anyMatch(path -> path.startsWith(entry))) {
                    allowBeside(rules, entry, hidden);
                } else if (count++ < MAX_SIBLINGS) {
                    allow(rules, entry, Rights.READ);
                }
            }
        } catch (AccessDeniedException | NoSuchFileException | NotDirectoryException _) {
            // What cannot be listed, or is removed meanwhile, cannot be allowed by name.
        }
    }

    /** A hidden name may end in a star. */
    private static boolean isNamed(Path entry, Path hidden) {
        String name = hidden.toString();
        return name.endsWith("*")
                ? entry.toString().startsWith(name.substring(0, name.length() - 1))
                        && entry.getNameCount() == hidden.getNameCount()
                : entry.equals(hidden);
    }

    private static void allow(int rules, Path path, long rights) {
        try {
            long possible = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) ? rights : rights & Rights.OF_FILES;
            boolean _ = Kernel.allowBeneath(rules, path, possible);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> devices() throws IOException {
        List<String> offered = Devices.offered(bounds.noNetwork());
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/dev"))) {
            for (Path entry : entries) {
                if (DEVICES.contains(String.valueOf(entry.getFileName()))
                        || offered.stream().anyMatch(pattern -> isNamed(entry, Path.of(pattern)))) {
                    found.add(entry);
                }
            }
        }
        return found;
    }

    /** A look from inside, which fails if a file of the daemon's own can be read there, or the daemon signalled. */
    public Spawner.Command trial(Path own) {
        return new Spawner.Command(
                List.of(
                        "/bin/sh",
                        "-c",
                        "! cat \"$0\" 2>/dev/null" + (version < Rights.SCOPES ? "" : " && ! kill -0 $PPID 2>/dev/null"),
                        own.toString()),
                Map.of("PATH", "/usr/bin:/bin"),
                "/",
                null,
                new Restriction(() -> restrict(List.of(), List.of())));
    }
}
