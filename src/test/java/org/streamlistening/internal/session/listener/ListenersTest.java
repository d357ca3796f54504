package org.streamlistening.internal.session.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.json.bind.annotation.JsonbSubtype;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import java.io.Serializable;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.Delivering;
import org.streamlistening.DeliveryFailed;
import org.streamlistening.ListenAuthorizer;
import org.streamlistening.ListenOptions;
import org.streamlistening.ListenRefusedException;
import org.streamlistening.MissingStreamPolicy;
import org.streamlistening.Offset;
import org.streamlistening.StreamEvent;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListeners;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamMessage;
import org.streamlistening.StreamStatus;
import org.streamlistening.UndecodablePolicy;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;
import org.streamlistening.support.Application;
import org.streamlistening.support.ConfiguredServer;

/** Several listeners in one session, types of payloads, and authorization; in an application on Weld. */
class ListenersTest {

    private static final String MAX = "durable-streams.max-listeners";

    private ConfiguredServer server;
    private DurableStreamsClient writer;
    private Application application;
    private Application.Session session;

    @BeforeEach
    void start() {
        server = new ConfiguredServer();
        writer = server.writer();
        System.setProperty(MAX, "3");
        application = new Application(Desk.class, NothingSecret.class);
        session = application.session();
    }

    @AfterEach
    void stop() {
        application.close();
        server.close();
        System.clearProperty(MAX);
    }

    public record Token(String text) {}

    @JsonbTypeInfo({@JsonbSubtype(alias = "said", type = Said.class), @JsonbSubtype(alias = "left", type = Left.class)})
    public interface ChatEvent {}

    public static class Said implements ChatEvent {
        public String text;
    }

    public static class Left implements ChatEvent {
        public String who;
    }

    /** Records the messages and events of one session as text. */
    @SessionScoped
    public static class Desk implements Serializable {

        private static final long serialVersionUID = 1;

        private final List<String> received = new CopyOnWriteArrayList<>();

        @Inject
        @StreamListening("left")
        StreamListener left;

        @Inject
        @StreamListening("right")
        StreamListener right;

        @Inject
        @StreamListening("tab")
        StreamListeners tabs;

        @Inject
        @StreamListening("chat")
        StreamListener chat;

        @Inject
        @StreamListening("batch")
        StreamListener batch;

        @Inject
        @StreamListening("strict")
        StreamListener strict;

        void onLeft(@Observes @StreamListening("left") Token token) {
            received.add("left " + token.text());
        }

        void onRight(@Observes @StreamListening("right") Token token) {
            received.add("right " + token.text());
        }

        void onTab(@Observes @StreamListening("tab") Token token, @Delivering StreamListener tab) {
            received.add(tab.getName() + " " + token.text() + " of " + tab.getStreamId());
        }

        void onTabEvent(@Observes @StreamListening("tab") StreamEvent event, @Delivering StreamListener tab) {
            if (!event.listener().equals(tab.getName()) || !event.sessionKey().equals(tab.getSessionKey())) {
                received.add("an event of " + event.listener() + " delivered to " + tab.getName());
            }
        }

        void onSaid(@Observes @StreamListening("chat") Said said) {
            received.add("said " + said.text);
        }

        void onLeft(@Observes @StreamListening("chat") Left left) {
            received.add("left " + left.who);
        }

        void onBatch(@Observes @StreamListening("batch") List<Token> tokens) {
            received.add("batch " + tokens.stream().map(Token::text).toList());
        }

        void onRaw(@Observes @StreamListening("batch") List<StreamMessage> messages) {
            received.add("raw " + messages.stream().map(StreamMessage::text).toList());
        }

        void onStrict(@Observes @StreamListening("strict") Token token) {
            received.add("token " + token.text());
        }

        void onText(@Observes @StreamListening("strict") String text) {
            received.add("text " + text);
        }

        void onBytes(@Observes @StreamListening("strict") byte[] bytes) {
            received.add("bytes " + bytes.length);
        }

        void onFailure(@Observes @StreamListening("strict") DeliveryFailed failure) {
            received.add(
                    failure.consequence() + " " + failure.cause().getClass().getSimpleName());
        }

        public List<String> received() {
            return new ArrayList<>(received);
        }

        public StreamListener listener(String name) {
            return switch (name) {
                case "left" -> left;
                case "right" -> right;
                case "chat" -> chat;
                case "batch" -> batch;
                default -> strict;
            };
        }

        public StreamListeners tabs() {
            return tabs;
        }
    }

    @ApplicationScoped
    public static class NothingSecret implements ListenAuthorizer {

        static final AtomicBoolean STRICT = new AtomicBoolean();

        @Override
        public boolean mayListen(String streamId, Principal principal, String listener) {
            return !streamId.startsWith("secret/") && !STRICT.get();
        }
    }

    private String stream(String id, String... values) {
        writer.create(id, CreateOptions.json());
        for (String value : values) {
            writer.append(id, StreamContent.json(value));
        }
        return id;
    }

    private static String token(String text) {
        return "{\"text\":\"" + text + "\"}";
    }

    private Desk desk() {
        return session.bean(Desk.class);
    }

    private void listen(String listener, String streamId) {
        session.run(() -> desk().listener(listener).listen(streamId));
    }

    private void assertReceived(String... expected) {
        await().untilAsserted(() ->
                assertThat(session.request(() -> desk().received())).containsExactly(expected));
    }

    private void until(BooleanSupplier condition) {
        await().until(() -> session.request(condition::getAsBoolean));
    }

    @Test
    void eachNameHasItsOwnListenerAndItsOwnObservers() {
        stream("a", token("1"));
        stream("b", token("2"));
        listen("left", "a");
        until(() -> desk().received().size() == 1);
        listen("right", "b");
        assertReceived("left 1", "right 2");
        session.run(() -> {
            assertThat(desk().listener("left").getName()).isEqualTo("left");
            assertThat(desk().listener("left").getSessionKey())
                    .isNotEqualTo(desk().listener("right").getSessionKey());
        });
    }

    @Test
    void opensAndClosesNamedListeners() {
        stream("a", token("1"));
        stream("b", token("2"));
        session.run(() -> desk().tabs().open("t1").listen("a"));
        until(() -> desk().received().size() == 1);
        session.run(() -> desk().tabs().open("t2").listen("b"));
        assertReceived("tab/t1 1 of a", "tab/t2 2 of b");
        session.run(() -> {
            assertThat(desk().tabs().names()).containsExactlyInAnyOrder("t1", "t2");
            assertThat(desk().tabs().open("t1"))
                    .isSameAs(desk().tabs().find("t1").orElseThrow());
            assertThat(desk().tabs().close("t1")).isTrue();
            assertThat(desk().tabs().close("t1")).isFalse();
        });
        writer.append("a", StreamContent.json(token("3")));
        writer.append("b", StreamContent.json(token("4")));
        assertReceived("tab/t1 1 of a", "tab/t2 2 of b", "tab/t2 4 of b");
    }

    @Test
    void limitsTheListenersOfASession() {
        session.run(() -> {
            List.of("1", "2", "3").forEach(desk().tabs()::open);
            assertThatThrownBy(() -> desk().tabs().open("4")).hasMessageContaining("DS-025");
            desk().tabs().close("2");
            desk().tabs().open("4");
            for (String name : List.of("", "a/b", "x".repeat(65), "ä")) {
                assertThatThrownBy(() -> desk().tabs().open(name)).isInstanceOf(IllegalArgumentException.class);
            }
        });
    }

    @Test
    void openedListenersContinueAfterPassivation() throws Exception {
        stream("a", token("1"));
        session.run(() -> desk().tabs().open("t1").listen("a"));
        assertReceived("tab/t1 1 of a");
        session.passivate();
        writer.append("a", StreamContent.json(token("2")));
        session.run(() ->
                assertThat(desk().tabs().find("t1").orElseThrow().getOffset()).isNotEqualTo(Offset.BEGINNING));
        assertReceived("tab/t1 1 of a", "tab/t1 2 of a");
    }

    @Test
    void openedListenersEndWithTheirSession() {
        stream("a");
        StreamListener tab = session.request(() -> {
            StreamListener opened = desk().tabs().open("t1");
            opened.listen("a");
            return opened;
        });
        await().until(() -> tab.getStatus() == StreamStatus.LIVE);
        session.invalidate();
        assertThat(tab.getStatus()).isEqualTo(StreamStatus.STOPPED);
        assertThatThrownBy(() -> tab.listen("a")).hasMessageContaining("DS-023");
    }

    @Test
    void noListenerDeliversOutsideOfADelivery() {
        Instance<StreamListener> delivering =
                application.container().select(StreamListener.class, Delivering.Literal.INSTANCE);
        assertThatThrownBy(delivering::get).hasStackTraceContaining("DS-024");
    }

    @Test
    void polymorphicMessagesReachTheObserversOfTheirKind() {
        stream("c", "{\"@type\":\"said\",\"text\":\"hi\"}", "{\"@type\":\"left\",\"who\":\"bob\"}");
        listen("chat", "c");
        assertReceived("said hi", "left bob");
    }

    @Test
    void aListReceivesAWholeBatch() {
        stream("d", "[" + token("1") + "," + token("2") + "]");
        listen("batch", "d");
        until(() -> desk().received().size() == 2);
        assertThat(session.request(() -> desk().received()))
                .containsExactlyInAnyOrder("batch [1, 2]", "raw [" + token("1") + ", " + token("2") + "]");
    }

    @Test
    void anUndecodableMessageIsDeliveredUndecoded() {
        stream("e", "[" + token("1") + ",7," + token("2") + "]");
        session.run(() ->
                desk().listener("strict").listen("e", ListenOptions.defaults().onUndecodable(UndecodablePolicy.RAW)));
        until(() -> desk().received().contains("token 2") && desk().received().size() == 9);
        assertThat(session.request(() -> desk().received()))
                .contains("DELIVERED_RAW UndecodableMessageException", "text 7", "bytes 1")
                .doesNotContain("token 7");
    }

    @Test
    void waitsForAStreamThatIsCreatedLater() {
        session.run(() ->
                desk().listener("left").listen("later", ListenOptions.defaults().onMissing(MissingStreamPolicy.WAIT)));
        until(() -> desk().listener("left").getStatus() == StreamStatus.CONNECTING);
        stream("later", token("1"));
        assertReceived("left 1");
    }

    @Test
    void listensOnlyToPermittedStreams() {
        stream("a", token("1"));
        listen("left", "a");
        assertReceived("left 1");
        session.run(() -> {
            assertThatThrownBy(() -> desk().listener("left").listen("secret/plans"))
                    .isInstanceOf(ListenRefusedException.class)
                    .hasMessageContaining("secret/plans");
            assertThat(desk().listener("left").getStreamId()).isEqualTo("a");
            assertThat(desk().listener("left").isListening()).isTrue();
        });
    }

    @Test
    void checksTheAuthorizationAgainWhenASessionIsActivated() throws Exception {
        stream("a", token("1"));
        listen("left", "a");
        assertReceived("left 1");
        session.passivate();
        NothingSecret.STRICT.set(true);
        try {
            session.run(() -> desk().received());
            session.run(() -> assertThat(desk().listener("left").getStatus()).isEqualTo(StreamStatus.STOPPED));
        } finally {
            NothingSecret.STRICT.set(false);
        }
    }
}
