package org.hpcdaemon.agent.cli.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.hpcdaemon.agent.cli.shared.Context;
import org.hpcdaemon.client.RemoteShell;
import org.hpcdaemon.client.ShellAttachment;
import org.hpcdaemon.client.stream.StreamGapException;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.message.shell.ShellRunResult;
import org.hpcdaemon.protocol.message.value.Captured;

/** What a command in a shell printed: all of it if the shell still has it, else its head and tail. */
final class ShellOutput {
    private static final int PIECE = 64 << 10;

    private final PrintStream out;
    private final PrintStream err;

    ShellOutput(Context context) {
        out = context.out();
        err = context.err();
    }

    void print(RemoteShell shell, ShellRunResult result) throws IOException {
        Captured captured = result.output();
        if (captured.omitted() == 0 || !printAll(shell, result)) {
            write(captured.head(), captured.base64());
            if (captured.omitted() > 0) {
                out.flush();
                err.println("hpc: " + captured.omitted() + " bytes of output in the middle are left out here,"
                        + " since a shell keeps its last 4 MiB; send more than that to a file");
                write(captured.tail(), captured.base64());
            }
        }
        out.flush();
    }

    private void write(String text, boolean base64) {
        byte[] bytes = base64 ? Base64.getDecoder().decode(text) : text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, bytes.length);
    }

    /** From the shell's own output. False, and nothing printed, if its beginning is gone. */
    private boolean printAll(RemoteShell shell, ShellRunResult result) throws IOException {
        try (ShellAttachment attachment = shell.attach(result.from())) {
            InputStream in = attachment.output();
            byte[] piece = new byte[PIECE];
            boolean held = false;
            long left = result.to() - result.from();
            while (left > 0) {
                int count = in.read(piece, 0, (int) Math.min(piece.length, left));
                if (count < 0) {
                    break;
                }
                left -= count;
                held = lines(piece, count, held);
            }
            if (held) {
                out.write('\r');
            }
            return true;
        } catch (StreamGapException | HpcException _) {
            // A gap can only be before the first byte: from then on our place is held.
            return false;
        }
    }

    /** The terminal's CR LF becomes LF, also when a piece ends between the two: then true, and CR is held back. */
    private boolean lines(byte[] piece, int count, boolean heldBefore) {
        boolean held = heldBefore;
        byte[] text = new byte[count + 1];
        int length = 0;
        for (int i = 0; i < count; i++) {
            if (held && piece[i] != '\n') {
                text[length++] = '\r';
            }
            held = piece[i] == '\r';
            if (!held) {
                text[length++] = piece[i];
            }
        }
        out.write(text, 0, length);
        return held;
    }
}
