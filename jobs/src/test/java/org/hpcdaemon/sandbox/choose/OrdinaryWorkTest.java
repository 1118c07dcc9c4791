package org.hpcdaemon.sandbox.choose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hpcdaemon.testkit.Patience.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.hpcdaemon.jobs.Specs;
import org.hpcdaemon.protocol.id.ShellId;
import org.hpcdaemon.protocol.message.exec.ExecResult;
import org.hpcdaemon.protocol.message.job.JobInfo;
import org.hpcdaemon.protocol.message.job.JobState;
import org.hpcdaemon.protocol.message.shell.ShellRunResult;
import org.hpcdaemon.sandbox.Enforcing;
import org.hpcdaemon.sandbox.Guarding;
import org.hpcdaemon.sandbox.Mechanism;
import org.hpcdaemon.sandbox.OutsideTmp;
import org.hpcdaemon.session.stream.AgentStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What researchers do all day works inside the limits, by each mechanism that enforces them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
final class OrdinaryWorkTest {
    private static final String ESCAPE = "\033";
    private static final String CTRL_C = "\003";
    private static final String CTRL_Z = "\032";

    /** A wheel is a zip file: none is fetched, and nothing that makes them need be installed. */
    private static final String MAKE_WHEEL = """
            python3 - <<'E'
            import zipfile
            with zipfile.ZipFile("greeting-1.0-py3-none-any.whl", "w") as wheel:
                wheel.writestr("greeting.py", "print('hello from a package')\\n")
                wheel.writestr("greeting-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: greeting\\nVersion: 1.0\\n")
                wheel.writestr("greeting-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: us\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
                wheel.writestr("greeting-1.0.dist-info/RECORD", "greeting.py,,\\n")
            E
            """;

    private final Map<Mechanism, Agent> agents = new EnumMap<>(Mechanism.class);

    private Path root = Path.of("");

    @BeforeAll
    void prepare(@TempDir(factory = OutsideTmp.class) Path folder) {
        root = folder;
    }

    private Agent agent(Mechanism mechanism) throws Exception {
        Agent agent = agents.get(mechanism);
        if (agent == null) {
            agent = new Agent(Files.createDirectories(root.resolve(mechanism.toString())), mechanism, Guarding.DEFAULT);
            agents.put(mechanism, agent);
            Files.writeString(agent.user.resolve(".bashrc"), "PS1='$ '\n");
        }
        Enforcing.assumeInForce(agent.guard.level(), mechanism);
        return agent;
    }

    @AfterAll
    void stop() {
        agents.values().forEach(Agent::close);
    }

    private static String done(ExecResult result) {
        assertThat(result.exitCode())
                .as("%s", result.stderr() == null ? "" : result.stderr().head())
                .isZero();
        return Agent.out(result);
    }

    private static void shows(AgentStream screen, String text) {
        await().untilAsserted(() -> assertThat(screen.text()).contains(text));
    }

    /** What is typed before a program has given the terminal back may be lost with it. */
    private static void prompts(AgentStream screen) {
        await().untilAsserted(() -> assertThat(screen.text()).endsWith("$ "));
    }

    /** What mv does by copying where it must; git and ln do not. */
    @ParameterizedTest
    @EnumSource
    void aFileIsLinkedAndMovedFromOneDirectoryToAnother(Mechanism mechanism) throws Exception {
        Agent agent = agent(mechanism);

        String listed = done(agent.exec("""
                mkdir here there && echo text >here/first && stat -c %i here/first
                ln here/first there/second && mv here/first there/third && stat -c '%n %i' there/*
                """));

        String inode = listed.lines().findFirst().orElseThrow();
        assertThat(listed.lines().skip(1)).containsExactly("there/second " + inode, "there/third " + inode);
    }

    @ParameterizedTest
    @EnumSource
    void aPackageIsInstalledForTheUserInTheWorkspace(Mechanism mechanism) throws Exception {
        Enforcing.assumeInstalled("pip3");
        Agent agent = agent(mechanism);

        String printed = done(agent.exec(MAKE_WHEEL + """
                export PYTHONUSERBASE=$PWD/.local PIP_BREAK_SYSTEM_PACKAGES=1
                pip3 install --quiet --user --no-index greeting-1.0-py3-none-any.whl
                cd /; python3 -c 'import greeting; print(greeting.__file__)'
                """));

        assertThat(printed).startsWith("hello from a package\n" + agent.allowed + "/.local/lib/");
        assertThat(agent.user.resolve(".local")).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource
    void anEnvironmentIsMadeAndEnteredAndLeft(Mechanism mechanism) throws Exception {
        Enforcing.assumeInstalled("python3");
        Agent agent = agent(mechanism);
        ShellId shell = agent.shell();

        ShellRunResult made = agent.run(
                shell, "rm -rf env; python3 -m venv --without-pip env && echo 'made' > env/mark; . env/bin/activate");
        assertThat(made.output().head()).isEmpty();
        assertThat(agent.run(shell, "python -c 'import sys; print(sys.prefix)'; echo $VIRTUAL_ENV; type -P python")
                        .output()
                        .head())
                .isEqualTo("%1$s/env\n%1$s/env\n%1$s/env/bin/python\n".formatted(agent.allowed));
        assertThat(agent.run(shell, "deactivate; echo \"${VIRTUAL_ENV-none}\"; command -v python3")
                        .output()
                        .head())
                .isEqualTo("none\n/usr/bin/python3\n");
        agent.closeShell(shell);
    }

    @ParameterizedTest
    @EnumSource
    void modulesAreFunctionsThatStay(Mechanism mechanism) throws Exception {
        Agent agent = agent(mechanism);
        Path modules = Files.createDirectories(agent.user.resolve("modules/solver/bin"));
        Files.writeString(modules.resolve("solve"), "#!/bin/sh\necho solved in $PWD by $SOLVER\n");
        assertThat(modules.resolve("solve").toFile().setExecutable(true)).isTrue();
        Files.writeString(modules.resolveSibling("load"), """
                echo "export SOLVER=$1 PATH=%s:\\$PATH LOADED=\\${LOADED:+\\$LOADED:}$1"
                """.formatted(modules));
        Files.writeString(
                agent.user.resolve(".bashrc"),
                "PS1='$ '\nmodule() { eval \"$(sh " + modules.resolveSibling("load")
                        + " \"$2\" 2>/dev/null)\"; }\nexport -f module\n");
        ShellId shell = agent.shell();

        assertThat(agent.run(shell, "module load solver/2; echo $?").output().head())
                .isEqualTo("0\n");
        assertThat(agent.run(shell, "solve; echo $LOADED; bash -c 'module load x; echo $LOADED'; rm -rf q; mkdir q")
                        .output()
                        .head())
                .isEqualTo("solved in " + agent.allowed + " by solver/2\nsolver/2\nsolver/2:x\n");
        agent.closeShell(shell);
        Files.writeString(agent.user.resolve(".bashrc"), "PS1='$ '\n");
    }

    @ParameterizedTest
    @EnumSource
    void processesShareMemory(Mechanism mechanism) throws Exception {
        Enforcing.assumeInstalled("python3");
        assertThat(done(agent(mechanism).exec("""
                        python3 - <<'E'
                        import mmap, os
                        path = "/dev/shm/hpc-test-%d" % os.getpid()
                        ranks = 3
                        with open(path, "w+b") as segment:
                            os.ftruncate(segment.fileno(), 4096)
                            memory = mmap.mmap(segment.fileno(), 4096)
                        children = []
                        for rank in range(ranks):
                            child = os.fork()
                            if child == 0:
                                with open(path, "r+b") as own: mmap.mmap(own.fileno(), 4096)[rank] = rank + 1
                                os._exit(0)
                            children.append(child)
                        for child in children: os.waitpid(child, 0)
                        os.unlink(path)
                        print(sum(memory[:ranks]))
                        E
                        """))).isEqualTo("6\n");
    }

    @ParameterizedTest
    @EnumSource
    void theElementsOfAnArrayWorkSideBySide(Mechanism mechanism) throws Exception {
        Agent agent = agent(mechanism);
        JobInfo submitted = agent.jobs.submit(
                Specs.array("echo part $HPC_ARRAY_TASK_ID > " + agent.allowed + "/part.$HPC_ARRAY_TASK_ID", "0-2"));

        JobInfo job = await().until(
                        () -> agent.jobs.status(submitted.job()),
                        info -> info.state().terminal());

        assertThat(job.state()).as("%s", job).isEqualTo(JobState.COMPLETED);
        assertThat(done(agent.exec("cat part.*"))).isEqualTo("part 0\npart 1\npart 2\n");
    }

    @ParameterizedTest
    @EnumSource
    void vimEditsAFile(Mechanism mechanism) throws Exception {
        Enforcing.assumeInstalled("vim");
        Agent agent = agent(mechanism);
        Path notes = Files.writeString(agent.allowed.resolve("notes"), "first\nlast\n");
        ShellId shell = agent.shell();
        AgentStream screen = agent.screen(shell);

        agent.type(shell, "vim notes\r");
        shows(screen, "last");
        agent.type(shell, "Osecond of three" + ESCAPE);
        agent.type(shell, ":wq\r");
        prompts(screen);
        agent.type(shell, "echo vim said $?\r");
        shows(screen, "vim said 0");

        assertThat(notes).hasContent("second of three\nfirst\nlast\n");
        assertThat(agent.allowed.resolve(".notes.swp")).doesNotExist();
        agent.closeShell(shell);
    }

    @ParameterizedTest
    @EnumSource
    void lessPagesAndQuits(Mechanism mechanism) throws Exception {
        Enforcing.assumeInstalled("less");
        Agent agent = agent(mechanism);
        ShellId shell = agent.shell();
        AgentStream screen = agent.screen(shell);

        agent.type(shell, "seq -f 'line %g.' 500 > lines; less lines\r");
        shows(screen, "line 23.");
        assertThat(screen.text()).doesNotContain("line 24.");
        agent.type(shell, " ");
        shows(screen, "line 46.");
        agent.type(shell, "/line 499\r");
        shows(screen, "499");
        agent.type(shell, "q");
        prompts(screen);
        agent.type(shell, "echo less said $?\r");
        shows(screen, "less said 0");
        agent.closeShell(shell);
    }

    @ParameterizedTest
    @EnumSource
    void theKeyboardInterruptsStopsAndResumes(Mechanism mechanism) throws Exception {
        Agent agent = agent(mechanism);
        ShellId shell = agent.shell();
        AgentStream screen = agent.screen(shell);

        // Its first words are split, so that they are not the echo of what was typed. Not sh: dash may miss an
        // interrupt
        // that comes as it forks, without any sandbox.
        agent.type(shell, "bash -c 'echo be''gun; sleep 4713.1'\r");
        shows(screen, "begun");
        agent.type(shell, CTRL_C);
        prompts(screen);
        agent.type(shell, "echo code$?\r");
        shows(screen, "code130");

        // It waits by itself: a bash that waits for a child which ends as the interrupt comes goes on.
        agent.type(shell, "bash -c 'trap \"echo re''sumed\" CONT; echo st''arted; until read -r line; do :; done'\r");
        shows(screen, "started");
        agent.type(shell, CTRL_Z);
        shows(screen, "Stopped");
        prompts(screen);
        agent.type(shell, "jobs | grep -c Stopp''ed; echo still$((40 + 2))\r");
        shows(screen, "1\r\nstill42");
        agent.type(shell, "fg\r");
        shows(screen, "resumed");
        agent.type(shell, CTRL_C);
        prompts(screen);
        agent.type(shell, "echo after$?\r");
        shows(screen, "after130");
        agent.closeShell(shell);
    }
}
