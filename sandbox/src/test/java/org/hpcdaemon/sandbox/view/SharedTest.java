package org.hpcdaemon.sandbox.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hpcdaemon.testkit.Patience.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SharedTest {
    /** Counts how often it is closed. */
    private static final class Counted implements Shared.Resource {
        private int closes;

        @Override
        public boolean isUsable() {
            return true;
        }

        @Override
        public synchronized void close() {
            closes++;
        }

        private synchronized int closes() {
            return closes;
        }
    }

    private final List<Counted> made = new ArrayList<>();

    private Counted make() {
        Counted counted = new Counted();
        made.add(counted);
        return counted;
    }

    @Test
    void callsWithinItsAgeShareOne() throws IOException {
        try (Shared<Counted> shared = new Shared<>(Duration.ofHours(1), this::make)) {
            Counted first = shared.use(resource -> resource);

            assertThat(shared.<Counted>use(resource -> resource)).isSameAs(first);
            assertThat(first.closes()).isZero();
        }
        assertThat(made).extracting(Counted::closes).containsExactly(1);
    }

    /** A descriptor's number may belong to another file by the second close. */
    @Test
    void whatIsTooOldIsClosedOnceAlsoWhenAllIsClosedAfterwards() throws IOException {
        Shared<Counted> shared = new Shared<>(Duration.ZERO, this::make);
        Counted first = shared.use(resource -> resource);
        await().until(() -> first.closes() > 0);

        shared.close();
        shared.close();

        assertThat(first.closes()).isEqualTo(1);
        assertThatThrownBy(() -> shared.use(resource -> resource)).isInstanceOf(IOException.class);
    }

    @Test
    void whatACallUsesIsClosedAfterIt() throws IOException {
        Shared<Counted> shared = new Shared<>(Duration.ofHours(1), this::make);

        shared.use(resource -> {
            shared.close();
            assertThat(resource.closes()).isZero();
            return resource;
        });

        assertThat(made).extracting(Counted::closes).containsExactly(1);
    }
}
