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
import org.streamlistening.server.JettyServer;
import org.streamlistening.server.ServerOptions;
import org.streamlistening.server.StreamAccess;
import org.streamlistening.support.Application;

/** Every kind of observer that CDI knows, told of a stream; in an application on Weld. */
class ObserversTest {

    private static final String URL = "durable-streams.url";

    private static final List<String> HEARD = new CopyOnWriteArrayList<>();

    private String messages = "[{\"text\":\"a\"},{\"text\":\"b\"}]";
    private JettyServer server;
    private DurableStreamsClient writer;

    @BeforeEach
    void start() {
        server = JettyServer.start(
                ServerOptions.builder().access(StreamAccess.everything()).build());
        writer = DurableStreamsClient.builder(server.uri("/")).build();
        System.setProperty(URL, server.uri("/").toString());
        HEARD.clear();
    }

    @AfterEach
    void stop() {
        writer.close();
        server.close();
        System.clearProperty(URL);
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
            HEARD.add("failed: " + failure.message());
        }

        public StreamListener stream() {
            return stream;
        }
    }

    @ApplicationScoped
    public static class Orderly {

        void last(@Observes @Priority(3000) @StreamListening Token token) {
            HEARD.add("last " + token.text());
        }

        void first(@Observes @Priority(1) @StreamListening Token token) {
            HEARD.add("first " + token.text());
        }

        void inBetween(@Observes @StreamListening Token token) {
            HEARD.add("in between " + token.text());
        }
    }

    @ApplicationScoped
    public static class Hidden {

        static void statically(@Observes @Priority(1) @StreamListening Token token) {
            HEARD.add("static " + token.text());
        }

        @SuppressWarnings("unused") // The container calls it.
        private void privately(@Observes @Priority(2) @StreamListening Token token) {
            HEARD.add("private " + token.text());
        }
    }

    public abstract static class Generic<T> {

        void on(@Observes @StreamListening T token) {
            HEARD.add(getClass().getSimpleName().replaceFirst("[$].*", "") + " " + token);
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
            HEARD.add(companion.getClass().getSimpleName() + " " + token.text());
        }

        @PreDestroy
        void gone() {
            ALIVE.decrementAndGet();
        }
    }

    @Dependent
    public static class Companion {

        public Companion() {
            Passing.ALIVE.incrementAndGet();
        }

        @PreDestroy
        void gone() {
            Passing.ALIVE.decrementAndGet();
        }
    }

    /** Observes every event of the application. */
    @ApplicationScoped
    public static class Chronicle {

        void onAnything(@Observes @Any Object event) {
            if (event instanceof Token || event instanceof StreamStatusChanged) {
                HEARD.add("noted " + event.getClass().getSimpleName());
            }
        }
    }

    /** The same with what CDI knows about the event. */
    @ApplicationScoped
    public static class Auditor {

        void onAnything(@Observes @Any Object event, EventMetadata metadata) {
            HEARD.add("audited " + metadata.getQualifiers().size());
        }
    }

    /** Observes all listeners of its session; only a delivery makes the bean. */
    @SessionScoped
    public static class Everything implements Serializable {

        private static final long serialVersionUID = 1;

        void onData(@Observes StreamData data) {
            HEARD.add("a batch of " + data.messages().size());
        }
    }

    @SessionScoped
    public static class Diary implements Serializable {

        private static final long serialVersionUID = 1;

        void onAnything(@Observes @Any Object event) {
            if (event instanceof Token token) {
                HEARD.add("dear diary, " + token.text());
            }
        }
    }

    @ApplicationScoped
    public static class Batches {

        void onBatch(@Observes @StreamListening List<JsonValue> batch) {
            HEARD.add("batch " + batch);
        }
    }

    @RequestScoped
    public static class Request {

        static final AtomicInteger MADE = new AtomicInteger();

        private final int number = MADE.incrementAndGet();

        public int number() {
            return number;
        }
    }

    @ApplicationScoped
    public static class AskingForTheRequest {

        @Inject
        Request request;

        void one(@Observes @StreamListening Token token) {
            HEARD.add(token.text() + " in " + request.number());
        }

        void other(@Observes @StreamListening Token token) {
            HEARD.add(token.text() + " in " + request.number());
        }
    }

    @ApplicationScoped
    public static class Breaking {

        void onStatus(@Observes @StreamListening StreamStatusChanged change) {
            throw new AssertionError("this observer is broken");
        }

        void onToken(@Observes @StreamListening Token token) {
            HEARD.add(token.text());
        }

        void onEvent(@Observes @StreamListening StreamEvent event) {}
    }

    private void hear(Class<?> observers, Runnable check, Class<?>... others) {
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
    void areNotifiedInTheOrderOfTheirPriority() {
        hear(
                Orderly.class,
                () -> assertThat(HEARD)
                        .containsExactly("first a", "in between a", "last a", "first b", "in between b", "last b"));
    }

    @Test
    void mayBeStaticOrPrivate() {
        hear(Hidden.class, () -> assertThat(HEARD).containsExactly("static a", "private a", "static b", "private b"));
    }

    @Test
    void mayBeInheritedWithATypeOfTheirOwn() {
        hear(
                Inheriting.class,
                () -> assertThat(HEARD).containsExactly("Inheriting Token[text=a]", "Inheriting Token[text=b]"));
    }

    @Test
    void dependentOnesAndWhatIsInjectedForThemAreDestroyed() {
        Passing.ALIVE.set(0);
        hear(
                Passing.class,
                () -> {
                    assertThat(HEARD).containsExactly("Companion a", "Companion b");
                    assertThat(Passing.ALIVE).hasValue(0);
                },
                Companion.class);
    }

    @Test
    void withoutAQualifierReceiveEventsOfStreamsToo() {
        hear(
                Chronicle.class,
                () -> assertThat(HEARD)
                        .endsWith("noted Token", "in between a", "noted Token", "in between b")
                        .startsWith("noted StreamStatusChanged"),
                OnlyOne.class);
    }

    @ApplicationScoped
    public static class OnlyOne {

        void after(@Observes @Priority(3000) @StreamListening Token token) {
            HEARD.add("in between " + token.text());
        }
    }

    @Test
    void withoutAQualifierAndWithMetadataDoNotDisturbAStream() {
        hear(
                Auditor.class,
                () -> assertThat(HEARD)
                        .filteredOn(sentence -> !sentence.startsWith("audited"))
                        .containsExactly("in between a", "in between b"),
                OnlyOne.class);
    }

    @Test
    void ofAllListenersAreMadeForTheirSessionToo() {
        hear(Everything.class, () -> assertThat(HEARD).containsExactly("a batch of 2"));
    }

    @Test
    void withoutAQualifierAreCreatedForTheirSessionToo() {
        hear(Diary.class, () -> assertThat(HEARD).contains("dear diary, b", "in between b"), OnlyOne.class);
    }

    @Test
    void ofBatchesDoNotTakeAnArrayForABatch() {
        writer.create("arrays", CreateOptions.json());
        try (Application application = new Application(Reader.class, Batches.class)) {
            Application.Session session = application.session();
            writer.append("arrays", StreamContent.json("[[1,2],{}]"));
            session.run(() -> session.bean(Reader.class).stream().listen("arrays"));
            await().untilAsserted(() -> {
                assertThat(HEARD).containsExactly("batch [[1,2], {}]");
                assertThat(session.<StreamStatus>request(
                                () -> session.bean(Reader.class).stream().getStatus()))
                        .isEqualTo(StreamStatus.LIVE);
            });
        }
    }

    @Test
    void ofOneMessageShareARequestOfTheirOwn() {
        int count = 20;
        messages = IntStream.range(0, count)
                .mapToObj(i -> "{\"text\":\"" + i + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
        hear(AskingForTheRequest.class, () -> assertThat(HEARD).hasSize(2 * count), Request.class);
        assertThat(HEARD.stream().distinct()).hasSize(count);
        assertThat(HEARD.stream()
                        .map(sentence -> sentence.replaceFirst(".* in ", ""))
                        .distinct())
                .hasSize(count);
    }

    @Test
    void ofTheStatusCannotKeepAListenerFromListening() {
        hear(Breaking.class, () -> assertThat(HEARD).containsExactly("a", "b"));
    }
}
