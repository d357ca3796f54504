package org.streamlistening.internal.engine.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.streamlistening.internal.engine.ReadableStream;
import org.streamlistening.internal.engine.decision.EngineLimits;
import org.streamlistening.internal.engine.state.RequestRejectedException;
import org.streamlistening.internal.engine.state.StreamLifetime;
import org.streamlistening.server.Retention;

/** Two servers that share a store, and a clock that the test moves. */
final class TwoServers implements AutoCloseable {

    final SharedMemory memory;
    final SharedServer here;
    final SharedServer there;
    private volatile Instant now = Instant.parse("2030-01-01T00:00:00Z");

    /** With one worker each, so that tasks of a server run in order. */
    TwoServers() {
        this(new SharedMemory(), Retention.EVERYTHING, SharedServer.LIMITS, 1);
    }

    TwoServers(SharedMemory memory, Retention retention, EngineLimits limits, int threads) {
        this.memory = memory;
        here = new SharedServer(memory, this::now, retention, limits, threads);
        there = new SharedServer(memory, this::now, retention, limits, threads);
    }

    Instant now() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** Waits for the tasks of both servers, and for those that follow from their notices. */
    void settle() {
        for (int round = 0; round < 2; round++) {
            here.settle();
            there.settle();
        }
    }

    void sweep() {
        here.sweep();
        there.sweep();
        settle();
    }

    static StreamLifetime unusedFor(long seconds) {
        return new StreamLifetime(OptionalLong.of(seconds), Optional.empty());
    }

    /** Waits at a stream for more than it has now; completes when the waiter is called. */
    static CompletableFuture<Void> await(ReadableStream stream) {
        CompletableFuture<Void> woken = new CompletableFuture<>();
        long tail = stream.content().state().tail();
        assertThat(stream.addWaiter(tail, () -> woken.complete(null))).isTrue();
        return woken;
    }

    /** Why a request is rejected. */
    static RequestRejectedException.Reason rejection(CompletableFuture<?> request) {
        return failure(request) instanceof RequestRejectedException rejected ? rejected.reason() : unexpected(request);
    }

    private static RequestRejectedException.Reason unexpected(CompletableFuture<?> request) {
        throw new AssertionError("not rejected: " + request, failure(request));
    }

    /** The failure of a request. */
    static Throwable failure(CompletableFuture<?> request) {
        try {
            throw new AssertionError("succeeded: " + request.join());
        } catch (CompletionException failure) {
            return failure.getCause();
        }
    }

    @Override
    public void close() {
        here.close();
        there.close();
    }
}
