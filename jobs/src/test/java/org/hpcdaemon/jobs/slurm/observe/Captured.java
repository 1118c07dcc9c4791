package org.hpcdaemon.jobs.slurm.observe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** What commands of SLURM have printed. */
final class Captured {
    private Captured() {}

    static String text(String name) throws IOException {
        try (InputStream in = Captured.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
