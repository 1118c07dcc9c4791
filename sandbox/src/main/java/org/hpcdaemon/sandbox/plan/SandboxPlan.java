package org.hpcdaemon.sandbox.plan;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.hpcdaemon.protocol.message.value.Bytes;

/** What {@code box.sh} reads before it makes a box: pairs of words, each ended by NUL. */
public final class SandboxPlan {
    private enum Kind {
        WRITE,
        RECORDS,
        READ,
        MASK,
        HOME
    }

    private record Place(Kind kind, Path path) {}

    private final ByteArrayOutputStream words = new ByteArrayOutputStream();
    private final List<Place> places = new ArrayList<>();

    public SandboxPlan say(String kind, String value) {
        for (String word : List.of(kind, value)) {
            words.writeBytes(word.getBytes(StandardCharsets.UTF_8));
            words.write(0);
        }
        return this;
    }

    public SandboxPlan write(Path path) {
        places.add(new Place(Kind.WRITE, path));
        return this;
    }

    public SandboxPlan records(Path path) {
        places.add(new Place(Kind.RECORDS, path));
        return this;
    }

    public SandboxPlan read(Path path) {
        places.add(new Place(Kind.READ, path));
        return this;
    }

    public SandboxPlan mask(Path path) {
        places.add(new Place(Kind.MASK, path));
        return this;
    }

    /** Of another daemon: masked, too, if it is to be seen there at all. */
    public SandboxPlan home(Path path) {
        places.add(new Place(Kind.HOME, path));
        return this;
    }

    /** All of it. What lies in another place comes after it, or the other would hide it. */
    public Bytes bytes() {
        places.stream()
                .sorted(Comparator.comparingInt((Place place) -> place.path().getNameCount())
                        .thenComparing(Place::kind))
                .forEach(place -> say(
                        place.kind().name().toLowerCase(Locale.ROOT),
                        place.path().toString()));
        places.clear();
        return Bytes.of(words.toByteArray());
    }
}
