package org.streamlistening.internal.engine.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.streamlistening.internal.engine.StoreHarness.TEXT;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.streamlistening.internal.engine.EngineContext;
import org.streamlistening.internal.engine.StoreHarness;
import org.streamlistening.internal.engine.StreamRegistry;
import org.streamlistening.internal.serve.ServerClock;
import org.streamlistening.internal.store.memory.MemoryStore;
import org.streamlistening.server.Retention;

/** Steps of the system clock in both directions: no lifetime ends before its duration has elapsed. */
class ClockStepsTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static final StreamLifetime MINUTE = new StreamLifetime(OptionalLong.of(60), Optional.empty());
    private static final Retention HUNDRED_SECONDS =
            new Retention(Optional.of(Duration.ofSeconds(100)), OptionalLong.empty(), OptionalLong.empty());

    private Instant systemTime = Instant.parse("2030-01-01T00:00:00Z");
    private long nanos;
    private ServerClock clock = new ServerClock(() -> systemTime, () -> nanos);
    private final StreamRegistry streams = new StreamRegistry(new EngineContext(
            new MemoryStore(), waiters -> {}, clock, clock::calendar, HUNDRED_SECONDS, StoreHarness.LIMITS));

    @Test
    void aStreamInUseSurvivesAClockThatIsPutBackAndCorrected() {
        create("a", MINUTE);
        step(DAY.negated());
        passes(Duration.ofSeconds(30));
        streams.readable("a").touch();
        step(DAY);
        streams.sweep();
        assertThat(streams.readable("a").id()).isEqualTo("a");
        passes(Duration.ofSeconds(60));
        assertThatThrownBy(() -> streams.readable("a")).hasMessage("there is no such stream");
    }

    @Test
    void oneStepForwardEndsNothing() {
        create("a", MINUTE);
        create("b", StreamLifetime.FOREVER);
        step(DAY);
        streams.sweep();
        assertThat(streams.readable("a").content().earliest()).isZero();
        assertThat(streams.readable("b").content().earliest()).isZero();
        passes(Duration.ofSeconds(50));
        assertThat(streams.readable("b").content().earliest()).isZero();
        passes(Duration.ofSeconds(70));
        assertThat(streams.readable("b").content().earliest()).isEqualTo(1);
    }

    @Test
    void anExpiryDateIsReachedAsSoonAsAStepIsTrusted() {
        create("a", new StreamLifetime(OptionalLong.empty(), Optional.of(systemTime.plus(DAY))));
        step(DAY.multipliedBy(2));
        passes(Duration.ofMinutes(4));
        assertThat(streams.readable("a").id()).isEqualTo("a");
        // A wrong step, which is corrected.
        step(DAY.multipliedBy(-2));
        passes(Duration.ofMinutes(10));
        assertThat(streams.readable("a").id()).isEqualTo("a");
        // A correct step.
        step(DAY.multipliedBy(2));
        passes(Duration.ofMinutes(6));
        assertThatThrownBy(() -> streams.readable("a")).hasMessage("there is no such stream");
    }

    @Test
    void aMachineThatSleptOrACounterThatJumpsMovesTimeByLittle() {
        Instant before = clock.instant();
        nanos += DAY.toNanos();
        assertThat(clock.instant()).isEqualTo(before.plus(ServerClock.MAX_ADVANCE));
        nanos -= 2 * DAY.toNanos();
        assertThat(clock.instant()).isEqualTo(before.plus(ServerClock.MAX_ADVANCE));
    }

    /** What is on the disk is dated as by the calendar: the next run begins with that clock. */
    @Test
    void aStreamOnTheDiskThatWasInUseIsThereAfterAStepAndARestart(@TempDir Path directory) {
        step(DAY.negated());
        clock = new ServerClock(() -> systemTime, () -> nanos);
        try (StoreHarness store = StoreHarness.open(directory, HUNDRED_SECONDS, clock)) {
            store.create("a", TEXT, "x", Optional.empty(), MINUTE);
            step(DAY);
            for (int i = 0; i < 200; i++) {
                passes(SWEEP);
                store.streams().sweep();
                store.streams().readable("a").touch();
            }
            store.append("a", "y");
        }
        clock = new ServerClock(() -> systemTime, () -> nanos);
        try (StoreHarness store = StoreHarness.open(directory, HUNDRED_SECONDS, clock)) {
            assertThat(store.streams().readable("a").content().state().tail()).isEqualTo(2);
            assertThat(store.streams().readable("a").content().earliest()).isLessThan(2);
        }
    }

    @Property(tries = 200)
    void nothingEndsBeforeOrLongAfterItsDurationHasElapsed(@ForAll long seed) {
        Random chance = new Random(seed);
        long[] lastUse = {seconds()};
        List<Long> appended = new ArrayList<>(List.of(seconds()));
        create("ttl", MINUTE);
        create("kept", StreamLifetime.FOREVER);
        boolean there = true;
        for (int i = 0; i < 60; i++) {
            switch (chance.nextInt(4)) {
                case 0 -> step(Duration.ofSeconds(chance.nextInt(400_000) - 200_000));
                case 1 -> passes(Duration.ofSeconds(chance.nextInt(45)));
                case 2 -> {
                    streams.find("kept").append(bytes()).join();
                    appended.add(seconds());
                }
                default -> {
                    there = there && seconds() - lastUse[0] < 60;
                    if (there) {
                        streams.readable("ttl").touch();
                        lastUse[0] = seconds();
                    }
                }
            }
            streams.sweep();
            there = there && seconds() - lastUse[0] < 60;
            assertThat(isThere("ttl")).isEqualTo(there);
            long earliest = streams.find("kept").content().earliest();
            for (int position = 0; position < appended.size(); position++) {
                long age = seconds() - appended.get(position);
                assertThat(earliest <= position || age >= 100)
                        .as("kept at least")
                        .isTrue();
                assertThat(earliest > position || age <= 100 + 2 * 100 / 32 + 1)
                        .as("and not much longer")
                        .isTrue();
            }
        }
        streams.delete("kept");
        if (there) {
            streams.delete("ttl");
        }
    }

    private void create(String id, StreamLifetime lifetime) {
        streams.create(id, new CreateRequest(Optional.of(TEXT), lifetime, Optional.empty(), false, "x".getBytes(UTF_8)))
                .join();
    }

    private static AppendRequest bytes() {
        return new AppendRequest(Optional.of(TEXT), "x".getBytes(UTF_8), false, null, null);
    }

    private boolean isThere(String id) {
        try {
            return streams.readable(id).id().equals(id);
        } catch (RequestRejectedException gone) {
            return false;
        }
    }

    private long seconds() {
        return nanos / 1_000_000_000;
    }

    private void step(Duration by) {
        systemTime = systemTime.plus(by);
    }

    /** With a sweep every few seconds, as a server has. */
    private void passes(Duration time) {
        Duration left = time;
        while (left.compareTo(Duration.ZERO) > 0) {
            Duration next = left.compareTo(SWEEP) > 0 ? SWEEP : left;
            nanos += next.toNanos();
            systemTime = systemTime.plus(next);
            streams.sweep();
            left = left.minus(next);
        }
    }
}
