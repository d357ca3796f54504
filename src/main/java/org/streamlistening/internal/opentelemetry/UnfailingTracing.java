package org.streamlistening.internal.opentelemetry;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.inprocess.AppendTracing;
import org.streamlistening.internal.listen.delivery.DeliveryTracing;
import org.streamlistening.internal.runtime.Tracing;

/**
 * Traces whose exceptions, such as those of a span processor of the application, change nothing for writers and
 * observers. The first one is reported. Thread-safe.
 */
final class UnfailingTracing implements Tracing {

    private final Tracing tracing;
    private final Consumer<Throwable> report;
    private final AtomicBoolean reported = new AtomicBoolean();

    /** @param report receives the first exception */
    UnfailingTracing(Tracing tracing, Consumer<Throwable> report) {
        this.tracing = tracing;
        this.report = report;
    }

    @Override
    public AppendTracing appends() {
        AppendTracing appends = tracing.appends();
        return (streamId, headers) -> begin(appends, streamId, headers);
    }

    private AppendTracing.Append begin(AppendTracing appends, String streamId, Function<String, List<String>> headers) {
        AppendTracing.Append begun = call(() -> appends.begin(streamId, headers), AppendTracing.Append.NONE);
        return begun == AppendTracing.Append.NONE ? begun : new UnfailingAppend(begun);
    }

    @Override
    public DeliveryTracing deliveries(String receiver) {
        DeliveryTracing deliveries = tracing.deliveries(receiver);
        return (streamId, batch) -> begin(deliveries, streamId, batch);
    }

    private DeliveryTracing.Trace begin(DeliveryTracing deliveries, String streamId, StreamBatch batch) {
        DeliveryTracing.Trace begun = call(() -> deliveries.begin(streamId, batch), DeliveryTracing.Trace.NONE);
        return begun == DeliveryTracing.Trace.NONE ? begun : new UnfailingTrace(begun);
    }

    private void run(Runnable task) {
        var unused = call(
                () -> {
                    task.run();
                    return true;
                },
                false);
    }

    @SuppressWarnings("CatchingUnchecked") // a missing class of a processor is an Error
    private <T> T call(Supplier<T> task, T otherwise) {
        try {
            return task.get();
        } catch (RuntimeException | Error failure) {
            failed(failure);
            return otherwise;
        }
    }

    private void failed(Throwable failure) {
        if (reported.compareAndSet(false, true)) {
            report.accept(failure);
        }
    }

    private final class UnfailingAppend implements AppendTracing.Append {

        private final AppendTracing.Append append;

        UnfailingAppend(AppendTracing.Append append) {
            this.append = append;
        }

        @Override
        public void submitted(Offset next) {
            run(() -> append.submitted(next));
        }

        @Override
        public void stored(int bytes) {
            run(() -> append.stored(bytes));
        }

        @Override
        public void failed(Throwable cause) {
            run(() -> append.failed(cause));
        }
    }

    private final class UnfailingTrace implements DeliveryTracing.Trace {

        private final DeliveryTracing.Trace trace;

        UnfailingTrace(DeliveryTracing.Trace trace) {
            this.trace = trace;
        }

        @Override
        public boolean run(BooleanSupplier step) {
            Step once = new Step(step);
            try {
                return trace.run(once);
            } catch (RuntimeException | Error failure) {
                if (failure != once.thrown) {
                    failed(failure);
                }
                return once.result();
            }
        }

        @Override
        public void end() {
            UnfailingTracing.this.run(trace::end);
        }
    }

    /** A step that runs once, whether its trace gets as far as to call it or not. */
    private static final class Step implements BooleanSupplier {

        private final BooleanSupplier step;
        private boolean ran;
        private boolean more;
        private @Nullable Throwable thrown;

        Step(BooleanSupplier step) {
            this.step = step;
        }

        @Override
        public boolean getAsBoolean() {
            ran = true;
            try {
                more = step.getAsBoolean();
                return more;
            } catch (RuntimeException | Error failure) {
                thrown = failure;
                throw failure;
            }
        }

        boolean result() {
            if (thrown instanceof Error error) {
                throw error;
            }
            if (thrown instanceof RuntimeException exception) {
                throw exception;
            }
            return ran ? more : step.getAsBoolean();
        }
    }
}
