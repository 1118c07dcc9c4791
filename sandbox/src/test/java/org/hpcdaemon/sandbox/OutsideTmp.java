package org.hpcdaemon.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/** Folders that an agent could see: those in /tmp are not there for it, since it has a /tmp of its own. */
public final class OutsideTmp implements TempDirFactory {
    @Override
    public Path createTempDirectory(AnnotatedElementContext elementContext, ExtensionContext extensionContext)
            throws IOException {
        Path build = Files.createDirectories(Path.of("target").toAbsolutePath()).toRealPath();
        boolean inTmp = build.startsWith("/tmp") || build.startsWith("/var/tmp");
        return Files.createTempDirectory(inTmp ? Path.of(System.getProperty("user.home")) : build, "outside-tmp-");
    }
}
