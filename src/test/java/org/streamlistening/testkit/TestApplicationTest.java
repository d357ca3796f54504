package org.streamlistening.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.streamlistening.StreamCompleted;
import org.streamlistening.StreamFailed;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamStatus;
import org.streamlistening.StreamStatusChanged;
import org.streamlistening.consumer.StreamConsuming;

/** Beans with the whole library, in a container of the test. */
@EnableStreamServer
@Execution(ExecutionMode.CONCURRENT)
class TestApplicationTest {

    private static final Set<Thread> BEFORE = threads();

    private TestStreamServer server;

    public record Token(String text) {}

    public record Order(int number) {}

    @SessionScoped
    static class Chat implements Serializable {

        private static final long serialVersionUID = 1;

        @Inject
        @StreamListening
        StreamListener stream;

        private final List<String> texts = new CopyOnWriteArrayList<>();

        void join(String room) {
            stream.listen("chat/" + room);
        }

        void onToken(@Observes @StreamListening Token token) {
            if (token.text().equals("bad")) {
                throw new IllegalStateException("the chat fails");
            }
            texts.add(token.text());
        }

        String text() {
            return String.join("", texts);
        }

        String key() {
            return stream.getSessionKey();
        }
    }

    @ApplicationScoped
    static class Audit {

        private final List<Integer> numbers = new CopyOnWriteArrayList<>();

        void onOrder(@Observes @StreamConsuming("audit") Order order) {
            numbers.add(order.number());
        }

        List<Integer> numbers() {
            return numbers;
        }
    }

    @ApplicationScoped
    static class Wrong {

        void onOrder(@ObservesAsync @StreamConsuming("audit") Order order) {}
    }

    @BeforeEach
    void takeServer(TestStreamServer ofTest) {
        server = ofTest;
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("durable-streams"))
                .collect(Collectors.toSet());
    }

    /** Other tests of this JVM run one after another, so that all of these are of this class. */
    @AfterAll
    static void nothingIsLeft() {
        Awaitility.await().untilAsserted(() -> {
            Set<Thread> left = threads();
            left.removeAll(BEFORE);
            assertThat(left).isEmpty();
        });
    }

    private TestSession join(TestApplication application, String room) {
        TestSession session = application.newSession();
        session.run(() -> application.bean(Chat.class).join(room));
        return session;
    }

    private static String text(TestApplication application, TestSession session) {
        return session.call(() -> application.bean(Chat.class).text());
    }

    @Test
    void theParameterIsTheServerOfTheTest(TestStreamServer same) {
        assertThat(same).isSameAs(server);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sessionBeansReceiveTheirStreams(boolean http) {
        server.append("chat/1", new Token("Hello "), new Token("world"));
        server.create("chat/2");
        TestApplication.Builder builder = server.application();
        TestApplication application = (http ? builder.overHttp() : builder).start(Chat.class);
        TestSession one = join(application, "1");
        TestSession two = join(application, "2");
        assertThat(application.probe().await(Token.class, 2)).containsExactly(new Token("Hello "), new Token("world"));
        assertThat(text(application, one)).isEqualTo("Hello world");
        assertThat(text(application, two)).isEmpty();
        server.append("chat/2", new Token("!"));
        String key = two.call(() -> application.bean(Chat.class).key());
        assertThat(application.probe().ofSession(key).awaitNext(Token.class)).isEqualTo(new Token("!"));
        assertThat(text(application, two)).isEqualTo("!");
        server.close("chat/1");
        application.probe().awaitNext(StreamCompleted.class);
        two.end();
        server.append("chat/2", new Token("?"));
        assertThat(application.probe().received(Token.class)).hasSize(3);
    }

    @Test
    void consumersReceiveTheConfiguredStream() {
        TestApplication application = server.application()
                .configure("durable-streams.consumer.audit.stream", "orders")
                .start(Audit.class);
        server.append("orders", new Order(1), new Order(2));
        application.probe().ofConsumer("audit").await(Order.class, 2);
        assertThat(application.bean(Audit.class).numbers()).containsExactly(1, 2);
        assertThat(application.probe().ofListener("").received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void deliveriesGoOnAfterFaults(boolean http) {
        server.create("chat/1");
        TestApplication.Builder builder = server.application();
        TestApplication application = (http ? builder.overHttp() : builder).start(Chat.class);
        TestSession session = join(application, "1");
        application.probe().awaitStatus(StreamStatus.LIVE);
        server.awaitReader("chat/1");
        server.next(2).ofStream("chat/1").reads().answer(503);
        server.next().ofStream("chat/1").reads().drop();
        server.disconnect("chat/1");
        application.probe().awaitNext(StreamStatusChanged.class, change -> change.status() == StreamStatus.RETRYING);
        server.append("chat/1", new Token("Hello"));
        application.probe().awaitNext(Token.class);
        assertThat(text(application, session)).isEqualTo("Hello");
        assertThat(server.pendingFaults()).isZero();
        server.awaitReader("chat/1").next().ofStream("chat/1").reads().answer(403);
        server.disconnect("chat/1");
        assertThat(application.probe().awaitNext(StreamFailed.class).httpStatus())
                .isEqualTo(403);
    }

    @Test
    void theProbeShowsWhatArrivedInstead() {
        server.append("chat/1", new Token("Hello"), new Token("bad"));
        TestApplication application = server.application().start(Chat.class);
        join(application, "1");
        EventProbe probe = application.probe();
        probe.awaitNext(org.streamlistening.DeliveryFailed.class);
        EventProbe impatient = probe.within(Duration.ofMillis(50));
        assertThatThrownBy(() -> impatient.await(Token.class, 2))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("1 instead of 2 Token within 50 ms. Arrived: ")
                .hasMessageContaining("Token[text=Hello]")
                .hasMessageContaining("DeliveryFailed[")
                .hasMessageContaining("listener '' of stream 'chat/1': RETRYING")
                .hasRootCauseMessage("the chat fails");
        assertThatThrownBy(() -> impatient.ofConsumer("audit").awaitNext(Order.class))
                .hasMessageStartingWith("no Order of consumer 'audit' within 50 ms. Arrived: nothing");
        assertThatThrownBy(() -> impatient.awaitStatus(StreamStatus.COMPLETED))
                .hasMessageStartingWith("no status COMPLETED within 50 ms");
        probe.clear();
        assertThat(probe.received(Token.class)).isEmpty();
    }

    @Test
    void theProbeSaysIfNobodyListens() {
        TestApplication application = server.application().start(Chat.class);
        assertThatThrownBy(
                        () -> application.probe().within(Duration.ofMillis(20)).awaitNext(Token.class))
                .hasMessageContaining("was listen called");
    }

    @Test
    void deploymentProblemsHaveTheirNumbers() {
        assertThatThrownBy(() -> server.application().start(Wrong.class)).hasMessageContaining("DS-010");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void parallelTestsDoNotMeet(int number) {
        server.append("chat/1", new Token("t" + number));
        TestApplication application = server.application().start(Chat.class);
        TestSession session = join(application, "1");
        application.probe().awaitNext(Token.class);
        assertThat(text(application, session)).isEqualTo("t" + number);
    }
}
