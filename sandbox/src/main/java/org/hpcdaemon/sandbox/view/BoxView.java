package org.hpcdaemon.sandbox.view;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.hpcdaemon.linux.restrict.Kernel;
import org.hpcdaemon.linux.system.Spawner;
import org.hpcdaemon.linux.system.Threads;
import org.hpcdaemon.sandbox.FileView;

/**
 * The files in a box: a process waits in one, as in a command's, and its root is where paths begin. So what is read-only, hidden or
 * private there is so here, by the same mounts.
 */
public final class BoxView implements FileView {
    private final Shared<OpenBox> box;
    private final List<Path> allowed;

    /**
     * Makes boxes when they are needed.
     *
     * @param boxed a command, as one of an agent's is run
     * @param path where its programs are
     */
    public BoxView(UnaryOperator<Spawner.Command> boxed, String path, List<Path> allowed) {
        this.box = new Shared<>(DomainView.MAX_AGE, () -> OpenBox.make(boxed, path));
        this.allowed = List.copyOf(allowed);
    }

    @Override
    public List<Path> allowed() {
        return allowed;
    }

    @Override
    public <T> T call(Work<T> work) throws IOException {
        return box.use(open -> Threads.call("file", () -> {
            Kernel.noCapabilities(); // as in the box, where root has none either
            return work.from(open.root());
        }));
    }

    @Override
    public void close() {
        box.close();
    }
}
