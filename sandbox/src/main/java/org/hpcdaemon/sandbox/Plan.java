package org.hpcdaemon.sandbox;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.hpcdaemon.protocol.message.Bytes;

/** What {@code box.sh} reads before it makes a box: pairs of words, each ended by NUL. */
final class Plan {
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

    Plan say(String kind, String value) {
        for (String word : List.of(kind, value)) {
            words.writeBytes(word.getBytes(StandardCharsets.UTF_8));
            words.write(0);
        }
        return this;
    }

    Plan write(Path path) {
        places.add(new Place(Kind.WRITE, path));
        return this;
    }

    Plan records(Path path) {
        places.add(new Place(Kind.RECORDS, path));
        return this;
    }

    Plan read(Path path) {
        places.add(new Place(Kind.READ, path));
        return this;
    }

    Plan mask(Path path) {
        places.add(new Place(Kind.MASK, path));
        return this;
    }

    /** Of another daemon: masked, too, if it is to be seen there at all. */
    Plan home(Path path) {
        places.add(new Place(Kind.HOME, path));
        return this;
    }

    /** All of it. What lies in another place comes after it, or the other would hide it. */
    Bytes bytes() {
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
