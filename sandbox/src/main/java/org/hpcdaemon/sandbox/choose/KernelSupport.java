package org.hpcdaemon.sandbox.choose;

import org.hpcdaemon.linux.restrict.Kernel;

/**
 * What of this host cannot be found out by trying a program.
 *
 * @param landlock the newest version that the kernel has switched on; 0: none
 */
record KernelSupport(int landlock) {
    static KernelSupport here() {
        return new KernelSupport(Kernel.landlockVersion());
    }
}
