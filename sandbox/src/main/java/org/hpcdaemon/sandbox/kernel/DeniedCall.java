package org.hpcdaemon.sandbox.kernel;

import org.hpcdaemon.linux.call.ProcessorFamily;

/**
 * System calls that no command needs and that reach out of a sandbox, or far into the kernel. Numbers are those of
 * asm/unistd_64.h and asm-generic/unistd.h; from 424 on all machines agree.
 */
enum DeniedCall {
    // A file system of one's own could cover or uncover what is hidden.
    MOUNT(165, 40),
    UMOUNT2(166, 39),
    PIVOT_ROOT(155, 41),
    CHROOT(161, 51),
    OPEN_TREE(428),
    MOVE_MOUNT(429),
    FSOPEN(430),
    FSCONFIG(431),
    FSMOUNT(432),
    FSPICK(433),
    MOUNT_SETATTR(442),
    OPEN_TREE_ATTR(467),
    // So could namespaces of one's own, in which one is root.
    UNSHARE(272, 97),
    SETNS(308, 268),
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

    DeniedCall(int everywhere) {
        this(everywhere, everywhere);
    }

    DeniedCall(int x86, int arm) {
        this.x86 = x86;
        this.arm = arm;
    }

    int number(ProcessorFamily machine) {
        return switch (machine) {
            case X86_64 -> x86;
            case AARCH64 -> arm;
        };
    }
}
