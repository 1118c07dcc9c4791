package org.hpcdaemon.daemon.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hpcdaemon.protocol.error.HpcException;

/** Which directories an agent may be let write to: none that holds more than it is meant to change. */
final class Directories {
    private final Path userHome;
    private final Path state;

    Directories(Machine machine) {
        this.userHome = real(machine.userHome());
        this.state = real(machine.state().folder());
    }

    /**
     * The real path of a directory that is there, so that a symbolic link cannot be moved elsewhere later. Throws
     * {@link HpcException} with the reason if agents may not have it.
     */
    Path existing(Path given) {
        Path real = allowed(given);
        if (!Files.isDirectory(real)) {
            throw HpcException.invalid(given + " is not a directory; make it first: mkdir -p " + given);
        }
        if (!Files.isWritable(real)) {
            throw HpcException.invalid("you cannot write to " + given + ", so an agent could not either");
        }
        return real;
    }

    /** The real path, also of what is not there yet. Throws {@link HpcException} with the reason against it. */
    Path allowed(Path given) {
        Path real = real(given);
        String shown = real.equals(given) ? given.toString() : given + " (that is " + real + ")";
        if (real.getParent() == null) {
            throw HpcException.invalid(shown + " is the whole machine; give a folder made for this");
        }
        if (real.equals(userHome)) {
            throw HpcException.invalid(shown + " is your home, with what your shell runs at login and your own keys;"
                    + " give a folder in it");
        }
        if (userHome.startsWith(real)) {
            throw HpcException.invalid(shown + " holds your home " + userHome + "; give a folder of its own");
        }
        if (real.startsWith(state) || state.startsWith(real)) {
            throw HpcException.invalid(shown + (real.startsWith(state) ? " is in " : " holds ")
                    + "the daemon's own state, with its key; give a folder elsewhere");
        }
        return real;
    }

    /** As far as the path exists, without symbolic links. */
    private static Path real(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            return absolute.toRealPath();
        } catch (IOException _) {
            Path parent = absolute.getParent();
            return parent == null ? absolute : real(parent).resolve(absolute.getFileName());
        }
    }
}
