package org.hpcdaemon.e2e.world;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.hpcdaemon.client.HpcClient;
import org.hpcdaemon.link.network.Target;
import org.hpcdaemon.protocol.id.DaemonId;
import org.hpcdaemon.testkit.FaultProxy;
import org.jspecify.annotations.Nullable;

/**
 * A platform, a daemon and agents as users run them, each program a process with a home of its own, and a bad network
 * on both sides of the platform: {@code agents ⇄ agentSide ⇄ platform ⇄ daemonSide ⇄ daemons}.
 */
public final class World implements AutoCloseable {
    /** A run can be repeated: {@code -De2e.seed=N}. Each test prints the seed it ran with. */
    public static final long SEED = Long.getLong("e2e.seed", 1);

    public static final String ADA = "ada@example.org";
    public static final String BOB = "bob@example.org";

    private final Path folder;
    private final Path logs;
    private final Platform platform;
    private final String owner;
    private final boolean guest;
    private final FaultProxy agentSide;
    private final FaultProxy daemonSide;
    private final List<Daemon> daemons = new ArrayList<>();
    private final List<HpcClient> clients = new ArrayList<>();
    private final List<Program> programs = new ArrayList<>();

    private World(Path folder, Path logs, Platform platform, String owner, boolean guest) throws IOException {
        this.folder = folder;
        this.logs = logs;
        this.platform = platform;
        this.owner = owner;
        this.guest = guest;
        SplittableRandom random = new SplittableRandom(SEED);
        agentSide = FaultProxy.start("127.0.0.1", platform.port(), random.split());
        daemonSide = FaultProxy.start("127.0.0.1", platform.port(), random.split());
    }

    /** Whether daemons can be started as other users than the one who runs the tests. */
    public static boolean isOpenToAll() {
        return Launchers.areOpenToAll();
    }

    /**
     * Starts a platform.
     *
     * @param folder for homes; logs go to {@code e2e/target/logs}, where they outlive it
     */
    public static World start(Class<?> test, Path folder) {
        return start(test, folder, Release.CURRENT);
    }

    /** The same, with the platform of that release. */
    public static World start(Class<?> test, Path folder, Release release) {
        try {
            Path logs = logs(test);
            Platform platform = new Platform(release, folder.resolve("platform"), logs.resolve("platform.log"));
            return new World(folder, logs, platform, ADA, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Another user's world on the same platform, which a test spares to start one of its own. It ends before this one. */
    public World guest(Class<?> test, Path guests, String email) {
        try {
            return new World(guests, logs(test), platform, email, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path logs(Class<?> test) throws IOException {
        Path logs =
                Launchers.logs(test.getName().substring(test.getPackageName().length() + 1));
        for (String old : List.of("platform.log", "box.log")) {
            Files.deleteIfExists(logs.resolve(old));
        }
        return logs;
    }

    public Platform platform() {
        return platform;
    }

    /** Whose daemon {@code box} is. */
    public String owner() {
        return owner;
    }

    /** Between agents and the platform. */
    public FaultProxy agentSide() {
        return agentSide;
    }

    /** Between daemons and the platform. */
    public FaultProxy daemonSide() {
        return daemonSide;
    }

    /** Sets up and starts the owner's daemon {@code box}, and waits until it is online. */
    public Daemon box() {
        return box(Map.of());
    }

    /** The same, with further variables in its environment. */
    public Daemon box(Map<String, String> environment) {
        return box(Release.CURRENT, environment);
    }

    /** The same, with the daemon of that release. */
    public Daemon box(Release release) {
        return box(release, Map.of());
    }

    private Daemon box(Release release, Map<String, String> environment) {
        try {
            DaemonId id = new DaemonId("box");
            Path home = Files.createDirectories(folder.resolve(id.value()));
            return awaitOnline(new Daemon(
                    release,
                    id,
                    url(daemonSide),
                    platform.daemonKey(owner, id.value()),
                    home,
                    logs.resolve(id + ".log"),
                    environment));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same, of another user of this machine perhaps, kept as that user keeps it. */
    public Daemon box(Resident resident, Map<String, String> environment) {
        try {
            DaemonId id = new DaemonId("box");
            String key = platform.daemonKey(owner, id.value());
            return awaitOnline(Daemon.of(resident, id, url(daemonSide), key, logs.resolve(id + ".log"), environment));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Daemon awaitOnline(Daemon daemon) {
        daemons.add(daemon);
        daemon.awaitOnline();
        return daemon;
    }

    /** An agent's SDK, behind the proxy of agents. */
    public HpcClient client(String key) {
        return client(url(agentSide), key);
    }

    /** An agent's SDK with no bad network before the platform. */
    public HpcClient directClient(String key) {
        return client(platform.url(), key);
    }

    private HpcClient client(String url, String key) {
        HpcClient client = HpcClient.open(Target.of(url), key);
        clients.add(client);
        return client;
    }

    /** {@code hpc ARGUMENTS} with that key. */
    public Outcome<String> hpc(String key, String... arguments) {
        return hpc(key, new byte[0], Outcome::text, arguments);
    }

    /** The same, with more variables. */
    public Outcome<String> hpc(String key, Map<String, String> environment, String... arguments) {
        ProcessBuilder hpc = hpc(key, List.of(arguments));
        hpc.environment().putAll(environment);
        return Outcome.of(hpc, new byte[0], Outcome::text);
    }

    /**
     * A verb of any of the three programs on what is here, with that key, and its output sent there.
     *
     * @param verb the program and its arguments; {@code OTHER} stands for a folder where nothing is yet
     */
    public Outcome<String> run(Output output, String key, List<String> verb) {
        List<String> arguments = verb.stream()
                .skip(1)
                .map(word -> word.equals("OTHER") ? folder.resolve("other").toString() : word)
                .toList();
        ProcessBuilder program = hpc(key, arguments);
        program.command(Launchers.of(verb.getFirst(), Map.of(), arguments).command());
        program.environment().put("HPC_DAEMON_HOME", folder.resolve("box/home").toString());
        program.environment()
                .put("HPC_PLATFORM_HOME", folder.resolve("platform").toString());
        return Outcome.of(output.of(program), new byte[0], Outcome::text);
    }

    /** A program on the SDK with that key, as its author starts it: by Java, with the class path that the tests have. */
    public Outcome<String> onTheSdk(String key, String main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx32m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main));
        command.addAll(List.of(arguments));
        ProcessBuilder program = hpc(key, List.of());
        program.command(command);
        return Outcome.of(program, new byte[0], Outcome::text);
    }

    /** {@code hpc ARGUMENTS} of that release. */
    public Outcome<String> hpc(Release release, String key, String... arguments) {
        ProcessBuilder hpc = hpc(key, List.of(arguments));
        hpc.command(release.program("hpc", Map.of(), List.of(arguments)).command());
        return Outcome.of(hpc, new byte[0], Outcome::text);
    }

    /** {@code hpc ARGUMENTS} with that key, that goes on until the world ends. */
    public Program hpcInBackground(String key, String... arguments) {
        Program program = Program.start(hpc(key, List.of(arguments)), logs.resolve("hpc.log"));
        programs.add(program);
        return program;
    }

    /** A program that itself starts {@code hpc}, with that key, and finds it on its path. */
    public Outcome<String> beside(String key, String... command) {
        return Outcome.of(besideHpc(key, command), new byte[0], Outcome::text);
    }

    /** The same, that goes on until it is told to stop, or the world ends. */
    public Program besideInBackground(String key, String... command) {
        Program program = Program.start(besideHpc(key, command), logs.resolve("beside.log"));
        programs.add(program);
        return program;
    }

    private ProcessBuilder besideHpc(String key, String... command) {
        ProcessBuilder program = hpc(key, List.of());
        program.command(command);
        program.environment().merge("PATH", Launchers.ROOT.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        return program;
    }

    /** {@code hpc mcp} with that key; without one for null. */
    public McpProcess mcp(@Nullable String key) {
        ProcessBuilder hpc = hpc(key == null ? "" : key, List.of("mcp"));
        if (key == null) {
            hpc.environment().keySet().removeAll(List.of("HPC_API_KEY", "HPC_URL"));
        }
        return new McpProcess(hpc, McpProcess.log(logs));
    }

    /** {@code hpc ARGUMENTS} with that key and standard input, its standard output given to the reader. */
    public <T> Outcome<T> hpc(String key, byte[] stdin, Function<InputStream, T> reader, String... arguments) {
        return Outcome.of(hpc(key, List.of(arguments)), stdin, reader);
    }

    private ProcessBuilder hpc(String key, List<String> arguments) {
        Map<String, String> environment = Map.of(
                "HPC_URL",
                url(agentSide),
                "HPC_API_KEY",
                key,
                "HPC_HOME",
                folder.resolve("hpc").toString());
        return Launchers.of("hpc", environment, arguments);
    }

    /** A script of the repository, to its end; it starts what it needs itself. */
    public static Outcome<String> script(String path, String... arguments) {
        return Outcome.of(
                Launchers.script(Launchers.ROOT.resolve(path), Map.of(), List.of(arguments)),
                new byte[0],
                Outcome::text);
    }

    /** A script for bash, as who follows a page of ours would type it: the first command that fails ends it. */
    public static Outcome<String> bash(Path script, Map<String, String> environment) {
        ProcessBuilder bash = new ProcessBuilder("bash", "-euo", "pipefail", script.toString());
        bash.environment().putAll(environment);
        return Outcome.of(bash, new byte[0], Outcome::text);
    }

    /** A figure that is worth a look at every run; {@code ./test} prints it at its end. */
    public static void note(String figure) {
        try {
            Files.writeString(Launchers.figures(), figure + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bounds on time, which hold on a machine with nothing else to do: {@code bench/speed} asks for them, no test fails by them. */
    public static void judge(Runnable bounds) {
        if (Boolean.getBoolean("bench.bounds")) {
            bounds.run();
        }
    }

    /** Ends everything it started. */
    @Override
    public void close() throws IOException {
        clients.forEach(HpcClient::close);
        programs.forEach(Program::kill);
        for (Daemon daemon : daemons) {
            daemon.program().stop();
        }
        agentSide.close();
        daemonSide.close();
        if (!guest) {
            platform.program().stop();
        }
    }

    private static String url(FaultProxy proxy) {
        return "http://" + proxy.host() + ":" + proxy.port();
    }
}
