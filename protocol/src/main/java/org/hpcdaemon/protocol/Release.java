package org.hpcdaemon.protocol;

import java.util.Optional;

/** Which release this is: what programs print as their version, and daemons tell the platform. */
public final class Release {
    /** As its launcher says where a release is installed, else as the build names it; {@code development} without a build. */
    public static final String VERSION = Optional.ofNullable(System.getProperty("hpc.release"))
            .or(() -> Optional.ofNullable(Release.class.getPackage().getImplementationVersion()))
            .orElse("development");

    private Release() {}
}
