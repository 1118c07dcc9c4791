package org.hpcdaemon.sandbox.plan;

import java.util.List;
import java.util.stream.Stream;

/** The hardware of a cluster that agents may use, at each level; the last name may end in a star. */
public final class Devices {
    private static final List<String> ACCELERATORS = List.of(
            "/dev/nvidia*",
            "/dev/kfd",
            "/dev/dri",
            "/dev/accel*",
            "/dev/neuron*",
            "/dev/knem",
            "/dev/xpmem",
            "/dev/gdrdrv");

    /** They pass by the kernel's network, and by whatever cuts that. */
    private static final List<String> NETWORKS = List.of("/dev/infiniband", "/dev/hfi1*", "/dev/cxi*");

    private Devices() {}

    public static List<String> offered(boolean noNetwork) {
        return noNetwork
                ? ACCELERATORS
                : Stream.concat(ACCELERATORS.stream(), NETWORKS.stream()).toList();
    }
}
