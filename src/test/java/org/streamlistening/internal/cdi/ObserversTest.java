package org.streamlistening.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.EventMetadata;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.StreamData;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamFailed;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamStatus;
import org.streamlistening.StreamStatusChanged;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;
import org.streamlistening.support.Application;
import org.streamlistening.support.ConfiguredServer;

/** Every kind of CDI observer receives the messages of a stream; in an application on Weld. */
class ObserversTest {

    private static final List<String> RECEIVED = new CopyOnWriteArrayList<>();

    private String messages = "[{\"text\":\"a\"},{\"text\":\"b\"}]";
    private ConfiguredServer server;
    private DurableStreamsClient writer;

    @BeforeEach
    void start() {
        server = new ConfiguredServer();
        writer = server.writer();
        RECEIVED.clear();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    public record Token(String text) {}

    /** The session that listens. */
    @SessionScoped
    public static class Reader implements Serializable {

        private static final long serialVersionUID = 1;

        @Inject
        @StreamListening
        StreamListener stream;

        void onFailure(@Observes @StreamListening StreamFailed failure) {
            RECEIVED.add("failed: " + failure.message());
        }

        public StreamListener stream() {
            return stream;
        }
    }

    @ApplicationScoped
    public static class Orderly {

        void last(@Observes @Priority(3000) @StreamListening Token token) {
            RECEIVED.add("last " + token.text());
        }

        void first(@Observes @Priority(1) @StreamListening Token token) {
            RECEIVED.add("first " + token.text());
        }

        void inBetween(@Observes @StreamListening Token token) {
            RECEIVED.add("in between " + token.text());
        }
    }

    @ApplicationScoped
    public static class Hidden {

        static void statically(@Observes @Priority(1) @StreamListening Token token) {
            RECEIVED.add("static " + token.text());
        }

        @SuppressWarnings("unused") // The container calls it.
        private void privately(@Observes @Priority(2) @StreamListening Token token) {
            RECEIVED.add("private " + token.text());
        }
    }

    public abstract static class Generic<T> {

        void on(@Observes @StreamListening T token) {
            RECEIVED.add(getClass().getSimpleName().replaceFirst("[$].*", "") + " " + token);
        }
    }

    @ApplicationScoped
    public static class Inheriting extends Generic<Token> {}

    @Dependent
    public static class Passing {

        static final AtomicInteger ALIVE = new AtomicInteger();

        public Passing() {
            ALIVE.incrementAndGet();
        }

        void on(@Observes @StreamListening Token token, Companion companion) {
            RECEIVED.add(companion.getClass().getSimpleName() + " " + token.text());
        }

        @PreDestroy
        void destroyed() {
            ALIVE.decrementAndGet();
        }
    }

    @Dependent
    public static class Companion {

        public Companion() {
            Passing.ALIVE.incrementAndGet();
        }

        @PreDestroy
        void destroyed() {
            Passing.ALIVE.decrementAndGet();
        }
    }

    /** Observes every event of the application. */
    @ApplicationScoped
    public static class Chronicle {

        void onAnything(@Observes @Any Object event) {
            if (event instanceof Token || event instanceof StreamStatusChanged) {
                RECEIVED.add("noted " + event.getClass().getSimpleName());
            }
        }
    }

    /** Observes every event, with its metadata. */
    @ApplicationScoped
    public static class Auditor {

        void onAnything(@Observes @Any Object event, EventMetadata metadata) {
            RECEIVED.add("audited " + metadata.getQualifiers().size());
        }
    }

    /** Observes all listeners of its session; only a delivery creates the bean. */
    @SessionScoped
    public static class Everything implements Serializable {

        private static final long serialVersionUID = 1;

        void onData(@Observes StreamData data) {
            RECEIVED.add("a batch of " + data.messages().size());
        }
    }

    @SessionScoped
    public static class Diary implements Serializable {

        private static final long serialVersionUID = 1;

        void onAnything(@Observes @Any Object event) {
            if (event instanceof Token token) {
                RECEIVED.add("dear diary, " + token.text());
            }
        }
    }

    @ApplicationScoped
    public static class Batches {

        void onBatch(@Observes @StreamListening List<JsonValue> batch) {
            RECEIVED.add("batch " + batch);
        }
    }

    @RequestScoped
    public static class Request {

        static final AtomicInteger CREATED = new AtomicInteger();

        private final int number = CREATED.incrementAndGet();

        public int number() {
            return number;
        }
    }

    @ApplicationScoped
    public static class UsingTheRequest {

        @Inject
        Request request;

        void one(@Observes @StreamListening Token token) {
            RECEIVED.add(token.text() + " in " + request.number());
        }

        void other(@Observes @StreamListening Token token) {
            RECEIVED.add(token.text() + " in " + request.number());
        }
    }

    @ApplicationScoped
    public static class Breaking {

        void onStatus(@Observes @StreamListening StreamStatusChanged change) {
            throw new AssertionError("this observer is broken");
        }

        void onToken(@Observes @StreamListening Token token) {
            RECEIVED.add(token.text());
        }

        void onEvent(@Observes @StreamListening StreamEvent event) {}
    }

    private void deliver(Class<?> observers, Runnable check, Class<?>... others) {
        Class<?>[] classes = new Class<?>[others.length + 2];
        System.arraycopy(others, 0, classes, 2, others.length);
        classes[0] = Reader.class;
        classes[1] = observers;
        writer.create("s", CreateOptions.json());
        try (Application application = new Application(classes)) {
            Application.Session session = application.session();
            session.run(() -> session.bean(Reader.class).stream().listen("s"));
            await().until(() ->
                    session.request(() -> session.bean(Reader.class).stream().getStatus() == StreamStatus.LIVE));
            writer.append("s", StreamContent.json(messages));
            await().untilAsserted(check::run);
        }
    }

    @Test
    void notifiesObserversInTheOrderOfTheirPriority() {
        deliver(
                Orderly.class,
                () -> assertThat(RECEIVED)
                        .containsExactly("first a", "in between a", "last a", "first b", "in between b", "last b"));
    }

    @Test
    void notifiesStaticAndPrivateObservers() {
        deliver(
                Hidden.class,
                () -> assertThat(RECEIVED).containsExactly("static a", "private a", "static b", "private b"));
    }

    @Test
    void notifiesInheritedObserversByTheirTypeArgument() {
        deliver(
                Inheriting.class,
                () -> assertThat(RECEIVED).containsExactly("Inheriting Token[text=a]", "Inheriting Token[text=b]"));
    }

    @Test
    void destroysDependentObserversAndTheirDependentParameters() {
        Passing.ALIVE.set(0);
        deliver(
                Passing.class,
                () -> {
                    assertThat(RECEIVED).containsExactly("Companion a", "Companion b");
                    assertThat(Passing.ALIVE).hasValue(0);
                },
                Companion.class);
    }

    @Test
    void notifiesObserversWithoutAQualifierToo() {
        deliver(
                Chronicle.class,
                () -> assertThat(RECEIVED)
                        .endsWith("noted Token", "in between a", "noted Token", "in between b")
                        .startsWith("noted StreamStatusChanged"),
                OnlyOne.class);
    }

    @ApplicationScoped
    public static class OnlyOne {

        void after(@Observes @Priority(3000) @StreamListening Token token) {
            RECEIVED.add("in between " + token.text());
        }
    }

    @Test
    void observersWithoutAQualifierButWithMetadataDoNotDisturbAStream() {
        deliver(
                Auditor.class,
                () -> assertThat(RECEIVED)
                        .filteredOn(sentence -> !sentence.startsWith("audited"))
                        .containsExactly("in between a", "in between b"),
                OnlyOne.class);
    }

    @Test
    void createsObserversOfAllListenersForTheirSession() {
        deliver(Everything.class, () -> assertThat(RECEIVED).containsExactly("a batch of 2"));
    }

    @Test
    void createsObserversWithoutAQualifierForTheirSession() {
        deliver(Diary.class, () -> assertThat(RECEIVED).contains("dear diary, b", "in between b"), OnlyOne.class);
    }

    @Test
    void doesNotDeliverAnArrayAsABatch() {
        writer.create("arrays", CreateOptions.json());
        try (Application application = new Application(Reader.class, Batches.class)) {
            Application.Session session = application.session();
            writer.append("arrays", StreamContent.json("[[1,2],{}]"));
            session.run(() -> session.bean(Reader.class).stream().listen("arrays"));
            await().untilAsserted(() -> {
                assertThat(RECEIVED).containsExactly("batch [[1,2], {}]");
                assertThat(session.<StreamStatus>request(
                                () -> session.bean(Reader.class).stream().getStatus()))
                        .isEqualTo(StreamStatus.LIVE);
            });
        }
    }

    @Test
    void observersOfOneMessageShareOneRequestContext() {
        int count = 20;
        messages = IntStream.range(0, count)
                .mapToObj(i -> "{\"text\":\"" + i + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
        deliver(UsingTheRequest.class, () -> assertThat(RECEIVED).hasSize(2 * count), Request.class);
        assertThat(RECEIVED.stream().distinct()).hasSize(count);
        assertThat(RECEIVED.stream()
                        .map(sentence -> sentence.replaceFirst(".* in ", ""))
                        .distinct())
                .hasSize(count);
    }

    @Test
    void aFailingObserverOfTheStatusDoesNotStopTheListener() {
        deliver(Breaking.class, () -> assertThat(RECEIVED).containsExactly("a", "b"));
    }
}
