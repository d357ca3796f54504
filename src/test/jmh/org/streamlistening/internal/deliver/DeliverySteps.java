package org.streamlistening.internal.deliver;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamMessage;
import org.streamlistening.bench.Token;
import org.streamlistening.internal.failures.FailureLog;
import org.streamlistening.internal.http.body.MessageBudget;
import org.streamlistening.internal.listen.delivery.DeliveryToken;
import org.streamlistening.internal.read.body.JsonArrayMessages;

/** What a message of 103 bytes costs: to be split from its page, to be decoded, to be fired to an observer. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DeliverySteps {

    private static final int MESSAGES = 1000;
    private static final String TYPE = "application/json";
    private static final String TEXT =
            "{\"index\":12345,\"stamp\":123456789012345,\"text\":\"" + "x".repeat(54) + "\"}";

    /** The observer of an application, without a request or session of its own. */
    @ApplicationScoped
    public static class View {

        private int last;

        void onToken(@Observes @StreamListening Token token) {
            last = token.index();
        }
    }

    private final byte[] page =
            ("[" + String.join(",", Collections.nCopies(MESSAGES, TEXT)) + "]").getBytes(StandardCharsets.UTF_8);
    private final StreamMessage message = StreamMessage.of(TEXT, TYPE);
    private final Jsonb jsonb = JsonbBuilder.create();
    private final Payloads payloads = new Payloads(List.of(Token.class), jsonb);
    private WeldContainer container;
    private EventObservers observers;

    @Setup
    public void start() {
        container = new Weld().disableDiscovery().addBeanClass(View.class).initialize();
        observers = new EventObservers(
                new QualifiedObservers(
                        container.getBeanManager(),
                        StreamListening.Literal.of(""),
                        observer -> true,
                        payloads,
                        List.of(),
                        List.of(),
                        observer -> observer.toString()),
                new FailureLog((delay, task) -> () -> {}));
    }

    @TearDown
    public void stop() throws Exception {
        container.shutdown();
        jsonb.close();
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void split(Blackhole hole) throws IOException {
        JsonArrayMessages messages = JsonArrayMessages.of(page, TYPE, MessageBudget.unlimited());
        for (StreamMessage next = messages.next(page.length); next != null; next = messages.next(page.length)) {
            hole.consume(next);
        }
    }

    @Benchmark
    public Object decode() {
        return payloads.of(message);
    }

    /** Decoding included. */
    @Benchmark
    public boolean fire() {
        return observers.notifyOf(message, DeliveryToken.alwaysCurrent());
    }
}
