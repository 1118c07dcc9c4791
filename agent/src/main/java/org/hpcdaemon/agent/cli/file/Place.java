package org.hpcdaemon.agent.cli.file;

import java.nio.file.Path;
import org.hpcdaemon.protocol.id.DaemonId;

/** One side of a copy, as scp(1) writes it. */
sealed interface Place {
    /** On this machine. */
    record Local(Path path) implements Place {}

    /** On a daemon's: {@code box:path}; an empty path is the working directory. */
    record Remote(DaemonId daemon, String path) implements Place {
        /** What is beneath it. */
        Remote child(String name) {
            return new Remote(daemon, path.endsWith("/") ? path + name : path + "/" + name);
        }

        /** What it is called where it is. */
        String name() {
            String plain = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
            return plain.substring(plain.lastIndexOf('/') + 1);
        }
    }

    /** A colon before any slash parts a daemon from a path; {@code ./a:b} is a file here. */
    static Place of(String text) {
        int colon = text.indexOf(':');
        int slash = text.indexOf('/');
        if (colon <= 0 || (slash >= 0 && slash < colon)) {
            return new Local(Path.of(text));
        }
        String path = text.substring(colon + 1);
        return new Remote(new DaemonId(text.substring(0, colon)), path.isEmpty() ? "." : path);
    }
}
