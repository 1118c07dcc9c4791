package org.hpcdaemon.sandbox;

/**
 * What of this host cannot be found out by trying a program.
 *
 * @param landlock the newest version that the kernel has switched on; 0: none
 */
record Host(int landlock) {
    static Host here() {
        return new Host(Kernel.landlockVersion());
    }
}
