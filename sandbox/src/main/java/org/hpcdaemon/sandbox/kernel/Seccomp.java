package org.hpcdaemon.sandbox.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.hpcdaemon.linux.call.Errno;
import org.hpcdaemon.linux.call.ProcessorFamily;
import org.hpcdaemon.protocol.message.value.Bytes;

/**
 * The filter of system calls that every confined process has (seccomp(2)), as a classic BPF program: what {@link
 * DeniedCall} lists fails with EPERM, as do namespaces by clone(2) and typing into the terminal (TIOCSTI).
 */
public final class Seccomp {
    // linux/filter.h and linux/bpf_common.h
    private static final int LOAD = 0x20;
    private static final int IF_EQUAL = 0x15;
    private static final int IF_AT_LEAST = 0x35;
    private static final int IF_ANY_BIT = 0x45;
    private static final int AND = 0x54;
    private static final int RETURN = 0x06;

    // struct seccomp_data of linux/seccomp.h; the low half of each argument comes first on both machines
    private static final int NUMBER = 0;
    private static final int ARCH = 4;
    private static final int ARGUMENT_0 = 16;
    private static final int ARGUMENT_1 = 24;
    private static final int ARGUMENT_2 = 32;

    private static final int ALLOW = 0x7fff0000;
    private static final int FAIL = 0x00050000;

    // On x86-64 the same calls have other numbers from here on (x32).
    private static final int X32 = 0x40000000;

    private static final int CLONE_3 = 435;
    // CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET of linux/sched.h
    private static final int NEW_NAMESPACES = 0x7e020000;
    // Of these CLONE_NEWCGROUP and NEWNET. With one of a network a process would be root over a part of the kernel that
    // has had many defects, with one of cgroups over the job's own; containers work without.
    private static final int NEW_FOR_NO_CONTAINER = 0x42000000;
    private static final int CLONE_NEWTIME = 0x80; // for unshare(2) alone: the bit means another thing to clone(2)
    private static final int AF_UNIX = 1;
    // AF_BLUETOOTH, AF_NFC, AF_VSOCK and AF_QIPCRTR: of the machine as a whole, so that no namespace cuts them.
    private static final List<Integer> NOT_OF_A_NETWORK_NAMESPACE = List.of(31, 39, 40, 42);
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_RAW = 3; // of AF_UNIX the same
    private static final int SOCKET_TYPE = 0xf; // without the flags
    private static final int TIOCSTI = 0x5412;
    private static final int TIOCLINUX = 0x541c;

    // 8 bytes each; there is room for all of the above and more.
    private final ByteBuffer program = ByteBuffer.allocate(8 * 256).order(ByteOrder.LITTLE_ENDIAN);

    private Seccomp() {}

    /**
     * The usual one.
     *
     * @param containers whether namespaces may be made, as containers need them
     */
    public static Bytes filter(ProcessorFamily machine, boolean containers) {
        return common(machine, containers).end();
    }

    /** Nor Unix sockets, for where those of the user's other programs cannot be hidden. */
    public static Bytes withoutUnixSockets(ProcessorFamily machine, boolean containers) {
        Seccomp filter = common(machine, containers);
        filter.noUnixSockets(machine);
        return filter.end();
    }

    /**
     * For a Landlock domain, from which the user's other programs are seen: nor Unix sockets, nor limits and priorities of other
     * processes. Not so the processors they run on: programs bind threads of their own to some, which a filter cannot tell from others.
     *
     * @param noNetwork nor any other socket, since there are no namespaces to cut the network with
     */
    static Bytes ofADomain(ProcessorFamily machine, boolean noNetwork) {
        Seccomp filter = common(machine, false);
        if (noNetwork) {
            filter.failIf(socket(machine), Errno.EPERM);
        }
        filter.noUnixSockets(machine);
        boolean x86 = machine == ProcessorFamily.X86_64;
        filter.failUnlessZero(x86 ? 141 : 140, ARGUMENT_0, ARGUMENT_1); // setpriority: PRIO_PROCESS, oneself
        filter.failUnlessZero(x86 ? 251 : 30, ARGUMENT_1); // ioprio_set
        filter.failUnlessZero(x86 ? 142 : 118, ARGUMENT_0); // sched_setparam
        filter.failUnlessZero(x86 ? 144 : 119, ARGUMENT_0); // sched_setscheduler
        filter.failUnlessZero(x86 ? 314 : 274, ARGUMENT_0); // sched_setattr
        filter.failIfLimitsOfOthersChange(x86 ? 302 : 261); // prlimit64
        return filter.end();
    }

    /** Pairs stay, but of datagrams: one of these can be connected to another process. */
    private void noUnixSockets(ProcessorFamily machine) {
        failIfArgument(socket(machine), ARGUMENT_0, IF_EQUAL, AF_UNIX);
        failIfMasked(socketPair(machine), ARGUMENT_1, SOCKET_TYPE, SOCK_DGRAM, SOCK_RAW);
    }

    private static int socket(ProcessorFamily machine) {
        return machine == ProcessorFamily.X86_64 ? 41 : 198;
    }

    private static int socketPair(ProcessorFamily machine) {
        return machine == ProcessorFamily.X86_64 ? 53 : 199;
    }

    private static Seccomp common(ProcessorFamily machine, boolean containers) {
        Seccomp filter = new Seccomp();
        filter.begin(machine);
        for (DeniedCall denied : DeniedCall.values()) {
            switch (containers ? denied.inContainers() : DeniedCall.InContainers.DENIED) {
                case DENIED -> filter.failIf(denied.number(machine), Errno.EPERM);
                case MISSING -> filter.failIf(denied.number(machine), Errno.ENOSYS);
                case ALLOWED -> {}
            }
        }
        // Its flags are behind a pointer, where a filter cannot look; the C library then takes clone(2).
        filter.failIf(CLONE_3, Errno.ENOSYS);
        filter.failIfArgument(
                machine == ProcessorFamily.X86_64 ? 56 : 220,
                ARGUMENT_0,
                IF_ANY_BIT,
                containers ? NEW_FOR_NO_CONTAINER : NEW_NAMESPACES);
        if (containers) {
            filter.failIfArgument(
                    DeniedCall.UNSHARE.number(machine), ARGUMENT_0, IF_ANY_BIT, NEW_FOR_NO_CONTAINER | CLONE_NEWTIME);
        }
        filter.failIfArgument(machine == ProcessorFamily.X86_64 ? 16 : 29, ARGUMENT_1, IF_EQUAL, TIOCSTI, TIOCLINUX);
        filter.failIf(socket(machine), ARGUMENT_0, NOT_OF_A_NETWORK_NAMESPACE);
        return filter;
    }

    private Bytes end() {
        add(RETURN, 0, 0, ALLOW);
        byte[] written = new byte[program.position()];
        program.get(0, written);
        return Bytes.of(written);
    }

    /** Calls by the numbers of another machine (32-bit programs) fail: the list would not hold for them. */
    private void begin(ProcessorFamily machine) {
        add(LOAD, 0, 0, ARCH);
        add(IF_EQUAL, 1, 0, machine.audit());
        add(RETURN, 0, 0, FAIL | Errno.ENOSYS);
        add(LOAD, 0, 0, NUMBER);
        if (machine == ProcessorFamily.X86_64) {
            add(IF_AT_LEAST, 0, 1, X32);
            add(RETURN, 0, 0, FAIL | Errno.ENOSYS);
        }
    }

    private void failIf(int number, int errno) {
        add(IF_EQUAL, 0, 1, number);
        add(RETURN, 0, 0, FAIL | errno);
    }

    /** Unlike {@link #failIfArgument}, goes on: there may be more to ask of the call. */
    private void failIf(int number, int argument, List<Integer> values) {
        add(IF_EQUAL, 0, 2 + 2 * values.size(), number);
        add(LOAD, 0, 0, argument);
        for (int value : values) {
            add(IF_EQUAL, 0, 1, value);
            add(RETURN, 0, 0, FAIL | Errno.EPERM);
        }
        add(LOAD, 0, 0, NUMBER);
    }

    private void failUnlessZero(int number, int... arguments) {
        add(IF_EQUAL, 0, 1 + 3 * arguments.length, number);
        for (int argument : arguments) {
            add(LOAD, 0, 0, argument);
            add(IF_EQUAL, 1, 0, 0);
            add(RETURN, 0, 0, FAIL | Errno.EPERM);
        }
        add(RETURN, 0, 0, ALLOW);
    }

    /** To ask for them is no harm: then the pointer to new ones is null. */
    private void failIfLimitsOfOthersChange(int number) {
        add(IF_EQUAL, 0, 8, number);
        add(LOAD, 0, 0, ARGUMENT_0);
        add(IF_EQUAL, 5, 0, 0);
        add(LOAD, 0, 0, ARGUMENT_2);
        add(IF_EQUAL, 0, 2, 0);
        add(LOAD, 0, 0, ARGUMENT_2 + 4);
        add(IF_EQUAL, 1, 0, 0);
        add(RETURN, 0, 0, FAIL | Errno.EPERM);
        add(RETURN, 0, 0, ALLOW);
    }

    private void failIfArgument(int number, int argument, int test, int... values) {
        add(IF_EQUAL, 0, 2 + 2 * values.length, number);
        add(LOAD, 0, 0, argument);
        for (int value : values) {
            add(test, 0, 1, value);
            add(RETURN, 0, 0, FAIL | Errno.EPERM);
        }
        add(RETURN, 0, 0, ALLOW);
    }

    private void failIfMasked(int number, int argument, int mask, int... values) {
        add(IF_EQUAL, 0, 3 + 2 * values.length, number);
        add(LOAD, 0, 0, argument);
        add(AND, 0, 0, mask);
        for (int value : values) {
            add(IF_EQUAL, 0, 1, value);
            add(RETURN, 0, 0, FAIL | Errno.EPERM);
        }
        add(RETURN, 0, 0, ALLOW);
    }

    private void add(int code, int ifTrue, int ifFalse, int value) {
        program.putShort((short) code).put((byte) ifTrue).put((byte) ifFalse).putInt(value);
    }
}
