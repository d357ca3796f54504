package org.streamlistening.internal.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.streamlistening.inprocess.InProcessRequest;
import org.streamlistening.inprocess.InProcessResponse;
import org.streamlistening.inprocess.InProcessServer;
import org.streamlistening.support.SilentResponse;

class FaultyServerTest {

    private static final int READERS = 50;
    private static final InProcessRequest READ =
            new InProcessRequest("GET", "/s", Optional.of("live=long-poll"), Map.of(), new byte[0]);

    private final FaultPlan plan = new FaultPlan();
    private final Queue<Runnable> delayed = new ArrayDeque<>();
    private final List<InProcessResponse> responses = new ArrayList<>();

    /** A server whose responses are never ready. */
    private static class Silent implements InProcessServer {

        @Override
        public InProcessResponse send(InProcessRequest request) throws IOException {
            return new SilentResponse();
        }

        @Override
        public boolean hasEnded() {
            return false;
        }

        @Override
        public void beforeEnd(Runnable task) {
            throw new UnsupportedOperationException();
        }
    }

    private FaultyServer faulty(InProcessServer server) {
        return new FaultyServer(server, plan, (delay, task) -> {
            delayed.add(task);
            return () -> delayed.remove(task);
        });
    }

    @Test
    void aReaderThatAsksAgainAtOnceIsNotCutAgain() throws IOException {
        FaultyServer server = faulty(new Silent());
        plan.add(request -> true, new Fault.Delay(Duration.ofDays(1)), READERS);
        for (int i = 0; i < READERS; i++) {
            assertThat(server.send(READ).whenReady(() -> readAgain(server))).isTrue();
        }
        server.cut(request -> true);
        assertThat(responses).hasSize(READERS).allMatch(response -> response.status() == 200);
    }

    private void readAgain(FaultyServer server) {
        try {
            responses.add(server.send(READ));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aDelayedRequestThatTheServerCannotTakeEndsItsResponse() throws IOException {
        FaultyServer server = faulty(new Silent() {
            @Override
            public InProcessResponse send(InProcessRequest request) {
                throw new IllegalStateException("the server cannot start");
            }
        });
        plan.add(request -> true, new Fault.Delay(Duration.ofDays(1)), 1);
        InProcessResponse response = server.send(READ);
        List<String> events = new ArrayList<>();
        assertThat(response.whenReady(() -> events.add("ready"))).isTrue();
        delayed.remove().run();
        assertThat(events).containsExactly("ready");
        assertThatThrownBy(() -> response.read(new byte[1], 0, 1)).isInstanceOf(IOException.class);
    }
}
