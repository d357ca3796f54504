package org.streamlistening.internal.engine.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.streamlistening.internal.engine.shared.TwoServers.await;
import static org.streamlistening.internal.engine.shared.TwoServers.rejection;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.streamlistening.internal.engine.ReadableStream;
import org.streamlistening.internal.engine.decision.EngineLimits;
import org.streamlistening.internal.engine.state.ProducerRequest;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.engine.state.RequestRejectedException.Reason;
import org.streamlistening.server.Retention;
import org.streamlistening.server.ServerOptions;

/** Lifetimes, retention and producers at two servers. */
class SharedSweepTest {

    private static final Duration HALF_MINUTE = Duration.ofSeconds(30);

    private static TwoServers keeping(Retention retention) {
        return new TwoServers(new SharedMemory(), retention, SharedServer.LIMITS, 1);
    }

    @Test
    void aUseAtEitherServerPostponesTheExpiry() {
        try (TwoServers servers = new TwoServers()) {
            servers.here
                    .create("a", "1", Optional.empty(), TwoServers.unusedFor(60))
                    .join();
            for (SharedServer server : new SharedServer[] {servers.there, servers.here, servers.there}) {
                servers.pass(HALF_MINUTE.plusSeconds(10));
                server.open("a").join().touch();
                server.settle();
                servers.sweep();
            }
            servers.pass(Duration.ofMinutes(1));
            servers.sweep();
            assertThat(servers.memory.ids()).isEmpty();
            assertThat(rejection(servers.here.open("a"))).isEqualTo(Reason.NOT_FOUND);
        }
    }

    @Test
    void aReaderThatWaitsAtOneServerKeepsTheStreamForTheOther() {
        try (TwoServers servers = new TwoServers()) {
            servers.there
                    .create("a", "1", Optional.empty(), TwoServers.unusedFor(60))
                    .join();
            ReadableStream stream = servers.here.open("a").join();
            var woken = await(stream);
            for (int i = 0; i < 5; i++) {
                servers.pass(HALF_MINUTE);
                servers.sweep();
            }
            assertThat(servers.there.read("a")).isEqualTo("1");
            assertThat(woken).isNotDone();
        }
    }

    private static void assertTrimmed(SharedServer server, String kept) {
        ReadableStream stream = server.open("a").join();
        assertThat(SharedServer.text(stream.content())).isEqualTo(kept);
        assertThatThrownBy(() -> stream.content().page(0, 10))
                .isInstanceOfSatisfying(
                        RequestRejectedException.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(Reason.TRIMMED));
    }

    private static void assertTrimsAtBoth(Retention retention, Duration pause) {
        try (TwoServers servers = keeping(retention)) {
            servers.here.create("a", "").join();
            servers.here.append("a", "11").join();
            servers.there.append("a", "22").join();
            servers.pass(pause);
            servers.here.append("a", "33").join();
            assertTrimmed(servers.here, "33");
            assertTrimmed(servers.there, "33");
            assertThat(servers.memory.deletedBefore("a")).isZero();
            servers.there.sweep();
            assertThat(servers.memory.deletedBefore("a")).isEqualTo(4);
            assertTrimmed(servers.here, "33");
        }
    }

    @Test
    void bytesBeyondTheRetentionAreTrimmedAtBothServers() {
        assertTrimsAtBoth(new Retention(Optional.empty(), OptionalLong.empty(), OptionalLong.of(3)), Duration.ZERO);
    }

    @Test
    void messagesBeyondTheRetentionAreTrimmedAtBothServers() {
        assertTrimsAtBoth(new Retention(Optional.empty(), OptionalLong.of(1), OptionalLong.empty()), Duration.ZERO);
    }

    @Test
    void bytesOlderThanTheRetentionAreTrimmedAtBothServers() {
        assertTrimsAtBoth(
                new Retention(Optional.of(HALF_MINUTE), OptionalLong.empty(), OptionalLong.empty()),
                HALF_MINUTE.plusSeconds(1));
    }

    @Test
    void theBytesThatAForkNeedsAreTrimmedButNotDeleted() {
        try (TwoServers servers = keeping(new Retention(Optional.empty(), OptionalLong.empty(), OptionalLong.of(3)))) {
            servers.here.create("a", "").join();
            servers.here.append("a", "11").join();
            servers.there.fork("fork", "a").join();
            servers.here.append("a", "22").join();
            servers.here.append("a", "33").join();
            servers.sweep();
            assertTrimmed(servers.there, "33");
            assertThat(servers.memory.deletedBefore("a")).isZero();
            assertThat(servers.here.read("fork")).isEqualTo("11");
            servers.there.delete("fork").join();
            servers.here.append("a", "44").join();
            servers.sweep();
            assertThat(servers.memory.deletedBefore("a")).isEqualTo(6);
        }
    }

    @Test
    void bothServersCountTheProducersOfAStream() {
        EngineLimits limits = new EngineLimits(100, 100, ServerOptions.PRODUCER_MAX_AGE, 2);
        try (TwoServers servers = new TwoServers(new SharedMemory(), Retention.EVERYTHING, limits, 1)) {
            servers.here.create("a", "").join();
            servers.here.append("a", "1", new ProducerRequest("p", 0, 0), false).join();
            servers.there
                    .append("a", "2", new ProducerRequest("q", 0, 0), false)
                    .join();
            ProducerRequest third = new ProducerRequest("r", 0, 0);
            assertThat(rejection(servers.here.append("a", "3", third, false))).isEqualTo(Reason.LIMIT_REACHED);
            assertThat(rejection(servers.there.append("a", "3", third, false))).isEqualTo(Reason.LIMIT_REACHED);
            assertThat(servers.here
                            .append("a", "2", new ProducerRequest("q", 0, 0), false)
                            .join()
                            .changed())
                    .isFalse();
            servers.pass(ServerOptions.PRODUCER_MAX_AGE);
            assertThat(servers.there.append("a", "3", third, false).join().changed())
                    .isTrue();
        }
    }
}
