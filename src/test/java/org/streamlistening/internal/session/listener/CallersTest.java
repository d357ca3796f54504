package org.streamlistening.internal.session.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.ListenAuthorizer;
import org.streamlistening.ListenRefusedException;
import org.streamlistening.StreamListener;
import org.streamlistening.StreamListeners;
import org.streamlistening.StreamListening;
import org.streamlistening.StreamStatus;
import org.streamlistening.StreamStatusChanged;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;
import org.streamlistening.internal.session.ApplicationSessions;
import org.streamlistening.internal.session.ListenerBean;
import org.streamlistening.internal.session.RunningApplications;
import org.streamlistening.internal.session.SessionBeans;
import org.streamlistening.internal.session.SessionDeliveryContext;
import org.streamlistening.support.Application;
import org.streamlistening.support.ConfiguredServer;

/** The caller of a listener: its thread, its session, and its authorization; on Weld. */
class CallersTest {

    private ConfiguredServer server;
    private DurableStreamsClient writer;
    private Application application;
    private Application.Session left;
    private Application.Session right;

    @BeforeEach
    void start() {
        server = new ConfiguredServer();
        writer = server.writer();
        USER.set("anna");
        Guard.reset();
        application = new Application(Room.class, Late.class, Guard.class, DependentGuard.class, Requests.class);
        left = application.session();
        right = application.session();
        List.of("a", "b", "secret").forEach(id -> writer.create(id, CreateOptions.json()));
    }

    @AfterEach
    void stop() {
        application.close();
        server.close();
    }

    public record Token(String text) {}

    /** Records the messages and events of one session. */
    @SessionScoped
    public static class Room implements Serializable {

        private static final long serialVersionUID = 1;

        private final List<String> received = new CopyOnWriteArrayList<>();

        @Inject
        @StreamListening
        StreamListener stream;

        @Inject
        @StreamListening("other")
        StreamListener other;

        @Inject
        @StreamListening("tab")
        StreamListeners tabs;

        void onToken(@Observes @StreamListening Token token) {
            received.add(token.text());
            switch (token.text()) {
                case "go elsewhere" -> stream.listen("b");
                case "look at the other" -> received.add("the other is " + other.getStatus());
                default -> {}
            }
        }

        void onTab(@Observes @StreamListening("tab") Token token) {
            received.add("tab " + token.text());
        }

        void onOther(@Observes @StreamListening("other") Token token) {
            received.add("other " + token.text());
        }

        void onStatus(@Observes @StreamListening("tab") StreamStatusChanged change) {
            received.add(change.listener() + " " + change.status());
        }

        public List<String> received() {
            return List.copyOf(received);
        }

        /** The list itself, for a test outside of any request. */
        public List<String> sameReceived() {
            return received;
        }

        public StreamListener stream() {
            return stream;
        }

        public StreamListener other() {
            return other;
        }

        public StreamListener tab() {
            return tabs.open("t");
        }

        public void closeTab() {
            tabs.close("t");
        }
    }

    @SessionScoped
    public static class Late implements Serializable {

        private static final long serialVersionUID = 1;

        private final List<String> received = new CopyOnWriteArrayList<>();

        void onToken(@Observes(notifyObserver = Reception.IF_EXISTS) @StreamListening Token token) {
            received.add(token.text());
        }

        public List<String> received() {
            return List.copyOf(received);
        }
    }

    /** Rejects callers without authentication, and every caller of a secret stream. */
    @ApplicationScoped
    public static class Guard implements ListenAuthorizer {

        static final AtomicInteger CREATED = new AtomicInteger();
        static final AtomicInteger DESTROYED = new AtomicInteger();
        static final List<String> CHECKS = new CopyOnWriteArrayList<>();

        static void reset() {
            CREATED.set(0);
            DESTROYED.set(0);
            CHECKS.clear();
            DependentGuard.ALIVE.set(0);
        }

        @PostConstruct
        void created() {
            CREATED.incrementAndGet();
        }

        @PreDestroy
        void destroyed() {
            DESTROYED.incrementAndGet();
        }

        @Override
        public boolean mayListen(String streamId, @Nullable Principal principal, String listener) {
            CHECKS.add(streamId + " by " + (principal == null ? "anonymous" : principal.getName()));
            return principal != null && !streamId.startsWith("secret");
        }
    }

    @Dependent
    public static class DependentGuard implements ListenAuthorizer {

        static final AtomicInteger ALIVE = new AtomicInteger();

        @PostConstruct
        void created() {
            ALIVE.incrementAndGet();
        }

        @PreDestroy
        void destroyed() {
            ALIVE.decrementAndGet();
        }

        @Override
        public boolean mayListen(String streamId, @Nullable Principal principal, String listener) {
            return true;
        }
    }

    private static final AtomicReference<@Nullable String> USER = new AtomicReference<>();

    /** The request of the user in {@link #USER}. */
    @ApplicationScoped
    public static class Requests {

        @Produces
        HttpServletRequest request() {
            String user = USER.get();
            Principal principal = user == null ? null : () -> user;
            return (HttpServletRequest) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {HttpServletRequest.class},
                    (self, method, arguments) -> {
                        if (method.getName().equals("getUserPrincipal")) {
                            return principal;
                        }
                        if (method.getName().equals("getSession")) {
                            return null;
                        }
                        throw new UnsupportedOperationException(method.getName());
                    });
        }
    }

    private void say(String stream, String text) {
        writer.append(stream, StreamContent.json("{\"text\":\"" + text + "\"}"));
    }

    private Room room(Application.Session session) {
        return session.bean(Room.class);
    }

    private List<String> received(Application.Session session) {
        return session.request(() -> room(session).received());
    }

    private void awaitLive(Application.Session session) {
        await().until(() -> session.request(() -> room(session).stream().getStatus() == StreamStatus.LIVE));
    }

    @Test
    void anAuthorizerBeanSurvivesACall() {
        left.run(() -> room(left).stream().listen("a"));
        left.run(() -> room(left).stream().listen("b"));
        assertThat(Guard.CHECKS).containsExactly("a by anna", "b by anna");
        assertThat(Guard.CREATED).hasValue(1);
        assertThat(Guard.DESTROYED).hasValue(0);
        assertThat(DependentGuard.ALIVE).hasValue(0);
    }

    @Test
    void aRejectedCallerDoesNotReplaceTheCallerOfTheListener() {
        left.run(() -> room(left).stream().listen("a"));
        awaitLive(left);
        USER.set("mallory");
        left.run(() -> assertThatThrownBy(() -> room(left).stream().listen("secret"))
                .isInstanceOf(ListenRefusedException.class));
        say("a", "go elsewhere");
        await().until(() -> Guard.CHECKS.size() == 3);
        assertThat(Guard.CHECKS).containsExactly("a by anna", "secret by mallory", "b by anna");
    }

    @Test
    void aSessionCannotUseTheListenerOfAnother() {
        StreamListener tab = left.request(() -> {
            StreamListener opened = room(left).tab();
            opened.listen("a");
            return opened;
        });
        await().until(() -> tab.getStatus() == StreamStatus.LIVE);
        right.run(() -> {
            room(right).tab();
            assertThatThrownBy(tab::stop).hasMessageContaining("DS-026");
            assertThatThrownBy(tab::reset).hasMessageContaining("DS-026");
            assertThatThrownBy(() -> tab.listen("b")).hasMessageContaining("DS-026");
        });
        say("a", "1");
        await().until(() -> received(left).contains("tab 1"));
        assertThat(tab.getStatus()).isEqualTo(StreamStatus.LIVE);
        assertThat(received(right)).isEmpty();
    }

    @Test
    void aCallOnAThreadWithoutASessionNotifiesTheSessionOfTheListener() {
        StreamListener tab = left.request(() -> {
            StreamListener opened = room(left).tab();
            opened.listen("a");
            return opened;
        });
        await().until(() -> tab.getStatus() == StreamStatus.LIVE);
        tab.stop();
        assertThat(received(left)).endsWith("tab/t STOPPED");
        tab.listen("b");
        say("b", "2");
        await().until(() -> received(left).contains("tab 2"));
        assertThat(received(left)).containsSubsequence("tab/t STOPPED", "tab/t CONNECTING", "tab 2");
    }

    @Test
    void theLaterOfTwoRequestsDeterminesTheBeansOfTheSession() {
        SessionDeliveryContext session = new SessionDeliveryContext(sessions().bridge());
        AtomicReference<SessionBeans> before = new AtomicReference<>();
        left.run(() -> {
            before.set(sessions().bridge().capture().orElseThrow());
            left.bean(Late.class).received();
            session.refresh(sessions().bridge().capture().orElseThrow());
            session.refresh(before.get());
        });
        session.around(() -> application
                .container()
                .getBeanManager()
                .getEvent()
                .select(Token.class, StreamListening.Literal.of(""))
                .fire(new Token("late")));
        left.run(() -> assertThat(left.bean(Late.class).received()).containsExactly("late"));
    }

    private ApplicationSessions sessions() {
        return RunningApplications.current().sessions();
    }

    @Test
    void aListenerThatAnObserverCallsContinuesWithTheRequestOfItsSession() throws Exception {
        left.run(() -> {
            room(left).stream().listen("a");
            room(left).other().listen("b");
        });
        awaitLive(left);
        left.passivate();
        say("a", "look at the other");
        left.run(() -> {
            room(left).stream().getStatus();
            List<String> received = room(left).sameReceived();
            await().until(() -> received.stream().anyMatch(sentence -> sentence.startsWith("the other is")));
        });
        say("b", "1");
        await().untilAsserted(() -> assertThat(received(left)).contains("other 1"));
        assertThat(Guard.CHECKS).doesNotContain("b by anonymous");
    }

    @Test
    void aListenerThatEndsAtTheEndOfARequestDoesNotFailTheRequest() throws Exception {
        left.run(() -> room(left).tab().listen("a"));
        left.passivate();
        left.run(() -> {
            ListenerBean tab = (ListenerBean) room(left).tab();
            room(left).closeTab();
            tab.requestEnds(sessions().bridge().capture().orElseThrow());
            assertThat(tab.getStatus()).isEqualTo(StreamStatus.STOPPED);
            assertThatThrownBy(() -> tab.listen("a")).hasMessageContaining("DS-023");
        });
    }
}
