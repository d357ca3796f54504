package org.streamlistening.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.ListenAuthorizer;
import org.streamlistening.ListenOptions;
import org.streamlistening.Logged;
import org.streamlistening.Offset;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamContent;
import org.streamlistening.support.Application;
import org.streamlistening.support.ConfiguredServer;
import org.streamlistening.websocket.ScriptedSession;
import org.streamlistening.websocket.StreamSocket;
import org.streamlistening.websocket.StreamSocketConfigurator;
import org.streamlistening.websocket.StreamSocketOptions;

/** Messages from a server over HTTP to a WebSocket connection of a session, in an application on Weld. */
class SocketsTest {

    private static final String ORIGINS = "durable-streams.websocket.origins";

    private final StreamSocketConfigurator configurator = new StreamSocketConfigurator();
    private ConfiguredServer server;
    private DurableStreamsClient writer;
    private Application application;
    private Application.Session user;

    @BeforeEach
    void start() {
        server = new ConfiguredServer();
        writer = server.writer();
        writer.create("s", CreateOptions.json());
        System.setProperty(ORIGINS, "https://friend.example, https://other.example:8443");
        Requests.known = true;
        Requests.ended = false;
        Requests.meanwhile = () -> {};
        MEANWHILE.set(() -> {});
        application = new Application(Requests.class, Client.class, Door.class);
        user = application.session();
    }

    @AfterEach
    void stop() {
        application.close();
        server.close();
        System.clearProperty(ORIGINS);
    }

    /** The request of a handshake. */
    @ApplicationScoped
    static class Requests {

        /** Whether the browser sends the cookie of its session; null: the request has no session. */
        static Boolean known;

        /** Whether the server throws an exception for the ended session. */
        static boolean ended;

        /** Runs when the handshake reads the principal of the request. */
        static Runnable meanwhile;

        @Produces
        HttpServletRequest request() {
            return proxy(HttpServletRequest.class, Map.of("getHeader", "app.example", "isSecure", false));
        }

        private static HttpSession session() {
            if (ended) {
                throw new IllegalStateException("the session is not valid");
            }
            return known == null ? null : proxy(HttpSession.class, Map.of("isNew", !known));
        }
    }

    /** The application uses streams: without such a bean the library does not start. */
    @ApplicationScoped
    static class Client {
        @Inject
        DurableStreamsClient streams;
    }

    /** Runs during the authorization of a subscription. */
    private static final AtomicReference<Runnable> MEANWHILE = new AtomicReference<>();

    @ApplicationScoped
    static class Door implements ListenAuthorizer {

        @Override
        public boolean mayListen(String streamId, @Nullable Principal principal, String listener) {
            MEANWHILE.get().run();
            return true;
        }
    }

    private static <T> T proxy(Class<T> type, Map<String, Object> results) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (type == HttpServletRequest.class && method.getName().equals("getUserPrincipal")) {
                        Requests.meanwhile.run();
                    }
                    return method.getName().equals("getSession") ? Requests.session() : results.get(method.getName());
                }));
    }

    private static ServerEndpointConfig config(Map<String, Object> userProperties) {
        return proxy(ServerEndpointConfig.class, Map.of("getUserProperties", userProperties));
    }

    private Map<String, Object> handshake(Application.Session session) {
        Map<String, Object> properties = new HashMap<>();
        handshake(session, properties);
        return properties;
    }

    private void handshake(Application.Session session, Map<String, Object> properties) {
        session.run(
                () -> configurator.modifyHandshake(config(properties), proxy(HandshakeRequest.class, Map.of()), null));
    }

    private ScriptedSession connect(Application.Session session) {
        ScriptedSession connection = new ScriptedSession().takesEverything();
        connection.userProperties().putAll(handshake(session));
        return connection;
    }

    private void append(String... messages) {
        for (String message : messages) {
            writer.append("s", StreamContent.json(message));
        }
    }

    private static void awaitFrame(ScriptedSession connection, String part) {
        await().untilAsserted(() -> assertThat(connection.sent())
                .anySatisfy(frame -> assertThat(frame).contains(part)));
    }

    @Test
    void sendsStoredAndNewMessages() {
        append("1", "2");
        ScriptedSession connection = connect(user);
        StreamSocket.of(connection.session()).follow("s");
        awaitFrame(connection, "[1,2]");
        awaitFrame(connection, "LIVE");
        append("3");
        awaitFrame(connection, "[3]");
        writer.close("s");
        await().until(() -> connection.closed().equals("1000 completed"));
        assertThat(connection.sent()).last().asString().contains("completed");
    }

    @Test
    void continuesFromThePositionOfTheBrowser() {
        append("[1,2,3,4]");
        ScriptedSession connection = connect(user).with("offset", "-1").with("skip", "3");
        StreamSocket.of(connection.session()).follow("s");
        awaitFrame(connection, "[4]");
    }

    @Test
    void thePositionOfTheApplicationHasPrecedence() {
        append("1");
        ScriptedSession connection = connect(user).with("offset", "-1");
        StreamSocket.of(connection.session())
                .follow("s", StreamSocketOptions.defaults().listen(ListenOptions.from(Offset.NOW)));
        awaitFrame(connection, "LIVE");
        append("2");
        awaitFrame(connection, "[2]");
        assertThat(connection.sent()).noneMatch(frame -> frame.contains("[1"));
    }

    @Test
    void closesOnlyTheConnectionsOfASessionThatEnds() {
        Application.Session other = application.session();
        ScriptedSession mine = connect(user);
        ScriptedSession mineToo = connect(user);
        ScriptedSession theirs = connect(other);
        StreamSocket.of(mine.session()).follow("s");
        StreamSocket.of(mineToo.session()).follow("s");
        StreamSocket.of(theirs.session()).follow("s");
        awaitFrame(mine, "LIVE");
        awaitFrame(mineToo, "LIVE");
        user.invalidate();
        await().until(() -> mine.closed().equals("1008 session ended"));
        await().until(() -> mineToo.closed().equals("1008 session ended"));
        append("1");
        awaitFrame(theirs, "[1]");
        assertThat(mine.sent()).noneMatch(frame -> frame.contains("[1]"));
    }

    @Test
    void closesAConnectionWhoseSessionEndedDuringTheHandshake() {
        ScriptedSession late = connect(user);
        user.invalidate();
        StreamSocket.of(late.session()).follow("s");
        await().until(() -> late.closed().equals("1008 session ended"));
    }

    /** The session has its mark already, and the owner of the socket is not registered yet. */
    @Test
    void closesAConnectionWhoseSessionEndsWhileItsHandshakeIsProcessed() {
        ApplicationSessions sessions = RunningApplications.current().sessions();
        Requests.meanwhile = () -> {
            SessionMark mark = sessions.bridge().mark();
            mark.end();
            sessions.sessionEnded(mark.key());
        };
        ScriptedSession late = connect(user);
        StreamSocket.of(late.session()).follow("s");
        await().until(() -> late.closed().equals("1008 session ended"));
    }

    @Test
    void isLiveAtOnceAtTheHeadOfAnIdleStreamThatOthersFollow() {
        append("1");
        ScriptedSession first = connect(user);
        StreamSocket.of(first.session()).follow("s");
        awaitFrame(first, "LIVE");
        ScriptedSession second =
                connect(user).with("offset", writer.head("s").nextOffset().value());
        StreamSocket.of(second.session()).follow("s");
        awaitFrame(second, "LIVE");
        assertThat(second.sent()).noneMatch(frame -> frame.contains("[1]"));
    }

    @Test
    void closesAConnectionWhoseSessionEndsDuringTheAuthorization() {
        ScriptedSession late = connect(user);
        MEANWHILE.set(user::invalidate);
        ApplicationSessions sessions = RunningApplications.current().sessions();
        StreamSocket.of(late.session()).follow("s");
        await().until(() -> late.closed().equals("1008 session ended"));
        append("1");
        assertThat(sessions.runtime().tails().size()).isZero();
        assertThat(late.sent()).isEmpty();
    }

    /** The contexts of the application are destroyed by then. */
    @Test
    void logsNothingIfTheApplicationStopsDuringTheAuthorization() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch returned = new CountDownLatch(1);
        AtomicReference<Thread> authorizing = new AtomicReference<>();
        MEANWHILE.set(() -> {
            authorizing.set(Thread.currentThread());
            called.countDown();
            awaitUninterruptibly(returned);
        });
        ScriptedSession connection = connect(user);
        StreamSocket.of(connection.session()).follow("s");
        called.await();
        application.close();
        try (Logged log = Logged.warnings()) {
            returned.countDown();
            authorizing.get().join();
            assertThat(log.everything()).isEmpty();
        }
        // Another thread closes the connection.
        await().until(() -> connection.closed().equals("1001 application stopped"));
        application = new Application(Requests.class, Client.class, Door.class);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean over = false;
        while (!over) {
            try {
                latch.await();
                over = true;
            } catch (InterruptedException stopped) {
                // The executor interrupts its tasks, as containers can do.
                over = false;
            }
        }
    }

    @Test
    void closesConnectionsWhenTheApplicationStops() {
        ScriptedSession connection = connect(user);
        StreamSocket.of(connection.session()).follow("s");
        awaitFrame(connection, "LIVE");
        application.close();
        await().until(() -> connection.closed().equals("1001 application stopped"));
        application = new Application(Requests.class, Client.class, Door.class);
    }

    @Test
    void closesAConnectionWithoutASession() {
        Requests.known = null;
        ScriptedSession stranger = connect(user);
        StreamSocket.of(stranger.session()).follow("s");
        assertThat(stranger.closed()).isEqualTo("1008 no session");
        Requests.known = false;
        ScriptedSession newcomer = connect(user);
        StreamSocket.of(newcomer.session()).follow("s");
        assertThat(newcomer.closed()).isEqualTo("1008 no session");
    }

    @Test
    void aHandshakeWhoseSessionEndsMeanwhileSucceedsWithoutASession() {
        Requests.ended = true;
        ScriptedSession late = connect(user);
        StreamSocket.of(late.session()).follow("s");
        assertThat(late.closed()).isEqualTo("1008 no session");
    }

    @Test
    void reportsAnInvalidIdOrPosition() {
        ScriptedSession unsafe = connect(user);
        StreamSocket.of(unsafe.session()).follow("../s");
        awaitFrame(unsafe, "{\"type\":\"failed\",\"status\":400");
        await().until(() -> unsafe.closed().equals("1008 refused"));
        for (String offset : new String[] {"a/b", "", "x".repeat(2_000)}) {
            ScriptedSession lost = connect(user).with("offset", offset);
            StreamSocket.of(lost.session()).follow("s");
            awaitFrame(lost, "\"status\":400");
        }
        ScriptedSession negative = connect(user).with("skip", "-1");
        StreamSocket.of(negative.session()).follow("s");
        awaitFrame(negative, "\"status\":400");
    }

    @Test
    void endsOnRequestOfTheApplication() {
        ScriptedSession connection = connect(user);
        StreamSocket socket = StreamSocket.of(connection.session());
        socket.follow("s");
        awaitFrame(connection, "LIVE");
        socket.end();
        await().until(() -> connection.closed().equals("1000 ended"));
    }

    @Test
    void detectsALostBrowser() {
        ScriptedSession connection = connect(user);
        StreamSocket.of(connection.session()).follow("s");
        awaitFrame(connection, "LIVE");
        connection.vanish();
        await().atMost(Duration.ofSeconds(20)).until(() -> connection.closed().equals("1001 lost"));
    }

    @Test
    void followsOneStreamPerConnection() {
        ScriptedSession connection = connect(user);
        StreamSocket socket = StreamSocket.of(connection.session());
        socket.follow("s");
        assertThat(StreamSocket.of(connection.session())).isSameAs(socket);
        assertThatThrownBy(() -> socket.follow("t")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void requiresItsConfigurator() {
        Session plain = new ScriptedSession().session();
        assertThatThrownBy(() -> StreamSocket.of(plain)).hasMessageContaining("DS-030");
    }

    /** Before WebSocket 2.1: of two concurrent handshakes, the second one would give its session to both. */
    @Test
    void rejectsFollowIfConnectionsShareTheirProperties() {
        Map<String, Object> shared = new HashMap<>();
        handshake(user, shared);
        assertThatThrownBy(() -> handshake(application.session(), shared)).hasMessageContaining("DS-031");
        ScriptedSession either = new ScriptedSession();
        either.userProperties().putAll(shared);
        assertThatThrownBy(() -> StreamSocket.of(either.session())).hasMessageContaining("DS-031");
    }

    @Test
    void aHandshakeBelongsToOneConnection() {
        Map<String, Object> properties = handshake(user);
        ScriptedSession first = new ScriptedSession();
        first.userProperties().putAll(properties);
        ScriptedSession second = new ScriptedSession();
        second.userProperties().putAll(properties);
        StreamSocket.of(first.session());
        assertThatThrownBy(() -> StreamSocket.of(second.session())).hasMessageContaining("DS-031");
    }

    @Test
    void acceptsTheListedOriginsAndItsOwn() {
        assertThat(configurator.checkOrigin("http://app.example")).isTrue();
        assertThat(configurator.checkOrigin("https://Friend.example")).isTrue();
        assertThat(configurator.checkOrigin("https://other.example:8443")).isTrue();
        assertThat(configurator.checkOrigin(null)).isTrue();
        assertThat(configurator.checkOrigin("https://evil.example")).isFalse();
    }

    @Test
    void rejectsAnInvalidOriginAtDeployment() {
        System.setProperty(ORIGINS, "https://friend.example/page");
        assertThatThrownBy(() -> new Application(Requests.class, Client.class, Door.class).close())
                .hasMessageContaining("DS-002")
                .hasMessageContaining(ORIGINS);
    }
}
