package org.hpcdaemon.protocol;

import java.util.Optional;

/** Which release this is: what programs print as their version, and daemons tell the platform. */
public final class Release {
    /** As the build names it; {@code development} where classes are run without a build. */
    public static final String VERSION = Optional.ofNullable(
                    Release.class.getPackage().getImplementationVersion())
            .orElse("development");

    private Release() {}
}
