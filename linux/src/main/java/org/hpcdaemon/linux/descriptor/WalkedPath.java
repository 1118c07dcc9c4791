package org.hpcdaemon.linux.descriptor;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hpcdaemon.protocol.message.value.Bytes;

/**
 * An absolute path without links, names as bytes.
 *
 * @param names from the root on; none: the root
 */
public record WalkedPath(List<Bytes> names) {
    public static final WalkedPath ROOT = new WalkedPath(List.of());

    public WalkedPath {
        names = List.copyOf(names);
    }

    /** Of a path in which nothing is resolved: {@code .} and empty names are left out. */
    public static WalkedPath of(byte[] path) {
        return new WalkedPath(names(path).stream()
                .filter(name -> !FilePlaces.isSame(name))
                .map(Bytes::of)
                .toList());
    }

    /** Of a path of the daemon's own, whose names are text. */
    public static WalkedPath of(Path path) {
        return of(path.toString().getBytes(StandardCharsets.UTF_8));
    }

    static List<byte[]> names(byte[] path) {
        List<byte[]> names = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= path.length; i++) {
            if (i == path.length || path[i] == '/') {
                byte[] name = new byte[i - from];
                System.arraycopy(path, from, name, 0, name.length);
                names.add(name);
                from = i + 1;
            }
        }
        return names;
    }

    WalkedPath child(byte[] name) {
        List<Bytes> longer = new ArrayList<>(names);
        longer.add(Bytes.of(name));
        return new WalkedPath(longer);
    }

    public WalkedPath parent() {
        return names.isEmpty() ? this : new WalkedPath(names.subList(0, names.size() - 1));
    }

    /** Whether it is that directory or lies beneath it. */
    public boolean isWithin(WalkedPath directory) {
        return names.size() >= directory.names.size()
                && names.subList(0, directory.names.size()).equals(directory.names);
    }

    public byte[] bytes() {
        ByteArrayOutputStream path = new ByteArrayOutputStream();
        for (Bytes name : names) {
            path.write('/');
            path.writeBytes(name.toArray());
        }
        return names.isEmpty() ? new byte[] {'/'} : path.toByteArray();
    }
}
