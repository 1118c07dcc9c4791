package org.hpcdaemon.sandbox.view;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.hpcdaemon.linux.descriptor.FileHandle;
import org.hpcdaemon.linux.process.ProcessTable;
import org.hpcdaemon.linux.system.Fd;
import org.hpcdaemon.linux.system.Spawner;
import org.hpcdaemon.sandbox.kernel.Trial;

/**
 * A box in which a process waits, for as long as its files are used.
 *
 * @param root where paths begin in it
 */
record OpenBox(Spawner.Piped waiting, FileHandle root) implements Shared.Resource {
    private static final String MARK = "HPC_DAEMON_FILE_BOX";
    private static final String READY = "ready";

    /** It says so, then waits until the daemon closes its standard input or ends. */
    private static final List<String> WAIT = List.of("/bin/sh", "-c", "echo " + READY + "; read -r _");

    /** @param boxed a command, as one of an agent's is run */
    static OpenBox make(UnaryOperator<Spawner.Command> boxed, String path) throws IOException {
        String mark = UUID.randomUUID().toString();
        Map<String, String> environment = Map.of("PATH", path, MARK, mark);
        Spawner.Piped started = Spawner.onPipes(boxed.apply(new Spawner.Command(WAIT, environment, "/")), true);
        try {
            if (!Trial.firstLine(started.stdout()).equals(READY)) {
                throw new IOException(Trial.words(Trial.firstLine(started.stderr())));
            }
            return new OpenBox(started, root(started.child().pid(), MARK + "=" + mark));
        } catch (IOException | RuntimeException e) {
            end(started);
            throw e;
        }
    }

    private static FileHandle root(int box, String mark) throws IOException {
        for (int pid : ProcessTable.families(ProcessTable.all(), process -> process.pid() == box)) {
            if (ProcessTable.startedWith(pid, mark)) {
                FileHandle found = FileHandle.directory("/proc/" + pid + "/root");
                // It has not ended, so the number was its own and the root is the box's.
                if (ProcessTable.startedWith(pid, mark)) {
                    return found;
                }
                found.close();
            }
        }
        throw new IOException("the process that waits in a sandbox is not to be seen in /proc");
    }

    @Override
    public boolean isUsable() {
        return !waiting.child().exit().isDone();
    }

    @Override
    public void close() {
        root.close();
        end(waiting);
    }

    private static void end(Spawner.Piped started) {
        Fd stdin = started.stdin();
        if (stdin != null) {
            stdin.close();
        }
        started.stdout().close();
        started.stderr().close();
        boolean _ = started.child().signal(9); // bubblewrap and what is inside die with it
    }
}
