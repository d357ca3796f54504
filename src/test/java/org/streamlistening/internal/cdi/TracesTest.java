package org.streamlistening.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.client.StreamContent;
import org.streamlistening.consumer.StreamConsuming;

/** A span for each append and each delivery; on Weld. */
class TracesTest {

    private static InMemorySpanExporter spans;

    private MonitoredApplication application;

    @BeforeEach
    void start() {
        spans = InMemorySpanExporter.create();
        application = new MonitoredApplication(
                Map.of("durable-streams.consumer.audit.on-observer-failure", "skip"), Telemetry.class, Child.class);
        // Not the appends of checkpoints.
        await().until(() ->
                application.snapshot().getConsumers().get(0).getStatus().isListening());
    }

    @AfterEach
    void stop() {
        application.close();
    }

    @ApplicationScoped
    static class Telemetry {

        @Produces
        @ApplicationScoped
        OpenTelemetry telemetry() {
            return OpenTelemetrySdk.builder()
                    .setTracerProvider(SdkTracerProvider.builder()
                            .addSpanProcessor(SimpleSpanProcessor.create(spans))
                            .build())
                    .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                    .build();
        }
    }

    @ApplicationScoped
    static class Child {

        @Inject
        OpenTelemetry telemetry;

        void onNumber(@Observes @StreamConsuming("audit") Integer number) {
            telemetry.getTracer("application").spanBuilder("child").startSpan().end();
        }
    }

    private List<SpanData> spans(String name) {
        return spans.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .toList();
    }

    private List<SpanData> deliveries() {
        return spans("deliver consumer 'audit'");
    }

    private SpanData appendIn(Span trace) {
        return spans("append").stream()
                .filter(span ->
                        span.getParentSpanId().equals(trace.getSpanContext().getSpanId()))
                .findFirst()
                .orElseThrow();
    }

    private Span inTrace(Runnable task) {
        Span span = application
                .application()
                .container()
                .select(OpenTelemetry.class)
                .get()
                .getTracer("application")
                .spanBuilder("request")
                .startSpan();
        try (Scope current = span.makeCurrent()) {
            task.run();
        }
        span.end();
        return span;
    }

    @Test
    void aDeliveryHasALinkToItsAppendWhichBelongsToTheTraceOfItsCaller() throws Exception {
        Span request = inTrace(() -> application.append(1));
        application.awaitReceived(1);
        await().until(() -> deliveries().size() == 1);
        SpanData append = appendIn(request);
        SpanData delivery = deliveries().get(0);
        assertThat(delivery.getLinks())
                .extracting(LinkData::getSpanContext)
                .extracting(context -> context.getSpanId())
                .containsExactly(append.getSpanId());
        assertThat(delivery.getTraceId()).isNotEqualTo(append.getTraceId());
        assertThat(delivery.getParentSpanContext().isValid()).isFalse();
        assertThat(spans("child"))
                .singleElement()
                .satisfies(child -> assertThat(child.getParentSpanId()).isEqualTo(delivery.getSpanId()));
    }

    @Test
    void anAttemptThatFailsIsASpanWithAnErrorAndWithoutItsMessage() throws Exception {
        application.append(13);
        await().until(() -> deliveries().size() > 1);
        assertThat(deliveries().get(0).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(spans.getFinishedSpanItems().toString())
                .doesNotContain("a secret")
                .doesNotContain("numbers");
    }

    @Test
    void anAppendThatIsRejectedIsAnError() {
        Span request = inTrace(() -> {
            try {
                application.client().append("numbers", StreamContent.json("{"));
            } catch (RuntimeException rejected) {
                // As it should be.
            }
        });
        await().untilAsserted(() ->
                assertThat(appendIn(request).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR));
    }

    @Test
    void aPollWithoutMessagesHasNoSpan() throws Exception {
        application.append(1);
        application.awaitReceived(1);
        await().until(() -> deliveries().size() == 1);
        await().during(java.time.Duration.ofMillis(200))
                .until(() -> deliveries().size() == 1);
    }
}
