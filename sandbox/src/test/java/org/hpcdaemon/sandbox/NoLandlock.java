package org.hpcdaemon.sandbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntSupplier;
import org.hpcdaemon.linux.restrict.Kernel;
import org.hpcdaemon.linux.restrict.Restriction;
import org.hpcdaemon.linux.system.Spawner;
import org.hpcdaemon.protocol.message.value.Bytes;

/** A kernel that has no Landlock, for what is started here: it says of its system calls that there are none. */
public final class NoLandlock implements Spawner.Origin {
    private static final int LOAD_NUMBER = 0x20;
    private static final int IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;
    private static final int ALLOW = 0x7fff0000;
    private static final int NO_SUCH_CALL = 0x00050000 | 38;
    private static final int LANDLOCK_CREATE_RULESET = 444;

    @Override
    public int spawn(IntSupplier spawn) throws IOException {
        return new Restriction(() -> {
                    Kernel.noNewPrivileges();
                    Kernel.filter(filter());
                })
                .spawn(spawn);
    }

    private static Bytes filter() {
        ByteBuffer program = ByteBuffer.allocate(4 * 8).order(ByteOrder.LITTLE_ENDIAN);
        add(program, LOAD_NUMBER, 0, 0);
        add(program, IF_EQUAL, 1, LANDLOCK_CREATE_RULESET);
        add(program, RETURN, 0, NO_SUCH_CALL);
        add(program, RETURN, 0, ALLOW);
        return Bytes.of(program.array());
    }

    private static void add(ByteBuffer program, int code, int ifFalse, int value) {
        program.putShort((short) code).put((byte) 0).put((byte) ifFalse).putInt(value);
    }
}
