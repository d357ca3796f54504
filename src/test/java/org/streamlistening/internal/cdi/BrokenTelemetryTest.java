package org.streamlistening.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.streamlistening.client.StreamContent;
import org.streamlistening.client.StreamException;

/** Traces that throw, such as a span processor of the application: messages are written and delivered all the same. */
class BrokenTelemetryTest {

    /** Where it throws. */
    enum Fault {
        AT_START,
        AT_END,
        AN_ERROR_AT_END,
        NO_TRACER
    }

    private static Fault fault = Fault.AT_START;

    /** The span processor of the application. */
    private static final class Processor implements SpanProcessor {

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {
            if (fault == Fault.AT_START) {
                throw new IllegalStateException("at the start");
            }
        }

        @Override
        public boolean isStartRequired() {
            return true;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            if (fault == Fault.AN_ERROR_AT_END) {
                throw new NoClassDefFoundError("at the end");
            }
            throw new IllegalStateException("at the end");
        }

        @Override
        public boolean isEndRequired() {
            return fault != Fault.AT_START;
        }
    }

    /** As a mock without behaviour. */
    private static final class NoTracer implements OpenTelemetry {

        @Override
        public TracerProvider getTracerProvider() {
            return new TracerProvider() {
                @Override
                public Tracer get(String name) {
                    return null;
                }

                @Override
                public Tracer get(String name, String version) {
                    return null;
                }
            };
        }

        @Override
        public ContextPropagators getPropagators() {
            return null;
        }
    }

    @ApplicationScoped
    static class Telemetry {

        @Produces
        @ApplicationScoped
        OpenTelemetry telemetry() {
            return fault == Fault.NO_TRACER
                    ? new NoTracer()
                    : OpenTelemetrySdk.builder()
                            .setTracerProvider(SdkTracerProvider.builder()
                                    .addSpanProcessor(new Processor())
                                    .build())
                            .build();
        }
    }

    @ParameterizedTest
    @EnumSource
    void changesNothingForWritersAndObservers(Fault where) throws Exception {
        fault = where;
        Map<String, String> configured = Map.of("durable-streams.consumer.audit.on-observer-failure", "skip");
        try (MonitoredApplication application = new MonitoredApplication(configured, Telemetry.class)) {
            for (int number : new int[] {1, 13, 2}) {
                application.append(number);
            }
            assertThatThrownBy(() -> application.client().append("numbers", StreamContent.json("{")))
                    .isInstanceOfSatisfying(
                            StreamException.class,
                            rejected -> assertThat(rejected.status()).isEqualTo(400));
            application.awaitReceived(1);
            application.awaitReceived(13);
        }
    }
}
