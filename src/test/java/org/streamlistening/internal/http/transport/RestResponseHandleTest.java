package org.streamlistening.internal.http.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.streamlistening.internal.threads.WaitingThreads;

/** A response whose body cannot be drained returns its client all the same. */
class RestResponseHandleTest {

    private final List<Boolean> released = new ArrayList<>();

    private RestResponseHandle handle(RuntimeException rejection, Error error) {
        RestResponseBody body =
                new RestResponseBody(new ByteArrayInputStream(new byte[10]), new InterruptMonitor(WaitingThreads.named("interrupts")), () -> {});
        return new RestResponseHandle(
                Response.ok().build(), body, new UndecodedBody(), new Threads(rejection, error), released::add);
    }

    @Test
    void releasesItsClientWhenTheTransportHasEnded() {
        handle(new RejectedExecutionException("ended"), null).close();
        assertThat(released).containsExactly(false);
    }

    @Test
    void releasesItsClientWhenThereIsNoThread() {
        RestResponseHandle handle = handle(null, new InternalError("no thread, as the test wants it"));
        assertThatThrownBy(handle::close).isInstanceOf(InternalError.class);
        assertThat(released).containsExactly(false);
    }

    /** Rejects each task. */
    private static final class Threads extends AbstractExecutorService {

        private final RuntimeException rejection;
        private final Error error;

        Threads(RuntimeException rejection, Error error) {
            this.rejection = rejection;
            this.error = error;
        }

        @Override
        public void execute(Runnable task) {
            if (error != null) {
                throw error;
            }
            throw rejection;
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long time, TimeUnit unit) {
            return false;
        }
    }
}
