package org.hpcdaemon.sandbox.view;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hpcdaemon.linux.descriptor.FileHandle;
import org.hpcdaemon.linux.system.Threads;
import org.hpcdaemon.sandbox.FileView;
import org.hpcdaemon.sandbox.kernel.Domain;

/** The machine's files from threads in the Landlock domain of commands. */
public final class DomainView implements FileView {
    /** What is hidden is hidden as it was when the rules were made, which takes as long as some hundred calls. */
    static final Duration MAX_AGE = Duration.ofSeconds(5);

    private final Shared<OpenRules> rules;
    private final List<Path> allowed;

    public DomainView(Domain domain, List<Path> allowed) {
        this.rules = new Shared<>(MAX_AGE, () -> new OpenRules(domain.rules()));
        this.allowed = List.copyOf(allowed);
    }

    @Override
    public List<Path> allowed() {
        return allowed;
    }

    @Override
    public <T> T call(Work<T> work) throws IOException {
        return rules.use(made -> Threads.call("file", () -> {
            made.rules().restrict();
            try (FileHandle root = FileHandle.directory("/")) {
                return work.from(root);
            }
        }));
    }

    @Override
    public void close() {
        rules.close();
    }

    private record OpenRules(Domain.Rules rules) implements Shared.Resource {
        @Override
        public boolean isUsable() {
            return true;
        }

        @Override
        public void close() {
            rules.close();
        }
    }
}
