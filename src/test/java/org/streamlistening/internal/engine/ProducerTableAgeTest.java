package org.streamlistening.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.streamlistening.internal.engine.StoreHarness.TEXT;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.server.Retention;
import org.streamlistening.server.ServerOptions;

/** The age and number of the producers that a stream keeps: a producer below the maximum age is never removed. */
class ProducerTableAgeTest {

    private static final Duration SHORTLY = Duration.ofMinutes(1);

    private Instant now = Instant.parse("2030-01-01T00:00:00Z");

    @TempDir
    private Path directory;

    @Test
    void aProducerIsKnownForSevenDaysAndIsNewAfterwards() {
        try (StoreHarness store = open()) {
            store.create("a", TEXT, "");
            assertThat(append(store, "p", 0, 0).news()).isTrue();
            assertThat(append(store, "p", 0, 1).news()).isTrue();
        }
        now = now.plus(ServerOptions.PRODUCER_MAX_AGE).minus(SHORTLY);
        // Several starts, each of which writes a new snapshot.
        for (int i = 0; i < 3; i++) {
            try (StoreHarness store = open()) {
                assertThat(append(store, "p", 0, 1).news()).isFalse();
            }
        }
        now = now.plus(SHORTLY);
        try (StoreHarness store = open()) {
            assertThatThrownBy(() -> append(store, "p", 0, 2)).hasMessageContaining("gap");
            assertThat(append(store, "p", 0, 0).news()).isTrue();
            assertThat(append(store, "p", 0, 0).news()).isFalse();
            assertThat(store.read("a", 0)).isEqualTo("xxx");
        }
    }

    @Test
    void aProducerIsForgottenWhileTheServerRuns() {
        try (StoreHarness store = open()) {
            store.create("a", TEXT, "");
            append(store, "p", 0, 0);
            now = now.plus(ServerOptions.PRODUCER_MAX_AGE).minus(SHORTLY);
            assertThat(append(store, "p", 0, 0).news()).isFalse();
            now = now.plus(SHORTLY);
            assertThatThrownBy(() -> append(store, "p", 0, 1)).hasMessageContaining("gap");
            assertThat(append(store, "p", 0, 0).news()).isTrue();
            assertThat(store.read("a", 0)).isEqualTo("xx");
        }
    }

    @Test
    void eachAcceptedRequestRenewsTheAge() {
        try (StoreHarness store = open()) {
            store.create("a", TEXT, "");
            for (int seq = 0; seq < 5; seq++) {
                assertThat(append(store, "p", 0, seq).news()).isTrue();
                now = now.plus(ServerOptions.PRODUCER_MAX_AGE).minus(SHORTLY);
            }
            assertThat(append(store, "p", 0, 4).news()).isFalse();
        }
    }

    @Test
    void rejectsANewProducerRatherThanForgettingAnotherOne() {
        try (StoreHarness store = open()) {
            store.create("a", TEXT, "");
            for (int i = 0; i < StoreHarness.LIMITS.maxProducers(); i++) {
                append(store, "p" + i, 0, 0);
            }
            assertThatThrownBy(() -> append(store, "one more", 0, 0)).hasMessageContaining("100 producers");
            assertThat(append(store, "p0", 0, 0).news()).isFalse();
            assertThat(append(store, "p0", 0, 1).news()).isTrue();
            now = now.plus(ServerOptions.PRODUCER_MAX_AGE);
            assertThat(append(store, "one more", 0, 0).news()).isTrue();
        }
    }

    private StoreHarness open() {
        return StoreHarness.open(directory, Retention.EVERYTHING, () -> now);
    }

    private static CommittedChange append(StoreHarness store, String producer, long epoch, long seq) {
        return store.append("a", "x", new ProducerRequest(producer, epoch, seq), null, false);
    }
}
