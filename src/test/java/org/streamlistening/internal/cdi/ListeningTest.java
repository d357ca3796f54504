package org.streamlistening.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.ListenOptions;
import org.streamlistening.Offset;
import org.streamlistening.StreamCompleted;
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
import org.streamlistening.support.TcpProxy;

/** Messages from a server over HTTP to a bean of a session, in an application on Weld. */
class ListeningTest {

    private static final String URL = "durable-streams.url";
    private static final String RETRY = "durable-streams.retry.max-delay";

    private JettyServer server;
    private TcpProxy proxy;
    private DurableStreamsClient writer;
    private Application application;

    @BeforeEach
    void start() {
        server = JettyServer.start(
                ServerOptions.builder().access(StreamAccess.everything()).build());
        URI base = server.uri("/");
        writer = DurableStreamsClient.builder(base).build();
        proxy = new TcpProxy(base.getPort());
        System.setProperty(URL, "http://127.0.0.1:" + proxy.port() + "/");
        System.setProperty(RETRY, "100ms");
        application = new Application(View.class, Notes.class, Late.class);
    }

    @AfterEach
    void stop() {
        application.close();
        proxy.close();
        writer.close();
        server.close();
        System.clearProperty(URL);
        System.clearProperty(RETRY);
    }

    /** A message as the application sees it. */
    public record Token(int index, String text) {}

    /** The state that a page shows. */
    @SessionScoped
    public static class View implements Serializable {

        private static final long serialVersionUID = 1;

        @Inject
        @StreamListening
        StreamListener stream;

        @Inject
        Notes notes;

        private final List<Integer> tokens = new ArrayList<>();
        private final List<String> happened = new ArrayList<>();
        private transient Object self;
        private int failures;

        void onToken(@Observes @StreamListening Token token) {
            if (failures > 0) {
                failures--;
                throw new IllegalStateException("the test makes the observer fail");
            }
            self = this;
            synchronized (tokens) {
                tokens.add(token.index());
            }
            notes.note(token.text());
        }

        void onStatus(@Observes @StreamListening StreamStatusChanged change) {
            happened.add(change.status().name());
        }

        void onEnd(@Observes @StreamListening StreamCompleted end) {
            happened.add("completed at " + end.offset());
        }

        void onFailure(@Observes @StreamListening StreamFailed failure) {
            happened.add("failed " + failure.httpStatus() + " " + failure.message());
        }

        public List<Integer> tokens() {
            synchronized (tokens) {
                return List.copyOf(tokens);
            }
        }

        public List<String> happened() {
            return happened;
        }

        /**
         * Whether this instance received the last token; compared here, since the proxies of two instances are equal.
         */
        public boolean receivedLastToken() {
            return self == this;
        }

        /** The list itself, for a test outside of any request. */
        public List<Integer> sameTokens() {
            return tokens;
        }

        public void failNext(int times) {
            failures = times;
        }

        public StreamListener stream() {
            return stream;
        }
    }

    /** Injected by the view, and created with it. */
    @SessionScoped
    public static class Notes implements Serializable {

        private static final long serialVersionUID = 1;

        private final List<String> notes = new ArrayList<>();

        public void note(String text) {
            notes.add(text);
        }

        public int size() {
            return notes.size();
        }
    }

    /** A bean that only a later request creates. */
    @SessionScoped
    public static class Late implements Serializable {

        private static final long serialVersionUID = 1;

        private final List<String> texts = new ArrayList<>();

        void onText(
                @Observes(notifyObserver = jakarta.enterprise.event.Reception.IF_EXISTS) @StreamListening Token token) {
            texts.add(token.text());
        }

        public int size() {
            return texts.size();
        }
    }

    private void append(String stream, int from, int to) {
        String tokens = IntStream.range(from, to)
                .mapToObj(i -> "{\"index\":" + i + ",\"text\":\"t" + i + "\"}")
                .reduce((a, b) -> a + "," + b)
                .orElseThrow();
        writer.append(stream, StreamContent.json("[" + tokens + "]"));
    }

    private static List<Integer> numbers(int to) {
        return IntStream.range(0, to).boxed().toList();
    }

    private static View view(Application.Session session) {
        return session.bean(View.class);
    }

    @Test
    void eachSessionReceivesItsOwnStreamInItsOwnBean() {
        Application.Session left = application.session();
        Application.Session right = application.session();
        for (String stream : List.of("left", "right")) {
            writer.create(stream, CreateOptions.json());
            append(stream, 0, stream.length());
        }
        left.run(() -> view(left).stream().listen("left"));
        right.run(() -> view(right).stream().listen("right"));
        await().until(() -> left.request(() -> view(left).tokens().size() == 4));
        await().until(() -> right.request(() -> view(right).tokens().size() == 5));
        append("left", 4, 100);
        await().untilAsserted(() -> assertThat(
                        left.<List<Integer>>request(() -> view(left).tokens()))
                .isEqualTo(numbers(100)));
        left.run(() -> {
            assertThat(view(left).receivedLastToken()).isTrue();
            assertThat(left.bean(Notes.class).size()).isEqualTo(100);
        });
        right.run(() -> assertThat(view(right).tokens()).isEqualTo(numbers(5)));
    }

    @Test
    void reportsItsStatusAndCompletesWhenTheStreamIsClosed() {
        Application.Session session = application.session();
        writer.create("s", CreateOptions.json());
        session.run(() -> view(session).stream().listen("s"));
        await().until(() -> session.request(() -> view(session).stream().getStatus() == StreamStatus.LIVE));
        append("s", 0, 3);
        Offset end = writer.close("s").nextOffset();
        await().until(() -> session.request(() -> view(session).happened().contains("completed at " + end)));
        session.run(() -> {
            assertThat(view(session).happened())
                    .containsExactly("CONNECTING", "LIVE", "COMPLETED", "completed at " + end);
            assertThat(view(session).tokens()).isEqualTo(numbers(3));
            assertThat(view(session).stream().isListening()).isFalse();
        });
    }

    @Test
    void namesTheUnknownStream() {
        Application.Session session = application.session();
        session.run(() -> view(session).stream().listen("no/such stream"));
        await().until(() -> session.request(() -> view(session).stream().getStatus() == StreamStatus.FAILED));
        await().until(() -> session.request(() -> view(session).happened().size() == 3));
        session.run(() -> assertThat(view(session).happened().get(2))
                .startsWith("failed 404 ")
                .contains("no/such stream"));
    }

    @Test
    void rejectsAnUnsafeIdBeforeAnyRequest() {
        Application.Session session = application.session();
        session.run(() -> {
            for (String unsafe : List.of("../admin", "http://elsewhere/", "s?offset=now", "__ds/x")) {
                assertThatThrownBy(() -> view(session).stream().listen(unsafe))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("stream id");
            }
            assertThatThrownBy(() -> view(session).stream().listen(null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("must not be null");
            assertThat(view(session).stream().getStatus()).isEqualTo(StreamStatus.IDLE);
        });
    }

    @Test
    void deliversAMessageAgainToAnObserverThatThrew() {
        Application.Session session = application.session();
        writer.create("s", CreateOptions.json());
        append("s", 0, 10);
        session.run(() -> {
            view(session).failNext(2);
            view(session).stream().listen("s");
        });
        await().untilAsserted(() -> assertThat(
                        session.<List<Integer>>request(() -> view(session).tokens()))
                .isEqualTo(numbers(10)));
        session.run(() -> assertThat(view(session).happened()).contains("RETRYING"));
    }

    @Test
    void continuesWithoutLossOrDuplicatesWhenTheServerIsBack() {
        Application.Session session = application.session();
        writer.create("s", CreateOptions.json());
        append("s", 0, 50);
        session.run(() -> view(session).stream().listen("s"));
        for (int i = 1; i <= 3; i++) {
            int known = 50 * i;
            await().until(() -> session.request(() -> view(session).tokens().size() == known));
            proxy.cut();
            await().until(() -> session.request(() -> view(session).stream().getStatus() == StreamStatus.RETRYING));
            proxy.mend();
            append("s", known, known + 50);
        }
        await().untilAsserted(() -> assertThat(
                        session.<List<Integer>>request(() -> view(session).tokens()))
                .isEqualTo(numbers(200)));
        await().until(() -> session.request(() -> view(session).stream().getStatus() == StreamStatus.LIVE));
    }

    @Test
    void aBeanOfALaterRequestReceivesMessagesFromThenOn() {
        Application.Session session = application.session();
        writer.create("s", CreateOptions.json());
        session.run(() -> view(session).stream().listen("s"));
        append("s", 0, 1);
        await().until(() -> session.request(() -> view(session).tokens().size() == 1));
        session.run(() -> assertThat(session.bean(Late.class).size()).isZero());
        append("s", 1, 2);
        await().until(() -> session.request(() -> session.bean(Late.class).size() == 1));
    }

    @Test
    void deliversNothingAfterStopAndLosesNothing() {
        Application.Session session = application.session();
        writer.create("s", CreateOptions.json());
        session.run(() -> view(session).stream().listen("s"));
        append("s", 0, 500);
        int received = session.request(() -> {
            view(session).stream().stop();
            return view(session).tokens().size();
        });
        append("s", 500, 600);
        session.run(() -> assertThat(view(session).tokens()).hasSize(received));
        session.run(() -> view(session).stream().listen("s"));
        await().untilAsserted(() -> assertThat(
                        session.<List<Integer>>request(() -> view(session).tokens()))
                .isEqualTo(numbers(600)));
    }

    @Test
    void continuesByItselfAfterTheSessionWasPassivated() throws Exception {
        Application.Session session = application.session();
        writer.create("s", CreateOptions.json());
        session.run(() -> view(session).stream().listen("s", ListenOptions.fromBeginning()));
        append("s", 0, 5);
        await().until(() -> session.request(() -> view(session).tokens().size() == 5));
        session.passivate();
        append("s", 5, 8);
        session.run(() -> assertThat(view(session).tokens()).hasSize(5));
        await().untilAsserted(() -> assertThat(
                        session.<List<Integer>>request(() -> view(session).tokens()))
                .isEqualTo(numbers(8)));
    }

    @Test
    void stopsReadingWhenTheSessionEnds() {
        Application.Session session = application.session();
        writer.create("s", CreateOptions.json());
        List<Integer> received = session.request(() -> {
            view(session).stream().listen("s");
            return view(session).sameTokens();
        });
        append("s", 0, 1);
        await().until(() -> session.request(() -> view(session).tokens().size() == 1));
        session.invalidate();
        append("s", 1, 2);
        append("s", 2, 3);
        await().during(Duration.ofMillis(300)).until(() -> received.size() == 1);
    }
}
