package org.streamlistening.internal.tail;

import java.time.Duration;
import java.util.function.Consumer;
import org.streamlistening.internal.failures.SafeThrowables;

/** Repeats the open request of an upstream after a pause. At most one retry is pending. Thread-safe. */
final class UpstreamRetry {

    private final String streamId;
    private final LazyReader reader;
    private final Upstream.Resources resources;
    private final Consumer<BatchSubscriber> request;

    // Guarded by this.
    private Runnable cancel = () -> {};

    UpstreamRetry(String streamId, LazyReader reader, Upstream.Resources resources, Consumer<BatchSubscriber> request) {
        this.streamId = streamId;
        this.reader = reader;
        this.resources = resources;
        this.request = request;
    }

    void after(Duration delay, BatchSubscriber subscriber) {
        try {
            schedule(delay, subscriber);
        } catch (Throwable noTimer) {
            now(subscriber);
        }
    }

    private synchronized void schedule(Duration delay, BatchSubscriber subscriber) {
        if (!reader.hasEnded()) {
            cancel = resources.timer().after(delay, () -> request.accept(subscriber));
        }
    }

    /** An open request must not wait for ever: if there is no thread either, it fails. */
    private void now(BatchSubscriber subscriber) {
        try {
            resources.io().execute(() -> request.accept(subscriber));
        } catch (Throwable noThread) {
            subscriber.onFailure(SafeThrowables.reportable("reading stream '" + streamId + "' failed with", noThread));
        }
    }

    /** Cancels the pending retry, after the end of the reader. */
    void cancel() {
        pending().run();
    }

    private synchronized Runnable pending() {
        return cancel;
    }
}
