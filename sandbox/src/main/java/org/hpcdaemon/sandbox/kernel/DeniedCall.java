package org.hpcdaemon.sandbox.kernel;

import org.hpcdaemon.linux.call.ProcessorFamily;

/**
 * System calls that no command needs and that reach out of a sandbox, or far into the kernel. Numbers are those of
 * asm/unistd_64.h and asm-generic/unistd.h; from 424 on all machines agree. Where containers are allowed, some are left to the kernel,
 * which grants them to who is root in a user namespace of its own, over what belongs to that.
 */
enum DeniedCall {
    // A file system of one's own could cover or uncover what is hidden.
    MOUNT(165, 40, InContainers.ALLOWED),
    UMOUNT2(166, 39, InContainers.ALLOWED),
    PIVOT_ROOT(155, 41, InContainers.ALLOWED),
    CHROOT(161, 51, InContainers.ALLOWED),
    OPEN_TREE(428, 428, InContainers.MISSING),
    MOVE_MOUNT(429, 429, InContainers.MISSING),
    FSOPEN(430, 430, InContainers.MISSING),
    FSCONFIG(431, 431, InContainers.MISSING),
    FSMOUNT(432, 432, InContainers.MISSING),
    FSPICK(433, 433, InContainers.MISSING),
    MOUNT_SETATTR(442, 442, InContainers.MISSING),
    OPEN_TREE_ATTR(467, 467, InContainers.MISSING),
    // So could namespaces of one's own, in which one is root.
    UNSHARE(272, 97, InContainers.ALLOWED),
    SETNS(308, 268, InContainers.ALLOWED),
    // Files by handle pass by every folder above them.
    OPEN_BY_HANDLE_AT(304, 265),
    // io_uring does what other calls do, unseen by a filter.
    IO_URING_SETUP(425),
    IO_URING_ENTER(426),
    IO_URING_REGISTER(427),
    // Keyrings hold tickets and keys of the user's other sessions.
    ADD_KEY(248, 217),
    REQUEST_KEY(249, 218),
    KEYCTL(250, 219),
    // For administrators, and a favourite of exploits.
    BPF(321, 280),
    USERFAULTFD(323, 282),
    KEXEC_LOAD(246, 104),
    INIT_MODULE(175, 105),
    FINIT_MODULE(313, 273),
    DELETE_MODULE(176, 106);

    private final int x86;
    private final int arm;
    private final InContainers inContainers;

    /** What becomes of a call where containers are allowed. */
    enum InContainers {
        DENIED,
        /** As on a kernel that lacks it: programs that know it take an older call then, of which more is known. */
        MISSING,
        ALLOWED
    }

    DeniedCall(int everywhere) {
        this(everywhere, everywhere);
    }

    DeniedCall(int x86, int arm) {
        this(x86, arm, InContainers.DENIED);
    }

    DeniedCall(int x86, int arm, InContainers inContainers) {
        this.x86 = x86;
        this.arm = arm;
        this.inContainers = inContainers;
    }

    InContainers inContainers() {
        return inContainers;
    }

    int number(ProcessorFamily machine) {
        return switch (machine) {
            case X86_64 -> x86;
            case AARCH64 -> arm;
        };
    }
}
