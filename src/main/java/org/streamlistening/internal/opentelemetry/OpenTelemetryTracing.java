package org.streamlistening.internal.opentelemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.streamlistening.Offset;
import org.streamlistening.client.StreamBatch;
import org.streamlistening.inprocess.AppendTracing;
import org.streamlistening.internal.listen.delivery.DeliveryTracing;
import org.streamlistening.internal.runtime.Tracing;

/**
 * A span for each append to the embedded server, and for each delivery of a batch. The span of a delivery has a link to
 * that of the append at the end of its batch, if this process has it. No span names a stream or session, and none has
 * the message of an exception.
 */
public final class OpenTelemetryTracing implements Tracing {

    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("messaging.operation.type");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    private static final AttributeKey<Long> MESSAGES = AttributeKey.longKey("messaging.batch.message_count");
    private static final AttributeKey<Long> BYTES = AttributeKey.longKey("messaging.message.body.size");

    private final OpenTelemetry telemetry;
    private final Tracer tracer;
    private final AppendContexts appends = new AppendContexts();

    private OpenTelemetryTracing(OpenTelemetry telemetry) {
        this.telemetry = telemetry;
        this.tracer = telemetry.getTracer(OpenTelemetryBean.SCOPE);
    }

    /**
     * The tracing of an application; none where no {@code OpenTelemetry} is a bean.
     *
     * @param report receives the first exception of a trace
     */
    public static Tracing of(BeanManager beanManager, Consumer<Throwable> report) {
        return OpenTelemetryBean.in(beanManager)
                .<Tracing>map(telemetry -> new UnfailingTracing(new OpenTelemetryTracing(telemetry), report))
                .orElse(Tracing.NONE);
    }

    private static void fail(Span span, Throwable cause) {
        String type = cause.getClass().getName();
        span.setStatus(StatusCode.ERROR, type);
        span.setAttribute(ERROR, type);
    }

    @Override
    public AppendTracing appends() {
        return this::append;
    }

    private AppendTracing.Append append(String streamId, Function<String, List<String>> headers) {
        Span span = tracer.spanBuilder("append")
                .setParent(parent(headers))
                .setSpanKind(SpanKind.PRODUCER)
                .setAttribute(SYSTEM, "durable_streams")
                .setAttribute(OPERATION, "send")
                .startSpan();
        return new TracedAppend(span, streamId);
    }

    /** The span of the thread, such as that of the request; else the trace that the request names. */
    private Context parent(Function<String, List<String>> headers) {
        Context ofThread = Context.current();
        return Span.fromContext(ofThread).getSpanContext().isValid()
                ? ofThread
                : telemetry.getPropagators().getTextMapPropagator().extract(ofThread, headers, Headers.INSTANCE);
    }

    /** Reads the headers of a request by name. */
    private enum Headers implements TextMapGetter<Function<String, List<String>>> {
        INSTANCE;

        @Override
        public Iterable<String> keys(Function<String, List<String>> headers) {
            // Baggage and trace context are looked up by name.
            return List.of();
        }

        @Override
        public @Nullable String get(@Nullable Function<String, List<String>> headers, String name) {
            List<String> values = headers == null ? List.of() : headers.apply(name);
            return values.isEmpty() ? null : values.get(0);
        }
    }

    private final class TracedAppend implements AppendTracing.Append {

        private final Span span;
        private final String streamId;

        TracedAppend(Span span, String streamId) {
            this.span = span;
            this.streamId = streamId;
        }

        @Override
        public void submitted(Offset next) {
            appends.add(streamId, next, span.getSpanContext());
        }

        @Override
        public void stored(int bytes) {
            span.setAttribute(BYTES, (long) bytes);
            span.end();
        }

        @Override
        public void failed(Throwable cause) {
            fail(span, cause);
            span.end();
        }
    }

    @Override
    public DeliveryTracing deliveries(String receiver) {
        String name = "deliver " + receiver;
        return (streamId, batch) -> delivery(name, streamId, batch);
    }

    private DeliveryTracing.Trace delivery(String name, String streamId, StreamBatch batch) {
        SpanBuilder span = tracer.spanBuilder(name)
                .setNoParent()
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute(SYSTEM, "durable_streams")
                .setAttribute(OPERATION, "process")
                .setAttribute(MESSAGES, (long) batch.messages().size());
        SpanContext append = appends.of(streamId, batch.next().offset());
        if (append != null) {
            span.addLink(append);
        }
        return new TracedDelivery(span.startSpan());
    }

    private record TracedDelivery(Span span) implements DeliveryTracing.Trace {

        // The scope is needed only for its end.
        @SuppressWarnings("try")
        @Override
        public boolean run(BooleanSupplier step) {
            try (Scope current = span.makeCurrent()) {
                return step.getAsBoolean();
            } catch (RuntimeException | Error thrown) {
                fail(span, thrown);
                throw thrown;
            }
        }

        @Override
        public void end() {
            span.end();
        }
    }
}
